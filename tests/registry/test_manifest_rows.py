"""The side file of a folder states what a file cannot tell; a wrong row costs itself and is named with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registry.manifest import Manifest, read_manifest
from pipelines.registry.scan import PartitionKey, scan_partition

KEY = PartitionKey("quang-tri", 2026)
HEADER = "file_name,commune_code,received_on,document_number,issued_on"


def read(raw: Path, content: bytes | str, *files: str) -> Manifest:
    folder = raw / "quang-tri" / "2026"
    folder.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "manifest.csv").write_bytes(data)
    return read_manifest(raw, "quang-tri/2026/manifest.csv", KEY, [f"quang-tri/2026/{name}" for name in files])


def texts(manifest: Manifest) -> list[str]:
    return [problem.text_vi for problem in manifest.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("day", ["2026-02-03", "03/02/2026", "3/2/2026", "2026-02-03 00:00:00"])
def test_a_manifest_is_read_as_office_programs_save_it(tmp_path: Path, encoding: str, delimiter: str, day: str) -> None:
    # the code page has tone marks as characters of their own
    name = "Kế hoạch.pdf" if encoding != "cp1258" else "Kê\u0301 hoa\u0323ch.pdf"
    text = f"file_name,commune_code,received_on\r\n{name},19366,{day}\r\n".replace(",", delimiter)
    (stated,) = read(tmp_path, text.encode(encoding), "Kế hoạch.pdf").statements.values()
    assert (stated.commune_code, stated.received_on) == ("19366", date(2026, 2, 3))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a1.docx ", "a1.docx"),
        ("A1.DOCX", "a1.docx"),
        ("2026/a1.docx", "a1.docx"),
        ("quang-tri/2026/a1.docx", "a1.docx"),
        ("D:\\kế hoạch\\2026\\a1.docx", "a1.docx"),
        ("./a1.docx", "a1.docx"),
        ("a1", "a1.docx"),
        ("KH 12.2026", "KH 12.2026.pdf"),
        ("kế hoạch  xã A.pdf", "Kế hoạch xã A.pdf"),
        ("Ke\u0302\u0301 hoa\u0323ch xa\u0303 A.pdf", "Kế hoạch xã A.pdf"),
        ("đợt 2/b.pdf", "đợt 2/b.pdf"),
        ("Đợt 2/B", "đợt 2/b.pdf"),
    ],
)
def test_a_name_is_forgiven_what_leaves_one_file_only(tmp_path: Path, typed: str, meant: str) -> None:
    files = ("a1.docx", "a10.docx", "Kế hoạch xã A.pdf", "KH 12.2026.pdf", "đợt 1/b.pdf", "đợt 2/b.pdf")
    found = read(tmp_path, f"{HEADER}\n{typed},19366\n", *files)
    assert list(found.statements) == [f"quang-tri/2026/{meant}"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("không có.docx", "“không có.docx” không ứng với tệp nào"),
        ("a", "ứng với 2 tệp: “a.docx”, “a.pdf”"),
        ("B.pdf", "ứng với 2 tệp: “đợt 1/b.pdf”, “đợt 2/b.pdf”"),
        ("2025/a.docx", "không ứng với tệp nào"),
        ("lang-son/2026/a.docx", "không ứng với tệp nào"),
        ("a.doc", "không ứng với tệp nào"),
        ("  ", "ô để trống"),
    ],
)
def test_a_row_that_fits_no_file_or_several_is_named_and_the_next_one_counts(
    tmp_path: Path, typed: str, said: str
) -> None:
    files = ("a.docx", "a.pdf", "đợt 1/b.pdf", "đợt 2/b.pdf", "c.pdf")
    found = read(tmp_path, f"{HEADER}\n{typed},19366\nc.pdf,19366\n", *files)
    assert list(found.statements) == ["quang-tri/2026/c.pdf"]
    (text,) = texts(found)
    assert text.startswith("quang-tri/2026/manifest.csv, dòng 2, cột file_name: ")
    assert said in text


def test_two_names_that_differ_in_case_only_keep_their_own_rows(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}\na.pdf,19366\nA.pdf,19363\n", "a.pdf", "A.pdf")
    codes = {name: stated.commune_code for name, stated in found.statements.items()}
    assert codes == {"quang-tri/2026/a.pdf": "19366", "quang-tri/2026/A.pdf": "19363"}


def test_a_code_whose_zero_a_spreadsheet_dropped_is_that_of_the_only_unit_it_can_be(tmp_path: Path) -> None:
    key = PartitionKey("thai-nguyen", 2026)
    (tmp_path / "thai-nguyen/2026").mkdir(parents=True)
    (tmp_path / "thai-nguyen/2026/manifest.csv").write_text("file_name;commune_code\na.pdf;1936\n", encoding="utf-8")
    found = read_manifest(tmp_path, "thai-nguyen/2026/manifest.csv", key, ["thai-nguyen/2026/a.pdf"])
    assert found.problems == ()
    assert found.statements["thai-nguyen/2026/a.pdf"].commune_code == "01936"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("a.pdf,19366,31/02/2026", "dòng 2, cột received_on: “31/02/2026” không phải ngày; cần ngày có thật"),
        ("a.pdf,19366,03/02/26", "cột received_on: “03/02/26” không phải ngày"),
        ("a.pdf,9366,03/02/2026", "cột commune_code: “9366” không phải mã đơn vị"),
        ("a.pdf,6529,03/02/2026", "phải chăng 06529"),
        ("a.pdf,99999,03/02/2026", "mã 99999 không có trong danh mục"),
        ("a.pdf,18073,03/02/2026", "không thuộc tỉnh của thư mục quang-tri"),
        ("a.pdf,19366,03/02/2026,12/KH-UBND,02/02/2026,thừa", "nhiều ô hơn tiêu đề (5 cột); không dùng “thừa”"),
    ],
)
def test_a_cell_that_cannot_be_used_costs_itself(tmp_path: Path, cells: str, said: str) -> None:
    found = read(tmp_path, f"{HEADER}\n{cells}\n", "a.pdf")
    assert [said in text for text in texts(found)] == [True]
    assert list(found.statements) == ["quang-tri/2026/a.pdf"]


def test_a_code_that_was_no_unit_on_the_stated_day_is_told_at_registration(tmp_path: Path) -> None:
    # 19366 has been a xã since 01/7/2025, and a thị trấn before
    assert read(tmp_path, f"{HEADER}\na.pdf,19366,,,28/01/2026\n", "a.pdf").problems == ()
    (text,) = texts(read(tmp_path, f"{HEADER}\na.pdf,19369,,,28/01/2026\n", "a.pdf"))
    assert "không có hiệu lực vào ngày 28/01/2026" in text


def test_a_column_with_the_month_first_is_not_guessed_at(tmp_path: Path) -> None:
    rows = "a.pdf,,12/31/2025\nb.pdf,,02/03/2026\nc.pdf,,2026-03-02\nd.pdf,,03/03/2026\n"
    found = read(tmp_path, f"{HEADER}\n{rows}", "a.pdf", "b.pdf", "c.pdf", "d.pdf")
    days = [stated.received_on for stated in found.statements.values()]
    assert days == [None, None, date(2026, 3, 2), date(2026, 3, 3)]
    assert "không rõ ngày hay tháng đứng trước" in texts(found)[1]


def test_rows_that_contradict_each_other_about_a_file_are_not_used_where_they_do(tmp_path: Path) -> None:
    rows = "a.pdf,19366,03/02/2026\nA.pdf,19363,\n"
    found = read(tmp_path, f"{HEADER}\n{rows}", "a.pdf")
    (stated,) = found.statements.values()
    assert (stated.commune_code, stated.received_on) == (None, date(2026, 2, 3))
    assert "các dòng 2, 3 nói về cùng một tệp mà ghi khác nhau" in texts(found)[0]


def test_short_rows_blank_rows_and_other_column_titles_are_forgiven_and_named(tmp_path: Path) -> None:
    found = read(tmp_path, "File Name ;Commune_Code;ghi chú\n\na.pdf\nb.pdf;19366;x\n;;\n", "a.pdf", "b.pdf")
    assert [stated.commune_code for stated in found.statements.values()] == [None, "19366"]
    assert texts(found) == [
        "quang-tri/2026/manifest.csv, dòng 1: cột “ghi chú” không dùng đến; cần một trong: "
        "file_name, commune_code, received_on, document_number, issued_on"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tệp trống"),
        (b"ten,ma\na.pdf,1\n", "thiếu cột file_name"),
        (b"\x00\x01\x02\x03" * 9, "manifest.csv"),
        (b"file_name\n\xff\xfe\x81\x8d\n", "bảng mã"),
        (b"PK\x03\x04 broken", "không mở được"),
    ],
)
def test_a_manifest_that_is_no_table_states_nothing_and_stops_nothing(
    tmp_path: Path, content: bytes, said: str
) -> None:
    found = read(tmp_path, content, "a.pdf")
    assert found.statements == {}
    assert said in texts(found)[0]


def test_a_lone_quotation_mark_costs_its_own_row_only(tmp_path: Path) -> None:
    found = read(tmp_path, f'{HEADER}\n"a.pdf,19366\nb.pdf,19363\n', "a.pdf", "b.pdf")
    assert {name[-5:]: stated.commune_code for name, stated in found.statements.items()} == {"b.pdf": "19363"}
    assert "dòng 2" in texts(found)[0]


@given(st.binary(max_size=300))
def test_no_bytes_are_raised_on(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        read(Path(folder), data, "a.pdf")
        read(Path(folder), b"file_name,commune_code,received_on\n" + data, "a.pdf")


def test_files_of_the_folder_carry_what_the_manifest_states(tmp_path: Path) -> None:
    read(tmp_path, f"{HEADER}\nA ,19366,03/02/2026,12/KH-UBND,2026-01-28\n")
    (tmp_path / "quang-tri" / "2026" / "a.docx").write_bytes(b"x")
    (file,) = scan_partition(tmp_path, KEY)
    assert (file.commune_code, file.received_on, file.issued_on) == ("19366", date(2026, 2, 3), date(2026, 1, 28))


def test_a_manifest_named_in_capitals_is_one(tmp_path: Path) -> None:
    folder = tmp_path / "quang-tri" / "2026"
    folder.mkdir(parents=True)
    (folder / "Manifest.CSV").write_text(f"{HEADER}\na.docx,19366\n", encoding="utf-8")
    (folder / "a.docx").write_bytes(b"x")
    assert [(file.file_name, file.commune_code) for file in scan_partition(tmp_path, KEY)] == [("a.docx", "19366")]
