"""One decision over several readings that print the same words: what it moves in the published figures, told before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.corrections.model import Decision, Item
from pipelines.corrections.values import BadValue, Value, field_of
from pipelines.provenance.subjects import rows
from pipelines.review.effect import ProvinceMean, Published, moved, published_figures
from pipelines.review.model import ReviewTask

_OUT_OF_FIGURES: Final = frozenset({"change", "basis", "unit", "year"})
"""Fields that decide whether a value is one of the figure at all; the next run decides that, no sum of ours."""

_ROWS = """
select t.target_id, t.value, t.indicator_code, d.province_key, d.plan_year
from core.fct_target as t
inner join core.dim_document as d on t.document_id = d.document_id
where list_contains($items, t.target_id)
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A published figure before and after; ``is_sure`` unless only the next run can tell."""

    figure_vi: str
    before: str
    after: str
    units_vi: str
    is_sure: bool = True


def changes(
    published: Path, chosen: Sequence[ReviewTask], decision: Decision, values: Mapping[str, str]
) -> tuple[Change, ...]:
    """What one decision over the chosen tasks moves in the means of the province.

    Args:
        published: the published file.
        chosen: tasks of one likeness.
        decision: what is decided over all of them.
        values: field → value as typed, for a correction.

    Returns:
        One entry for each figure that moves; empty when none does, as for a reading that is right.
    """
    if decision is Decision.ACCEPT or not chosen or chosen[0].kind.item != Item.TARGET:
        return ()
    with duckdb.connect(str(published), read_only=True) as connection:
        figures = published_figures(connection)
        found = rows(connection, _ROWS, items=[task.item_id for task in chosen])
    by_figure: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for row in found:
        by_figure.setdefault((row["province_key"], row["plan_year"], row["indicator_code"] or ""), []).append(row)
    told = [_change(figures, key, members, decision, values) for key, members in sorted(by_figure.items(), key=str)]
    return tuple(change for change in told if change is not None)


def preview_mark(
    chosen: Sequence[ReviewTask], decision: Decision, values: Mapping[str, str], moved: Sequence[Change]
) -> str:
    """Mark of what a preview showed: of another choice, another value or other published figures it is another."""
    shown = (decision, sorted(values.items()), sorted(task.review_key for task in chosen), list(moved))
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _change(
    published: Published,
    key: tuple[str, int, str],
    members: Sequence[Mapping[str, Any]],
    decision: Decision,
    values: Mapping[str, str],
) -> Change | None:
    counted = [row for row in members if row["target_id"] in published.counted]
    figure = published.figures.get(key)
    if figure is None or not (counted or decision is Decision.EDIT):
        return None
    name = f"{figure.name_vi}, năm {key[1]}"
    taken = tuple(row["value"] for row in counted if row["value"] is not None)
    if decision is Decision.REJECT:
        return _told(name, figure, taken, ())
    given = _typed_value(values)
    if given is None or "indicator_code" in values or _OUT_OF_FIGURES & set(values) or not counted:
        return Change(name, figure.shown(figure.mean), "tính lại ở lần chạy tới", f"{len(members)} giá trị", False)
    return _told(name, figure, taken, (given,) * len(taken))


def _told(name: str, figure: ProvinceMean, taken: tuple[Decimal, ...], given: tuple[Decimal, ...]) -> Change:
    after, count = moved(figure, taken=taken, given=given)
    return Change(name, figure.shown(figure.mean), figure.shown(after), f"{figure.count} → {count} đơn vị")


def _typed_value(values: Mapping[str, str]) -> Decimal | None:
    spec = field_of(Item.TARGET, "value")
    if "value" not in values or spec is None:
        return None
    try:
        value: Value = spec.understood(values["value"])
    except BadValue:
        return None
    return value if isinstance(value, Decimal) else None
