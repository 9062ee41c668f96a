"""Tables that nothing but the colour of their rows tells: a coloured header, every second row, titles of sections.

The edges of the coloured areas are where rows and columns part; a row left white lies between two coloured ones. The
rulings are added and the lattice does the rest. Colours that hardly differ from paper are not collected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.reading.pdf.opentables import (
    OpenTables,
    TableFrame,
    TextRow,
    corridors,
    crossed,
    missing_rules,
    text_rows,
)
from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.shapes import PageContent, Shade

_SAME = 1.5  # points by which edges that stand together differ
_LEAST_COLUMNS = 3
_LEAST_BANDS = 2
_LEAST_ROWS = 3  # of text in several columns
_LEAST_IN_CELLS = 2  # the same where cells are coloured one by one: a header and a row
_LEAST_HEIGHT = 8.0  # points; a lower area is a thick rule or a mark
_MOST_HEIGHT = 0.5  # share of the page; a higher area lies behind the text
_LEAST_WIDTH = 0.4  # share of the page
_NEXT_LINE = 0.6  # em between two lines of one row
_NEXT_ROW = 2.5  # em between a row and the next one
_FOOT = 0.8  # share of the page's height from which its last row is at its foot
_MOST_SHADES = 2000  # a page with more is a drawing


class _Band(NamedTuple):
    """Coloured areas of one height beside one another: the row they lie under, and where they begin and end."""

    top: float
    bottom: float
    xs: tuple[float, ...]


def _bands(shades: Sequence[Shade], height: float) -> list[_Band]:
    rows: list[list[Shade]] = []
    for shade in sorted(shades, key=lambda shade: (round(shade.box[1]), round(shade.box[3]), shade.box[0])):
        _, top, _, bottom = shade.box
        if not _LEAST_HEIGHT <= bottom - top <= _MOST_HEIGHT * height:
            continue
        last = rows[-1][-1].box if rows else (0.0, 0.0, 0.0, 0.0)
        if (
            rows
            and abs(last[1] - top) <= _SAME
            and abs(last[3] - bottom) <= _SAME
            and abs(last[2] - shade.box[0]) <= _SAME
        ):
            rows[-1].append(shade)
        else:
            rows.append([shade])
    return [_Band(row[0].box[1], row[0].box[3], (row[0].box[0], *(one.box[2] for one in row))) for row in rows]


def _of_table(bands: Sequence[_Band], width: float) -> list[_Band]:
    """The bands with the sides that most of them have."""
    broad = [band for band in bands if band.xs[-1] - band.xs[0] >= _LEAST_WIDTH * width]
    if not broad:
        return []
    ((left, right), _), *_ = Counter((round(band.xs[0]), round(band.xs[-1])) for band in broad).most_common(1)
    return [band for band in broad if abs(band.xs[0] - left) <= 1 + _SAME and abs(band.xs[-1] - right) <= 1 + _SAME]


def _fits(row: TextRow, columns: Sequence[float], frame: tuple[float, float]) -> bool:
    inside = frame[0] - _SAME <= row.pieces[0].x0 and row.pieces[-1].x1 <= frame[1] + _SAME
    return inside and not any(crossed([row], x) for x in columns)


def _begins_row(row: TextRow, columns: Sequence[float]) -> bool:
    first = row.pieces[0]
    return len(row.pieces) > 1 and first.x1 <= columns[0] + 1 and is_own_number(first.text)


def _is_title(row: TextRow, columns: Sequence[float]) -> bool:
    """True for one text that begins where numbers stand and goes on past them: the title of a section."""
    return len(row.pieces) == 1 and row.pieces[0].x0 < columns[0] and crossed([row], columns[0])


def _below(
    rows: Sequence[TextRow], bottom: float, columns: Sequence[float], sides: tuple[float, float], foot: float
) -> float:
    """Where the white rows below the last band end: numbered rows, lines that go on in them, titles above others."""
    end = last = bottom
    for row in rows:
        if row.top < bottom - 1:
            continue
        gap = row.top - last
        starts = gap <= _NEXT_ROW * row.size and _begins_row(row, columns)
        goes_on = gap <= (_NEXT_LINE * row.size if last > bottom else 0.0)
        if _is_title(row, columns) and gap <= _NEXT_ROW * row.size:
            last = row.bottom
        elif _fits(row, columns, sides) and (goes_on or starts):
            end = last = row.bottom
        else:
            break
    return last if last > foot else end  # a title that the page break parts from its rows


def _above(rows: Sequence[TextRow], top: float, columns: Sequence[float], sides: tuple[float, float]) -> float:
    """Where the white rows above the first band begin: what stands in several columns, and the lines above it."""
    start = top
    for row in reversed(rows):
        if row.bottom > top + 1:
            continue
        goes_on = start < top and start - row.bottom <= _NEXT_LINE * row.size
        stands_beside = start - row.bottom <= _NEXT_ROW * row.size and row.tells
        if not _fits(row, columns, sides) or not (goes_on or stands_beside):
            break
        start = row.top
    return start


def _heights(bands: Sequence[_Band], top: float, bottom: float) -> tuple[float, ...]:
    ys: list[float] = []
    for y in sorted([*(band.top for band in bands), *(band.bottom for band in bands), top - 1, bottom + 1]):
        if not ys or y - ys[-1] > _SAME:
            ys.append(y)
    return tuple(ys)


def between_shades(content: PageContent) -> OpenTables:
    """The rulings of a table that only shows by coloured rows; none where no such table is.

    Args:
        content: a page on which nothing is ruled.
    """
    if len(content.shades) > _MOST_SHADES:
        return OpenTables()
    bands = _of_table(_bands(content.shades, content.height), content.width)
    in_cells = any(len(band.xs) > _LEAST_COLUMNS for band in bands)
    if len(bands) < _LEAST_BANDS and not in_cells:
        return OpenTables()
    rows = text_rows(content.glyphs)
    sides = (min(band.xs[0] for band in bands), max(band.xs[-1] for band in bands))
    top, bottom = min(band.top for band in bands), max(band.bottom for band in bands)
    inside = [row for row in rows if top <= row.middle <= bottom]
    columns = max((band.xs for band in bands), key=len)[1:-1] or tuple(corridors(inside, *sides))
    if len(columns) + 1 < _LEAST_COLUMNS:
        return OpenTables()
    ys = _heights(
        bands, _above(rows, top, columns, sides), _below(rows, bottom, columns, sides, _FOOT * content.height)
    )
    within = [row for row in rows if ys[0] <= row.middle <= ys[-1]]
    if not _is_whole(rows, within, _LEAST_IN_CELLS if in_cells else _LEAST_ROWS, columns, sides):
        return OpenTables()
    return OpenTables(tuple(missing_rules(TableFrame(*sides, ys), within, columns)), inferred=True)


def _is_whole(
    rows: Sequence[TextRow],
    within: Sequence[TextRow],
    least: int,
    columns: Sequence[float],
    sides: tuple[float, float],
) -> bool:
    """True when enough rows stand in the columns, none lies across them, and no numbered one is left outside."""
    telling = [row for row in within if row.tells]
    outside = [row for row in rows if row not in within and row.tells and _begins_row(row, columns)]
    return len(telling) >= least and all(_fits(row, columns, sides) for row in telling) and not outside
