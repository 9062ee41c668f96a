"""Sheets of a spreadsheet that were printed in parts: columns that found no room stand on pages of their own.

Excel prints all left pages and then all right ones ("down, then over") or a left and a right page in turn ("over, then
down"). Nothing in the file says so. It shows in the rows, which have the same heights on both parts, and in the numbers
of the rows, which stand on the left part alone; or on both, where the first columns are printed again. Parts that
belong together are put side by side; a part that looks like one and fits none is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.model.document import Box, ReadingIssue
from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.pagelayout import LaidOutPage, PlacedLine
from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.stitch import Fragment, same_columns
from pipelines.text.vietnamese import match_key

_SAME_HEIGHT = 1.5  # points by which the heights of one row may differ between its parts
_SAME_SHARE = 0.03
_LEAST_ROWS = 3  # header and two rows
_SAME_TABLE = 0.9  # likeness of the columns of pages of one part
_NUMBERED, _UNNUMBERED = 0.2, 0.05  # share of the rows whose first column prints a number
_REPEATED = 0.9  # share of the rows that print a column again
_OWN_TITLES = 0.3  # share of a part's titles that the other part may print too
_MOST_PARTS = 4
_TELLING_HEIGHTS = 4  # so many different heights in one order are no chance
_TOP = 0.2  # share of the page's height above which a part begins when nothing stands over it

_Row = list[FilledCell]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The only table of a page."""

    index: int  # of the page
    fragment: Fragment

    @property
    def heights(self) -> list[float]:
        """Heights of its rows."""
        return [lower - upper for upper, lower in pairwise(self.fragment.ys)]


def _rows(fragment: Fragment) -> list[_Row]:
    rows: list[_Row] = [[] for _ in range(fragment.row_count)]
    for cell in fragment.cells:
        rows[cell.place.row].append(cell)
    return rows


def _first_texts(fragment: Fragment, column: int) -> list[str]:
    """What the rows print in one column."""
    return [cell.text for cell in fragment.cells if cell.place.column == column]


def _numbered_share(fragment: Fragment) -> float:
    texts = [text for text in _first_texts(fragment, 0)[1:] if text]
    return sum(map(is_own_number, texts)) / max(1, fragment.row_count - 1)


def _titles(fragment: Fragment) -> list[str]:
    return [match_key(cell.text) for cell in fragment.cells if cell.place.row == 0 and cell.lines]


def _same_heights(left: _Sheet, right: _Sheet) -> bool:
    pairs = list(zip(left.heights, right.heights, strict=False))
    return len(left.heights) == len(right.heights) and all(
        abs(a - b) <= max(_SAME_HEIGHT, _SAME_SHARE * a) for a, b in pairs
    )


def _repeated_columns(left: Fragment, right: Fragment) -> int:
    """How many first columns of the left part the right part prints again ("columns to repeat at left")."""
    count = 0
    while count < min(left.column_count, right.column_count) - 1:
        one, other = _first_texts(left, count), _first_texts(right, count)
        if len(one) != len(other) or not any(one):
            break
        if sum(a == b for a, b in zip(one, other, strict=True)) < _REPEATED * len(one):
            break
        count += 1
    return count


def _has_own_titles(left: Fragment, right: Fragment, repeated: int) -> bool:
    """True when the right part's first row names other columns than the left part's."""
    known = set(_titles(left))
    own = [match_key(c.text) for c in right.cells if c.place.row == 0 and c.place.column >= repeated and c.lines]
    columns = right.column_count - repeated
    return len(own) * 2 >= columns > 0 and sum(title in known for title in own) <= _OWN_TITLES * len(own)


def _tells_by_heights(sheet: _Sheet) -> bool:
    return len({round(height) for height in sheet.heights}) >= _TELLING_HEIGHTS


def _is_numbered_apart(left: _Sheet, right: _Sheet) -> bool:
    """True when the rows' numbers stand on the left part alone, or when the heights of the rows tell enough."""
    if _numbered_share(right.fragment) > _UNNUMBERED:
        return False
    return _numbered_share(left.fragment) >= _NUMBERED or _tells_by_heights(left)


def _beside(left: _Sheet, right: _Sheet, *, first: bool) -> bool:
    """True when ``right`` prints more columns of the rows of ``left``; ``first``: the titles stand on these pages."""
    if not _same_heights(left, right):
        return False
    repeated = _repeated_columns(left.fragment, right.fragment)
    if not repeated and not _is_numbered_apart(left, right):
        return False
    return not first or (
        left.fragment.row_count >= _LEAST_ROWS and _has_own_titles(left.fragment, right.fragment, repeated)
    )


def _one_part(sheets: Sequence[_Sheet]) -> bool:
    """True when some pages show the same columns."""
    return all(same_columns(sheets[0].fragment.xs, sheet.fragment.xs) >= _SAME_TABLE for sheet in sheets[1:])


def _fit(parts: Sequence[Sequence[_Sheet]]) -> bool:
    """True when every part shows columns of its own and its pages have the rows of the first part's."""
    return all(map(_one_part, parts)) and all(
        _beside(left, right, first=number == 0)
        for part in parts[1:]
        for number, (left, right) in enumerate(zip(parts[0], part, strict=True))
    )


def _orders(run: Sequence[_Sheet]) -> Iterator[list[Sequence[_Sheet]]]:
    """The ways in which the first pages of a run can be the parts of one sheet, longest first."""
    for length in range(len(run), 1, -1):
        for count in range(2, min(_MOST_PARTS, length) + 1):
            if length % count == 0:
                deep = length // count
                yield [run[part * deep : (part + 1) * deep] for part in range(count)]
                if deep > 1:
                    yield [run[part:length:count] for part in range(count)]


