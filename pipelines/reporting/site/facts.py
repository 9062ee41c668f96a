"""What the pages show, as read from the published file: one class per kind of row, fields named as its columns.

Shares such as ``coverage_rate`` lie in 0-1, values of indicators in their unit (percent: 0-100). Every value is a
planned target, never a result.

One file on purpose: nothing but declarations, one for each kind of row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Province:
    """A province that has plans in the warehouse, in all its eras; code, name and folder are those of the last one."""

    province_key: str
    province_code: str
    province_name: str
    province_slug: str
    unit_type: str  # tỉnh, thành phố


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many units have a plan for a year, of how many."""

    plan_year: int
    commune_count: int
    plan_count: int


@dataclass(frozen=True, slots=True)
class CommuneYear:
    """A unit in a plan year: the state of its plan and how well it reads.

    A code is used again for other units: ``unit_since`` says since when it means this one.
    """

    commune_code: str
    unit_since: date | None
    commune_name: str
    unit_type: str
    sort_key: str
    plan_year: int
    plan_state: str
    plan_state_vi: str
    document_id: str | None
    target_count: int | None
    task_count: int | None
    core_indicator_share: float | None
    document_number: str | None
    issued_on: date | None
    period_kind: str | None
    source_path: str | None
    error_count: int | None
    warning_count: int | None
    info_count: int | None
    score: int | None


@dataclass(frozen=True, slots=True)
class ProvinceEra:
    """The years in which a province had one code: the units of one era are not those of another."""

    province_code: str
    province_name: str
    first_year: int
    last_year: int
    commune_count: int  # in the last of its years


@dataclass(frozen=True, slots=True)
class FormerValue:
    """The value of a former unit that went into a unit of today, wholly (counted in its history) or in part (shown)."""

    commune_code: str
    plan_year: int
    indicator_code: str
    indicator_name_vi: str
    unit: str
    former_code: str
    former_name: str
    former_type: str
    value: Decimal
    is_counted: bool
    source_path: str
    media_type: str
    page: int | None


@dataclass(frozen=True, slots=True)
class IndicatorYear:
    """An indicator over the units of the province in one plan year."""

    plan_year: int
    indicator_code: str
    indicator_name_vi: str
    indicator_group: str
    unit: str
    direction: str
    area_code: str | None
    area_name_vi: str | None
    definition_vi: str | None
    is_core: bool
    commune_count: int
    plan_count: int
    target_count: int
    coverage_rate: float
    mean_value: float | None
    median_value: float | None
    min_value: Decimal | None
    max_value: Decimal | None
    p25_value: float | None
    p75_value: float | None
    stddev_value: float | None
    weighted_mean_value: float | None
    weight_coverage: float | None
    reference_value: Decimal | None
    reference_source: str | None
    has_mixed_references: bool
    meeting_rate: float | None
    strict_meeting_rate: float | None
    provincial_reference_value: Decimal | None
    provincial_meeting_rate: float | None
    mean_gap: float | None
    worst_gap: Decimal | None
    below_reference_count: int
    conflict_count: int
    fallback_count: int
    fallback_mean_value: float | None
    excluded_count: int
    basis_vi: str | None  # of the figures, where the indicator has several


@dataclass(frozen=True, slots=True)
class CommuneValue:
    """The one value of an indicator that stands for a unit in a plan year, with its place in the document."""

    commune_code: str
    unit_since: date | None
    commune_name: str
    unit_type: str
    sort_key: str
    plan_year: int
    indicator_code: str
    indicator_name_vi: str
    indicator_group: str
    unit: str
    value: Decimal
    comparator: str
    is_fallback_multi_year: bool
    has_conflict: bool
    rank_in_province: int | None
    ranked_count: int | None
    reference_value: Decimal | None
    reference_source: str | None
    provincial_value: Decimal | None
    gap: Decimal | None
    meets_reference: bool | None
    target_id: str
    document_id: str
    source_path: str
    media_type: str
    page: int | None
    evidence: str
    section: str | None
    rule: str | None
    confidence: float | None
    is_corrected: bool
    value_max: Decimal | None
    basis_vi: str | None
    excluded_count: int


@dataclass(frozen=True, slots=True)
class OtherTarget:
    """A commitment of an effective plan that no indicator of the catalogue covers, or a further one of the same."""

    target_id: str
    document_id: str
    indicator_code: str | None
    indicator_text: str
    comparator: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str
    change: str | None
    evidence: str
    section: str | None
    page: int | None
    rule: str | None
    baseline: str | None  # what an increase or decrease is measured against
    excluded_reason_vi: str | None  # why it is not the value of its indicator


@dataclass(frozen=True, slots=True)
class ExcludedTarget:
    """A value of an effective plan that does not count in the figures of the province, with its reason."""

    commune_code: str
    commune_name: str
    unit_type: str
    plan_year: int
    indicator_code: str
    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    basis_vi: str | None
    change: str | None
    excluded_reason_vi: str
    needs_review: bool
    evidence: str
    target_id: str
    source_path: str
    media_type: str
    page: int | None


