"""The fields of one review task as the page shows them, and what comes back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipelines.corrections.columns import columns
from pipelines.corrections.model import Decision, Item, Problem
from pipelines.corrections.values import field_of
from pipelines.corrections.wording import CHOICES, field_words, name_of
from pipelines.reference.areas import areas
from pipelines.reference.indicators import indicators
from pipelines.reference.offices import offices
from pipelines.reference.units import communes_of, list_order, province_by_slug
from pipelines.review.model import ReviewTask
from pipelines.review.writing import Entered

_PREFIX = "f."
_EXAMPLES = {
    "value": "ví dụ 97,5",
    "value_max": "- nếu không phải khoảng",
    "year": "- nếu không ghi riêng",
    "deadline": "viết như trong kế hoạch: 30/6/2026, quý III/2026, thường xuyên",
    "document_number": "ví dụ 15/KH-UBND",
    "issued_on": "dd/MM/yyyy",
    "indicator_code": "gõ vài chữ của tên chỉ tiêu; - nếu không có",
    "office_code": "gõ vài chữ của tên cơ quan",
    "commune_code": "gõ vài chữ của tên xã, phường",
}
# a decision that says all by itself needs no typed reason; an edit always does
_ACCEPTED: Final = "Đối chiếu trang gốc, đọc đúng"
_PRINTED: Final = "Đối chiếu trang gốc, văn bản in đúng như vậy"
_REJECTED: Final = {
    Item.TARGET: "Không phải chỉ tiêu định lượng của đơn vị",
    Item.TASK: "Không phải nhiệm vụ của kế hoạch",
}
SUGGESTED_REASONS: Final = (
    "Đối chiếu trang gốc, ghi theo bản gốc",
    "Đối chiếu trang gốc, chọn lại chỉ tiêu",
    "Theo văn bản đính chính của đơn vị",
    "Đơn vị xác nhận qua công văn, điện thoại",
)
_WHOLE_ITEM = {Item.OFFICE, Item.DOCUMENT}  # a name or a document cannot be struck out


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: ``choices`` make it a list, ``suggestions`` a text box with completion."""

    name: str
    label_vi: str
    current: str
    typed: str
    example_vi: str
    choices: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[tuple[str, str], ...] = ()
    error_vi: str | None = None
    is_asked: bool = False
    named_vi: str = ""
    """What the code that was read stands for."""

    @property
    def input_name(self) -> str:
        """Name of the input on the page."""
        return f"{_PREFIX}{self.name}"


def form_fields(
    task: ReviewTask, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """Fields of a task, the one that it asks for first."""
    fields = [
        FormField(
            name=name,
            label_vi=spec.label_vi,
            current=current,
            typed=(typed or {}).get(name, current),
            example_vi=_EXAMPLES.get(name, ""),
            choices=_choices(name, current),
            suggestions=_suggestions(name, task.province),
            error_vi=(errors or {}).get(name),
            is_asked=name == task.field,
            named_vi="" if _choices(name, current) else name_of(name, current),
        )
        for name, current in task.current
        if (spec := field_of(Item(task.kind.item), name)) is not None
    ]
    return tuple(sorted(fields, key=lambda field: not field.is_asked))


def may_reject(task: ReviewTask) -> bool:
    """Whether the reading may be struck out."""
    return Item(task.kind.item) not in _WHOLE_ITEM


def accept_words(task: ReviewTask) -> str:
    """What accepting is called: that we read rightly, or that the plan prints what it cannot mean."""
    return "In đúng như vậy" if task.kind.confirms_print else "Đúng"


def read_form(task: ReviewTask, form: Mapping[str, str], today: date, at: str = "") -> Entered:
    """What the reviewer entered; of the fields only those that differ from the reading.

    Raises:
        ValueError: the decision is none of the three.
    """
    current = dict(task.current)
    changed = {
        name: value.strip()
        for name in current
        if (value := form.get(f"{_PREFIX}{name}")) is not None and value.strip() != current[name]
    }
    decision = Decision(form.get("decision", ""))
    if decision is Decision.WITHDRAW:
        raise ValueError(decision)
    reason = form.get("reason", "").strip()
    return Entered(
        decision=decision,
        values=changed,
        author=form.get("author", "").strip(),
        reason=reason or _usual_reason(task, decision),
        evidence_note=form.get("evidence_note", "").strip(),
        decided_on=today,
        decided_at=at,
    )


def faults_by_input(problems: Iterable[Problem]) -> dict[str, str]:
    """What is wrong, by the input that it stands at; ``""`` for what has none."""
    found: dict[str, str] = {}
    for one in problems:
        at = one.row.get("field") if one.column == "new_value" else one.column
        if one.column in ("new_value", "author", "reason"):
            found[at] = f"Cần {one.expected_vi}."
        else:
            found[""] = f"{_title(one.column)}: cần {one.expected_vi}."
    return found


def fault_line(problem: Problem) -> str:
    """What is wrong in one line that names the input."""
    name = _title(problem.column)
    if problem.column == "new_value":
        name = field_words(problem.row.get("item"), problem.row.get("field"))
        name = f"{name[:1].upper()}{name[1:]}"
    return f"{name}: cần {problem.expected_vi}."


def _title(column: str) -> str:
    return next((one.title_vi for one in columns() if one.key == column), column)


def _usual_reason(task: ReviewTask, decision: Decision) -> str:
    if decision is Decision.ACCEPT:
        return _PRINTED if task.kind.confirms_print else _ACCEPTED
    return _REJECTED.get(Item(task.kind.item), "") if decision is Decision.REJECT else ""


def _choices(name: str, current: str) -> tuple[tuple[str, str], ...]:
    known: dict[str, tuple[tuple[str, str], ...]] = {
        **CHOICES,
        "area_code": (("-", "không thuộc lĩnh vực nào"), *((one.code, one.name_vi) for one in areas())),
    }
    choices = known.get(name, ())
    if choices and current not in {value for value, _ in choices}:
        return ((current, current), *choices)
    return choices


def _suggestions(name: str, province: str) -> tuple[tuple[str, str], ...]:
    if name == "indicator_code":
        return tuple((one.code, f"{one.name_vi} ({one.unit})") for one in indicators())
    if name == "office_code":
        return tuple((one.code, one.name_vi) for one in offices().values())
    if name == "commune_code" and (found := province_by_slug(province)):
        return tuple((one.code, one.full_name) for one in sorted(communes_of(found.code), key=list_order))
    return ()
