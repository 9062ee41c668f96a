"""Rulings → grids with row and column spans. Pure geometry: a scan's rulings go through it as well.

Steps: chain dots, snap and join collinear pieces, group touching
rulings into tables, close open outer borders, melt slivers, and union the elementary cells that no ruling
separates.

One file on purpose: the steps hand each other half-made grids and share their tolerances.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.brokenrules import dangling, mended
from pipelines.reading.pdf.nested import without_nested
from pipelines.reading.pdf.shapes import Dot, GridCell, RuledGrid, Ruling, Stroke


class LatticeOptions(NamedTuple):
    """Tolerances in points; the defaults hold for born-digital pages, a scan scales them with its noise."""

    snap: float = 2.0  # rulings this close are one ruling
    join: float = 2.5  # gap between collinear pieces of one ruling
    dash_join: float = 6.5  # the same between dashes, which are short pieces in a row
    dash_length: float = 12.0
    bridge: float = 12.0  # gap in a ruling that no crossing ones explain
    touch: float = 3.0  # a ruling's end may miss the crossing ruling by this much
    min_length: float = 4.0
    dot_gap: float = 3.0
    min_dots: int = 4
    min_dot_chain: float = 8.0
    min_column: float = 8.0  # narrower columns are double borders or paragraph shading
    min_row: float = 3.5
    coverage: float = 0.5  # share of an edge that must be ruled to separate two cells
    open_border: float = 8.0  # rulings sticking out this far show a side without a border
    open_row: float = 45.0  # height of a full-width row between two parts of a table without side borders
    dangling: float | None = 8.0  # a ruling that ends this far inside a cell is an underline; None: it may be worn off


DEFAULT_OPTIONS = LatticeOptions()

_Floats = npt.NDArray[np.float64]
_Component = tuple[list[Ruling], list[Ruling]]


def _dot_lines(across: _Floats, along: _Floats, options: LatticeOptions) -> list[Ruling]:
    """Chain dots that share their position ``across`` within half a point and are dense and many enough."""
    if not len(across):
        return []
    lanes = np.rint(across * 2)
    order = np.lexsort((across, along, lanes))
    across, along, lanes = across[order], along[order], lanes[order]
    new_lane = np.append(True, np.diff(lanes) != 0)
    starts = np.flatnonzero(new_lane | np.append(True, np.diff(along) > options.dot_gap))
    ends = np.append(starts[1:], len(along)) - 1
    lane_starts = np.flatnonzero(new_lane)
    positions = across[lane_starts][np.searchsorted(lane_starts, starts, side="right") - 1]
    low, high = along[starts], along[ends]
    kept = (ends - starts + 1 >= options.min_dots) & (high - low >= options.min_dot_chain)
    return [Ruling(*values) for values in np.stack([positions, low, high], axis=1)[kept].tolist()]


def _clusters(values: Sequence[float], tolerance: float) -> list[tuple[int, int]]:
    """Index ranges of ascending ``values`` whose neighbours are within ``tolerance``, none wider than twice it."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(values) + 1):
        near = (
            index < len(values)
            and values[index] - values[index - 1] <= tolerance
            and values[index] - values[start] <= 2 * tolerance
        )
        if not near:
            ranges.append((start, index))
            start = index
    return ranges


def _gap_allowed(length: float, following: float, options: LatticeOptions) -> float:
    """Widest gap to bridge between two pieces: dashes stand further apart than the parts of one stroke."""
    both_short = max(length, following) <= options.dash_length
    return options.dash_join if both_short else options.join


def _join_pieces(pos: float, pieces: list[tuple[float, float]], options: LatticeOptions) -> list[Ruling]:
    """Merge overlapping or nearly touching (lo, hi) pieces at one position."""
    pieces.sort()
    lines: list[Ruling] = []
    lo, hi = pieces[0]
    last = hi - lo
    for piece_lo, piece_hi in pieces[1:]:
        if piece_lo - hi <= _gap_allowed(last, piece_hi - piece_lo, options):
            hi = max(hi, piece_hi)
        else:
            lines.append(Ruling(pos, lo, hi))
            lo, hi = piece_lo, piece_hi
        last = piece_hi - piece_lo
    lines.append(Ruling(pos, lo, hi))
    return [line for line in lines if line.hi - line.lo >= options.min_length]


