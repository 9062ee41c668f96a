"""Task tables → task rows: leaf rows with their section, spans filled down.

A leaf row is every row of the joined table that has words of its own and is no header, section, counter or sum
row. A cell that spans several rows gives its text to each of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipelines.model.document import Block, Box, Document, Paragraph, ParagraphKind, Table
from pipelines.model.plan import Finding
from pipelines.reference.areas import area_of
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.readers import Reader
from pipelines.text.vietnamese import match_key
from pipelines.understanding.kept import STRICT, Kept, Place
from pipelines.understanding.tables.columns import Header, TableKind
from pipelines.understanding.tables.grid import Grid, cell_text, first_box
from pipelines.understanding.tables.group_rows import group_name, group_offices, is_group, number_of, rank_of
from pipelines.understanding.tables.guessed_columns import guess_header
from pipelines.understanding.tables.headers import find_header, number_findings, place_findings, unread_levels
from pipelines.understanding.tables.kinds import LONGEST_SECTION, RowKind, continues, is_layout, row_kind
from pipelines.understanding.tables.leaves import (
    deadline_span,
    joined_text,
    role_cells,
    role_text,
    row_box,
    row_boxes,
    row_confidence,
)
from pipelines.understanding.tables.model import (
    TEXT_ROLES,
    Remark,
    SectionRow,
    StatedSum,
    TargetTable,
    TaskRow,
    TaskTables,
)
from pipelines.understanding.tables.period_columns import marked, words_of
from pipelines.understanding.tables.rare_titles import complete_header
from pipelines.understanding.tables.sections import Section, is_total, make_section, total_count
from pipelines.understanding.words.numbering import split_number

_ANNEX = re.compile(r"^(?:phụ lục|biểu)(?!\w)")
_CAPTION_REACH = 3  # paragraphs above a table in which its own section title may stand


@dataclass
class _Walk:
    """State while the tables of one document are read in order."""

    kept: Kept
    rows: list[TaskRow] = field(default_factory=list)
    sections: list[SectionRow] = field(default_factory=list)
    totals: list[StatedSum] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    open_sections: list[int] = field(default_factory=list)  # indexes into sections, outermost first
    groups: dict[int, int] = field(default_factory=dict)  # sections that are group rows → rank of their number
    header: Header | None = None
    columns: int = 0


def read_tasks(document: Document, kept: Kept = STRICT) -> TaskTables:
    """Read every table of ``document`` in order; a table without header continues the one before it.

    A row that cannot be read is left out, a table whose titles cannot be read holds no tasks; ``kept`` hears of both.
    """
    walk, kinds = _Walk(kept), _Kinds()
    captions: list[Paragraph] = []
    table_index = -1
    for block in document.blocks:
        if isinstance(block, Paragraph):
            captions.append(block)
            continue
        table_index += 1
        place = Place(Reader.TABLE, f"số {table_index + 1}", box=_table_box(block))
        kept.read(place, None, _read_table, walk, kinds, block, table_index, captions)
        if not kinds.has(table_index):
            kinds.layout.append(table_index)
        captions = []
    return TaskTables(
        rows=tuple(walk.rows),
        sections=tuple(walk.sections),
        totals=tuple(walk.totals),
        remarks=tuple(walk.remarks),
        task_tables=tuple(kinds.task),
        target_tables=tuple(kinds.target),
        findings=tuple(walk.findings),
    )


def _table_box(table: Table) -> Box | None:
    return next((first_box(cell.boxes) for cell in table.cells), None)


@dataclass(frozen=True)
class _Sheet:
    """One table under its header: body rows begin at ``first``; ``captions`` stand between it and the table before."""

    grid: Grid
    header: Header
    index: int
    first: int
    captions: tuple[Paragraph, ...]


@dataclass
class _Kinds:
    task: list[int] = field(default_factory=list)
    target: list[TargetTable] = field(default_factory=list)
    layout: list[int] = field(default_factory=list)

    def has(self, index: int) -> bool:
        """Whether it is known what the table holds."""
        return index in self.task or index in self.layout or any(one.index == index for one in self.target)


def _read_table(walk: _Walk, kinds: _Kinds, table: Table, index: int, captions: list[Paragraph]) -> None:
    grid = Grid(table)
    header = find_header(grid)
    header = complete_header(header, grid) if header else None
    if header is None and not is_layout(grid) and not continues(walk.header, walk.columns, grid):
        header = guess_header(grid, follows_tasks=walk.header is not None)
    if header and header.kind is TableKind.TASK:
        walk.header, walk.columns = header, grid.column_count
        walk.findings.extend((*place_findings(header, grid), *unread_levels(header, grid)))
        kinds.task.append(index)
        _read_rows(walk, _Sheet(grid, header, index, header.end, tuple(captions)))
    elif header and header.kind is TableKind.TARGET:
        kinds.target.append(TargetTable(index, header, tuple(one.text for one in captions)))
        walk.findings.extend(number_findings(header, grid))
        if {Role.LEAD, Role.DEADLINE} <= header.roles:  # the targets are handed out like tasks: they are both
            kinds.task.append(index)
            _read_rows(walk, _Sheet(grid, header.as_tasks(), index, header.end, tuple(captions)))
    elif header is None and continues(walk.header, walk.columns, grid):
        kinds.task.append(index)
        assert walk.header is not None
        _read_rows(walk, _Sheet(grid, walk.header, index, 0, tuple(captions)))
    else:
        kinds.layout.append(index)
        walk.findings.extend(_ignored(grid, header))


def _ignored(grid: Grid, header: Header | None) -> list[Finding]:
    if header is None and is_layout(grid):
        return []
    words = grid.row_text(0)[:200]
    size = f"{grid.row_count} × {grid.column_count}"
    return [Finding("table_ignored", evidence=words, box=_table_box(grid.table), detail=size)]


def _read_rows(walk: _Walk, sheet: _Sheet) -> None:
    if any(_ANNEX.match(match_key(caption.text)) for caption in sheet.captions):
        walk.open_sections.clear()  # a new annex begins with sections of its own
    which = f"của bảng số {sheet.index + 1}"
    walk.kept.read(Place(Reader.ROW, f"tên mục {which}"), None, _section_from_caption, walk, sheet)
    for row in range(sheet.first, sheet.grid.row_count):
        place = Place(Reader.ROW, f"số {row + 1} {which}", *_row_place(sheet.grid, row))
        walk.kept.read(place, None, _read_row, walk, sheet, row)


def _row_place(grid: Grid, row: int) -> tuple[str | None, Box | None]:
    """Words and place of a row, for the one who has to look it up."""
    filled = [cell for cell in grid.own_cells(row) if cell.text]
    return (" | ".join(cell.text for cell in filled) or None), (first_box(filled[0].boxes) if filled else None)


def _read_row(walk: _Walk, sheet: _Sheet, row: int) -> None:
    grid, header = sheet.grid, sheet.header
    kind = row_kind(grid, header, row)
    if is_group(grid, header, row) and kind in (RowKind.SECTION, RowKind.LEAF):
        _open_group(walk, sheet, row)
    elif kind is RowKind.SECTION:
        _open_section(walk, _section_of(grid, header, row), sheet.index, row_box(grid, row))
    elif kind is RowKind.TOTAL:
        words = grid.row_text(row)
        walk.totals.append(StatedSum(words, total_count(words), row_box(grid, row)))
    elif kind is RowKind.REMARK:
        walk.remarks.append(Remark(_current(walk), grid.row_text(row), row_box(grid, row)))
    elif kind is RowKind.LEAF:
        _close_groups(walk, rank_of(number_of(grid, header, row)))
        _add_leaf(walk, grid, header, row, sheet.index)


def _open_group(walk: _Walk, sheet: _Sheet, row: int) -> None:
    """A group row is a section of its parts; what it says beyond its name is kept as a remark or a finding."""
    grid, header = sheet.grid, sheet.header
    number, name, box = number_of(grid, header, row), group_name(grid, header, row), row_box(grid, row)
    rank = rank_of(number) or 0
    section = replace(make_section(number.strip("-–—•*+ "), name), level=rank)
    _close_groups(walk, rank)
    _open_section(walk, section, sheet.index, box)
    walk.groups[walk.open_sections[-1]] = rank
    if "%" in name:
        walk.remarks.append(Remark(section, name, box))
    offices = group_offices(grid, header, row)
    if offices:
        walk.findings.append(Finding("group_row_office", evidence=name[:200], box=box, detail=offices))


def _close_groups(walk: _Walk, rank: int | None) -> None:
    """A row numbered like the open group, or higher, is none of its parts."""
    while rank is not None and walk.open_sections and walk.groups.get(walk.open_sections[-1], -1) >= rank:
        walk.open_sections.pop()


def _section_of(grid: Grid, header: Header, row: int) -> Section:
    filled = [cell_text(cell) for cell in grid.own_cells(row) if cell_text(cell)]
    return make_section("", filled[0]) if len(filled) == 1 else make_section(filled[0], filled[1])


def _open_section(walk: _Walk, section: Section, table_index: int, box: Box | None) -> None:
    while walk.open_sections and not _nests(walk.sections[walk.open_sections[-1]].section, section):
        walk.open_sections.pop()
    parent = walk.sections[walk.open_sections[-1]] if walk.open_sections else None
    area = area_of(section.name) or (parent.area_code if parent else None)
    walk.open_sections.append(len(walk.sections))
    walk.sections.append(SectionRow(section, area, table_index, box))


def _current(walk: _Walk) -> Section | None:
    return walk.sections[walk.open_sections[-1]].section if walk.open_sections else None


def _nests(outer: Section, inner: Section) -> bool:
    return inner.level > outer.level


def _add_leaf(walk: _Walk, grid: Grid, header: Header, row: int, table_index: int) -> None:
    leaf = _leaf(walk, grid, header, row, table_index)
    for position, index in enumerate(reversed(walk.open_sections)):
        entry = walk.sections[index]
        walk.sections[index] = replace(
            entry,
            rows=(*entry.rows, leaf.index),
            count=entry.count + (position == 0),
            total=entry.total + 1,
        )
    walk.rows.append(leaf)


def _leaf(walk: _Walk, grid: Grid, header: Header, row: int, table_index: int) -> TaskRow:
    current = walk.sections[walk.open_sections[-1]] if walk.open_sections else None
    columns = {role: header.with_role(role) for role in (Role.NO, *TEXT_ROLES)}
    if current is not None and not columns[Role.OBJECTIVE]:
        columns[Role.OBJECTIVE] = header.with_role(Role.SECTION)  # fields below sections: what the row is for
    due = marked(header.periods, grid, row)
    if due:
        columns[Role.DEADLINE] = tuple(one.column for one in due)
    cells = {role: role_cells(grid, row, indexes) for role, indexes in columns.items()}
    texts = {role: joined_text(cells[role]) for role in TEXT_ROLES}
    if due:
        texts[Role.DEADLINE] = words_of(due)
    span = deadline_span(grid, row, header)
    if span:
        texts[Role.DEADLINE] = "\n".join(span)  # both as printed, even when they are the same
    named = role_text(grid, row, header.with_role(Role.SECTION))
    section = Section(None, named, 0) if named and current is None else current.section if current else None
    own = grid.own_cells(row)
    return TaskRow(
        index=len(walk.rows),
        table_index=table_index,
        table_row=row,
        section=section,
        area_code=(area_of(named) if named else None) or (current.area_code if current else None),
        row_no=joined_text(cells[Role.NO]),
        texts=texts,
        cells=cells,
        boxes=row_boxes(own),
        confidence=row_confidence(own, header),
        deadline_span=span,
        has_guessed_columns=header.is_guessed,
        deadline_unit=header.deadline_unit,
        deadline_year=header.deadline_year,
        has_marked_periods=bool(due),
        has_coloured_periods=bool(due) and due[0].by_colour,
    )


def _section_from_caption(walk: _Walk, sheet: _Sheet) -> None:
    """A numbered title right above a table names its section ("II. Cải cách thể chế", then the table).

    Only when the table's first row is not a section row itself.
    """
    grid, first = sheet.grid, sheet.first
    if first < grid.row_count and row_kind(grid, sheet.header, first) is RowKind.SECTION:
        return
    for paragraph in sheet.captions[-_CAPTION_REACH:]:
        number, name = split_number(paragraph.text)
        if number and len(name) <= LONGEST_SECTION and area_of(name) and is_title(paragraph):
            _open_section(walk, make_section("", paragraph.text), sheet.index, first_box(paragraph.boxes))


def is_title(paragraph: Paragraph) -> bool:
    """Whether layout or letters set a paragraph off as a title."""
    return (
        paragraph.kind in (ParagraphKind.HEADING, ParagraphKind.CENTERED) or paragraph.bold or paragraph.text.isupper()
    )


def total_lines(blocks: tuple[Block, ...]) -> tuple[StatedSum, ...]:
    """Sum sentences that stand as paragraphs ("Tổng cộng: 35 nhiệm vụ")."""
    lines = (block for block in blocks if isinstance(block, Paragraph) and is_total(block.text))
    return tuple(
        StatedSum(line.text, total_count(line.text), first_box(line.boxes))
        for line in lines
        if "nhiệm vụ" in match_key(line.text)
    )
