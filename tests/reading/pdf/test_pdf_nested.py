"""Promises about tables inside a cell: the row around them stays one row."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_drawing import CellText, Pdf

from pipelines.model.document import Table
from pipelines.reading.pdf_file import read_pdf

XS = (60.0, 95.0, 300.0, 420.0, 540.0)
YS = (100.0, 125.0, 160.0, 290.0, 325.0)
HEAD = [CellText(0, c, text, bold=True) for c, text in enumerate(("TT", "Nhiệm vụ", "Chủ trì", "Thời gian"))]
ROWS = [
    CellText(r, c, text)
    for r, row in enumerate(
        (
            ("1", "Ban hành kế hoạch", "Văn phòng", "Quý I"),
            ("2", "Rà soát thủ tục", "Phòng Kinh tế", "Quý II"),
            ("3", "Báo cáo kết quả", "Trung tâm", "Quý IV"),
        ),
        start=1,
    )
    for c, text in enumerate(row)
]
INNER = (("Lĩnh vực", "Số"), ("Đất đai", "12"), ("Hộ tịch và quốc tịch", "7"))


def texts(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


def inner_table(pdf: Pdf, left: float, right: float, top: float, step: float = 26) -> None:
    xs = (left, left + 0.6 * (right - left), right)
    ys = [top + step * n for n in range(len(INNER) + 1)]
    pdf.table(xs, ys, [CellText(r, c, text) for r, row in enumerate(INNER) for c, text in enumerate(row)], size=9)


# set in by a cell's margin on both sides, on one of them as LibreOffice and as old Word do, from its top on, free,
# and on both borders
@pytest.mark.parametrize(
    ("left", "right", "top"),
    [
        (100.4, 294.6, 180),
        (100.6, 300, 180),
        (95, 260, 180),
        (95, 291, 180),
        (97, 285, 182),
        (120, 260, 185),
        (95, 300, 180),
    ],
)
def test_table_in_a_cell_gives_one_row(tmp_path: Path, left: float, right: float, top: float) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.table(XS, YS, [*HEAD, *ROWS])
    inner_table(pdf, left, right, top)
    pdf.text(99, 282, "theo danh mục", size=11)
    (table,) = read_pdf(pdf.save()).tables
    found = texts(table)
    assert [row[0] for row in found] == ["TT", "1", "2", "3"]
    assert found[2][2:] == ["Phòng Kinh tế", "Quý II"]
    inner = "Lĩnh vực Số Đất đai 12 Hộ tịch và quốc tịch 7"
    assert " ".join(found[2][1].split()) == f"Rà soát thủ tục {inner} theo danh mục"


def test_table_that_begins_a_cell_gives_one_row(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    bare = [cell for cell in ROWS if (cell.row, cell.column) != (2, 1)]
    pdf.table(XS, YS, [*HEAD, *bare, CellText(2, 1, "")])
    inner_table(pdf, 95, 270, 160)
    (table,) = read_pdf(pdf.save()).tables
    assert [row[0] for row in texts(table)] == ["TT", "1", "2", "3"]
    assert texts(table)[2][1].split("\n") == ["Lĩnh vực Số", "Đất đai 12", "Hộ tịch và quốc tịch 7"]


@pytest.mark.parametrize(("top", "step"), [(160, 26), (212, 26)])
def test_table_on_both_borders_of_its_cell_gives_one_row(tmp_path: Path, top: float, step: float) -> None:
    """At the head of the cell, and at its foot."""
    pdf = Pdf(tmp_path / "a.pdf")
    bare = [cell for cell in ROWS if (cell.row, cell.column) != (2, 1)]
    pdf.table(XS, YS, [*HEAD, *bare, CellText(2, 1, "")])
    inner_table(pdf, 95, 300, top, step)
    (table,) = read_pdf(pdf.save()).tables
    assert [row[0] for row in texts(table)] == ["TT", "1", "2", "3"]
    assert texts(table)[2][1].split("\n") == ["Lĩnh vực Số", "Đất đai 12", "Hộ tịch và quốc tịch 7"]


@pytest.mark.parametrize(("left", "right"), [(100.5, 295.5), (106.0, 292.0)])
def test_table_that_fills_its_cell_from_rule_to_rule_gives_one_row(tmp_path: Path, left: float, right: float) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    ys = (100.0, 125.0, 160.0, 238.0, 273.0)  # the inner table is as high as its row
    bare = [cell for cell in ROWS if (cell.row, cell.column) != (2, 1)]
    pdf.table(XS, ys, [*HEAD, *bare, CellText(2, 1, "")])
    inner_table(pdf, left, right, 160)
    (table,) = read_pdf(pdf.save()).tables
    assert [row[0] for row in texts(table)] == ["TT", "1", "2", "3"]
    assert texts(table)[2][1].split("\n") == ["Lĩnh vực Số", "Đất đai 12", "Hộ tịch và quốc tịch 7"]


@pytest.mark.parametrize("narrow", [106.0, 114.0])
def test_narrow_column_that_only_one_row_parts_stays_a_column(tmp_path: Path, narrow: float) -> None:
    """A strip at one side alone is no inner table."""
    pdf = Pdf(tmp_path / "a.pdf")
    xs = (60.0, 95.0, narrow, 300.0, 420.0, 540.0)
    cells = [CellText(0, 0, "TT"), CellText(0, 1, "Nhiệm vụ", column_span=2), CellText(0, 3, "Chủ trì")]
    cells += [CellText(0, 4, "Thời gian"), CellText(1, 0, "1"), CellText(1, 1, ""), CellText(1, 2, "Lưu trữ")]
    cells += [CellText(1, 3, "Văn phòng"), CellText(1, 4, "Quý I"), CellText(2, 0, "2"), CellText(2, 3, "Tư pháp")]
    cells += [CellText(2, 1, "Báo cáo", column_span=2), CellText(2, 4, "Quý II")]
    pdf.table(xs, YS[:4], cells)
    (table,) = read_pdf(pdf.save()).tables
    assert (table.row_count, table.column_count) == (3, 5)


def test_step_that_is_parted_in_two_columns_stays_a_row(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    ys = (100.0, 125.0, 160.0, 195.0, 230.0, 265.0)
    xs = (60.0, 95.0, 200.0, 300.0, 420.0, 540.0)
    cells = [CellText(0, 0, "TT"), CellText(0, 1, "Nhiệm vụ", column_span=2), CellText(0, 3, "Chủ trì")]
    cells += [CellText(0, 4, "Thời gian"), CellText(1, 0, "1"), CellText(1, 1, "Số hóa", column_span=2)]
    cells += [CellText(1, 3, "Văn phòng"), CellText(1, 4, "Quý I"), CellText(2, 0, "2", row_span=3)]
    cells += [CellText(2, 1, "Bước 1", column_span=2), CellText(3, 1, "Bước 2"), CellText(3, 2, "ghi chú")]
    cells += [CellText(4, 1, "Bước 3", column_span=2), CellText(2, 4, "Quý II", row_span=3)]
    cells += [CellText(row, 3, f"Tổ {row}") for row in (2, 3, 4)]
    pdf.table(xs, ys, cells)
    (table,) = read_pdf(pdf.save()).tables
    assert (table.row_count, table.column_count) == (5, 5)


def test_steps_of_a_merged_row_stay_rows_of_their_own(tmp_path: Path) -> None:
    """Their rules end at the columns' rules, from which no corner comes."""
    pdf = Pdf(tmp_path / "a.pdf")
    ys = (100.0, 125.0, 160.0, 195.0, 230.0, 265.0)
    steps = [CellText(r, c, f"Bước {r - 1}, phần {c}") for r in (2, 3, 4) for c in (1, 2)]
    cells = [*HEAD, *ROWS[:4], CellText(2, 0, "2", row_span=3), CellText(2, 3, "Quý II", row_span=3), *steps]
    pdf.table(XS, ys, cells)
    (table,) = read_pdf(pdf.save()).tables
    assert (table.row_count, table.column_count) == (5, 4)


