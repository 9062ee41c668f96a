"""Side files are read within bounds: no file within the size limit takes the machine's memory."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from pipelines.sidefiles.days import parse_day
from pipelines.sidefiles.model import BadSideFile, SideProblem, shown
from pipelines.sidefiles.table import MAX_BYTES, read_table

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def workbook(sheet: str, texts: str = "") -> bytes:
    """The smallest package with one sheet."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns:r="{office}"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
        )
        relations = f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if texts:
            archive.writestr("xl/sharedStrings.xml", texts)
    return buffer.getvalue()


def test_a_workbook_shows_its_cells_as_their_owner_sees_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["tên", "ngày", "lúc", "số", "tỷ lệ", "đúng"])
    sheet.append(["Kế hoạch", date(2026, 2, 3), datetime(2026, 2, 3, 8, 30), 97, 97.5, True])
    sheet["D5"] = 0.28000000000000003
    for place, shown_as in (("A6", 'dd"/"mm"/"yyyy'), ("B6", '0" tháng"'), ("C6", "[Red]0"), ("D6", "[$-42A]d/m/yy;@")):
        sheet[place] = 46056
        sheet[place].number_format = shown_as
    buffer = io.BytesIO()
    book.save(buffer)
    table = read_table(buffer.getvalue())
    assert table.header == ("tên", "ngày", "lúc", "số", "tỷ lệ", "đúng")
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ("Kế hoạch", "03/02/2026", "03/02/2026", "97", "97,5", "1")),
        (5, ("", "", "", "0,28")),
        (6, ("03/02/2026", "46056", "46056", "03/02/2026")),
    ]


def test_one_cell_far_out_is_no_row() -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="200"><c r="XFD200" t="str"><v>x</v></c></row>'
    assert read_table(workbook(SHEET.format(rows))).rows == ()


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE a [<!ENTITY x "xx">]><worksheet/>',
        SHEET.format('<row r="2"><c t="s"><v>7</v></c></row>'),
        SHEET.format('<row r="2"/><row r="1"/>'),
        SHEET.format('<row r="99999999"/>'),
        "<worksheet>",
        SHEET.format('<row r="1"><c t="n"><v>zwei</v></c></row>'),
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused_with_words(sheet: str) -> None:
    with pytest.raises(BadSideFile):
        read_table(workbook(sheet))


def wide_rows() -> bytes:
    rows = (f'<row r="{n}"><c r="XFD{n}" t="str"><v>a</v></c></row>' for n in range(1, 400_000))
    return workbook(SHEET.format("".join(rows)))


def one_text_in_every_cell() -> bytes:
    row = "<row>" + '<c t="s"><v>0</v></c>' * 40 + "</row>"
    return workbook(SHEET.format(row * 50_000), f"<sst><si><t>{'ế' * 3_000}</t></si></sst>")


def many_texts() -> bytes:
    return workbook(SHEET.format("<row/>"), "<sst>" + "<si><t>abcdefgh</t></si>" * 2_400_000 + "</sst>")


HUGE: dict[str, Callable[[], bytes]] = {
    "a row of commas": lambda: b"," * 19_000_000,
    "millions of short rows": lambda: b"a\n" * 9_000_000,
    "cells of one letter": lambda: (b"a," * 250 + b"\n") * 38_000,
    "wide letters": lambda: ("😀" + "x" * 3900 + ",").encode() * 4_900,
    "lone quotation marks": lambda: b'"\n' * 9_000_001,
    "utf-16": lambda: (("ế," * 100 + "\n") * 40_000).encode("utf-16"),
    "cells at the right end": wide_rows,
    "empty cells": lambda: workbook(SHEET.format("<row>" + "<c/>" * 15_000_000 + "</row>")),
    "shared texts": many_texts,
    "one shared text in every cell": one_text_in_every_cell,
}
READ = """
import re, sys
from pathlib import Path
from pipelines.sidefiles.table import read_table
from pipelines.sidefiles.model import BadSideFile

def peak():  # of this program alone; getrusage begins with what the parent had
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

before = peak()
try:
    read_table(Path(sys.argv[1]).read_bytes())
except BadSideFile as error:
    print(error, file=sys.stderr)
print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(HUGE))
def test_no_file_within_the_size_limit_takes_more_than_150_mb(kind: str, tmp_path: Path) -> None:
    data = HUGE[kind]()
    assert len(data) <= MAX_BYTES
    (tmp_path / "tệp").write_bytes(data)
    command = [sys.executable, "-c", READ, str(tmp_path / "tệp")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    print(kind, done.stdout.strip(), "MB", done.stderr.strip())
    assert int(done.stdout) <= 150, done.stderr


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/01/2026", date(2026, 1, 5)),
        (" 5/1/2026 ", date(2026, 1, 5)),
        ("5-1-2026", date(2026, 1, 5)),
        ("05.01.2026", date(2026, 1, 5)),
        ("2026-01-05", date(2026, 1, 5)),
        ("2026-01-05T00:00:00", date(2026, 1, 5)),
        ("05/01/2026 00:00", date(2026, 1, 5)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["", "29/02/2026", "5/1/26", "2026", "46027", "1/2-2026", "05/01/1026", "ngày 5"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(text)


def test_control_characters_of_a_cell_never_reach_a_message() -> None:
    text = SideProblem("a/manifest.csv", "x", 2, "file_name", shown("\x1b[2Ja\nb.pdf"), "tên").text_vi
    assert text.isprintable()