@dataclass(frozen=True, slots=True)
class BasisFigure:
    """An indicator over the units of the province by one of its bases."""

    plan_year: int
    indicator_code: str
    basis_vi: str
    is_headline: bool
    target_count: int
    coverage_rate: float
    mean_value: float | None
    median_value: float | None
    min_value: Decimal | None
    max_value: Decimal | None
    excluded_count: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many units chose a value (``grouping`` value) or one in a range (``bin``)."""

    plan_year: int
    indicator_code: str
    grouping: str
    lower_value: Decimal
    upper_value: Decimal | None
    label_vi: str
    commune_count: int
    share: float


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """An indicator in one of the years that have targets."""

    indicator_code: str
    plan_year: int
    target_count: int
    mean_value: float | None
    median_value: float | None
    coverage_rate: float
    series_no: int  # years of one series have the same units
    is_series_break: bool
    mean_change: float | None
    panel_count: int | None
    panel_mean_change: float | None
    panel_mean_value: float | None = None  # of the units that have a target in both years
    panel_previous_mean_value: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A plan that arrived, whatever became of it."""

    document_id: str
    commune_code: str | None
    unit_since: date | None
    source_path: str
    file_name: str
    media_type: str
    extraction_method: str
    page_count: int | None
    title: str | None
    document_number: str | None
    issued_on: date | None
    issued_precision: str | None
    period_kind: str | None
    period_start: date | None
    period_end: date | None
    plan_year: int | None
    signer: str | None
    signer_title: str | None
    status: str
    is_effective: bool
    superseded_by: str | None
    superseded_reason: str | None
    is_annex_only: bool
    body_document_id: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Task:
    """A row of a task table, as printed."""

    task_id: str
    document_id: str
    row_index: int
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
    deadline_text: str | None
    deadline_kind: str
    deadline_end: date | None
    deadline_recurrence: str | None
    page_start: int | None

    @property
    def wording(self) -> str:
        """The most precise wording of the row."""
        return self.activity or self.task or self.objective or ""

    @property
    def context(self) -> str | None:
        """The wording above it, when the row has two levels."""
        upper = [text for text in (self.objective, self.task) if text and text != self.wording]
        return upper[-1] if upper and self.activity else None


@dataclass(frozen=True, slots=True)
class Finding:
    """A point to look at in a document."""

    finding_id: str
    document_id: str
    rule: str
    title_vi: str | None
    severity: str
    message_vi: str
    action_vi: str | None
    evidence: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """One of the checks that every unit passes through."""

    commune_code: str
    plan_year: int
    check_code: str
    check_order: int
    title_vi: str
    status: str
    status_vi: str
    finding_count: int
    message_vi: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A task falling due in a month; several days of one month (weekly reports) are one occurrence."""

    due_year: int
    due_month: int
    days: str  # "5, 12, 19, 26"
    first_due_on: date
    day_count: int
    is_exclusive: bool
    office_code: str | None
    lead_office_codes: str | None
    area_code: str | None
    commune_code: str
    commune_name: str
    unit_type: str
    sort_key: str
    recurrence: str | None
    task_id: str
    document_id: str
    task_text: str
    label: str | None
    deadline_text: str
    year_inferred: bool
    page: int | None


@dataclass(frozen=True, slots=True)
class OfficeLoad:
    """Tasks of an office in a plan year over all units, by the quarter in which they end."""

    plan_year: int
    office_code: str | None
    office_name_vi: str | None
    is_collective: bool
    quarter: int | None
    commune_count: int
    lead_count: int
    joint_lead_count: int
    coordination_count: int
    monitor_count: int


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the catalogue."""

    office_code: str
    name_vi: str
    is_collective: bool


@dataclass(frozen=True, slots=True)
class LegalReference:
    """A document that plans of the province cite in a plan year."""

    plan_year: int
    number: str
    kind: str | None
    issuer: str | None
    issued_on: date | None
    commune_count: int
    mention_count: int
    date_count: int
    first_document_id: str
    first_unit: str
    first_source_path: str
    first_page: int | None


@dataclass(frozen=True, slots=True)
class DateConflict:
    """One of the dates under which the same document is cited."""

    plan_year: int
    number: str
    issuing_unit: str | None
    issued_on: date
    commune_count: int
    document_id: str
    source_path: str
    page: int | None


@dataclass(frozen=True, slots=True)
class ReferenceTarget:
    """A goal of the state or the province that plans are measured against."""

    indicator_code: str
    level: str
    document: str
    value: Decimal
    comparator: str
    due_year: int | None
    kind: str
    certainty: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that was put aside, with what to do."""

    source_path: str
    folder_year: int | None
    message_vi: str
    next_action_vi: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reviewer decided about something that was read, and what became of it."""

    commune_code: str | None
    document_id: str | None
    item_id: str | None
    indicator_name_vi: str | None
    field: str | None
    old_value: str | None
    new_value: str | None
    decision: str | None
    status: str
    status_vi: str
    message_vi: str | None
    author: str | None
    decided_on: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Metric:
    """The one definition of a figure, from the catalogue of metrics."""

    metric_code: str
    label_vi: str
    formula_vi: str
    unit_vi: str
    direction_vi: str
    caveat_vi: str | None
    table_name: str


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """Where the words of a target stand in their file; ``bbox`` is JSON: ``[[page, x0, y0, x1, y1], …]``.

    Boxes are points of a PDF page or cells of a sheet; of Word files they have no extent. ``activity`` and ``task`` are
    the words of the row of a target that stands in a task, ``indicator_text`` is what the target is about.
    """

    target_id: str
    source_path: str
    sha256: str
    media_type: str
    is_scan: bool
    page: int | None
    bbox: str | None
    evidence: str
    indicator_text: str | None
    in_table: bool | None
    activity: str | None
    task: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a target's words: its path below the province's folder, or in ``note_vi`` why there is none.

    ``opens`` is the address of the whole page below the folder, where the page was laid out for the report.
    """

    path: str | None
    note_vi: str | None = None
    opens: str | None = None
