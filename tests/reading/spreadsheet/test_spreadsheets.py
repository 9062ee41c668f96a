"""Promises about workbooks: what a sheet shows is read, what it hides is told, and every value knows its cell.

One file on purpose: the promises about one kind of file, which share its written workbooks.
"""

import zipfile
from datetime import date

import openpyxl
import pytest
from biff import xls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side

from pipelines.model.document import ExtractionMethod, PageKind, Paragraph, ParagraphKind, Table
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.legacy import LegacyEncoding, to_legacy
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.read import read_document
from pipelines.reading.sniff import FileKind, sniff

LINE = Side(style="thin")
EMPTY_ROWS = b"".join(b'<row r="%d"/>' % number for number in range(9, 400))
FAR = '<table:table-cell table:number-columns-repeated="16384"/>'
RULES = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEADER = ("STT", "Nhiệm vụ", "Chủ trì", "Chỉ tiêu", "Hạn")
ROWS = (
    (1, "Ban hành kế hoạch", "Văn phòng", "80%", "Quý I"),
    (2, "Rà soát thủ tục", "Phòng Kinh tế", "90%", "Quý II"),
)


def put(sheet, row, values, *, ruled=True, **look):
    """Write a row (from 1); (value, format) pairs set the format."""
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")
        if ruled:
            cell.border = RULES
        for name, setting in look.items():
            setattr(cell, name, setting)


def workbook(rows=(HEADER, *ROWS), *, ruled=True, start=1):
    book = openpyxl.Workbook()
    for index, row in enumerate(rows):
        put(book.active, start + index, row, ruled=ruled)
    return book


def read(book, tmp_path, **changes):
    book.save(tmp_path / "a.xlsx")
    return read_document(tmp_path / "a.xlsx", ReadingLimits(**changes))


