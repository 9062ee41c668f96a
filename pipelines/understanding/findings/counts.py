"""Declared numbers of tasks against the rows that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.model.plan import Finding
from pipelines.reference.headers import ColumnRole as Role
from pipelines.text.vietnamese import match_key
from pipelines.understanding.findings.registry import PlanView, rule
from pipelines.understanding.tables.model import StatedSum
from pipelines.understanding.tables.rows import total_lines

_USUAL_TOTAL = re.compile(r"\d+ (?:nhiệm vụ|nội dung|công việc)")

_ANNOUNCED = re.compile(
    r"(?<![\d/.])(\d{1,3}) (?:đầu )?nhiệm vụ(?! và)[^.;]{0,60}phụ lục"
    r"|phụ lục[^.;\d]{0,60}(?<![\d/.])(\d{1,3}) (?:đầu )?nhiệm vụ"
)


def _totals(view: PlanView) -> tuple[StatedSum, ...]:
    return view.tables.totals + total_lines(view.document.blocks)


def _countings(view: PlanView, rows: tuple[int, ...]) -> set[int]:
    """The ways in which people count tasks: leaf rows, numbers, tasks; a cell over several rows counts once."""
    counts = {len(rows)}
    for role in (Role.NO, Role.TASK):
        cells = [(view.tables.rows[index].table_index, view.tables.rows[index].cells[role]) for index in rows]
        counts.add(len({(table, cell.row) for table, found in cells for cell in found}))
    return counts


def _announced(view: PlanView) -> Iterator[StatedSum]:
    """Counts that the text gives of its annex: "Thực hiện 24 nhiệm vụ theo Phụ lục kèm theo"."""
    for one in view.body if "phụ lục" in view.joined_key else ():
        match = _ANNOUNCED.search(match_key(one.line.text))
        if match:
            yield StatedSum(one.line.text[:200], int(match.group(1) or match.group(2)), one.box)


@rule("section_count_mismatch")
def section_count_mismatch(view: PlanView) -> Iterator[Finding]:
    """A section declares another number of tasks than it has rows."""
    for row in view.tables.sections:
        declared = row.section.declared_count
        if declared is not None and declared not in (row.count, *_countings(view, row.rows)):
            detail = f"ghi {declared:02d}, có {row.total:02d}"
            yield Finding("section_count_mismatch", evidence=row.section.name, box=row.box, detail=detail)


@rule("declared_sum_mismatch")
def declared_sum_mismatch(view: PlanView) -> Iterator[Finding]:
    """The declared counts of all sections do not add up to the declared total."""
    declared = [row.section.declared_count for row in view.tables.sections if row.section.declared_count is not None]
    for stated in _totals(view):
        if declared and stated.count is not None and sum(declared) != stated.count:
            added = " + ".join(str(one) for one in declared)
            detail = f"{added} = {sum(declared)}, tổng ghi {stated.count}"
            yield Finding("declared_sum_mismatch", evidence=stated.words, box=stated.box, detail=detail)


@rule("total_count_mismatch")
def total_count_mismatch(view: PlanView) -> Iterator[Finding]:
    """The declared total is not the number of rows found."""
    found = len(view.tasks)
    countings = _countings(view, tuple(range(found)))
    for stated in (*_totals(view), *_announced(view)):
        if stated.count is not None and found and stated.count not in countings:
            detail = f"ghi {stated.count}, có {found}"
            yield Finding("total_count_mismatch", evidence=stated.words, box=stated.box, detail=detail)


@rule("total_sentence_garbled")
def total_sentence_garbled(view: PlanView) -> Iterator[Finding]:
    """The total sentence has a stray word between number and noun."""
    for stated in _totals(view):
        if stated.count is not None and not _USUAL_TOTAL.search(match_key(stated.words)):
            yield Finding("total_sentence_garbled", evidence=stated.words, box=stated.box)
