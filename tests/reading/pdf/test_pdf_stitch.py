"""Promises of the page joins, on fragments built here cell by cell."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.model.document import Table
from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.shapes import GridCell
from pipelines.reading.pdf.stitch import Fragment, join_readings, same_columns
from pipelines.reading.pdf.textlines import Line

XS = (50.0, 80.0, 230.0, 330.0, 430.0)
HEADER = ("TT", "Nhiệm vụ", "Đơn vị", "Thời hạn")
_LETTER = 5.0
_HEIGHT = 20.0
Row = tuple[str, ...]


def join_fragments(fragments: list[Fragment]) -> Table:
    return join_readings(fragments).table


def lines(text: str, left: float, right: float) -> tuple[Line, ...]:
    """``text`` printed from ``left``, wrapped before ``right``."""
    rows: list[str] = []
    for word in text.split():
        if rows and (len(rows[-1]) + 1 + len(word)) * _LETTER <= right - left - 4:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return tuple(
        Line(
            row,
            left + 2,
            left + 2 + len(row) * _LETTER,
            0,
            10,
            10,
            10.0,
            0.0,
            0.0,
            len(row.split()[0]) * _LETTER,
            False,
        )
        for row in rows
    )


def fragment(page: int, rows: list[Row], *, room: float = 0.0, xs: tuple[float, ...] = XS) -> Fragment:
    """A page's part of the table; a row of one text is merged over the full width."""
    ys = tuple(100.0 + _HEIGHT * index for index in range(len(rows) + 1))
    cells = []
    for index, row in enumerate(rows):
        span = len(xs) - 1 if len(row) == 1 else 1
        for column, text in enumerate(row):
            place = GridCell(index, column, 1, span, xs[column], ys[index], xs[column + span], ys[index + 1])
            cells.append(FilledCell(place, lines(text, place.x0, place.x1)))
    return Fragment(page, xs, ys, tuple(cells), room)