def rows_of(table):
    grid = [[None] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text
    return grid


def told(document):
    return [(issue.code, issue.detail) for issue in document.issues]


def shown(rows):
    return [[str(value) for value in row] for row in rows]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_is_read_with_its_cells_as_places(tmp_path, ruled):
    document = read(workbook(ruled=ruled), tmp_path)
    (table,) = document.blocks
    assert document.method is ExtractionMethod.SPREADSHEET
    assert [(page.number, page.kind) for page in document.pages] == [(1, PageKind.TABLE)]
    assert rows_of(table) == shown((HEADER, *ROWS))
    box = next(cell for cell in table.cells if cell.text == "90%").boxes[0]
    assert (box.page, box.x0, box.y0, box.x1, box.y1) == (1, 3, 2, 4, 3)
    assert document.properties["sheet_1"] == "Sheet"
    assert told(document) == []


def test_titles_and_sections_without_rules_belong_to_the_ruled_rows_between_them(tmp_path):
    """Rules are drawn around the rows of tasks alone: the header of two levels and the section titles have none."""
    book = openpyxl.Workbook()
    sheet = book.active
    put(sheet, 1, ("PHỤ LỤC",), ruled=False)
    put(sheet, 2, ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian", None), ruled=False)
    put(sheet, 3, (None, None, None, "Từ ngày", "Đến ngày"), ruled=False)
    sheet.merge_cells("D2:E2")
    put(sheet, 4, ("I", "Thể chế"), ruled=False)
    for row, number in ((5, 1), (6, 2), (8, 3), (9, 4)):
        put(sheet, row, (number, "Rà soát", "Văn phòng", "01/3", "30/6"))
    put(sheet, 7, ("II", "Thủ tục"), ruled=False)
    put(sheet, 10, ("Người lập biểu", None, None, "CHỦ TỊCH"), ruled=False)
    title, table, *rest = read(book, tmp_path).blocks
    assert title.text == "PHỤ LỤC"
    assert [row[0] for row in rows_of(table)] == ["STT", "", "I", "1", "2", "II", "3", "4"]
    assert all(isinstance(block, Paragraph) for block in rest)


def test_a_ruled_header_over_a_section_without_rules_belongs_to_the_rows_below(tmp_path):
    """The header alone has rules above the title of a section that has none: it is one ruled row, and no text."""
    book = openpyxl.Workbook()
    sheet = book.active
    put(sheet, 1, ("PHỤ LỤC",), ruled=False)
    put(sheet, 2, HEADER)
    put(sheet, 3, ("I", "Thể chế"), ruled=False)
    for row, number in ((4, 1), (5, 2), (7, 3)):
        put(sheet, row, (number, "Rà soát", "Văn phòng", "90%", "Quý I"))
    put(sheet, 6, ("II", "Thủ tục"), ruled=False)
    title, table = read(book, tmp_path).blocks
    assert title.text == "PHỤ LỤC"
    assert [row[0] for row in rows_of(table)] == ["STT", "I", "1", "2", "II", "3"]


def test_two_ruled_tables_with_words_between_them_stay_two(tmp_path):
    book = workbook((HEADER, *ROWS))
    put(book.active, 4, ("Biểu số 2",), ruled=False)
    for index, row in enumerate((("STT", "Họ tên", "Chức vụ", "Năm", "Ghi chú"), *ROWS)):
        put(book.active, 5 + index, row)
    assert sum(isinstance(block, Table) for block in read(book, tmp_path).blocks) == 2


def test_a_blank_row_above_the_rules_keeps_other_words_out_of_the_table(tmp_path):
    book = workbook((HEADER, *ROWS), start=3)
    put(book.active, 1, ("a", "b", "c", "d"), ruled=False)
    table = next(block for block in read(book, tmp_path).blocks if isinstance(block, Table))
    assert rows_of(table) == shown((HEADER, *ROWS))


def test_value_and_format_are_read_together(tmp_path):
    rows = (
        HEADER,
        (1, "a", "b", (0.8, "0%"), (date(2026, 6, 30), "mm-dd-yy")),
        (2, "a", "b", (80, '0"%"'), (3, '"Quý "0')),
    )
    document = read(workbook(rows), tmp_path)
    assert [row[3:] for row in rows_of(document.tables[0])[1:]] == [["80%", "30/06/2026"], ["80%", "Quý 3"]]


def test_merged_cells_span_and_what_is_left_under_them_is_hidden(tmp_path):
    book = workbook((HEADER, *ROWS, (3, "c", "d", "e", "f")))
    book.active.merge_cells("C2:C3")
    document = read(book, tmp_path)
    table = document.tables[0]
    merged = next(cell for cell in table.cells if cell.text == "Văn phòng")
    assert (merged.row, merged.row_span, merged.boxes[0].y1) == (1, 2, 3)
    assert [row[2] for row in rows_of(table)] == ["Chủ trì", "Văn phòng", None, "d"]


def test_hidden_rows_columns_and_sheets_are_not_read_but_told(tmp_path):
    book = workbook((HEADER, *ROWS, (3, "Việc ẩn", "x", "y", "z")))
    book.active.row_dimensions[4].hidden = True
    book.active.column_dimensions["C"].hidden = True
    other = book.create_sheet("Nháp")
    other["A1"] = "bản nháp"
    other.sheet_state = "veryHidden"
    book.create_sheet("Trống").sheet_state = "hidden"
    document = read(book, tmp_path)
    assert rows_of(document.tables[0]) == shown((row[0], row[1], row[3], row[4]) for row in (HEADER, *ROWS))
    assert told(document) == [
        ("hidden_content", "trang tính “Sheet”: dòng 4, cột C"),
        ("hidden_content", "trang tính “Nháp”"),
    ]


def test_struck_cells_runs_and_rows_are_not_read_and_raised_runs_are_marks(tmp_path):
    book = workbook((HEADER, *ROWS, (3, "Việc bỏ", "x", "y", "z"), (4, "Việc còn", "x", "95%", "Quý IV")))
    sheet = book.active
    for cell in sheet[4]:
        cell.font = Font(strike=True)
    sheet["C3"].font = Font(strike=True)
    sheet["D2"] = CellRichText("80%", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    sheet["B2"] = CellRichText("Ban hành ", TextBlock(InlineFont(strike=True), "dự thảo"), " kế hoạch")
    document = read(book, tmp_path)
    rows = rows_of(document.tables[0])
    assert [row[0] for row in rows] == ["STT", "1", "2", "4"]
    assert (rows[1][1], rows[1][3], rows[2][2]) == ("Ban hành kế hoạch", "80%", "")
    assert next(cell for cell in document.tables[0].cells if cell.text == "80%").note_marks == ("1",)
    assert told(document) == [
        ("struck_text", "“dự thảo” (trang tính “Sheet”, ô B2)"),
        ("struck_text", "“Phòng Kinh tế” (trang tính “Sheet”, ô C3)"),
        ("struck_text", "“3 | Việc bỏ | x | y | z” (trang tính “Sheet”, ô A4)"),
    ]


def test_formulas_that_were_never_calculated_give_no_value(tmp_path):
    book = workbook((HEADER, (1, "a", "b", "=40+40", "Quý I"), (2, "c", "d", "=D2", "Quý II")))
    document = read(book, tmp_path)
    assert [row[3] for row in rows_of(document.tables[0])] == ["Chỉ tiêu", "", ""]
    assert told(document) == [("formula_without_value", "trang tính “Sheet”, ô D2, D3")]


def with_results(path, results):
    """Write the results of formulas, as a program does that calculates: cell → text."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    for cell, (formula, result) in results.items():
        old = f"<f>{formula}</f><v></v>".encode()
        assert old in members[name] or f"<f>{formula}</f><v />".encode() in members[name], cell
        for empty in (old, f"<f>{formula}</f><v />".encode()):
            members[name] = members[name].replace(empty, f"<f>{formula}</f><v>{result}</v>".encode())
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)


@pytest.mark.parametrize(("results", "values"), [(("0", "0"), ["", ""]), (("80", "0"), ["80", "0"])])
def test_a_zero_of_a_formula_counts_when_another_one_was_calculated(tmp_path, results, values):
    book = workbook((HEADER, (1, "a", "b", "=40+40", "Quý I"), (2, "c", "d", "=1-1", "Quý II")))
    book.save(tmp_path / "a.xlsx")
    with_results(tmp_path / "a.xlsx", {"D2": ("40+40", results[0]), "D3": ("1-1", results[1])})
    document = read_document(tmp_path / "a.xlsx")
    assert [row[3] for row in rows_of(document.tables[0])[1:]] == values


def test_a_formatted_cell_far_out_costs_nothing(tmp_path):
    book = workbook()
    book.active.cell(20_000, 200).font = Font(bold=True)
    document = read(book, tmp_path)
    assert rows_of(document.tables[0]) == shown((HEADER, *ROWS))


def test_a_sheet_prints_title_letterhead_and_signature_around_its_table(tmp_path):
    book = workbook(start=5)
    sheet = book.active
    for place, text in {
        "A1:B1": "UBND XÃ A", "C1:E1": "CỘNG HÒA\nĐộc lập", "A2:E2": "PHỤ LỤC", "A3:E3": "Nhiệm vụ năm 2026",
        "C8:E8": "CHỦ TỊCH", "C9:E9": "Nguyễn Văn A", "A8:B8": "Nơi nhận:",
    }.items():  # fmt: skip
        sheet.merge_cells(place)
        cell = sheet[place.split(":")[0]]
        cell.value, cell.alignment = text, Alignment(horizontal="center")
    document = read(book, tmp_path)
    said = [(block.kind, block.text) if isinstance(block, Paragraph) else "table" for block in document.blocks]
    left, right, centered = ParagraphKind.LEFT_COLUMN, ParagraphKind.RIGHT, ParagraphKind.CENTERED
    assert said == [
        (left, "UBND XÃ A"), (right, "CỘNG HÒA"), (right, "Độc lập"), (centered, "PHỤ LỤC"),
        (centered, "Nhiệm vụ năm 2026"), "table", (left, "Nơi nhận:"), (right, "CHỦ TỊCH"), (right, "Nguyễn Văn A"),
    ]  # fmt: skip


def test_cells_in_old_encodings_are_decoded(tmp_path):
    old = [
        tuple(to_legacy(text, LegacyEncoding.TCVN3) if isinstance(text, str) else text for text in row) for row in ROWS
    ]
    book = workbook((HEADER, *old, (3, to_legacy("được lưu trữ như trước", LegacyEncoding.TCVN3), "x", "y", "z")))
    for row in book.active.iter_rows(min_row=2):
        for cell in row:
            cell.font = Font(name=".VnTime")
    document = read(book, tmp_path)
    assert rows_of(document.tables[0])[:3] == shown((HEADER, *ROWS))
    assert rows_of(document.tables[0])[3][1] == "được lưu trữ như trước"
    assert [issue.code for issue in document.issues] == ["legacy_encoding"]


def test_escapes_and_blanks_of_the_format_come_out_as_printed(tmp_path):
    document = read(workbook((HEADER, (1, "dòng một_x000D_\ndòng hai", " a  b ", "#N/A", True))), tmp_path)
    assert rows_of(document.tables[0])[1] == ["1", "dòng một\ndòng hai", "a b", "", "TRUE"]
    assert told(document) == [("formula_error", "trang tính “Sheet”, ô D2")]


def strict(path):
    """Turn a workbook into ISO "strict" form."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            data = data.replace(  # noqa: PLW2901
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            archive.writestr(name, data)


def test_strict_files_are_read_like_others(tmp_path):
    workbook().save(tmp_path / "a.xlsx")
    strict(tmp_path / "a.xlsx")
    assert rows_of(read_document(tmp_path / "a.xlsx").tables[0]) == shown((HEADER, *ROWS))


def test_parts_that_the_library_stumbles_over_do_not_stop_the_cells(tmp_path):
    workbook().save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"</sheetData>", b'</sheetData><dataValidations count="x"><bad/></dataValidations>'
    )
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert rows_of(read_document(tmp_path / "a.xlsx").tables[0]) == shown((HEADER, *ROWS))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1), "hostile_xml"),
        (lambda data: data.replace(b"</sheetData>", EMPTY_ROWS + b"</sheetData>"), "too_complex"),
        (lambda _: b"<worksheet", "corrupt"),
    ],
)  # fmt: skip
def test_hostile_and_broken_sheets_are_refused(tmp_path, change, reason):
    workbook().save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = change(members["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(UnreadableDocument) as refused:
        read_document(tmp_path / "a.xlsx", ReadingLimits(max_cells=300))
    assert refused.value.reason_code == reason


def test_an_empty_workbook_says_so(tmp_path):
    with pytest.raises(UnreadableDocument) as refused:
        read(openpyxl.Workbook(), tmp_path)
    assert refused.value.reason_code == "no_text"


# ------------------------------------------------------------------------------------------------ XLS


def test_a_binary_workbook_says_the_same(tmp_path):
    cells = {(0, column): (text, 0, 0, True) for column, text in enumerate(HEADER)}
    cells |= {
        (1, 0): (1, 0, 0, True), (1, 1): ("Ban hành dự thảo kế hoạch", 0, 0, True, [(9, 5), (17, 0)]),
        (1, 2): ("Văn phòng", 0, 0, True), (1, 3): (0.8, 0, 1, True), (1, 4): (46203, 0, 2, True),
        (2, 0): (2, 0, 0, True), (2, 1): (to_legacy("được lưu trữ như trước", LegacyEncoding.TCVN3), 6, 0, True),
        (2, 2): ("bị che", 0, 0, True), (2, 3): (90, 0, 3, True), (2, 4): ("Quý II", 0, 0, True),
        (3, 1): ("Việc ẩn", 0, 0, True), (4, 0): (4, 0, 0, True), (4, 1): ("Việc còn", 0, 0, True),
        (4, 2): ("x", 0, 0, True), (4, 3): ("95%", 0, 0, True), (4, 4): ("Quý IV", 0, 0, True),
        (4, 5): ("ẩn", 0, 0, True),
    }  # fmt: skip
    sheet = {"cells": cells, "merges": [(1, 2, 2, 2)], "hidden_rows": [3], "hidden_columns": [5]}
    path = xls(
        tmp_path / "a.xls",
        {"Nháp": {"cells": {(0, 0): ("nháp", 0, 0, False)}, "hidden": True}, "Phụ lục": sheet},
        fonts=({}, {"name": "Arial", "struck": True}, {"name": ".VnTime"}),
        formats=("0%", "dd/mm/yyyy", '0"%"'),
    )
    assert sniff(path) is FileKind.XLS
    document = read_document(path)
    assert rows_of(document.tables[0]) == [
        list(HEADER),
        ["1", "Ban hành kế hoạch", "Văn phòng", "80%", "30/06/2026"],
        ["2", "được lưu trữ như trước", None, "90%", "Quý II"],
        ["4", "Việc còn", "x", "95%", "Quý IV"],
    ]
    assert [page.number for page in document.pages] == [2]
    assert told(document) == [
        ("legacy_encoding", "tcvn3"),
        ("hidden_content", "trang tính “Phụ lục”: dòng 4, cột F"),
        ("struck_text", "“dự thảo” (trang tính “Phụ lục”, ô B2)"),
        ("hidden_content", "trang tính “Nháp”"),
    ]


def test_a_broken_binary_workbook_is_refused(tmp_path):
    path = xls(tmp_path / "a.xls", {"A": {"cells": {(0, 0): ("a", 0, 0, False)}}})
    path.write_bytes(path.read_bytes()[:1600] + bytes(2000))
    with pytest.raises(UnreadableDocument):
        read_document(path)


# ------------------------------------------------------------------------------------------------ ODS

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(
    f'xmlns:{prefix}="{_ODF}{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style", "fo": "xsl-fo-compatible",
    }.items()
)  # fmt: skip
_STYLES = (
    '<style:style style:name="struck"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="up"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="box"><style:table-cell-properties fo:border="0.5pt solid #000"/></style:style>'
    '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
)


def ods(path, sheets, styles=_STYLES):
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{style}">{body}</table:table>'
        for name, style, body in sheets
    )
    content = (
        f"<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def line(*cells, attributes=""):
    inner = "".join(
        cell
        if cell.startswith("<")
        else f'<table:table-cell table:style-name="box"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


def test_an_open_document_workbook_says_what_it_shows(tmp_path):
    day = (
        '<table:table-cell table:style-name="box" office:value-type="date" office:date-value="2026-06-30">'
        "<text:p>06/30/26</text:p></table:table-cell>"
    )
    merged = (
        '<table:table-cell table:style-name="box" table:number-rows-spanned="2"><text:p>Văn<text:s/>phòng</text:p>'
        "</table:table-cell>"
    )
    runs = (
        '<table:table-cell table:style-name="box"><text:p>Rà soát <text:span text:style-name="struck">cũ</text:span>'
        '<text:line-break/>thủ tục<text:span text:style-name="up">2</text:span></text:p>'
        "<office:annotation><text:p>ghi chú</text:p></office:annotation></table:table-cell>"
    )
    body = (
        '<table:table-column table:number-columns-repeated="5"/>'
        '<table:table-column table:visibility="collapse"/>'
        f"<table:table-header-rows>{line(*HEADER, 'ẩn')}</table:table-header-rows>"
        + line("1", "Ban hành kế hoạch", merged, "80%", day)
        + line(
            "2", runs, "<table:covered-table-cell><text:p>bị che</text:p></table:covered-table-cell>", "90%", "Quý II"
        )
        + line("3", "Việc ẩn", "x", "y", "z", attributes='table:visibility="filter"')
        + f'<table:table-row table:number-rows-repeated="1048570">{FAR}</table:table-row>'
    )
    path = ods(tmp_path / "a.ods", [("Nháp", "off", line("nháp")), ("Phụ lục", "", body)])
    assert sniff(path) is FileKind.ODS
    document = read_document(path)
    assert rows_of(document.tables[0]) == [
        list(HEADER),
        ["1", "Ban hành kế hoạch", "Văn phòng", "80%", "30/06/2026"],
        ["2", "Rà soát\nthủ tục", None, "90%", "Quý II"],
    ]
    assert told(document) == [
        ("hidden_content", "trang tính “Phụ lục”: dòng 4, cột F"),
        ("struck_text", "“cũ” (trang tính “Phụ lục”, ô B3)"),
        ("hidden_content", "trang tính “Nháp”"),
    ]


@pytest.mark.parametrize(
    ("told_by", "is_struck"),
    [
        ('text-line-through-type="single"', True),
        ('text-line-through-type="double" style:text-line-through-style="solid"', True),
        ('text-line-through-type="none"', False),
        ('text-line-through-style="none" style:text-line-through-type="none"', False),
        ('text-underline-style="solid"', False),
    ],
)
def test_words_struck_by_whatever_property_an_office_program_writes_are_not_read(tmp_path, told_by, is_struck):
    style = f'<style:style style:name="line"><style:text-properties style:{told_by}/></style:style>'
    cell = (
        '<table:table-cell table:style-name="box"><text:p><text:span text:style-name="line">Quý I</text:span>'
        " Quý III</text:p></table:table-cell>"
    )
    body = line(*HEADER) + line("1", "Rà soát thủ tục", "Văn phòng", "80%", cell)
    document = read_document(ods(tmp_path / "a.ods", [("Phụ lục", "", body)], _STYLES + style))
    assert rows_of(document.tables[0])[1][4] == ("Quý III" if is_struck else "Quý I Quý III")
    assert [code for code, _ in told(document)] == ["struck_text"] * is_struck


def test_repeated_cells_of_an_open_document_are_within_the_budget(tmp_path):
    body = line(
        '<table:table-cell table:number-columns-repeated="999"><text:p>a</text:p></table:table-cell>',
        attributes='table:number-rows-repeated="99999"',
    )
    with pytest.raises(UnreadableDocument) as refused:
        read_document(ods(tmp_path / "a.ods", [("A", "", body)]))
    assert refused.value.reason_code == "too_complex"


def test_tables_have_every_place_covered_once(tmp_path):
    book = workbook((HEADER, *ROWS, (3, "c", "d", "e", "f")))
    book.active.merge_cells("A4:B4")
    book.active.merge_cells("C2:D3")
    table = read(book, tmp_path).tables[0]
    assert isinstance(table, Table)
    places = [
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(places) == [(r, c) for r in range(table.row_count) for c in range(table.column_count)]
