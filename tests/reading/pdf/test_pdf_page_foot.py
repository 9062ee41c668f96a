"""Promises about rows that lie over the foot of a page, and about headers that the next page prints again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_drawing import CellText, Pdf

from pipelines.model.document import Table
from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.furniture import is_page_number
from pipelines.reading.pdf.openwords import leaves_open
from pipelines.reading.pdf.shapes import GridCell
from pipelines.reading.pdf.stitch import Fragment, join_readings
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf_file import read_pdf

XS = (50.0, 80.0, 230.0, 330.0, 430.0)
HEADER = ("TT", "Nhiệm vụ", "Đơn vị", "Thời hạn")
_LETTER, _STEP = 5.0, 12.0
Row = tuple[str, ...]
Printed = Sequence[str]  # the lines of a cell


def wrapped(text: str, width: float) -> list[str]:
    """The lines of ``text`` in a column of ``width``."""
    rows: list[str] = []
    for word in text.split():
        if rows and (len(rows[-1]) + 1 + len(word)) * _LETTER <= width - 4:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows


def line(text: str, left: float, baseline: float) -> Line:
    width, first = len(text) * _LETTER, len(text.split(maxsplit=1)[0]) * _LETTER
    return Line(text, left + 2, left + 2 + width, baseline - 9, baseline + 2, baseline, 10.0, 0.0, 0.0, first, False)


def page(number: int, rows: Sequence[Sequence[Printed]], spans: dict[tuple[int, int], int] | None = None) -> Fragment:
    """A page's part of a table, cell by cell given as lines; ``spans``: (row, column) → rows that the cell covers."""
    spans = spans or {}
    covered = {(row + down, column) for (row, column), count in spans.items() for down in range(1, count)}
    ys = [100.0]
    for row in rows:
        ys.append(ys[-1] + _STEP * max(1, *(len(lines) for lines in row)) + 4)
    cells = []
    for index, row in enumerate(rows):
        for column, lines in enumerate(row):
            if (index, column) in covered:
                continue
            span = spans.get((index, column), 1)
            width = len(XS) - 1 if len(row) == 1 else 1
            place = GridCell(index, column, span, width, XS[column], ys[index], XS[column + width], ys[index + span])
            made = tuple(line(text, place.x0, ys[index] + _STEP * (n + 1)) for n, text in enumerate(lines))
            cells.append(FilledCell(place, made))
    return Fragment(number, XS, tuple(ys), tuple(cells))


def cells(row: Row) -> list[list[str]]:
    """The lines of each cell of a row."""
    if len(row) == 1:
        return [wrapped(row[0], XS[-1] - XS[0])]
    return [wrapped(text, right - left) for text, left, right in zip(row, XS, XS[1:], strict=False)]