def texts(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


def reasons(table: Table) -> list[str]:
    return [join.reason for join in table.joins]


def test_rest_of_a_sentence_belongs_to_the_row_above() -> None:
    table = join_fragments(
        [
            fragment(1, [HEADER, ("1", "Niêm yết công khai thủ tục tại trụ", "Văn phòng", "Quý I")]),
            fragment(2, [("", "sở và trên trang thông tin", "", ""), ("2", "Kiểm tra", "Văn phòng", "Quý II")]),
        ]
    )
    assert texts(table)[1][1] == "Niêm yết công khai thủ tục tại trụ sở và trên trang thông tin"
    assert texts(table)[2] == ["2", "Kiểm tra", "Văn phòng", "Quý II"]


def test_row_with_its_own_number_is_new_even_if_it_goes_on_in_lower_case() -> None:
    table = join_fragments(
        [fragment(1, [HEADER, ("1", "Mở lớp", "Văn phòng", "Quý I")]), fragment(2, [("2", "nâng cấp", "", "")])]
    )
    assert texts(table) == [list(HEADER), ["1", "Mở lớp", "Văn phòng", "Quý I"], ["2", "nâng cấp", "", ""]]


def test_section_row_at_page_top_is_a_row_of_its_own() -> None:
    table = join_fragments(
        [
            fragment(1, [HEADER, ("1", "Mở lớp cho cán bộ thôn và", "Văn phòng", "Quý I")]),
            fragment(2, [("II. TÀI CHÍNH CÔNG",), ("2", "Công khai", "Kế toán", "Quý II")]),
        ]
    )
    assert texts(table)[2] == ["II. TÀI CHÍNH CÔNG"]
    assert next(cell for cell in table.cells if cell.row == 2).column_span == 4


def test_repeated_two_level_header_and_its_number_row_are_dropped() -> None:
    head: list[Row] = [HEADER, ("", "", "chủ trì", "(tháng)"), ("(1)", "(2)", "(3)", "(4)")]
    table = join_fragments(
        [
            fragment(1, [*head, ("1", "Mở lớp", "Văn phòng", "Quý I")]),
            fragment(2, [*head, ("2", "Công khai", "Kế toán", "Quý II")]),
        ]
    )
    assert len(texts(table)) == 5
    assert "repeated_header" in reasons(table)


def test_every_join_is_explained_with_a_score() -> None:
    table = join_fragments(
        [fragment(1, [HEADER, ("1", "Mở lớp cho các", "Văn phòng", "Quý I")]), fragment(2, [("", "thôn", "", "")])]
    )
    assert [(join.page, join.reason) for join in table.joins] == [(2, "same_table"), (2, "cut_row")]
    assert all(0.5 <= join.score <= 1.0 for join in table.joins)


def test_page_with_fewer_visible_borders_joins_the_wider_grid() -> None:
    merged = fragment(2, [("III. CHUYỂN ĐỔI SỐ",)], xs=(50.0, 430.0))
    table = join_fragments([fragment(1, [HEADER, ("1", "Mở lớp", "Văn phòng", "Quý I")]), merged])
    assert (table.row_count, table.column_count) == (3, 4)
    assert table.cells[-1].column_span == 4


def test_other_column_borders_are_another_table() -> None:
    assert same_columns(XS, XS) == 1.0
    assert same_columns(XS, (60.0, 90.0, 240.0, 340.0, 440.0)) == 1.0  # mirrored margin
    assert same_columns(XS, (50.0, 120.0, 430.0)) == 0.0
    assert same_columns(XS, (50.0, 80.0, 230.0, 330.0, 500.0)) == 0.0


nouns = ["hồ sơ", "thủ tục", "quy chế", "báo cáo", "danh mục", "cuộc họp", "văn bản"]
bodies = st.lists(
    st.tuples(
        st.lists(st.sampled_from(nouns), min_size=1, max_size=12), st.sampled_from(["Quý I", "Cả năm", "Tháng 5"])
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(bodies, st.integers(1, 8))
def test_breaking_between_numbered_rows_changes_nothing(body: list[tuple[list[str], str]], at: int) -> None:
    rows: list[Row] = [
        (str(number), f"Rà soát {' '.join(parts)}", "Văn phòng", term)
        for number, (parts, term) in enumerate(body, start=1)
    ]
    at = min(at, len(rows) - 1)
    whole = join_fragments([fragment(1, [HEADER, *rows])])
    for header in ([], [HEADER]):
        broken = join_fragments([fragment(1, [HEADER, *rows[:at]]), fragment(2, [*header, *rows[at:]])])
        assert texts(broken) == texts(whole)


@settings(max_examples=60, deadline=None)
@given(bodies, st.integers(0, 8), st.integers(1, 3))
def test_breaking_inside_a_row_changes_nothing(body: list[tuple[list[str], str]], at: int, kept: int) -> None:
    rows: list[Row] = [
        (str(number), f"Rà soát {' '.join(parts)}", "Văn phòng", term)
        for number, (parts, term) in enumerate(body, start=1)
    ]
    at = min(at, len(rows) - 1)
    wrapped = [line.text for line in lines(rows[at][1], XS[1], XS[2])]
    if len(wrapped) <= kept:
        return
    upper: Row = (rows[at][0], " ".join(wrapped[:kept]), *rows[at][2:])
    lower: Row = ("", " ".join(wrapped[kept:]), "", "")
    whole = join_fragments([fragment(1, [HEADER, *rows])])
    broken = join_fragments([fragment(1, [HEADER, *rows[:at], upper]), fragment(2, [lower, *rows[at + 1 :]])])
    assert texts(broken) == texts(whole)


@settings(max_examples=40, deadline=None)
@given(bodies, st.integers(1, 4))
def test_joined_table_covers_every_grid_position_once(body: list[tuple[list[str], str]], size: int) -> None:
    rows: list[Row] = [("", " ".join(parts), "", term) for parts, term in body]
    pages = [rows[start : start + size] for start in range(0, len(rows), size)]
    table = join_fragments([fragment(number, page) for number, page in enumerate(pages, start=1)])
    covered = [
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(covered) == [(r, c) for r in range(table.row_count) for c in range(table.column_count)]


GRID = (50.0, 80.0, 230.0, 330.0, 430.0, 520.0)
WIDE = ("TT", "Mục tiêu", "Nhiệm vụ", "Chủ trì", "Thời hạn")


def merged(page: int, rows: list[Row], spans: dict[tuple[int, int], int]) -> Fragment:
    """A page's part of a table; ``spans``: (row, column) → rows that the cell covers."""
    whole = fragment(page, rows, xs=GRID)
    covered = {(row + down, column) for (row, column), count in spans.items() for down in range(1, count)}
    cells = []
    for cell in whole.cells:
        place = cell.place
        if (place.row, place.column) in covered:
            continue
        count = spans.get((place.row, place.column), 1)
        grown = replace(place, row_span=count, y1=whole.ys[place.row + count])
        cells.append(FilledCell(grown, cell.lines))
    return Fragment(page, whole.xs, whole.ys, tuple(cells))


def spans_of(table: Table, column: int) -> list[tuple[int, int, str]]:
    return [(c.row, c.row_span, c.text) for c in table.cells if c.column == column and c.row]


FIRST: list[Row] = [
    WIDE,
    ("1", "Người dân hài lòng", "Khảo sát ý kiến", "Văn phòng", "Quý I"),
    ("", "", "Công bố kết quả", "Văn phòng", "Quý II"),
    ("2", "Văn bản kịp thời, đúng thẩm quyền do Thường trực HĐND và", "Lập danh mục", "Văn phòng", "Quý I"),
]


def test_goal_cut_before_a_capital_goes_on_with_the_number_it_is_merged_with() -> None:
    second: list[Row] = [
        ("", "UBND xã ban hành", "Lấy ý kiến các thôn", "Kế toán", "Quý III"),
        ("", "", "Trình phê duyệt", "Kế toán", "Quý IV"),
    ]
    table = join_fragments([merged(1, FIRST, {(1, 0): 2, (1, 1): 2}), merged(2, second, {(0, 0): 2, (0, 1): 2})])
    assert spans_of(table, 0) == [(1, 2, "1"), (3, 3, "2")]
    assert spans_of(table, 1)[1] == (3, 3, "Văn bản kịp thời, đúng thẩm quyền do Thường trực HĐND và UBND xã ban hành")


def test_section_row_at_page_top_takes_no_merge_over_from_the_row_above() -> None:
    second: list[Row] = [
        ("II", "TÀI CHÍNH", "", "", ""),
        ("1", "Chi tiêu công khai", "Niêm yết dự toán", "Kế toán", "Quý I"),
    ]
    table = join_fragments([merged(1, FIRST, {(1, 0): 2, (1, 1): 2, (1, 3): 2}), merged(2, second, {})])
    assert [(c.row, c.row_span, c.text) for c in table.cells if c.column == 3 and c.row > 2] == [
        (3, 1, "Văn phòng"),
        (4, 1, ""),
        (5, 1, "Kế toán"),
    ]


def test_full_row_without_number_at_page_top_is_new_even_if_no_page_shows_a_merge() -> None:
    first: list[Row] = [
        WIDE,
        ("1", "Người dân hài lòng", "Khảo sát ý kiến", "Văn phòng", "Quý I"),
        ("2", "Văn bản kịp thời", "Lập danh mục, xin ý kiến", "Văn phòng", "Quý I"),
    ]
    second: list[Row] = [
        ("", "", "Trình phê duyệt danh mục", "Kế toán xã", "Quý II"),
        ("3", "Chi tiêu công khai", "Niêm yết dự toán", "Kế toán", "Quý I"),
    ]
    table = join_fragments([merged(1, first, {}), merged(2, second, {})])
    assert spans_of(table, 1)[1] == (2, 2, "Văn bản kịp thời")
    assert [text for _, _, text in spans_of(table, 2)][1:3] == ["Lập danh mục, xin ý kiến", "Trình phê duyệt danh mục"]


def test_equal_neighbours_at_a_break_are_two_cells() -> None:
    second: list[Row] = [("", "", "Trình phê duyệt", "Văn phòng", "Quý III"), ("3", "Khác", "Họp", "Kế toán", "Quý I")]
    table = join_fragments([merged(1, FIRST, {(1, 0): 2, (1, 1): 2, (1, 3): 2}), merged(2, second, {})])
    assert (4, 1, "Văn phòng") in spans_of(table, 3)
