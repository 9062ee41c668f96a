"""Task tables → task rows: leaf rows with their section, spans filled down.

A leaf row is every row of the joined table that has words of its own and is no header, section, counter or sum
row. A cell that spans several rows gives its text to each of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pipelines.model.document import Block, Box, Cell, Document, Paragraph, ParagraphKind
from pipelines.model.plan import Finding
from pipelines.reference.areas import area_of
from pipelines.text.vietnamese import match_key
from pipelines.understanding.grid import Grid, cell_text, first_box
from pipelines.understanding.groups import group_name, group_offices, is_group, number_of, rank_of
from pipelines.understanding.guess import GUESSED_CONFIDENCE, guess_header
from pipelines.understanding.headers import (
    CONTENT_ROLES,
    Column,
    Header,
    find_header,
    is_counter_row,
    place_findings,
    word_in,
)
from pipelines.understanding.period_columns import marked, words_of
from pipelines.understanding.rare_titles import complete_header
from pipelines.understanding.sections import (
    Section,
    is_outer_number,
    is_total,
    make_section,
    split_number,
    total_count,
)

# full-width rows that speak about a section instead of naming one
_REMARK = re.compile(r"[-+* (]*(?:ghi chú|lưu ý|\*|(?:các )?(?:mục tiêu|chỉ tiêu|yêu cầu)(?: [^:]{0,40})?:)")
_ANNEX = re.compile(r"^(?:phụ lục|biểu)(?!\w)")
_FORMAL = re.compile(
    r"độc lập\s*-\s*tự do\s*-\s*hạnh phúc|cộng hòa xã hội chủ nghĩa|nơi nhận\s*:|(?<!\w)(?:tm|kt)\. ?[ủcu]"
)
TEXT_ROLES = ("objective", "task", "activity", "output", "lead", "coordination", "monitor", "deadline", "budget")
_CAPTION_REACH = 3  # paragraphs above a table in which its own section title may stand
_LONGEST_SECTION = 250  # characters


class RowKind(StrEnum):
    """What a row below the header is."""

    EMPTY = "empty"
    HEADER = "header"
    COUNTER = "counter"
    TOTAL = "total"
    REMARK = "remark"
    SECTION = "section"
    LEAF = "leaf"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A leaf row as printed, before its deadline and offices are read; texts by role, None where empty."""

    index: int
    table_index: int
    table_row: int
    section: Section | None
    area_code: str | None
    row_no: str | None
    texts: dict[str, str | None]
    cells: dict[str, tuple[Cell, ...]]
    boxes: tuple[Box, ...]
    confidence: float = 1.0
    deadline_span: tuple[str, str] | None = None  # texts of the two columns "Bắt đầu" and "Kết thúc"
    has_guessed_columns: bool = False
    deadline_unit: str | None = None  # what bare numbers of the deadline column count: "tháng", "quý"
    has_marked_periods: bool = False  # the deadline is told by marks below quarters or months


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A table of targets: its index in ``Document.tables`` and the paragraphs between it and the table before."""

    index: int
    header: Header
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of a task table with the leaf rows counted under it (its own, not those of inner sections)."""

    section: Section
    area_code: str | None
    table_index: int
    box: Box | None
    rows: tuple[int, ...] = ()  # indexes of its leaf rows, those of inner sections included
    count: int = 0
    total: int = 0  # with the rows of inner sections


@dataclass(frozen=True, slots=True)
class TaskTables:
    """Everything that the tables of a document say about tasks."""

    rows: tuple[TaskRow, ...]
    sections: tuple[SectionRow, ...]
    totals: tuple[tuple[str, int | None, Box | None], ...]  # sum rows: words, stated count, place
    remarks: tuple[tuple[Section | None, str, Box | None], ...]  # full-width statements inside the tables
    task_tables: tuple[int, ...]  # indexes into Document.tables
    target_tables: tuple[TargetTable, ...]
    layout_tables: tuple[int, ...]
    findings: tuple[Finding, ...]