def texts(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


def joined(*pages: Fragment) -> list[list[str]]:
    return texts(join_readings(pages).table)


USUAL: list[Row] = [
    ("1", "Ban hành kế hoạch tuyên truyền cải cách hành chính năm", "Văn phòng HĐND và UBND", "Quý I"),
    ("2", "Niêm yết công khai bộ thủ tục hành chính tại trụ sở", "Trung tâm Phục vụ hành chính công", "Cả năm"),
    ("3", "Rà soát văn bản do xã ban hành còn hiệu lực thi hành", "Phòng Văn hóa và Xã hội", "Quý II"),
    ("4", "Kiểm tra kỷ luật, kỷ cương của công chức các phòng", "Văn phòng HĐND và UBND", "Quý III"),
]
LAST: Row = ("5", "Tổ chức lớp tập huấn kỹ năng số cho công chức", "Văn phòng HĐND và UBND", "Quý IV")
NEXT: Row = ("6", "Công khai dự toán thu chi ngân sách của xã hằng quý", "Phòng Kinh tế của xã", "Quý IV")


def test_halves_that_share_no_column_beside_a_blank_number_are_one_row() -> None:
    """Short cells stay above the page's foot, the others go below so that no line stands alone."""
    number, task, office, due = cells(LAST)
    above = page(1, [cells(row) for row in (HEADER, *USUAL)] + [[number, [], [], due]])
    below = page(2, [[[], task, office, []], cells(NEXT)])
    assert joined(above, below) == [list(row) for row in (HEADER, *USUAL, LAST, NEXT)]


def test_number_alone_above_the_foot_belongs_to_the_row_below_it() -> None:
    number, task, office, _ = cells(LAST)
    due = ["Thường xuyên trong", "cả năm"]
    above = page(1, [cells(row) for row in (HEADER, *USUAL)] + [[number, [], [], []]])
    below = page(2, [[[], task, office, due], cells(NEXT)])
    assert joined(above, below)[5] == [*LAST[:3], "Thường xuyên trong cả năm"]


def test_group_with_its_title_alone_and_the_step_below_it_stay_two_rows() -> None:
    groups: list[Row] = []
    for index, row in enumerate(USUAL, start=1):
        groups += [(str(index), "Nhóm việc của năm", "", ""), ("", *row[1:])]
    title = [["5"], ["Nhóm việc về ngân sách"], [], []]
    step = [[], wrapped(NEXT[1], 150), wrapped(NEXT[2], 100), ["Trong quý", "IV năm sau"]]
    above = page(1, [cells(row) for row in (HEADER, *groups)] + [title])
    found = joined(above, page(2, [step]))
    assert len(found) == 1 + len(groups) + 2
    assert found[-2][:2] == ["5", "Nhóm việc về ngân sách"]


def test_single_line_that_would_have_stood_above_is_a_row_of_its_own() -> None:
    above = page(
        1, [cells(row) for row in (HEADER, *USUAL)] + [[["5"], ["Tổ chức lớp tập huấn kỹ", "năng số"], [], []]]
    )
    below = page(2, [[[], [], ["Phòng Kinh tế"], ["Quý IV"]], cells(NEXT)])
    assert len(joined(above, below)) == 8


def test_rows_beside_one_another_are_not_made_one_when_both_are_full() -> None:
    plain: list[Row] = [("", *row[1:]) for row in USUAL]
    for at in range(1, len(plain)):
        pages = (page(1, [cells(r) for r in (HEADER, *plain[:at])]), page(2, [cells(r) for r in plain[at:]]))
        assert joined(*pages) == [list(row) for row in (HEADER, *plain)]


def test_places_below_a_number_that_the_table_leaves_blank_are_not_merged_by_a_page_break() -> None:
    rows: list[Row] = [USUAL[0], ("", *USUAL[1][1:]), ("", *USUAL[2][1:]), ("2", *USUAL[3][1:])]
    below = page(2, [cells(("", *LAST[1:])), cells(("3", *NEXT[1:]))])
    table = join_readings([page(1, [cells(row) for row in (HEADER, *rows)]), below]).table
    assert all(cell.row_span == 1 for cell in table.cells)


def test_words_of_a_merge_that_found_no_room_above_the_foot_return_to_it() -> None:
    spans = {(1, 0): 2, (1, 2): 2, (3, 0): 2, (3, 2): 2}
    rows = [cells(row) for row in (HEADER, USUAL[0], USUAL[1], USUAL[2], USUAL[3])]
    above = page(1, [*rows, [["3"], wrapped(LAST[1], 150)[:1], [], ["Quý IV"]]], spans)
    below = page(2, [[[], wrapped(NEXT[1], 150), wrapped("Trung tâm Phục vụ hành chính", 100), ["Quý I"]], cells(NEXT)])
    table = join_readings([above, below]).table
    merged = next(cell for cell in table.cells if (cell.row, cell.column) == (5, 2))
    assert (merged.row_span, merged.text) == (2, "Trung tâm Phục vụ hành chính")


def test_nothing_left_of_a_full_width_row_is_no_row() -> None:
    above = page(1, [cells(row) for row in (HEADER, *USUAL, ("II. TÀI CHÍNH CÔNG",))])
    assert len(joined(above, page(2, [[[]], cells(NEXT)]))) == 7


def test_cell_that_stops_at_a_word_which_nothing_stops_at_goes_on() -> None:
    above = page(
        1, [cells(row) for row in (HEADER, *USUAL)] + [[["5"], ["Họp giao ban tại"], ["Văn phòng"], ["Quý IV"]]]
    )
    assert joined(above, page(2, [[[], ["UBND xã"], [], []], cells(NEXT)]))[5][1] == "Họp giao ban tại UBND xã"
    assert leaves_open("hoàn thành trước ngày")
    assert not leaves_open("khắc phục tồn tại")


def test_header_whose_last_cell_is_open_below_is_still_the_repeated_header() -> None:
    first = page(1, [cells(row) for row in (HEADER, *USUAL)])
    again = page(2, [cells(HEADER), cells((*LAST[:3], "")), cells(NEXT)], {(0, 3): 2})
    assert joined(first, again) == [list(row) for row in (HEADER, *USUAL, (*LAST[:3], ""), NEXT)]


def test_header_open_below_on_every_page_keeps_the_words_of_the_body_row_apart() -> None:
    first = page(1, [cells(HEADER), *(cells(row) for row in USUAL)], {(0, 3): 2})
    places = {(cell.place.row, cell.place.column): cell for cell in first.cells}
    title = places[0, 3]
    due = line(USUAL[0][3], XS[3], first.ys[1] + _STEP)
    mixed = replace(title, lines=(*title.lines, due))
    first = replace(first, cells=tuple(mixed if cell is title else cell for cell in first.cells))
    found = joined(first, page(2, [cells(HEADER), cells((*LAST[:3], "")), cells(NEXT)], {(0, 3): 2}))
    assert found == [list(row) for row in (HEADER, *USUAL, (*LAST[:3], ""), NEXT)]


def test_words_below_the_titles_of_a_repeated_header_go_on_with_the_row_of_the_page_before() -> None:
    """A row that is split: no rule between the header that is printed again and its rest."""
    rest = "cấp tỉnh về cải cách hành chính"
    first = page(1, [cells(row) for row in (HEADER, *USUAL)])
    second = page(2, [[[HEADER[0]], [HEADER[1], rest], [HEADER[2]], [HEADER[3]]], cells(NEXT)])
    found = joined(first, second)
    assert found[-2][1].replace("\n", " ") == f"{USUAL[-1][1]} {rest}"
    assert [row[0] for row in found] == [row[0] for row in (HEADER, *USUAL, NEXT)]


def test_longer_title_of_another_table_is_no_rest_of_a_row() -> None:
    first = page(1, [cells(row) for row in (HEADER, *USUAL)])
    second = page(2, [[[HEADER[0]], [HEADER[1], "theo lĩnh vực"], ["Cơ quan"], [HEADER[3]]], cells(NEXT)])
    assert len(joined(first, second)) == len(USUAL) + 3


def test_merge_beside_numbered_rows_at_a_page_top_is_no_open_header() -> None:
    first = page(1, [cells(row) for row in (HEADER, *USUAL)])
    rest = page(2, [cells(LAST), cells(NEXT)], {(0, 3): 2})
    table = join_readings([first, rest]).table
    assert next(cell for cell in table.cells if (cell.row, cell.column) == (5, 3)).row_span == 2


def test_bold_first_number_is_no_header_text(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    head = [CellText(0, 0, "STT", 2, 1, bold=True), CellText(0, 1, "Phân công", 1, 2, bold=True)]
    head += [CellText(1, 1, "Chủ trì", bold=True), CellText(1, 2, "Phối hợp", bold=True)]
    body = [CellText(2, 0, "1", bold=True), CellText(2, 1, "Văn phòng xã"), CellText(2, 2, "Các thôn")]
    pdf.table([60, 95, 250, 420], [100, 116, 132, 160], [*head, *body])
    (table,) = read_pdf(pdf.save()).tables
    found = {(cell.row, cell.column): cell.text for cell in table.cells}
    assert (found[0, 0], found[2, 0]) == ("STT", "1")


def test_letter_that_hangs_over_a_table_border_parts_no_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    xs = [60, 95, 250, 420]
    titles = [CellText(0, n, text, bold=True) for n, text in enumerate(HEADER[:3])]
    pdf.table(xs, [100, 120, 180], [*titles, *(CellText(1, n, text) for n, text in enumerate(USUAL[0][:3]))])
    pdf.text(422, 140, ";", size=11)
    pdf.page()
    pdf.table(xs, [100, 120, 180], [*titles, *(CellText(1, n, text) for n, text in enumerate(USUAL[1][:3]))])
    document = read_pdf(pdf.save())
    assert [table.row_count for table in document.tables] == [3]
    assert [paragraph.text for paragraph in document.paragraphs] == [";"]


def lines_above(lines: Printed, room: int) -> int:
    """How many lines of a paragraph stay above a break, none of them alone."""
    if room >= len(lines):
        return len(lines)
    fitting = min(room, len(lines) - 2)
    return fitting if fitting >= 2 else 0


nouns = ["hồ sơ", "thủ tục", "quy chế", "báo cáo", "danh mục", "cuộc họp", "văn bản"]
tasks = st.lists(st.sampled_from(nouns), min_size=5, max_size=16).map(lambda found: f"Rà soát {' '.join(found)}")
offices = st.sampled_from(["Văn phòng HĐND và UBND xã", "Trung tâm Phục vụ hành chính công", "Phòng Kinh tế của xã"])
terms = st.sampled_from(["Quý I", "Cả năm", "Tháng 5", "Thường xuyên trong năm", "Trước ngày 30/6/2026"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(tasks, offices, terms), min_size=5, max_size=9), st.integers(0, 8), st.integers(1, 3))
def test_breaking_a_row_as_word_processors_do_changes_nothing(
    body: list[tuple[str, str, str]], at: int, room: int
) -> None:
    rows: list[Row] = [(str(number), *cell) for number, cell in enumerate(body, start=1)]
    at = min(at, len(rows) - 1)
    printed = cells(rows[at])
    above = [lines[: lines_above(lines, room)] for lines in printed]
    below = [lines[lines_above(lines, room) :] for lines in printed]
    if not any(below):
        return
    first = page(1, [*(cells(row) for row in (HEADER, *rows[:at])), above])
    rest = [cells(row) for row in rows[at + 1 :]]
    for again in ([], [cells(HEADER)]):
        assert joined(first, page(2, [*again, below, *rest])) == [list(row) for row in (HEADER, *rows)]


@pytest.mark.parametrize(
    ("note", "tables"),
    [
        ("1 Theo Công văn số 12/SNV của Sở Nội vụ.", 1),
        ("(*) Thực hiện khi có hướng dẫn.", 1),
        ("Ghi chú: các đơn vị báo cáo trước ngày 20.", 1),
        ("Danh mục công việc của các thôn", 2),
    ],
)
def test_note_below_a_table_does_not_part_it_from_the_next_page(tmp_path: Path, note: str, tables: int):
    pdf = Pdf(tmp_path / "a.pdf")
    xs, heads = (60.0, 95.0, 300.0, 540.0), ("TT", "Nhiệm vụ", "Thời gian")
    for page in (0, 1):
        rows = [heads, *((str(n), f"Công việc thứ {n}", "Quý II") for n in (2 * page + 1, 2 * page + 2))]
        cells = [CellText(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
        pdf.table(xs, (680.0, 705.0, 730.0, 755.0) if page == 0 else (80.0, 105.0, 130.0, 155.0), cells)
        if page == 0:
            pdf.text(60, 772, note, size=10)
            pdf.page()
    document = read_pdf(pdf.save())
    assert len(document.tables) == tables
    assert document.tables[0].row_count == (5 if tables == 1 else 3)
    assert note.removeprefix("1 ").removeprefix("(*) ") in " ".join(
        paragraph.text for paragraph in (*document.paragraphs, *document.notes)
    )


@pytest.mark.parametrize(
    ("x0", "top", "is_number"),
    [(1.0, 0.0, True), (560.0, 30.0, True), (40.0, 28.0, True), (72.0, 62.0, False), (40.0, 815.0, True)],
)
def test_number_at_the_edge_of_the_sheet_is_the_pages_and_one_at_the_left_of_the_text_is_not(x0, top, is_number):
    line = Line("11", x0, x0 + 12, top, top + 11, top + 9, 11.0, 0.0, 0.0, 12.0, wrapped=False)
    assert is_page_number(line, 595.0, 842.0) is is_number