def _snap(lines: Iterable[Ruling], options: LatticeOptions) -> list[Ruling]:
    """Give nearby parallel rulings one position (mean weighted by length) and join their pieces."""
    ordered = sorted(lines)
    snapped: list[Ruling] = []
    for start, end in _clusters([line.pos for line in ordered], options.snap):
        group = ordered[start:end]
        weights = [max(line.hi - line.lo, 0.01) for line in group]
        pos = sum(line.pos * weight for line, weight in zip(group, weights, strict=True)) / sum(weights)
        snapped += _join_pieces(pos, [(line.lo, line.hi) for line in group], options)
    return snapped


def _touching(horizontals: list[Ruling], verticals: list[Ruling], tolerance: float) -> list[list[int]]:
    """(horizontal, vertical) index pairs of rulings that meet or miss one another by less than ``tolerance``."""
    across = np.array(horizontals, np.float64).reshape(-1, 1, 3)
    down = np.array(verticals, np.float64).reshape(1, -1, 3)
    meet = (across[..., 1] - tolerance <= down[..., 0]) & (down[..., 0] <= across[..., 2] + tolerance)
    meet &= (down[..., 1] - tolerance <= across[..., 0]) & (across[..., 0] <= down[..., 2] + tolerance)
    pairs: list[list[int]] = np.argwhere(meet).tolist()
    return pairs


def _find(parents: list[int], item: int) -> int:
    while parents[item] != item:
        parents[item] = parents[parents[item]]
        item = parents[item]
    return item


def _union(parents: list[int], first: int, second: int) -> None:
    a, b = _find(parents, first), _find(parents, second)
    parents[max(a, b)] = min(a, b)


def _without_underlines(horizontals: list[Ruling], verticals: list[Ruling], options: LatticeOptions) -> list[Ruling]:
    """The level rulings but those of words that are underlined up to the side of their cell: they border nothing."""
    if options.dangling is None or not verticals:
        return horizontals
    met: dict[int, list[int]] = {}
    for i, j in _touching(horizontals, verticals, options.touch):
        met.setdefault(i, []).append(j)
    room = options.touch, options.dangling
    alone = {i: verticals[js[0]] for i, js in met.items() if len(js) == 1}
    gone = dangling(horizontals, alone, np.array(verticals, np.float64), room) if alone else set()
    return [line for i, line in enumerate(horizontals) if i not in gone]


