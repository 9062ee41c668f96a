"""Promises about headers that a scanned table prints on every page: found again, and read at their best."""

from __future__ import annotations

import pytest

from pipelines.model.document import Table
from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.shapes import GridCell
from pipelines.reading.pdf.stitch import Fragment, JoinedTable, join_readings
from pipelines.reading.pdf.textlines import Line

XS = (40.0, 70.0, 330.0, 470.0, 610.0, 710.0)
HEADER = ("TT", "Việc phải làm", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn")
FIRST = ("1", "Lắp đặt bảng điện tử tại bộ phận một cửa", "Văn phòng", "Công an", "Quý II")
Row = tuple[str, ...]


def line(text: str, left: float) -> Line:
    return Line(text, left + 2, left + 2 + 5.0 * len(text), 0, 10, 10, 10.0, 0.0, 0.0, 5.0, False)


def part(page: int, rows: list[Row], confidence: float | None = 0.9, *, merged: tuple[int, ...] = ()) -> Fragment:
    """A page's part of the table, every cell read with ``confidence``; ``merged`` rows are one cell wide."""
    ys = tuple(100.0 + 20 * index for index in range(len(rows) + 1))
    cells = [
        FilledCell(
            GridCell(i, c, 1, 5 if i in merged else 1, XS[c], ys[i], XS[-1] if i in merged else XS[c + 1], ys[i + 1]),
            (line(text, XS[c]),) if text else (),
            confidence,
        )
        for i, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return Fragment(page, XS, ys, tuple(cells), recognised=confidence is not None)


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.row_count)]


def joined(*parts: Fragment) -> JoinedTable:
    return join_readings(parts)


@pytest.mark.parametrize(
    "again",
    [
        ("I", "Việc phải làm", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn"),  # a number where "TT" stands
        ("TT", "Việc phãi Iàm", "Đơn vị chù trì", "Đơn vị phôi hơp", "Thời han"),  # marks misread all over
        ("TT", "Việc phải làm", "", "Đơn vị phối hợp", "Thời hạn"),  # a seal over one title
        ("1T", "Việc ph", "Đơn vị chủ trì", "vị phối ợp", "Thời hạn"),
    ],
)
def test_a_misread_repeated_header_is_no_row_and_the_cut_row_is_whole(again: Row) -> None:
    rest = ("", "và tại nhà văn hóa các thôn", "", "", "")
    second = ("2", "Sửa đường truyền", "Phòng Kinh tế", "", "Quý III")
    result = joined(part(1, [HEADER, FIRST]), part(2, [again, rest, second]))
    assert rows_of(result.table) == [
        list(HEADER),
        ["1", f"{FIRST[1]} và tại nhà văn hóa các thôn", *FIRST[2:]],
        list(second),
    ]
    assert [join.reason for join in result.table.joins] == ["same_table", "repeated_header", "cut_row"]


def test_a_title_spoilt_on_one_page_is_taken_from_the_others_and_told() -> None:
    spoilt = ("I", "Việc phải làm", "Đơn ?ị c tP¿", "vị phối ợp", "Thời hạn")
    second, third = (("2", "Sửa", "A", "B", "Quý I"), ("3", "Kiểm", "C", "D", "Quý I"))
    result = joined(part(1, [spoilt, FIRST]), part(2, [HEADER, second]), part(3, [HEADER, third]))
    assert rows_of(result.table)[0] == list(HEADER)
    assert [(issue.code, issue.box.page if issue.box else None) for issue in result.issues] == [
        ("header_repaired", 1)
    ] * 3
    assert "Đơn ?ị c tP¿ → Đơn vị chủ trì" in result.issues[1].detail


def test_between_two_readings_the_surer_one_is_taken() -> None:
    spoilt = ("TT", "Việc phải làm", "Đơn vị chủ tn", "Đơn vị phối hợp", "Thời hạn")
    second = ("2", "Sửa", "A", "B", "Quý I")
    doubted_first = joined(part(1, [spoilt, FIRST], 0.6), part(2, [HEADER, second], 0.95))
    doubted_last = joined(part(1, [HEADER, FIRST], 0.95), part(2, [spoilt, second], 0.6))
    assert rows_of(doubted_first.table)[0] == rows_of(doubted_last.table)[0] == list(HEADER)
    assert len(doubted_first.issues) == 1
    assert not doubted_last.issues


def test_rows_alike_are_rows_and_no_repeated_header() -> None:
    """A table that goes on without a header: its first rows resemble each other as tasks do."""
    first = ("1", "Kiểm tra công tác cải cách hành chính", "Văn phòng", "Công an", "Quý I")
    second = ("5", "Kiểm tra công tác cải cách hành chính", "Văn phòng", "Công an", "Quý II")
    result = joined(part(1, [first]), part(2, [second]))
    assert rows_of(result.table) == [list(first), list(second)]


def test_section_rows_alike_are_kept() -> None:
    first, second = ("I. CẢI CÁCH THỂ CHẾ",), ("II. CẢI CÁCH THỦ TỤC",)
    result = joined(part(1, [HEADER, first], merged=(1,)), part(2, [HEADER, second], merged=(1,)))
    assert rows_of(result.table)[1:] == [list(first), list(second)]


def test_a_noisy_row_that_counts_the_columns_is_repeated_too() -> None:
    counters, again = ("(1)", "(2)", "(3)", "(4)", "(5)"), ("q)", "(2)", "(3", "(4)", "6)")
    second = ("2", "Sửa", "A", "B", "Quý I")
    result = joined(part(1, [HEADER, counters, FIRST]), part(2, [HEADER, again, second]))
    assert rows_of(result.table) == [list(HEADER), list(counters), list(FIRST), list(second)]


def test_a_printed_page_asks_for_more_likeness_than_a_scanned_one() -> None:
    other = ("TT", "Việc đã làm xong", "Đơn vị báo cáo", "Đơn vị kiểm tra", "Ghi chú")
    second = ("2", "Sửa", "A", "B", "Quý I")
    printed = joined(part(1, [HEADER, FIRST], None), part(2, [other, second], None))
    assert list(other) in rows_of(printed.table)
    assert not printed.issues
