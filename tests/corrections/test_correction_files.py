"""Files that people type: every form that a spreadsheet leaves is read, every bad row is told, nothing stops."""

from __future__ import annotations

import zipfile
from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest
from builders import DOCUMENT, typed, write
from hypothesis import given
from hypothesis import strategies as st

from pipelines.corrections.columns import columns, keys_of
from pipelines.corrections.files import csv_bytes, pending, read_corrections, read_file, write_workbook
from pipelines.corrections.model import Correction, Decision, Item, Problem, RawRow
from pipelines.corrections.validate import validate
from pipelines.corrections.values import FIELDS, FieldSpec
from pipelines.model.plan import Citation, PlanMetadata, Target, Task


def read_one(raw: Path, path: Path) -> Correction | Problem:
    (row,) = pending(read_file(raw, path).rows)
    return validate(row)


def test_csv_begins_with_a_byte_order_mark_and_vietnamese_titles(tmp_path: Path) -> None:
    content = write(tmp_path, typed()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Giá trị đúng (new_value)" in content.decode("utf-8-sig").splitlines()[0]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+84", "- 100% hồ sơ", "@x", "'=1", "\tx"])
def test_nothing_becomes_a_formula_and_everything_comes_back(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, typed(evidence=text))
    assert not any(cell[:1] in "=+-@" for cell in path.read_text("utf-8-sig").splitlines()[1].split(",") if cell)
    assert read_file(tmp_path, path).rows[0].get("evidence") == text.strip()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_any_text_survives_a_csv_file(text: str) -> None:
    import csv
    import io

    rows = list(csv.reader(io.StringIO(csv_bytes([typed(evidence=text)]).decode("utf-8-sig"), newline="")))
    cell = rows[1][[column.key for column in columns()].index("evidence")]
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


def test_workbook_has_text_cells_filter_and_frozen_header(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    write_workbook(path, [typed(evidence="=1+1", old_value="98,50")])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    evidence = sheet.cell(2, [column.key for column in columns()].index("evidence") + 1)
    assert (evidence.data_type, evidence.value) == ("s", "=1+1")
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref


def test_workbook_edited_by_a_person_is_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "nghe-an" / "corrections"
    write_workbook(folder / "a.xlsx", [typed(decision="", new_value="", decided_on="")])
    book = openpyxl.load_workbook(folder / "a.xlsx")
    keys = [column.key for column in columns()]
    for key, value in (("decision", "Sửa"), ("new_value", 97.5), ("decided_on", "02/03/2026")):
        book.worksheets[0].cell(2, keys.index(key) + 1).value = value
    book.save(folder / "a.xlsx")
    found = read_one(tmp_path, folder / "a.xlsx")
    assert isinstance(found, Correction)
    assert (found.decision, found.new_value) == (Decision.EDIT, "97,5")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_file_saved_with_another_separator_is_read(tmp_path: Path, delimiter: str) -> None:
    import csv
    import io

    path = write(tmp_path, typed())
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_text(buffer.getvalue(), "utf-8-sig")
    assert isinstance(read_one(tmp_path, path), Correction)


def test_titles_are_understood_without_their_keys() -> None:
    assert keys_of(["Giá trị đúng", "GIA TRI DUNG", "Ghi chú riêng", "x (decision)"]) == (
        "new_value",
        "new_value",
        None,
        "decision",
    )


def test_rows_without_a_decision_wait(tmp_path: Path) -> None:
    path = write(tmp_path, typed(decision="", new_value=""))
    assert list(pending(read_file(tmp_path, path).rows)) == []


@pytest.mark.parametrize(
    ("changes", "found", "expected"),
    [
        ({"new_value": "nhiều"}, "new_value là “nhiều”", "một số"),
        ({"new_value": ""}, "new_value để trống", "một giá trị"),
        ({"decision": "chưa rõ"}, "decision là “chưa rõ”", "sửa, đúng, bỏ hoặc hoàn tác"),
        ({"decision": "đúng"}, "new_value là “75”", "ô trống"),
        ({"author": ""}, "author để trống", "họ tên"),
        ({"reason": ""}, "reason để trống", "lý do"),
        ({"decided_on": "31/02/2026"}, "decided_on là “31/02/2026”", "dd/MM/yyyy"),
        ({"document_id": "1,23E+15"}, "document_id là “1,23E+15”", "16 ký tự"),
        ({"item": "dòng"}, "item là “dòng”", "target"),
        ({"field": "confidence"}, "field là “confidence”", "trường sửa được"),
        ({"evidence": ""}, "evidence để trống", "đoạn chữ"),
        ({"field": "indicator_code", "new_value": "khong_co"}, "khong_co", "danh mục"),
        ({"item": "document", "field": "commune_code", "new_value": "99999"}, "99999", "5 chữ số"),
        ({"item": "document", "decision": "bỏ", "new_value": "", "field": "status"}, "bỏ", "sửa hoặc đúng"),
        ({"item": "task", "field": "deadline", "new_value": "xyz nhé"}, "xyz", "thời hạn"),
    ],
)
def test_bad_row_says_file_row_found_expected_and_what_to_do(
    changes: dict[str, str], found: str, expected: str
) -> None:
    problem = validate(RawRow("nghe-an/corrections/a.csv", "f" * 16, 7, typed(**changes)))
    assert isinstance(problem, Problem)
    assert problem.text_vi.startswith("nghe-an/corrections/a.csv, dòng 7: ")
    assert found in problem.found_vi
    assert expected in problem.expected_vi
    assert problem.action_vi


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", b"", "tệp trống"),
        ("a.csv", b"STT,Ten\r\n1,x\r\n", "thiếu cột document_id, item, field, decision"),
        ("a.csv", "Mã (item)\r\nđường".encode("utf-16"), "thiếu cột document_id"),
        ("a.csv", b"M\x8a (item)\r\n\xff", "bảng mã"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "không mở được"),
        ("a.docx", b"x", "tệp loại .docx"),
    ],
)
def test_file_that_cannot_be_read_is_one_problem(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    path = tmp_path / "nghe-an" / "corrections" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    (file,) = read_corrections(tmp_path)
    assert file.rows == ()
    assert found in file.problems[0].found_vi


def test_inflated_workbook_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "nghe-an" / "corrections" / "a.xlsx"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (80 * 1024 * 1024))
    assert "không mở được" in read_file(tmp_path, path).problems[0].found_vi


def test_lock_files_of_office_programs_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "nghe-an" / "corrections"
    folder.mkdir(parents=True)
    for name in ("~$a.xlsx", ".~lock.a.csv#", ".ra-soat.lock"):
        (folder / name).write_text("x")
    assert read_corrections(tmp_path) == ()


def test_document_id_is_accepted_with_and_without_its_prefix() -> None:
    for written in (f"vb-{DOCUMENT}", DOCUMENT.upper()):
        found = validate(RawRow("a", "b", 2, typed(document_id=written)))
        assert isinstance(found, Correction)
        assert found.document_id == DOCUMENT


@pytest.mark.parametrize("spec", FIELDS, ids=lambda spec: f"{spec.item}.{spec.name}")
def test_every_field_that_can_be_corrected_is_one_of_its_item(spec: FieldSpec) -> None:
    kinds = {Item.TARGET: Target, Item.TASK: Task, Item.CITATION: Citation, Item.DOCUMENT: PlanMetadata}
    named = {field.name for field in fields(kinds[spec.item])} if spec.item in kinds else {"office_code"}
    assert spec.name in named
