"""Promises of the lattice: any ruled grid comes back, however its rulings were drawn."""

from __future__ import annotations

import random
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.pdf.lattice import find_grids, locate
from pipelines.reading.pdf.shapes import Dot, GridCell, Stroke

Place = tuple[int, int, int, int]  # row, column, row_span, column_span


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[float], list[float], list[Place]]:
    """Column borders, row borders and a random tiling of the grid into merged cells."""
    columns, rows = draw(st.integers(2, 7)), draw(st.integers(2, 8))
    widths = draw(st.lists(st.integers(20, 160), min_size=columns, max_size=columns))
    heights = draw(st.lists(st.integers(14, 80), min_size=rows, max_size=rows))
    xs = [float(x) for x in accumulate(widths, initial=40)]
    ys = [float(y) for y in accumulate(heights, initial=60)]
    taken: set[tuple[int, int]] = set()
    places: list[Place] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            column_span = draw(st.integers(1, 3)) if draw(st.booleans()) else 1
            row_span = draw(st.integers(1, 3)) if draw(st.booleans()) else 1
            free = 0
            while column + free < columns and free < column_span and (row, column + free) not in taken:
                free += 1
            row_span = min(row_span, rows - row)
            taken |= {(r, c) for r in range(row, row + row_span) for c in range(column, column + free)}
            places.append((row, column, row_span, free))
    return xs, ys, places


def edges(xs: list[float], ys: list[float], places: list[Place]) -> list[Stroke]:
    """Unit edges of all cells, each once."""
    found = set()
    for row, column, row_span, column_span in places:
        for c in range(column, column + column_span):
            found |= {Stroke(xs[c], y, xs[c + 1], y) for y in (ys[row], ys[row + row_span])}
        for r in range(row, row + row_span):
            found |= {Stroke(x, ys[r], x, ys[r + 1]) for x in (xs[column], xs[column + column_span])}
    return sorted(found)


def places_of(cells: tuple[GridCell, ...]) -> list[Place]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in cells]


def visible(xs: list[float], ys: list[float], places: list[Place]) -> list[Place]:
    """The tiling with grid lines that no cell uses taken out: they cannot be seen."""
    used_x = sorted({place[1] for place in places} | {place[1] + place[3] for place in places})
    used_y = sorted({place[0] for place in places} | {place[0] + place[2] for place in places})
    column, row = {c: i for i, c in enumerate(used_x)}, {r: i for i, r in enumerate(used_y)}
    return sorted((row[r], column[c], row[r + rs] - row[r], column[c + cs] - column[c]) for r, c, rs, cs in places)


def dotted(rules: list[Stroke]) -> list[Dot]:
    dots = set()
    for rule in rules:
        length = max(rule.x1 - rule.x0, rule.y1 - rule.y0)
        for step in range(int(length / 0.96) + 1):
            along = min(step * 0.96, length)
            x, y = (rule.x0 + along, rule.y0) if rule.is_horizontal else (rule.x0, rule.y0 + along)
            dots.add(Dot(round(x, 3), round(y, 3)))
    return sorted(dots)


def jittered(rules: list[Stroke], seed: int) -> list[Stroke]:
    noise = random.Random(seed)
    moved = []
    for rule in rules:
        across, lo, hi = (noise.uniform(-0.9, 0.9) for _ in range(3))
        if rule.is_horizontal:
            moved.append(Stroke(rule.x0 + lo, rule.y0 + across, rule.x1 + hi, rule.y0 + across))
        else:
            moved.append(Stroke(rule.x0 + across, rule.y0 + lo, rule.x0 + across, rule.y1 + hi))
    return moved


def with_gaps_at_corners(rules: list[Stroke]) -> list[Stroke]:
    """Word draws each edge without its corners."""
    return [
        Stroke(r.x0 + 0.5, r.y0, r.x1 - 0.5, r.y0) if r.is_horizontal else Stroke(r.x0, r.y0 + 0.5, r.x0, r.y1 - 0.5)
        for r in rules
    ]


@settings(max_examples=60, deadline=None)
@given(layouts(), st.sampled_from(["strokes", "gaps", "jitter", "double"]), st.integers(0, 999))
def test_any_grid_with_spans_comes_back(
    layout: tuple[list[float], list[float], list[Place]], style: str, seed: int
) -> None:
    xs, ys, places = layout
    rules = edges(xs, ys, places)
    drawn = {
        "strokes": lambda: rules,
        "gaps": lambda: with_gaps_at_corners(rules),
        "jitter": lambda: jittered(rules, seed),
        "double": lambda: [Stroke(r.x0 + d, r.y0 + d, r.x1 + d, r.y1 + d) for r in rules for d in (0.0, 1.4)],
    }[style]()
    (grid,) = find_grids(drawn)
    assert sorted(places_of(grid.cells)) == visible(xs, ys, places)


@settings(max_examples=10, deadline=None)
@given(layouts())
def test_a_grid_of_dots_comes_back(layout: tuple[list[float], list[float], list[Place]]) -> None:
    xs, ys, places = layout
    (grid,) = find_grids([], dotted(edges(xs, ys, places)))
    assert sorted(places_of(grid.cells)) == visible(xs, ys, places)


