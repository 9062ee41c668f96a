"""The workbook as a spreadsheet sees it: types, formats, filters, links, and no formula whatever a plan says."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from openpyxl.workbook import Workbook as OpenWorkbook
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook

from pipelines.reading.libreoffice import office_program
from pipelines.reporting.workbook import cells as cells_module
from pipelines.reporting.workbook import tables
from pipelines.reporting.workbook.cells import MOST_CHARACTERS, Cells
from pipelines.reporting.workbook.layout import SheetColumn, SheetTooLong, WorkbookLayoutError, columns, sheets
from pipelines.reporting.workbook.tables import query_rows, write_table

HOSTILE = (
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    '=HYPERLINK("http://a.b")',
    "{=1}",
    "http://a.b/c",
    "00123",
    "12/2026",
)
Row = tuple[tuple[object, ...], str | None]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Worksheet]:
    """Writes a table into a sheet and gives it back as openpyxl reads it."""

    def write(shown: list[SheetColumn], rows: list[Row], name: str = "thu.xlsx") -> Worksheet:
        with Workbook(str(tmp_path / name), {"constant_memory": True}) as book:
            book.set_properties({"created": datetime(2026, 6, 1)})
            write_table(book.add_worksheet("Thử"), Cells(book, "../../raw/"), shown, rows, 1)
        return openpyxl.load_workbook(tmp_path / name)["Thử"]

    return write


@pytest.mark.parametrize("kind", ["text", "wrapped", "code", "link", "source"])
def test_text_that_begins_as_a_formula_stays_text(written: Callable[..., Worksheet], kind: str) -> None:
    sheet = written([SheetColumn("a", "A", kind, 20)], [((text,), "2026/trang.html") for text in HOSTILE])
    for row, text in enumerate(HOSTILE, start=2):
        cell = sheet.cell(row, 1)
        assert (cell.data_type, cell.value) == ("s", text)


def test_risky_text_stays_text_when_the_cell_is_edited(written: Callable[..., Worksheet]) -> None:
    sheet = written([SheetColumn("a", "A", "text", 20)], [(("=1+1",), None), (("bình thường",), None)])
    assert sheet["A2"].quotePrefix
    assert not sheet["A3"].quotePrefix


def test_numbers_dates_and_codes_have_their_types_and_formats(written: Callable[..., Worksheet]) -> None:
    kinds = ("number", "share", "count", "date", "year", "code")
    values = (Decimal("97.5"), 0.738, 1245, date(2026, 1, 5), 2026, "00012")
    sheet = written([SheetColumn(kind, kind, kind, 9) for kind in kinds], [(values, None)])
    read = [sheet.cell(2, at) for at in range(1, 7)]
    assert [cell.value for cell in read] == [97.5, 0.738, 1245, datetime(2026, 1, 5), 2026, "00012"]
    assert [cell.number_format for cell in read] == ["0.00", "0.0%", "#,##0", "dd/mm/yyyy", "0", "@"]


def test_unknown_is_an_empty_cell_and_never_zero(written: Callable[..., Worksheet]) -> None:
    sheet = written([SheetColumn("a", "A", "number", 9), SheetColumn("b", "B", "text", 9)], [((None, None), None)])
    assert sheet["A2"].value is None
    assert sheet["B2"].value is None


def test_text_longer_than_a_cell_holds_is_cut_with_a_mark(written: Callable[..., Worksheet]) -> None:
    sheet = written([SheetColumn("a", "A", "wrapped", 9)], [(("chữ " * 20_000,), None)])
    assert len(sheet["A2"].value) <= MOST_CHARACTERS
    assert sheet["A2"].value.endswith("[cắt bớt, xem tệp kế hoạch]")


def test_control_characters_do_not_damage_the_file(written: Callable[..., Worksheet]) -> None:
    sheet = written([SheetColumn("a", "A", "text", 9)], [(("a\x00b\x0b\uffff\ud800c",), None)])
    assert sheet["A2"].value == "abc"


def test_links_beyond_what_a_sheet_holds_become_text(
    written: Callable[..., Worksheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells_module, "MOST_LINKS", 2)
    sheet = written([SheetColumn("a", "A", "link", 9)], [((f"đơn vị {at}",), "2026/a.html#b") for at in range(4)])
    assert [sheet.cell(row, 1).hyperlink is not None for row in range(2, 6)] == [True, True, False, False]
    assert sheet["A5"].value == "đơn vị 3"
    assert sheet["A2"].hyperlink.target == "2026/a.html"
    assert sheet["A2"].hyperlink.location == "b"


def test_heading_is_frozen_and_filtered_even_without_rows(written: Callable[..., Worksheet]) -> None:
    sheet = written([SheetColumn("a", "Tên cột", "text", 9), SheetColumn("b", "Số", "count", 9)], [])
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].value) == ("B2", "A1:B2", "Tên cột")


def test_more_rows_than_a_sheet_holds_are_refused(
    written: Callable[..., Worksheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(SheetTooLong, match="Hãy chuyển kế hoạch của những năm cũ"):
        written([SheetColumn("a", "A", "count", 9)], [((at,), None) for at in range(3)])


def test_same_rows_give_the_same_bytes(written: Callable[..., Worksheet], tmp_path: Path) -> None:
    for name in ("mot.xlsx", "hai.xlsx"):
        written([SheetColumn("a", "A", "link", 9)], [(("x",), "a.html")], name)
    assert (tmp_path / "mot.xlsx").read_bytes() == (tmp_path / "hai.xlsx").read_bytes()


def test_a_query_that_does_not_fit_its_columns_is_refused(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema core; create table core.dim_area (area_code varchar, name_vi varchar, "
                           "area_order integer)")  # fmt: skip
        with pytest.raises(WorkbookLayoutError, match=r"areas\.sql cho các cột"):
            list(query_rows(connection, "areas", {}, [SheetColumn("khac", "Khác", "text", 9)]))


# ------------------------------------------------------------------------------------------------ the sample plans


@pytest.fixture(scope="session")
def sample_book(sample_reports: Path) -> Path:
    (path,) = (sample_reports / "ca-mau").glob("*.xlsx")
    return path


@pytest.fixture(scope="session")
def opened(sample_book: Path) -> OpenWorkbook:
    return openpyxl.load_workbook(sample_book)


def rows_of(book: OpenWorkbook, sheet: str) -> list[dict[str, object]]:
    heading, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def test_file_name_says_unit_and_date_of_the_data(sample_book: Path) -> None:
    assert re.fullmatch(r"cchc-ca-mau-so-lieu-\d{4}-\d{2}-\d{2}\.xlsx", sample_book.name)


def test_every_subject_has_its_sheet(opened: OpenWorkbook) -> None:
    names = opened.sheetnames
    assert names[0] == "Mục lục"
    assert names[-1] == "Ghi chú"
    assert {sheet.name for sheet in sheets()} <= set(names)
    assert sum(name.startswith("NV ") for name in names) >= 8


def test_every_table_is_frozen_filtered_and_without_merged_cells(opened: OpenWorkbook) -> None:
    for sheet in opened.worksheets[1:]:
        assert sheet.freeze_panes is not None, sheet.title
        assert sheet.auto_filter.ref, sheet.title
        assert not sheet.merged_cells.ranges, sheet.title


def test_no_workbook_of_the_report_holds_a_formula(sample_reports: Path) -> None:
    books = sorted(sample_reports.glob("*/*.xlsx"))
    assert len(books) == 2
    for book in books:
        with zipfile.ZipFile(book) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    assert b"<f>" not in archive.read(name)


def test_values_of_the_workbook_are_those_of_the_warehouse(opened: OpenWorkbook, sample_reports: Path) -> None:
    with duckdb.connect(str(sample_reports.parent / "cchc.duckdb"), read_only=True) as connection:
        expected = connection.execute(
            "select target_id, value from marts.commune_indicators where province_code = '96' order by target_id"
        ).fetchall()
    found = [(row["Mã dòng"], Decimal(str(row["Mức kế hoạch"]))) for row in rows_of(opened, "Chỉ tiêu xã")]
    assert expected
    assert sorted(found) == [(target, Decimal(value)) for target, value in expected]


def test_acts_of_communes_that_share_a_number_are_rows_of_their_own_in_the_workbook_too(
    opened: OpenWorkbook, sample_reports: Path
) -> None:
    with duckdb.connect(str(sample_reports.parent / "cchc.duckdb"), read_only=True) as connection:
        expected = connection.execute(
            """
            select number, count(distinct (plan_year, act_key))
            from core.fct_citation
            inner join core.dim_document using (document_id)
            where province_code = '96' and is_effective and number is not null
            group by number
            """
        ).fetchall()
    found = Counter(str(row["Số, ký hiệu"]) for row in rows_of(opened, "Căn cứ pháp lý"))
    assert max(found.values()) > 1
    assert dict(found) == dict(expected)


def test_units_without_a_plan_stand_in_the_coverage_sheet(opened: OpenWorkbook) -> None:
    states = {row["Tình trạng"] for row in rows_of(opened, "Độ phủ")}
    assert {"Có kế hoạch", "Chưa có kế hoạch"} <= states


def test_names_lead_to_pages_of_the_report_that_exist(opened: OpenWorkbook, sample_book: Path) -> None:
    links = [cell.hyperlink for row in opened["Độ phủ"].iter_rows(min_row=2) for cell in row if cell.hyperlink]
    pages = [link.target for link in links if str(link.target).endswith(".html")]
    assert pages
    assert all((sample_book.parent / page).is_file() for page in pages)


def test_every_published_figure_is_defined_in_the_notes(opened: OpenWorkbook, sample_reports: Path) -> None:
    with duckdb.connect(str(sample_reports.parent / "cchc.duckdb"), read_only=True) as connection:
        codes = {row[0] for row in connection.execute("select metric_code from marts.metric_catalogue").fetchall()}
    assert codes <= {row["Mã số liệu"] for row in rows_of(opened, "Ghi chú")}


def test_every_column_has_a_heading_and_a_kind() -> None:
    for query in (*(sheet.query for sheet in sheets()), "tasks"):
        labels = [column.label_vi for column in columns(query)]
        assert len(labels) == len(set(labels)), query


def rounded(sheet: Worksheet) -> list[tuple[object, ...]]:
    """Filled rows; LibreOffice keeps fifteen digits of a number."""
    return [
        tuple(round(value, 9) if isinstance(value, float) else value for value in row)
        for row in sheet.iter_rows(values_only=True)
        if any(row)
    ]


@pytest.mark.slow
@pytest.mark.office
def test_libreoffice_opens_the_workbook_with_all_its_rows(sample_book: Path, tmp_path: Path) -> None:
    import subprocess

    program = office_program()
    if program is None:
        pytest.skip("LibreOffice is not installed")
    command = [
        program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(sample_book),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    again = openpyxl.load_workbook(tmp_path / "out" / sample_book.name)
    first = openpyxl.load_workbook(sample_book)
    assert again.sheetnames == first.sheetnames
    for sheet in first.worksheets[1:]:
        assert rounded(again[sheet.title]) == rounded(sheet), sheet.title


def test_rows_are_as_high_as_their_wrapped_text_up_to_a_few_lines() -> None:
    shown = [SheetColumn("a", "A", "text", 5), SheetColumn("b", "B", "wrapped", 10)]
    heights = [tables.row_height(shown, ("x" * 90, text)) for text in ("ngắn", "hai dòng chữ", "a\nb\nc", "chữ " * 900)]
    assert heights == [16, 32, 48, 96]