def test_columns_that_only_one_row_parts_stay_columns(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    xs = (60.0, 95.0, 200.0, 300.0, 420.0, 540.0)
    cells = [CellText(0, 0, "TT"), CellText(0, 1, "Nhiệm vụ", column_span=2), CellText(0, 3, "Chủ trì")]
    cells += [CellText(0, 4, "Thời gian"), CellText(1, 0, "1"), CellText(1, 1, "Số hóa"), CellText(1, 2, "Lưu trữ")]
    cells += [CellText(1, 3, "Văn phòng"), CellText(1, 4, "Quý I"), CellText(2, 0, "2"), CellText(2, 3, "Tư pháp")]
    cells += [CellText(2, 1, "Báo cáo", column_span=2), CellText(2, 4, "Quý II")]
    pdf.table(xs, YS[:4], cells)
    (table,) = read_pdf(pdf.save()).tables
    assert (table.row_count, table.column_count) == (3, 5)


def test_line_drawn_twice_around_a_table_is_its_border(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.table(XS, YS, [*HEAD, *ROWS])
    for edge in ((57, 97, 543, 97), (57, 328, 543, 328), (57, 97, 57, 328), (543, 97, 543, 328)):
        pdf.rule(*edge)
    (table,) = read_pdf(pdf.save()).tables
    assert [row[0] for row in texts(table)] == ["TT", "1", "2", "3"]
