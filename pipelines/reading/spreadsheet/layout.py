"""A sheet as its reader sees it → paragraphs and tables.

Sheets print a title, sometimes a letterhead above it and a signature below, around a table. Ruled cells are the table;
where nothing is ruled, it starts at the first row that fills three columns and ends at the last that fills half as many
as that. What is hidden is not there; a value left under a merge is hidden too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipelines.model.document import Block, Box, Cell, Paragraph, ParagraphKind, Table
from pipelines.reading.spreadsheet.shapes import Sheet, SheetCell, column_name, ranges
from pipelines.text.note_marks import raised
from pipelines.text.vietnamese import squeeze_spaces

_LEAST_COLUMNS = 3  # that a row without rules fills to be part of a table
_LEAST_ROWS = 2
_WIDE = 0.5  # of the shown columns: a centred cell that goes over as many is a title
_OFF_CENTRE = 0.13  # of the shown columns that its middle may lie beside theirs


@dataclass(frozen=True, slots=True)
class Placed:
    """A filled or ruled cell among the rows and columns that are shown; ``sheet_*`` is its place in the file."""

    row: int
    column: int
    row_span: int
    column_span: int
    cell: SheetCell
    text: str
    struck: str
    box: Box

    @property
    def end(self) -> int:
        """First column after the cell."""
        return self.column + self.column_span

    @property
    def below(self) -> int:
        """First row after the cell."""
        return self.row + self.row_span


class Shown:
    """The cells of a sheet at their places among what is shown."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._merges = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        covered = set(_covered(sheet))
        filled = [(place, cell) for place, cell in sorted(sheet.cells.items()) if place not in covered]
        used = [self._area(place) for place, cell in filled if cell.is_filled]
        last_row, last_column = max((a[2] for a in used), default=-1), max((a[3] for a in used), default=-1)
        first_row, first_column = min((a[0] for a in used), default=0), min((a[1] for a in used), default=0)
        # rows far below the last value are not walked through: a merge may go on to the last row of the sheet
        self.rows = [row for row in self._busy_rows(filled, first_row, last_row) if row not in sheet.hidden_rows]
        self.columns = [c for c in range(first_column, last_column + 1) if c not in sheet.hidden_columns]
        self._row_place = {row: index for index, row in enumerate(self.rows)}
        self._column_place = {column: index for index, column in enumerate(self.columns)}
        self.cells = [placed for place, cell in filled if (placed := self._placed(place, cell)) is not None]

    def _busy_rows(self, filled: Sequence[tuple[tuple[int, int], SheetCell]], first: int, last: int) -> list[int]:
        return sorted({place[0] for place, _ in filled if first <= place[0] <= last})

    def _area(self, place: tuple[int, int]) -> tuple[int, int, int, int]:
        bottom, right = self._merges.get(place, place)
        return place[0], place[1], bottom, right

    def _placed(self, place: tuple[int, int], cell: SheetCell) -> Placed | None:
        top, left, bottom, right = self._area(place)
        rows = [self._row_place[row] for row in self.rows if top <= row <= bottom]
        columns = [self._column_place[column] for column in self.columns if left <= column <= right]
        if not rows or not columns:
            return None
        kept = (piece for piece in cell.pieces if not piece.struck)
        words = "".join(raised(piece.text) if piece.raised else piece.text for piece in kept)
        struck = squeeze_spaces("".join(piece.text for piece in cell.pieces if piece.struck))
        box = Box(self.sheet.number, float(left), float(top), float(right + 1), float(bottom + 1))
        return Placed(rows[0], columns[0], len(rows), len(columns), cell, _lines(words), struck, box)

    @cached_property
    def by_row(self) -> dict[int, list[Placed]]:
        """Filled cells by the row in which they begin, from left to right."""
        found: dict[int, list[Placed]] = {}
        for placed in self.cells:
            if placed.text or placed.struck:
                found.setdefault(placed.row, []).append(placed)
        return found

    @cached_property
    def ruled_rows(self) -> frozenset[int]:
        """Rows that cells with lines cover in two columns or more."""
        count: dict[int, int] = {}
        for placed in self.cells:
            if placed.cell.ruled:
                for row in range(placed.row, placed.below):
                    count[row] = count.get(row, 0) + placed.column_span
        return frozenset(row for row, columns in count.items() if columns >= _LEAST_ROWS)


