"""Repeated headers without a rule below them: what goes on from the page before is no part of the titles.

Where a row is split, some programs draw no rule between the header that they print again and the rest of the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.textlines import Line


class PagePart(NamedTuple):
    """A page's part of a table: heights of its row borders, and its cells."""

    ys: tuple[float, ...]
    cells: tuple[FilledCell, ...]


def parted_headers(parts: Sequence[PagePart]) -> list[PagePart]:
    """The parts of a table; on later pages what stands below the titles in their cells is a row of its own."""
    header = {cell.place.column: cell for cell in parts[0].cells if cell.place.row == 0}
    if any(cell.place.row_span > 1 for cell in header.values()) or len(header) < 2:
        return list(parts)
    titles = {column: cell.lines for column, cell in header.items()}
    return [parts[0], *(_parted(part, titles) for part in parts[1:])]


def _parted(part: PagePart, titles: Mapping[int, tuple[Line, ...]]) -> PagePart:
    top = [cell for cell in part.cells if cell.place.row == 0]
    if not any(len(cell.lines) > len(titles.get(cell.place.column, ())) for cell in top) or not _repeat(top, titles):
        return part
    above = max(line.baseline for cell in top for line in cell.lines[: len(titles[cell.place.column])])
    rests = [line for cell in top for line in cell.lines[len(titles[cell.place.column]) :]]
    below = min(rests, key=lambda line: line.baseline)
    if below.baseline <= above + 0.5 * below.size:
        return part
    y = (above + below.baseline - 0.7 * below.size) / 2  # between the titles and the letters below them
    cells: list[FilledCell] = []
    for cell in part.cells:
        place, count = cell.place, len(titles.get(cell.place.column, ()))
        if place.row:
            cells.append(replace(cell, place=replace(place, row=place.row + 1)))
            continue
        cells.append(replace(cell, place=replace(place, y1=y), lines=cell.lines[:count]))
        cells.append(replace(cell, place=replace(place, row=1, y0=y), lines=cell.lines[count:]))
    cells.sort(key=lambda cell: (cell.place.row, cell.place.column))
    return PagePart((part.ys[0], y, *part.ys[1:]), tuple(cells))


def _repeat(top: Sequence[FilledCell], titles: Mapping[int, tuple[Line, ...]]) -> bool:
    """True when every cell begins with the title of its column, line by line."""
    return len(top) == len(titles) and all(
        cell.place.row_span == 1
        and [line.text for line in cell.lines[: len(titles.get(cell.place.column, ()))]]
        == [line.text for line in titles.get(cell.place.column, ())]
        for cell in top
    )
