"""Promises about binary Word files whose text ends with a table, as LibreOffice writes them."""

import io
import struct
import subprocess

import olefile
import pytest
from compound import compound_file, word_streams
from docx import Document as WordDocument

from pipelines.model.document import Table
from pipelines.reading.libreoffice import office_program, read_doc
from pipelines.reading.sniff import FileKind
from pipelines.reading.stored import frozen

ROWS = (("TT", "Nhiệm vụ", "Thời gian"), ("1", "Rà soát thủ tục", "Quý II"), ("2", "Báo cáo kết quả", "Tháng 12"))


def word_file(text, *, notes=0):
    streams = word_streams(text, [])
    header = bytearray(streams["WordDocument"])
    struct.pack_into("<III", header, 0x4C, len(text) - notes, notes, 0)
    return compound_file(streams | {"WordDocument": bytes(header)})


def story(data):
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        header = ole.openstream("WordDocument").read()
    (letters,) = struct.unpack_from("<I", header, 0x4C)
    return header[0x400 : 0x400 + 2 * letters].decode("utf-16-le")


def test_a_table_that_ends_the_text_gets_the_paragraph_it_lacks():
    made, told = frozen(word_file("A\r1\x07b\x07\x07"), FileKind.DOC)
    assert story(made) == "A\r1\x07b\x07\x07\r"
    assert told.is_sound


@pytest.mark.parametrize(("text", "notes"), [("A\r1\x07b\x07\x07\r", 0), ("A\r1\x07b\x07\x07note\r", 5), ("A\r", 0)])
def test_any_other_text_stays_as_it_is(text, notes):
    data = word_file(text, notes=notes)
    assert frozen(data, FileKind.DOC)[0] == data


@pytest.mark.office
@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_an_annex_at_the_end_of_an_old_word_file_stays_a_table(tmp_path):
    document = WordDocument()
    document.add_paragraph("PHỤ LỤC")
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    for cell, text in zip((cell for row in table.rows for cell in row.cells), sum(ROWS, ()), strict=True):
        cell.text = text
    document.save(tmp_path / "a.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office_program(),
        profile,
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        tmp_path,
        tmp_path / "a.docx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (found,) = (block for block in read_doc(tmp_path / "a.doc").blocks if isinstance(block, Table))
    assert [cell.text for cell in found.cells] == list(sum(ROWS, ()))