@settings(max_examples=40, deadline=None)
@given(layouts())
def test_every_elementary_cell_is_covered_exactly_once(
    layout: tuple[list[float], list[float], list[Place]],
) -> None:
    xs, ys, places = layout
    drawn = edges(xs, ys, places)
    for grid in find_grids(drawn[::2]):  # half of the edges: any ragged drawing
        covered = [
            (r, c)
            for cell in grid.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(covered) == [(r, c) for r in range(grid.row_count) for c in range(grid.column_count)]


def full_grid(xs: list[float], ys: list[float]) -> list[Stroke]:
    return edges(xs, ys, [(r, c, 1, 1) for r in range(len(ys) - 1) for c in range(len(xs) - 1)])


def test_underlines_in_a_cell_do_not_become_rows() -> None:
    rules = [*full_grid([50, 150, 300], [50, 100, 150]), Stroke(56, 80, 140, 80), Stroke(156, 95, 290, 95)]
    (grid,) = find_grids(rules)
    assert (grid.row_count, grid.column_count) == (2, 2)


def in_pieces(rule: Stroke, piece: float, gap: float) -> list[Stroke]:
    """A rule with gaps, as thin lines of a compressed page have them."""
    x0, y0, x1, y1 = rule
    starts = [step * (piece + gap) for step in range(int((x1 - x0 + y1 - y0) / (piece + gap)) + 1)]
    if rule.is_horizontal:
        return [Stroke(x0 + start, y0, min(x1, x0 + start + piece), y0) for start in starts if x0 + start < x1]
    return [Stroke(x0, y0 + start, x0, min(y1, y0 + start + piece)) for start in starts if y0 + start < y1]


@pytest.mark.parametrize(("piece", "gap"), [(20, 4), (20, 6), (15, 8), (40, 9)])
@pytest.mark.parametrize("level", [False, True])
def test_broken_rules_keep_their_columns(piece: float, gap: float, level: bool) -> None:
    xs, ys = [50.0, 90.0, 260.0, 380.0], [50.0, 80.0, 130.0, 180.0]
    lines = [Stroke(xs[0], y, xs[-1], y) for y in ys]
    rules = [part for line in lines for part in (in_pieces(line, piece, gap) if level else [line])]
    rules += [part for x in xs for part in in_pieces(Stroke(x, ys[0], x, ys[-1]), piece, gap)]
    (grid,) = find_grids(rules)
    assert (grid.row_count, grid.column_count, len(grid.cells)) == (3, 3, 9)


def test_words_underlined_in_neighbouring_cells_make_no_row() -> None:
    rules = [*full_grid([50, 150, 300], [50, 100, 150]), Stroke(60, 80, 100, 80), Stroke(104, 80, 145, 80)]
    (grid,) = find_grids([*rules, Stroke(155, 80, 200, 80), Stroke(206, 80, 250, 80)])
    assert (grid.row_count, grid.column_count) == (2, 2)


@pytest.mark.parametrize(("start", "end"), [(180.0, 298.0), (152.0, 270.0)])
def test_words_underlined_up_to_the_side_of_their_cell_make_no_row(start: float, end: float) -> None:
    rules = full_grid([50, 150, 300], [50, 120, 190])
    (grid,) = find_grids([*rules, Stroke(start, 95, end, 95)])
    assert places_of(grid.cells) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_border_that_goes_on_behind_a_gap_is_a_row() -> None:
    rules = full_grid([50, 150, 300], [50, 120, 190])
    (grid,) = find_grids([*rules, Stroke(150, 95, 215, 95), Stroke(235, 95, 300, 95)])
    assert places_of(grid.cells) == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1)]


def test_low_row_over_all_columns_stays_one_cell() -> None:
    places = [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2), (2, 0, 1, 1), (2, 1, 1, 1)]
    (grid,) = find_grids(edges([50.0, 150.0, 300.0], [50.0, 80.0, 91.0, 120.0], places))
    assert places_of(grid.cells) == places


def test_tables_close_to_one_another_stay_apart() -> None:
    above, below = full_grid([50, 150, 300], [50, 80, 110]), full_grid([50, 150, 300], [120, 150, 180])
    beside = full_grid([310, 400], [50, 80, 110])
    assert len(find_grids([*above, *below, *beside])) == 3


def test_two_tables_on_a_page_stay_apart() -> None:
    grids = find_grids(full_grid([50, 150, 300], [50, 80, 110]) + full_grid([60, 200], [200, 230, 260, 290]))
    assert [(grid.row_count, grid.column_count) for grid in grids] == [(2, 2), (3, 1)]


@pytest.mark.parametrize("missing", [("left",), ("right",), ("left", "right")])
def test_a_table_without_side_borders_keeps_its_outer_columns(missing: tuple[str, ...]) -> None:
    xs, ys = [50.0, 150.0, 300.0, 400.0], [50.0, 80.0, 110.0, 140.0]
    sides = {"left": xs[0], "right": xs[-1]}
    gone = {sides[name] for name in missing}
    rules = [rule for rule in full_grid(xs, ys) if rule.is_horizontal or rule.x0 not in gone]
    (grid,) = find_grids(rules)
    assert (grid.row_count, grid.column_count) == (3, 3)


def test_a_full_width_row_does_not_cut_a_table_without_side_borders() -> None:
    xs = [50.0, 150.0, 300.0, 400.0]
    above = [rule for rule in full_grid(xs, [50, 80]) if rule.is_horizontal or rule.x0 in xs[1:-1]]
    below = [rule for rule in full_grid(xs, [100, 130, 160]) if rule.is_horizontal or rule.x0 in xs[1:-1]]
    (grid,) = find_grids(above + below)
    assert (1, 0, 1, 3) in places_of(grid.cells)
    assert grid.row_count == 4


def test_a_point_finds_its_cell() -> None:
    (grid,) = find_grids(full_grid([50, 150, 300], [50, 100, 150]))
    assert locate(grid, 200, 120) == (1, 1)
    assert locate(grid, 20, 120) is None