def _parts_at(run: Sequence[_Sheet]) -> list[Sequence[_Sheet]] | None:
    return next((parts for parts in _orders(run) if _fit(parts)), None)


def _shifted(cell: FilledCell, repeated: int, column: int, shift: float, page: int) -> FilledCell:
    """A cell of a right part in the columns of the whole sheet; its box stays where it is printed."""
    place = cell.place
    box = Box(page, round(place.x0, 2), round(place.y0, 2), round(place.x1, 2), round(place.y1, 2))
    moved = replace(place, column=place.column - repeated + column, x0=place.x0 + shift, x1=place.x1 + shift)
    return replace(cell, place=moved, box=box)


def _cut_titles(left: Fragment, right: Fragment) -> set[int]:
    """Rows of one text over all columns, whose merged cell was printed in parts as well."""
    full = {cell.place.row for cell in left.cells if cell.lines and cell.place.column_span == left.column_count > 1}
    return full - {cell.place.row for cell in right.cells if cell.lines and cell.place.column}


def _lengthened(cell: FilledCell, columns: int) -> FilledCell:
    """A title's cell over so many columns more."""
    return replace(cell, place=replace(cell.place, column_span=cell.place.column_span + columns))


def _widen(left: Fragment, right: Fragment) -> Fragment:
    """The rows of ``left`` with the columns of ``right`` after their own."""
    repeated = _repeated_columns(left, right)
    shift, added = left.xs[-1] - right.xs[repeated], right.column_count - repeated
    across = _cut_titles(left, right)
    cells = [_lengthened(cell, added) if cell.place.row in across else cell for cell in left.cells]
    cells += [
        _shifted(cell, repeated, left.column_count, shift, right.page)
        for cell in right.cells
        if cell.place.column >= repeated and cell.place.row not in across
    ]
    return replace(
        left,
        xs=(*left.xs, *(x + shift for x in right.xs[repeated + 1 :])),
        cells=tuple(sorted(cells, key=lambda cell: (cell.place.row, cell.place.column))),
        beside=(*left.beside, right.page),
        recognised=left.recognised or right.recognised,
    )


def _sheets(pages: Sequence[LaidOutPage]) -> list[list[_Sheet]]:
    """Runs of consecutive pages with one table each."""
    runs: list[list[_Sheet]] = []
    for index, page in enumerate(pages):
        tables = [item for item in page.items if isinstance(item, Fragment) and len(item.cells) > 1]
        if len(tables) != 1:
            continue
        if runs and runs[-1][-1].index == index - 1:
            runs[-1].append(_Sheet(index, tables[0]))
        else:
            runs.append([_Sheet(index, tables[0])])
    return runs


def _joined(pages: list[LaidOutPage], parts: Sequence[Sequence[_Sheet]]) -> ReadingIssue:
    """Put parts side by side on the first part's pages; what else the other pages print follows on the last of them."""
    left_over: list[PlacedLine | Fragment] = []
    for place, sheet in enumerate(parts[0]):
        wide = sheet.fragment
        for part in parts[1:]:
            wide = _widen(wide, part[place].fragment)
        items = pages[sheet.index].items
        pages[sheet.index] = replace(
            pages[sheet.index], items=tuple(wide if item is sheet.fragment else item for item in items)
        )
    others = sorted((sheet for part in parts[1:] for sheet in part), key=lambda sheet: sheet.index)
    for sheet in others:
        left_over += [item for item in pages[sheet.index].items if item is not sheet.fragment]
        pages[sheet.index] = replace(pages[sheet.index], items=())
    pages[others[-1].index] = replace(pages[others[-1].index], items=tuple(left_over))
    shown = "; ".join(
        f"trang {sheet.fragment.page} với trang {', '.join(str(part[place].fragment.page) for part in parts[1:])}"
        for place, sheet in enumerate(parts[0])
    )
    first = parts[0][0].fragment
    return ReadingIssue("sheet_parts_joined", shown, Box(first.page), len(parts[0]))


def _looks_apart(left: _Sheet, right: _Sheet, page: LaidOutPage) -> bool:
    """True for a table without numbers, with titles of its own, that begins its page as the right part of a sheet."""
    alone = page.items and page.items[0] is right.fragment and right.fragment.ys[0] < _TOP * page.page.height
    if not alone or left.fragment.row_count < _LEAST_ROWS or right.fragment.row_count < _LEAST_ROWS:
        return False
    numbered = _numbered_share(left.fragment) >= _NUMBERED and _numbered_share(right.fragment) <= _UNNUMBERED
    other = same_columns(left.fragment.xs, right.fragment.xs) < _SAME_TABLE
    return numbered and other and _has_own_titles(left.fragment, right.fragment, 0)


def join_sideways(pages: Sequence[LaidOutPage]) -> tuple[list[LaidOutPage], list[ReadingIssue]]:
    """Put the parts of sheets side by side.

    Args:
        pages: in order.

    Returns:
        The pages, right parts moved to the pages of their left ones; an issue for every sheet that was put together
        (``sheet_parts_joined``) and for every page that looks like a part and fits none (``sheet_parts_apart``).
    """
    done: list[LaidOutPage] = list(pages)
    issues: list[ReadingIssue] = []
    for run in _sheets(pages):
        at = 0
        while at + 1 < len(run):
            parts = _parts_at(run[at:])
            if parts is not None:
                issues.append(_joined(done, parts))
            elif _looks_apart(run[at], run[at + 1], pages[run[at + 1].index]):
                number = run[at + 1].fragment.page
                issues.append(ReadingIssue("sheet_parts_apart", f"trang {number}", Box(number)))
            at += sum(map(len, parts)) if parts is not None else 1
    return done, issues