@dataclass
class _Walk:
    """State while the tables of one document are read in order."""

    rows: list[TaskRow] = field(default_factory=list)
    sections: list[SectionRow] = field(default_factory=list)
    totals: list[tuple[str, int | None, Box | None]] = field(default_factory=list)
    remarks: list[tuple[Section | None, str, Box | None]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    open_sections: list[int] = field(default_factory=list)  # indexes into sections, outermost first
    groups: dict[int, int] = field(default_factory=dict)  # sections that are group rows → rank of their number
    header: Header | None = None
    columns: int = 0


def read_tasks(document: Document) -> TaskTables:
    """Read every table of ``document`` in order; a table without header continues the one before it."""
    walk, kinds = _Walk(), _Kinds()
    captions: list[Paragraph] = []
    table_index = -1
    for block in document.blocks:
        if isinstance(block, Paragraph):
            captions.append(block)
            continue
        table_index += 1
        _read_table(walk, kinds, Grid(block), table_index, captions)
        captions = []
    return TaskTables(
        rows=tuple(walk.rows),
        sections=tuple(walk.sections),
        totals=tuple(walk.totals),
        remarks=tuple(walk.remarks),
        task_tables=tuple(kinds.task),
        target_tables=tuple(kinds.target),
        layout_tables=tuple(kinds.layout),
        findings=tuple(walk.findings),
    )


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


def _read_table(walk: _Walk, kinds: _Kinds, grid: Grid, index: int, captions: list[Paragraph]) -> None:
    header = find_header(grid)
    header = complete_header(header, grid) if header else None
    if header is None and not is_layout(grid) and not continues(walk.header, walk.columns, grid):
        header = guess_header(grid, follows_tasks=walk.header is not None)
    if header and header.kind == "task":
        walk.header, walk.columns = header, grid.column_count
        walk.findings.extend(place_findings(header, grid))
        kinds.task.append(index)
        _read_rows(walk, _Sheet(grid, header, index, header.end, tuple(captions)))
    elif header and header.kind == "target":
        kinds.target.append(TargetTable(index, header, tuple(one.text for one in captions)))
        if {"lead", "deadline"} <= header.roles:  # the targets are handed out like tasks: they are both
            kinds.task.append(index)
            _read_rows(walk, _Sheet(grid, header.as_tasks(), index, header.end, tuple(captions)))
    elif header is None and continues(walk.header, walk.columns, grid):
        kinds.task.append(index)
        assert walk.header is not None
        _read_rows(walk, _Sheet(grid, walk.header, index, 0, tuple(captions)))
    else:
        kinds.layout.append(index)
        walk.findings.extend(_ignored(grid, header))


def continues(header: Header | None, columns: int, grid: Grid) -> bool:
    """Whether a table without header goes on with the task table before it."""
    if header is None or grid.column_count != columns or is_layout(grid):
        return False
    return not _has_other_titles(header, grid)


def _has_other_titles(header: Header, grid: Grid) -> bool:
    """Whether a table begins with "STT" and titles of its own, other ones: a form, marks, members of a committee."""
    cells = [cell for cell in grid.own_cells(0) if cell_text(cell)]
    words = [word_in(cell) for cell in cells]
    if len(cells) < 3 or words[0] is None or words[0].role != "no":
        return False
    pairs = zip(cells, words, strict=True)
    same = sum(word is not None and word.role == header.columns[cell.column].role for cell, word in pairs)
    return same < 0.5 * len(cells)


def is_layout(grid: Grid) -> bool:
    """Whether a table only sets text side by side: letterhead, closing block, a frame around one text."""
    if grid.column_count <= 2 or (grid.row_count <= 1 and grid.column_count <= 3):
        return True
    return bool(_FORMAL.search(match_key(" ".join(grid.row_text(row) for row in range(min(grid.row_count, 4))))))


def _ignored(grid: Grid, header: Header | None) -> list[Finding]:
    if header is None and is_layout(grid):
        return []
    words = grid.row_text(0)[:200]
    box = next((first_box(cell.boxes) for cell in grid.table.cells), None)
    return [Finding("table_ignored", evidence=words, box=box, detail=f"{grid.row_count} × {grid.column_count}")]


def _read_rows(walk: _Walk, sheet: _Sheet) -> None:
    if any(_ANNEX.match(match_key(caption.text)) for caption in sheet.captions):
        walk.open_sections.clear()  # a new annex begins with sections of its own
    _section_from_caption(walk, sheet)
    grid, header = sheet.grid, sheet.header
    for row in range(sheet.first, grid.row_count):
        kind = row_kind(grid, header, row)
        if is_group(grid, header, row) and kind in (RowKind.SECTION, RowKind.LEAF):
            _open_group(walk, sheet, row)
        elif kind is RowKind.SECTION:
            _open_section(walk, _section_of(grid, header, row), sheet.index, _row_box(grid, row))
        elif kind is RowKind.TOTAL:
            words = grid.row_text(row)
            walk.totals.append((words, total_count(words), _row_box(grid, row)))
        elif kind is RowKind.REMARK:
            walk.remarks.append((_current(walk), grid.row_text(row), _row_box(grid, row)))
        elif kind is RowKind.LEAF:
            _close_groups(walk, rank_of(number_of(grid, header, row)))
            _add_leaf(walk, grid, header, row, sheet.index)


def _open_group(walk: _Walk, sheet: _Sheet, row: int) -> None:
    """A group row is a section of its parts; what it says beyond its name is kept as a remark or a finding."""
    grid, header = sheet.grid, sheet.header
    number, name, box = number_of(grid, header, row), group_name(grid, header, row), _row_box(grid, row)
    rank = rank_of(number) or 0
    section = replace(make_section(number.strip("-–—•*+ "), name), level=rank)
    _close_groups(walk, rank)
    _open_section(walk, section, sheet.index, box)
    walk.groups[walk.open_sections[-1]] = rank
    if "%" in name:
        walk.remarks.append((section, name, box))
    offices = group_offices(grid, header, row)
    if offices:
        walk.findings.append(Finding("group_row_office", evidence=name[:200], box=box, detail=offices))


def _close_groups(walk: _Walk, rank: int | None) -> None:
    """A row numbered like the open group, or higher, is none of its parts."""
    while rank is not None and walk.open_sections and walk.groups.get(walk.open_sections[-1], -1) >= rank:
        walk.open_sections.pop()


def row_kind(grid: Grid, header: Header, row: int) -> RowKind:
    """Classify a row below the header."""
    own = grid.own_cells(row)
    texts = [cell_text(cell) for cell in own]
    filled = [text for text in texts if text]
    if not filled:
        return RowKind.EMPTY
    if is_counter_row(texts) and len(filled) == grid.column_count:
        return RowKind.COUNTER
    if _repeats_header(grid, header, row):
        return RowKind.HEADER
    if is_total(filled[0]) or (len(filled) > 1 and is_total(filled[1]) and len(filled[0]) <= 4):
        return RowKind.TOTAL
    if (len(grid.covering_cells(row)) == 1 and _is_remark(filled[0])) or _is_closing(grid, header, row):
        return RowKind.REMARK
    return RowKind.SECTION if _is_section(grid, header, row) else RowKind.LEAF


def _is_remark(text: str) -> bool:
    """Whether a full-width row is a statement and not a title."""
    return bool(_REMARK.match(match_key(text))) or (len(text) > _LONGEST_SECTION and split_number(text)[0] is None)


def _is_closing(grid: Grid, header: Header, row: int) -> bool:
    """Whether a row without a number holds recipients or a signature: a closing block set in the table's last row."""
    return not number_of(grid, header, row) and bool(_FORMAL.search(match_key(grid.row_text(row))))


def _repeats_header(grid: Grid, header: Header, row: int) -> bool:
    """Whether a row prints titles again; of a header of two levels the lower row may hold no more than two."""
    cells = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    if not cells or not all(_titles_column(cell, header.columns[cell.column]) for cell in cells):
        return False
    above = {cell.row for cell in grid.covering_cells(row) if cell.row < row}
    return len(cells) >= 3 or (bool(above) and all(_repeats_header(grid, header, one) for one in above))


def _titles_column(cell: Cell, column: Column) -> bool:
    """Whether a cell prints its column's title, or another wording of it: a header set again need not be the same."""
    if _prints_title(cell, column.title):
        return True
    word = word_in(cell) if column.role else None
    return word is not None and word.role == column.role


def _prints_title(cell: Cell, title: str) -> bool:
    text, key = match_key(cell_text(cell)), match_key(title)
    return text == key or key.endswith("/ " + text) or key.startswith(text + " /")


def _is_section(grid: Grid, header: Header, row: int) -> bool:
    cells = grid.covering_cells(row)
    if any(cell.row < row for cell in cells):
        return _is_overrun_section(grid, row)  # a spanning cell reaches in: the row belongs to the one above
    filled = [cell for cell in cells if cell_text(cell)]
    if len(cells) == 1 or (len(filled) == 2 and _numbers_nest(grid, row)):
        return True
    if len(filled) == 3 and _is_wide_title(header, filled[0], filled[1]):
        return True
    if len(filled) > 2 or any(cell.row_span > 1 for cell in filled):
        return False
    widest = max(cell.column_span for cell in cells)
    if len(filled) == 1:
        return _lone_cell_is_section(grid, header, filled[0], widest)
    return _pair_is_section(grid, header, filled[0], filled[1])


def _is_wide_title(header: Header, number: Cell, title: Cell) -> bool:
    """A numbered title merged over contents, products and offices alike, with a time or a remark left beside it."""
    covered = {header.columns[index].role for index in range(title.column, title.column + title.column_span)}
    reaches = bool(covered & CONTENT_ROLES) and {"output", "lead"} <= covered
    return reaches and number.column == 0 and is_outer_number(cell_text(number))


def _is_overrun_section(grid: Grid, row: int) -> bool:
    """A section row under open cells: a page break there can make a reader stretch the cells above over it.

    Only a Roman number or letter beside the name of a reform area, and nothing else, is taken for one.
    """
    filled = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    if len(filled) != 2 or filled[0].column != 0 or filled[1].column != 1:
        return False
    return is_outer_number(cell_text(filled[0])) and area_of(cell_text(filled[1])) is not None


def _numbers_nest(grid: Grid, row: int) -> bool:
    """Whether the next row's number continues this row's ("2", then "2.1"): then this row is their title."""
    here, below = grid.at(row, 0), grid.at(row + 1, 0)
    if here is None or below is None or below.row != row + 1:
        return False
    number = cell_text(here).rstrip(". ")
    return bool(number) and cell_text(below).startswith(f"{number}.") and cell_text(below) != cell_text(here)


def _lone_cell_is_section(grid: Grid, header: Header, cell: Cell, widest: int) -> bool:
    if cell.column_span >= max(2, grid.column_count - 2) and cell.column_span == widest:
        return True
    number, name = split_number(cell_text(cell))
    if cell.column > 1 or not name:
        return False
    return _titled(cell, number, name)


def _pair_is_section(grid: Grid, header: Header, number: Cell, title: Cell) -> bool:
    text = cell_text(title)
    if number.column != 0 or title.column != 1 or len(cell_text(number)) > 12:
        return False
    if title.column_span >= max(2, grid.column_count - 2):
        return True
    if title.column_span > 1 or len(text) > _LONGEST_SECTION:
        return title.column_span > 1
    role = header.columns[1].role
    if is_outer_number(cell_text(number)) and area_of(text):
        return True  # whatever the second column holds: "I | CẢI CÁCH THỂ CHẾ" above "Thời gian"
    return role in CONTENT_ROLES | {"section", "indicator", None} and _titled(title, cell_text(number), text)


def _titled(cell: Cell, number: str | None, name: str) -> bool:
    """Whether an unmerged row with nothing but a title is a section: by its number, its type or its words."""
    if len(name) > _LONGEST_SECTION:
        return False
    if number and is_outer_number(number):
        return True
    looks = cell.bold or name.isupper() or bool(re.match(r"(?i)nội dung \d", cell_text(cell)))
    return looks or (area_of(name) is not None and len(name.split()) <= 12)


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
    for position, index in enumerate(reversed(walk.open_sections)):
        entry = walk.sections[index]
        walk.sections[index] = replace(
            entry,
            rows=(*entry.rows, len(walk.rows)),
            count=entry.count + (position == 0),
            total=entry.total + 1,
        )
    current = walk.sections[walk.open_sections[-1]] if walk.open_sections else None
    columns = {role: header.with_role(role) for role in ("no", *TEXT_ROLES)}
    if current is not None and not columns["objective"]:
        columns["objective"] = header.with_role("section")  # a column of fields below sections: what the row is for
    due = marked(header.periods, grid, row)
    if due:
        columns["deadline"] = tuple(one.column for one in due)
    texts = {role: _role_text(grid, row, columns[role]) for role in TEXT_ROLES}
    if due:
        texts["deadline"] = words_of(due)
    span = _deadline_span(grid, row, header)
    if span:
        texts["deadline"] = "\n".join(span)  # both as printed, even when they are the same
    named = _role_text(grid, row, header.with_role("section"))
    section = Section(None, named, 0) if named and current is None else current.section if current else None
    own = grid.own_cells(row)
    walk.rows.append(
        TaskRow(
            index=len(walk.rows),
            table_index=table_index,
            table_row=row,
            section=section,
            area_code=(area_of(named) if named else None) or (current.area_code if current else None),
            row_no=_role_text(grid, row, columns["no"]),
            texts=texts,
            cells={role: _role_cells(grid, row, indexes) for role, indexes in columns.items()},
            boxes=_row_boxes(own),
            confidence=_row_confidence(own, header),
            deadline_span=span,
            has_guessed_columns=header.is_guessed,
            deadline_unit=header.deadline_unit,
            has_marked_periods=bool(due),
        )
    )


def _row_confidence(own: tuple[Cell, ...], header: Header) -> float:
    read = min((cell.confidence for cell in own if cell.confidence is not None), default=1.0)
    return min(read, GUESSED_CONFIDENCE) if header.is_guessed else read


def _deadline_span(grid: Grid, row: int, header: Header) -> tuple[str, str] | None:
    """First and last day where they stand in columns of their own and both are filled."""
    columns = header.span_columns
    if columns is None or grid.at(row, columns[0]) is grid.at(row, columns[1]):
        return None
    first, last = (_role_text(grid, row, (column,)) for column in columns)
    return (first, last) if first and last else None


def _role_cells(grid: Grid, row: int, columns: tuple[int, ...]) -> tuple[Cell, ...]:
    return grid.cells_at(row, columns)


def _role_text(grid: Grid, row: int, columns: tuple[int, ...]) -> str | None:
    parts = dict.fromkeys(filter(None, (cell_text(cell) for cell in _role_cells(grid, row, columns))))
    return "\n".join(parts) or None


def _row_boxes(cells: tuple[Cell, ...]) -> tuple[Box, ...]:
    """One box per page that the row's own cells stand on."""
    by_page: dict[int, list[Box]] = {}
    for box in (box for cell in cells if cell.row_span == 1 for box in cell.boxes):
        by_page.setdefault(box.page, []).append(box)
    if not by_page:
        return tuple(dict.fromkeys(box for cell in cells for box in cell.boxes[:1]))
    return tuple(_union(page, boxes) for page, boxes in sorted(by_page.items()))


def _union(page: int, boxes: list[Box]) -> Box:
    return Box(
        page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def _row_box(grid: Grid, row: int) -> Box | None:
    return next((first_box(cell.boxes) for cell in grid.own_cells(row) if cell.boxes), None)


def _section_from_caption(walk: _Walk, sheet: _Sheet) -> None:
    """A numbered title right above a table names its section ("II. Cải cách thể chế", then the table).

    Only when the table's first row is not a section row itself.
    """
    grid, first = sheet.grid, sheet.first
    if first < grid.row_count and row_kind(grid, sheet.header, first) is RowKind.SECTION:
        return
    for paragraph in sheet.captions[-_CAPTION_REACH:]:
        number, name = split_number(paragraph.text)
        if number and len(name) <= _LONGEST_SECTION and area_of(name) and is_title(paragraph):
            _open_section(walk, make_section("", paragraph.text), sheet.index, first_box(paragraph.boxes))


def is_title(paragraph: Paragraph) -> bool:
    """Whether layout or letters set a paragraph off as a title."""
    return (
        paragraph.kind in (ParagraphKind.HEADING, ParagraphKind.CENTERED) or paragraph.bold or paragraph.text.isupper()
    )


def total_lines(blocks: tuple[Block, ...]) -> tuple[tuple[str, int | None, Box | None], ...]:
    """Sum sentences that stand as paragraphs ("Tổng cộng: 35 nhiệm vụ")."""
    lines = (block for block in blocks if isinstance(block, Paragraph) and is_total(block.text))
    return tuple(
        (line.text, total_count(line.text), first_box(line.boxes))
        for line in lines
        if "nhiệm vụ" in match_key(line.text)
    )