def _covered(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Places under a merge, as far as cells stand there."""
    spans = [span for span in sheet.merges if span[:2] != span[2:]]
    for row, column in sheet.cells:
        for top, left, bottom, right in spans:
            if top <= row <= bottom and left <= column <= right and (row, column) != (top, left):
                yield row, column
                break


def _lines(text: str) -> str:
    lines = (squeeze_spaces(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


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
    tables = _table_rows(shown)
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


def _table_rows(shown: Shown) -> list[tuple[int, int]]:
    """First and last row of every table."""
    ruled = _runs(sorted(shown.ruled_rows))
    tall = [(first, last) for first, last in ruled if last - first + 1 >= _LEAST_ROWS]
    found = [(first, last) for first, last in tall if _columns_of(shown, first, last) > 1]
    return found or _unruled(shown)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _columns_of(shown: Shown, first: int, last: int) -> int:
    return len({placed.column for row in range(first, last + 1) for placed in shown.by_row.get(row, ())})


def _unruled(shown: Shown) -> list[tuple[int, int]]:
    """The table of a sheet without lines, if it has one: from its titles to the last row that fills half of them."""
    filled = {row: len(cells) for row, cells in shown.by_row.items()}
    first = next((row for row in sorted(filled) if filled[row] >= _LEAST_COLUMNS), None)
    if first is None:
        return []
    least = max(_LEAST_ROWS, (filled[first] + 1) // 2)
    last = max(row for row, count in filled.items() if count >= least)
    return [(first, last)] if last > first else []


def _table(shown: Shown, first: int, last: int) -> Table | None:
    """The rows from ``first`` to ``last`` as a grid; columns and rows in which nothing begins are closed."""
    inside = [p for p in shown.cells if first <= p.row <= last]
    filled = [placed for placed in inside if placed.text or placed.struck]
    painted = [placed for placed in inside if placed.cell.colour and placed not in filled and _is_merged(placed)]
    columns = sorted({placed.column for placed in filled})
    gone = _struck_rows(filled, first, last)
    rows = [row for row in range(first, last + 1) if row not in gone and _begins(filled, row)]
    if not columns or not rows:
        return None
    column_place = _places(columns, len(shown.columns))
    row_place = _places(rows, last + 1)
    cells: list[Cell] = []
    for placed in (*filled, *(one for one in painted if one.column in columns and one.row in rows)):
        top, bottom = row_place[placed.row], row_place[min(placed.below, last + 1)]
        left, right = column_place[placed.column], column_place[min(placed.end, len(shown.columns))]
        if placed.row in gone and placed.row_span == 1:
            continue
        cells.append(_cell(placed, top, left, max(1, bottom - top), max(1, right - left)))
    return Table(len(rows), len(columns), tuple(_completed(cells, shown, rows, columns)))


def _begins(filled: Iterable[Placed], row: int) -> bool:
    return any(placed.row == row for placed in filled)


def _places(kept: Sequence[int], count: int) -> list[int]:
    """For every row or column, and the end, how many kept ones stand before it."""
    found, seen = [], 0
    wanted = set(kept)
    for index in range(count + 1):
        found.append(seen)
        seen += index in wanted
    return found


def _struck_rows(filled: Sequence[Placed], first: int, last: int) -> frozenset[int]:
    """Rows whose own words are all struck out."""
    gone = set()
    for row in range(first, last + 1):
        own = [placed for placed in filled if placed.row == row and placed.row_span == 1]
        if any(placed.struck for placed in own) and not any(_says_more(placed.text) for placed in own):
            gone.add(row)
    return frozenset(gone)


def _says_more(text: str) -> bool:
    """False for a bare row number: it does not save a row that is struck out."""
    return any(char.isalpha() for char in text) and len(text) > len("VIII.")


def _cell(placed: Placed, row: int, column: int, row_span: int, column_span: int) -> Cell:
    colour = placed.cell.colour
    return Cell(row, column, row_span, column_span, placed.text, (placed.box,), placed.cell.bold, colour=colour)


def _is_merged(placed: Placed) -> bool:
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
        if len(cells) == 1 and left and not _is_title(cells[0], shown):
            side = right if _is_right(cells[0], shown) else left
            side += _lines_of(cells[0], ParagraphKind.RIGHT if side is right else ParagraphKind.LEFT_COLUMN)
            continue
        if cells:
            yield from (*left, *right)
            left, right = [], []
        yield from _row_paragraphs(cells, shown)
    yield from (*left, *right)


def _row_paragraphs(cells: Sequence[Placed], shown: Shown) -> Iterator[Paragraph]:
    if len(cells) == 1:
        yield from _lines_of(cells[0], _kind(cells[0], shown))
    elif cells:
        words = " ".join(placed.text.replace("\n", " ") for placed in cells)
        yield Paragraph(words, tuple(placed.box for placed in cells), bold=all(placed.cell.bold for placed in cells))


def _kind(placed: Placed, shown: Shown) -> ParagraphKind:
    if _is_title(placed, shown):
        return ParagraphKind.CENTERED
    if _is_right(placed, shown):
        return ParagraphKind.RIGHT
    return ParagraphKind.HEADING if placed.cell.bold else ParagraphKind.BODY


def _is_title(placed: Placed, shown: Shown) -> bool:
    is_centred = placed.cell.align in {"center", "centerContinuous"}
    is_level = abs((placed.column + placed.end) / 2 / max(1, len(shown.columns)) - 0.5) <= _OFF_CENTRE
    return is_centred and is_level and placed.column_span >= _WIDE * len(shown.columns)


def _is_right(placed: Placed, shown: Shown) -> bool:
    widths = [shown.sheet.widths.get(column, 48.0) for column in shown.columns]
    middle = sum(widths[: placed.column]) + sum(widths[placed.column : placed.end]) / 2
    return placed.column > 0 and middle > sum(widths) / 2


def _lines_of(placed: Placed, kind: ParagraphKind) -> list[Paragraph]:
    return [Paragraph(line, (placed.box,), kind, bold=placed.cell.bold) for line in placed.text.split("\n")]
