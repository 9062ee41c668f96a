"""Plan model: what `understanding` gives and `warehouse` flattens into the normalised tables.

Dates are calendar dates; text is NFC and as printed; unknown is None, never '' or 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipelines.model.document import Box


class Severity(StrEnum):
    """Finding severities: error = not usable, warning = a reviewer must look, info = for information."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class ReviewMark(StrEnum):
    """What a reviewer decided about a reading; set by :mod:`pipelines.corrections`, never by understanding."""

    CORRECTED = "corrected"  # a field has the value that the reviewer gave; the printed words stay
    ACCEPTED = "accepted"  # the reading is right as it stands
    REJECTED = "rejected"  # no such fact: the row keeps its place in the order but does not reach the warehouse


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or doubt with its place. ``rule`` is a row of ``reference/data/finding_rules.csv``.

    A finding with a ``review`` mark is settled and does not reach the warehouse.
    """

    rule: str
    evidence: str | None = None  # the printed words
    box: Box | None = None
    detail: str | None = None  # figures or names that fill the rule's Vietnamese message
    task_index: int | None = None
    review: ReviewMark | None = None


class DeadlineKind(StrEnum):
    """``core.fct_task.deadline_kind``; see docs/warehouse_contract."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PERIOD = "period"
    RECURRING = "recurring"
    ONGOING = "ongoing"
    RELATIVE = "relative"
    BY_PLAN = "by_plan"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One part of a deadline cell ("Kế hoạch quý I/2026; Kiểm tra quý II, III/2026" has two)."""

    kind: DeadlineKind
    text: str  # the part as printed
    label: str | None = None  # product or verb the part is about
    start: date | None = None
    end: date | None = None
    recurrence: str | None = None  # weekly | monthly | quarterly | half_yearly | yearly | ad_hoc …
    is_exclusive: bool = False  # "trước ngày D": D itself is too late
    offset: str | None = None  # ISO 8601 duration: P15D; working days P15BD; before the event -P15D
    anchor: str | None = None  # the event or act that the part hangs on
    condition: str | None = None  # "(Sau khi có Kế hoạch của tỉnh)"
    year_inferred: bool = False
    rule: str = ""
    confidence: float = 1.0
    cycle_day: int | None = None  # recurring only: day of the month, 1–31; "ngày 20 hằng tháng" → 20
    cycle_month_offset: int | None = None  # its month, counted from the last month of the cycle: "tháng liền kề" → 1


@dataclass(frozen=True, slots=True)
class Deadline:
    """A whole deadline cell: the summary that the task row holds, and its milestones in order."""

    kind: DeadlineKind
    start: date | None
    end: date | None
    recurrence: str | None
    is_exclusive: bool
    milestones: tuple[Milestone, ...]
    findings: tuple[Finding, ...] = ()
    confidence: float = 1.0


class OfficeRole(StrEnum):
    """Role of an office in a task."""

    LEAD = "lead"
    COORDINATION = "coordination"
    MONITOR = "monitor"


@dataclass(frozen=True, slots=True)
class OfficeMention:
    """One office named in a lead/coordination/monitor cell; ``code`` is None when the catalogue has none."""

    role: OfficeRole
    text: str
    code: str | None
    is_collective: bool = False
    is_reference: bool = False  # "Theo phân công tại Quyết định số …"
    is_joint: bool = False  # one of several leads in the cell


@dataclass(frozen=True, slots=True)
class Task:
    """A leaf row of a task table. ``index`` counts leaf rows over the whole document from 0."""

    index: int
    table_index: int
    table_row: int
    section_no: str | None
    section_name: str | None
    area_code: str | None
    row_no: str | None
    objective: str | None
    task: str | None
    activity: str | None
    output: str | None
    lead: str | None
    coordination: str | None
    monitor: str | None
    deadline_text: str | None
    budget: str | None
    deadline: Deadline
    offices: tuple[OfficeMention, ...]
    boxes: tuple[Box, ...]
    confidence: float = 1.0
    rule: str = ""  # how the row was read: row, row.two_time_columns, row.marked_periods, row.as_above
    review: ReviewMark | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified commitment. ``parent`` and ``repeats`` are indexes into ``Plan.targets``."""

    indicator_code: str | None
    indicator_text: str
    comparator: str  # = >= > <= <
    value: Decimal
    value_max: Decimal | None
    unit: str  # percent | count | percentage_point | day | …
    change: str | None  # decrease | increase
    is_aspirational: bool
    evidence: str
    section: str | None
    found_in: str  # body | table
    box: Box | None
    task_index: int | None = None
    column: str | None = None  # role of the cell that holds it
    year: int | None = None  # rung of a yearly ladder
    baseline: str | None = None
    exception: str | None = None
    scope: str | None = None  # free text of the scope as printed
    scope_level: str | None = None  # commune | province | all_levels
    scope_sectors: tuple[str, ...] = ()
    basis: str | None = None  # filed | settled | dossiers | transactions | unspecified
    candidates: tuple[str, ...] = ()  # codes that fitted equally well
    parent: int | None = None
    repeats: int | None = None
    rule: str = ""
    confidence: float = 1.0
    review: ReviewMark | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal document cited; one per (number, date) of the plan, ``mentions`` counts its places."""

    kind: str | None  # "Nghị quyết"
    number: str  # normalised symbol "76/NQ-CP"
    issued_on: date | None
    issuer: str | None
    mentions: int
    box: Box | None
    evidence: str
    raw_number: str = ""
    review: ReviewMark | None = None


class PlanStatus(StrEnum):
    """``core.dim_document.status``."""

    ISSUED = "issued"
    UNDETERMINED = "undetermined"
    DRAFT = "draft"


class PeriodKind(StrEnum):
    """``core.dim_document.period_kind``."""

    ANNUAL = "annual"
    HALF_YEAR = "half_year"
    MULTI_YEAR = "multi_year"


@dataclass(frozen=True, slots=True)
class PlanMetadata:
    """Letterhead, title, period, signature and the commune they resolve to."""

    province_code: str | None
    province_name: str | None
    commune_code: str | None
    commune_name: str | None
    unit_type: str | None  # xã | phường | đặc khu | thị trấn
    title: str | None
    document_number: str | None
    issued_on: date | None
    issued_precision: str | None  # day | month | year | None: how much of the date is printed
    place: str | None
    period_kind: PeriodKind | None
    period_start: date | None
    period_end: date | None
    plan_year: int | None
    signer: str | None
    signer_title: str | None
    signer_capacity: str | None  # TM. | KT. | TL. | TUQ.
    recipients: tuple[str, ...]
    filing: str | None  # "Lưu: VT, VHXH"
    supersedes: tuple[str, ...]  # numbers of plans that this one replaces
    status: PlanStatus
    is_annex_only: bool
    declares_annex: bool
    review: ReviewMark | None = None
    topic: str | None = None  # the single work of the reform it is confined to; None: the whole reform


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything understood from one document.

    ``enclosed`` are further plans bound in the same file behind this one, each a document of its own.
    """

    is_plan: bool  # False: not an administrative-reform plan; the document is quarantined
    metadata: PlanMetadata
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]
    enclosed: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderContext:
    """What the place of the file tells: ``raw/<province slug>/<plan year>/<file name>``.

    ``commune_code`` and ``received_on`` come from a sidecar ``manifest.csv`` when it states them.
    """

    province_slug: str
    plan_year: int
    file_name: str
    commune_code: str | None = None
    received_on: date | None = None
    document_number: str | None = None
    issued_on: date | None = None
