"""Writes an annex that lists the goals as a table: indicator, unit, value to reach, office in charge."""

from __future__ import annotations

from dataclasses import replace

from pipelines.samples.model import Cell, DrawnColumn, Row, Table
from pipelines.samples.phrasing import Promise, Voice, capital, printed_value

_SIGNS = {"=": "", ">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< "}


def _listed(promised: Promise) -> bool:
    """Reductions and counts keep their sentences; only plain percentages become table rows."""
    return promised.unit == "percent" and promised.change is None and promised.indicator != promised.text


def target_table(promises: list[Promise], voice: Voice, with_unit: bool) -> tuple[Table, list[tuple[Promise, str]]]:
    """The table and its (target, row number) pairs; the evidence is the row without number and office.

    ``with_unit``: the percent sign stands in a unit column of its own, not behind the value.
    """
    columns = [DrawnColumn("no", "STT", 6), DrawnColumn("indicator", "Tên chỉ tiêu", 52)]
    columns += [DrawnColumn("unit", "ĐVT", 8)] if with_unit else []
    columns += [DrawnColumn("value", f"Kế hoạch năm {voice.year}", 14), DrawnColumn("lead", "Đơn vị theo dõi", 20)]
    rows: list[Row] = []
    targets: list[tuple[Promise, str]] = []
    for promised in filter(_listed, promises):
        number = str(len(rows) + 1)
        name = capital(promised.indicator)
        value = _SIGNS[promised.comparator] + printed_value(promised.value, promised.unit)
        words = [number, name, *(["%", value] if with_unit else [f"{value}%"]), voice.office("VHXH", slip=0)]
        rows.append(Row("target", tuple(Cell(word) for word in words)))
        targets.append((replace(promised, text=" ".join(words[1:-1]), indicator=name), number))
    return Table(tuple(columns), (), tuple(rows), landscape=True, number_row=False), targets
