"""A sheet as its reader sees it → paragraphs and tables.

Sheets print a title, sometimes a letterhead above it and a signature below, around a table (:mod:`.regions`). What is
hidden is not there; a value left under a merge is hidden too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.model.document import Block, Box, Cell, Paragraph, ParagraphKind, Table
from pipelines.reading.spreadsheet.regions import table_rows
from pipelines.reading.spreadsheet.shapes import Sheet, column_name, ranges
from pipelines.reading.spreadsheet.shown import Shown, ShownCell

_WIDE = 0.5  # of the shown columns: a centred cell that goes over as many is a title
_ITEM = ("-", "+", "–", "•")  # a recipient may be longer than its side
_LONG = 45  # letters: a shorter line may stand on a side, however narrow
_LETTER = 5.0  # points: width of a letter
_OFF_CENTRE = 0.13  # of the shown columns that its middle may lie beside theirs


def struck_places(shown: Shown) -> Iterator[tuple[str, Box]]:
    """Words that are struck out, and where: one for a row that is struck from end to end, one for any other cell."""
    for cells in shown.by_row.values():
        own = [placed for placed in cells if placed.row_span == 1]
        struck = [placed for placed in cells if placed.struck]
        if len(struck) > 1 and not any(_says_more(placed.text) for placed in own):
            yield " | ".join(placed.struck for placed in struck), struck[0].box
        else:
            yield from ((placed.struck, placed.box) for placed in struck)


def hidden_text(sheet: Sheet) -> list[str]:
    """Rows and columns that are hidden and hold something, named as the program names them."""
    rows = {row for (row, _), cell in sheet.cells.items() if row in sheet.hidden_rows and cell.is_filled}
    columns = {c for (_, c), cell in sheet.cells.items() if c in sheet.hidden_columns and cell.is_filled}
    names = [f"dòng {a + 1}" if a == b else f"dòng {a + 1}–{b + 1}" for a, b in ranges(rows)]
    return names + [
        f"cột {column_name(a)}" if a == b else f"cột {column_name(a)}–{column_name(b)}" for a, b in ranges(columns)
    ]


def sheet_blocks(shown: Shown) -> list[Block]:
    """The sheet's paragraphs and tables from top to bottom."""
    out: list[Block] = []
    tables = table_rows(shown)
    loose: list[int] = []
    for row in range(len(shown.rows)):
        table = next(((first, last) for first, last in tables if first <= row <= last), None)
        if table is None:
            loose.append(row)
            continue
        if row == table[0]:
            out += _paragraphs(shown, loose)
            loose = []
            made = _table(shown, *table)
            if made is not None:
                out.append(made)
    return [*out, *_paragraphs(shown, loose)]


def _table(shown: Shown, first: int, last: int) -> Table | None:
    """The rows from ``first`` to ``last`` as a grid; columns and rows in which nothing begins are closed."""
    inside = [p for p in shown.cells if first <= p.row <= last]
    filled = [placed for placed in inside if placed.text or placed.struck]
    painted = [p for p in inside if p.cell.colour and not (p.text or p.struck) and _is_merged(p)]
    columns = sorted({placed.column for placed in filled})
    gone = _struck_rows(filled)
    rows = sorted({placed.row for placed in filled} - gone)
    if not columns or not rows:
        return None
    column_place = _places(columns, len(shown.columns))
    row_place = _places(rows, last + 1)
    cells: list[Cell] = []
    kept_columns, kept_rows = set(columns), set(rows)
    for placed in (*filled, *(one for one in painted if one.column in kept_columns and one.row in kept_rows)):
        top, bottom = row_place[placed.row], row_place[min(placed.below, last + 1)]
        left, right = column_place[placed.column], column_place[min(placed.end, len(shown.columns))]
        if placed.row in gone and placed.row_span == 1:
            continue
        cells.append(_cell(placed, top, left, max(1, bottom - top), max(1, right - left)))
    return Table(len(rows), len(columns), tuple(_completed(cells, shown, rows, columns)))


def _places(kept: Sequence[int], count: int) -> list[int]:
    """For every row or column, and the end, how many kept ones stand before it."""
    found, seen = [], 0
    wanted = set(kept)
    for index in range(count + 1):
        found.append(seen)
        seen += index in wanted
    return found


def _struck_rows(filled: Iterable[ShownCell]) -> frozenset[int]:
    """Rows whose own words are all struck out."""
    own = [placed for placed in filled if placed.row_span == 1]
    return frozenset(p.row for p in own if p.struck) - {p.row for p in own if _says_more(p.text)}


def _says_more(text: str) -> bool:
    """False for a bare row number: it does not save a row that is struck out."""
    return any(char.isalpha() for char in text) and len(text) > len("VIII.")


def _cell(placed: ShownCell, row: int, column: int, row_span: int, column_span: int) -> Cell:
    colour = placed.cell.colour
    return Cell(row, column, row_span, column_span, placed.text, (placed.box,), placed.cell.bold, colour=colour)


def _is_merged(placed: ShownCell) -> bool:
    return placed.row_span > 1 or placed.column_span > 1