def _components(horizontals: list[Ruling], verticals: list[Ruling], options: LatticeOptions) -> list[_Component]:
    """Groups of rulings that touch; underlines touch nothing and stay alone."""
    offset = len(horizontals)
    parents = list(range(offset + len(verticals)))
    for i, j in _touching(horizontals, verticals, options.touch):
        _union(parents, i, offset + j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, horizontal in enumerate(horizontals):
        groups.setdefault(_find(parents, i), ([], []))[0].append(horizontal)
    for j, vertical in enumerate(verticals):
        groups.setdefault(_find(parents, offset + j), ([], []))[1].append(vertical)
    return [groups[root] for root in sorted(groups)]


def _open_side(ends: list[float], outermost: float, sign: int, options: LatticeOptions) -> float | None:
    """Where at least two crossing rulings end together beyond the ``outermost`` ruling; None if they do not.

    Args:
        ends: outer ends of the crossing rulings on this side.
        outermost: position of the last ruling parallel to the missing border.
        sign: -1 for the left or top side, +1 for the right or bottom side.
        options: tolerances.
    """
    beyond = sorted(end for end in ends if sign * (end - outermost) > options.open_border)
    best = [beyond[s:e] for s, e in _clusters(beyond, options.touch) if e - s >= 2]
    if not best:
        return None
    group = max(best, key=len)
    return sum(group) / len(group)


def _close_borders(lines: list[Ruling], crossing: list[Ruling], options: LatticeOptions) -> list[Ruling]:
    """Add the outer rulings that a table drawn without side borders lacks."""
    if not lines or not crossing:
        return lines
    positions = [line.pos for line in lines]
    extent = [line.pos for line in crossing]
    added = []
    for sign, ends in ((-1, [line.lo for line in crossing]), (1, [line.hi for line in crossing])):
        side = _open_side(ends, min(positions) if sign < 0 else max(positions), sign, options)
        if side is not None:
            added.append(Ruling(side, min(extent), max(extent)))
    return lines + added


def _open_extent(component: _Component, options: LatticeOptions) -> tuple[float, float] | None:
    """(left, right) of rulings that stick out on both sides of their verticals; None for a bordered table."""
    horizontals, verticals = component
    if not horizontals:
        return None
    lo, hi = min(line.lo for line in horizontals), max(line.hi for line in horizontals)
    if verticals and (
        min(line.pos for line in verticals) - lo < options.open_border
        or hi - max(line.pos for line in verticals) < options.open_border
    ):
        return None
    return lo, hi


def _heights(component: _Component) -> tuple[float, float]:
    positions = [line.pos for line in component[0]]
    return min(positions), max(positions)


def _same_open_table(upper: _Component, lower: _Component, options: LatticeOptions) -> bool:
    first, second = _open_extent(upper, options), _open_extent(lower, options)
    if first is None or second is None or not (upper[1] or lower[1]):
        return False
    aligned = max(abs(first[0] - second[0]), abs(first[1] - second[1])) <= options.touch
    return aligned and options.touch < _heights(lower)[0] - _heights(upper)[1] <= options.open_row


def _stack_open(components: list[_Component], options: LatticeOptions) -> list[_Component]:
    """Put a table without side borders together again where a full-width row interrupts its verticals."""
    stacked: list[_Component] = []
    for component in sorted((c for c in components if c[0]), key=_heights):
        if stacked and _same_open_table(stacked[-1], component, options):
            upper = stacked[-1]
            stacked[-1] = (upper[0] + component[0], upper[1] + component[1])
        else:
            stacked.append(component)
    return stacked


def _melt(lines: list[Ruling], minimum: float) -> tuple[list[float], list[list[Ruling]]]:
    """Positions at least ``minimum`` apart, each with the rulings that stand there."""
    ordered = sorted(lines)
    positions: list[float] = []
    groups: list[list[Ruling]] = []
    start = 0
    for index in range(1, len(ordered) + 1):
        if index < len(ordered) and ordered[index].pos - ordered[start].pos < minimum:
            continue
        group = ordered[start:index]
        longest = max(group, key=lambda line: line.hi - line.lo)
        positions.append(longest.pos)
        groups.append(group)
        start = index
    return positions, groups


def _covered(group: list[Ruling], lo: float, hi: float, options: LatticeOptions) -> bool:
    """True when the rulings of one position cover enough of the edge ``lo``–``hi``."""
    total = 0.0
    for _, start, end in group:
        if start <= lo and end >= hi:
            return True  # nearly always one ruling runs along the whole edge
        total += max(0.0, min(end, hi) - max(start, lo))
    return total >= options.coverage * (hi - lo)


def _separators(groups: list[list[Ruling]], across: list[float], options: LatticeOptions) -> list[list[bool]]:
    """``[ruling][gap]``: does the ruling separate the cells on its two sides along that gap?"""
    gaps = list(pairwise(across))
    return [[_covered(group, lo, hi, options) for lo, hi in gaps] for group in groups]


def _rectangles(labels: list[list[int]]) -> list[tuple[int, int, int, int]]:
    """Cut labelled elementary cells into rectangles (row, column, row_span, column_span), top left first."""
    rows, columns = len(labels), len(labels[0])
    taken = [[False] * columns for _ in range(rows)]
    found = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            label = labels[row][column]
            right = column
            while right < columns and labels[row][right] == label and not taken[row][right]:
                right += 1
            bottom = row + 1
            while bottom < rows and all(
                labels[bottom][c] == label and not taken[bottom][c] for c in range(column, right)
            ):
                bottom += 1
            for r in range(row, bottom):
                taken[r][column:right] = [True] * (right - column)
            found.append((row, column, bottom - row, right - column))
    return found


def _labels(vertical: list[list[bool]], horizontal: list[list[bool]], rows: int, columns: int) -> list[list[int]]:
    """Union neighbouring elementary cells that no ruling separates; equal labels = one cell."""
    parents = list(range(rows * columns))
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not vertical[column + 1][row]:
                _union(parents, here, here + 1)
            if row + 1 < rows and not horizontal[row + 1][column]:
                _union(parents, here, here + columns)
    return [[_find(parents, row * columns + column) for column in range(columns)] for row in range(rows)]


def _grid(horizontals: list[Ruling], verticals: list[Ruling], options: LatticeOptions) -> RuledGrid | None:
    """The grid of one group of touching rulings; None when it encloses nothing."""
    closed_verticals = _close_borders(verticals, horizontals, options)
    closed_horizontals = _close_borders(horizontals, closed_verticals, options)
    if len(closed_verticals) < 2 or len(closed_horizontals) < 2:
        return None
    xs, x_groups = _melt(closed_verticals, options.min_column)
    ys, y_groups = _melt(closed_horizontals, options.min_row)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    labels = _labels(_separators(x_groups, ys, options), _separators(y_groups, xs, options), rows, columns)
    cells = tuple(
        GridCell(row, column, rs, cs, xs[column], ys[row], xs[column + cs], ys[row + rs])
        for row, column, rs, cs in _rectangles(labels)
    )
    return RuledGrid(tuple(xs), tuple(ys), cells)


def _rulings(
    rules: Sequence[Stroke], dots: Sequence[Dot], options: LatticeOptions
) -> tuple[list[Ruling], list[Ruling]]:
    horizontals = [Ruling(r.y0, min(r.x0, r.x1), max(r.x0, r.x1)) for r in rules if r.y0 == r.y1]
    verticals = [Ruling(r.x0, min(r.y0, r.y1), max(r.y0, r.y1)) for r in rules if r.y0 != r.y1]
    x, y = np.array(dots, np.float64).reshape(-1, 2).T
    horizontals += _dot_lines(y, x, options)
    verticals += _dot_lines(x, y, options)
    return mended(_snap(horizontals, options), _snap(verticals, options), options.touch, options.bridge)


class Found(NamedTuple):
    """The tables of a page, and the horizontal rulings that no vertical one meets."""

    grids: tuple[RuledGrid, ...]
    loose: tuple[Ruling, ...]


def find_tables(rules: Sequence[Stroke], dots: Sequence[Dot] = (), options: LatticeOptions = DEFAULT_OPTIONS) -> Found:
    """Find the ruled tables of a page.

    Args:
        rules: horizontal and vertical rulings, in points, any order, overlaps allowed.
        dots: single dots of dotted borders.
        options: tolerances.

    Returns:
        Grids from top to bottom, then left to right; a grid of one cell is a box and is one too, and a table inside a
        cell follows the table that the cell is of. Rulings from top to bottom: underlines, separators, and the rules of
        tables without vertical ones.
    """
    horizontals, verticals = _rulings(rules, dots, options)
    horizontals = _without_underlines(horizontals, verticals, options)
    whole = _components(horizontals, verticals, options)
    parts = [part for component in whole for part in without_nested(component, options.touch)]
    components = _stack_open(parts, options)
    grids = [_grid(h, v, options) for h, v in components if h and v]
    ordered = sorted((grid for grid in grids if grid), key=lambda grid: (grid.ys[0], grid.xs[0]))
    return Found(tuple(ordered), tuple(sorted(line for h, v in components if not v for line in h)))


def find_grids(
    rules: Sequence[Stroke], dots: Sequence[Dot] = (), options: LatticeOptions = DEFAULT_OPTIONS
) -> tuple[RuledGrid, ...]:
    """The grids of :func:`find_tables`."""
    return find_tables(rules, dots, options).grids


def locate(grid: RuledGrid, x: float, y: float) -> tuple[int, int] | None:
    """Elementary (row, column) of ``grid`` that holds the point; None outside."""
    column = bisect_left(grid.xs, x) - 1
    row = bisect_left(grid.ys, y) - 1
    if 0 <= row < grid.row_count and 0 <= column < grid.column_count:
        return row, column
    return None