def _completed(cells: Iterable[Cell], shown: Shown, rows: Sequence[int], columns: Sequence[int]) -> list[Cell]:
    """``cells`` and empty ones where nothing stands: every place is covered once, spans that meet are cut."""
    taken: set[tuple[int, int]] = set()
    kept: list[Cell] = []
    for cell in sorted(cells, key=lambda one: (one.row, one.column)):
        area = _free_area(cell, taken, len(rows), len(columns))
        if area:
            taken.update(area)
            height, width = area[-1][0] - cell.row + 1, area[-1][1] - cell.column + 1
            kept.append(replace(cell, row_span=height, column_span=width))
    empty = (
        Cell(row, column, 1, 1, "", (box := _box(shown, rows[row], columns[column]),), colour=_painted(shown, box))
        for row in range(len(rows))
        for column in range(len(columns))
        if (row, column) not in taken
    )
    return sorted([*kept, *empty], key=lambda one: (one.row, one.column))


def _free_area(cell: Cell, taken: set[tuple[int, int]], row_count: int, column_count: int) -> list[tuple[int, int]]:
    """The places of a cell; its first alone when another cell has some of them, none when that is taken too."""
    rows = range(cell.row, min(cell.row + cell.row_span, row_count))
    columns = range(cell.column, min(cell.column + cell.column_span, column_count))
    area = [(row, column) for row in rows for column in columns]
    if taken.isdisjoint(area):
        return area
    return [] if (cell.row, cell.column) in taken else [(cell.row, cell.column)]


def _painted(shown: Shown, box: Box) -> str | None:
    """Colour of the empty cell at a place of the sheet."""
    cell = shown.sheet.cells.get((int(box.y0), int(box.x0)))
    return None if cell is None or cell.is_filled else cell.colour


def _box(shown: Shown, row: int, column: int) -> Box:
    top, left = float(shown.rows[row]), float(shown.columns[column])
    return Box(shown.sheet.number, left, top, left + 1, top + 1)


def _paragraphs(shown: Shown, rows: Sequence[int]) -> Iterator[Paragraph]:
    """Cells outside tables: neighbouring rows with two sides give all of the left, then all of the right."""
    left: list[Paragraph] = []
    right: list[Paragraph] = []
    for row in rows:
        cells = [placed for placed in shown.by_row.get(row, ()) if placed.text]
        if len(cells) == 2 and _is_right(cells[1], shown):
            left += _lines_of(cells[0], ParagraphKind.LEFT_COLUMN)
            right += _lines_of(cells[1], ParagraphKind.RIGHT)
            continue
        if len(cells) == 1 and left and not _is_title(cells[0], shown) and not _crosses(cells[0], right[0], shown):
            side = right if _is_right(cells[0], shown) else left
            side += _lines_of(cells[0], ParagraphKind.RIGHT if side is right else ParagraphKind.LEFT_COLUMN)
            continue
        if cells:
            yield from (*left, *right)
            left, right = [], []
        yield from _row_paragraphs(cells, shown)
    yield from (*left, *right)


def _crosses(placed: ShownCell, right: Paragraph, shown: Shown) -> bool:
    """True for text that runs from the left side into the right one: of a merged cell, or over blank neighbours."""
    start = next((place for place, column in enumerate(shown.columns) if column >= right.boxes[0].x0), 0)
    if placed.column >= start:
        return False
    if placed.end > start:
        return True
    room = sum(shown.sheet.widths.get(column, 48.0) for column in shown.columns[placed.column : start])
    is_item = placed.text.startswith(_ITEM)
    return not is_item and len(placed.text) > _LONG and len(placed.text) * _LETTER > room


def _row_paragraphs(cells: Sequence[ShownCell], shown: Shown) -> Iterator[Paragraph]:
    if len(cells) == 1:
        yield from _lines_of(cells[0], _kind(cells[0], shown))
    elif cells:
        words = " ".join(placed.text.replace("\n", " ") for placed in cells)
        yield Paragraph(words, tuple(placed.box for placed in cells), bold=all(placed.cell.bold for placed in cells))


def _kind(placed: ShownCell, shown: Shown) -> ParagraphKind:
    if _is_title(placed, shown):
        return ParagraphKind.CENTERED
    if _is_right(placed, shown):
        return ParagraphKind.RIGHT
    return ParagraphKind.HEADING if placed.cell.bold else ParagraphKind.BODY


def _is_title(placed: ShownCell, shown: Shown) -> bool:
    is_centred = placed.cell.align in {"center", "centerContinuous"}
    is_level = abs((placed.column + placed.end) / 2 / max(1, len(shown.columns)) - 0.5) <= _OFF_CENTRE
    return is_centred and is_level and placed.column_span >= _WIDE * len(shown.columns)


def _is_right(placed: ShownCell, shown: Shown) -> bool:
    widths = [shown.sheet.widths.get(column, 48.0) for column in shown.columns]
    middle = sum(widths[: placed.column]) + sum(widths[placed.column : placed.end]) / 2
    return placed.column > 0 and middle > sum(widths) / 2


def _lines_of(placed: ShownCell, kind: ParagraphKind) -> list[Paragraph]:
    return [Paragraph(line, (placed.box,), kind, bold=placed.cell.bold) for line in placed.text.split("\n")]
