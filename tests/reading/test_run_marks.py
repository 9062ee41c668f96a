"""A Word file that is laid out again is the same file: reports can be compared byte by byte."""

from __future__ import annotations

from pathlib import Path

import docx
import pdfplumber
import pytest

from pipelines.reading.conversion import convert_many, office_program
from pipelines.reading.run_marks import without_run_marks


@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_a_word_file_laid_out_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    written = docx.Document()
    written.add_paragraph("Kế hoạch cải cách hành chính năm 2026")
    written.save(str(tmp_path / "a.docx"))
    made = []
    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        (output,) = convert_many([tmp_path / "a.docx"], tmp_path / run, to="pdf")
        assert output is not None
        with pdfplumber.open(output) as opened:
            assert "2026" in (opened.pages[0].extract_text() or "")
        made.append(output.read_bytes())
    assert made[0] == made[1]


def test_other_bytes_stay_and_the_length_too() -> None:
    trailer = b"/CreationDate(D:20260102030405Z') /ID [ <" + b"A" * 32 + b">\n<" + b"B" * 32 + b"> ]\n/DocChecksum /"
    pdf = b"%PDF-1.6 " + trailer + b"C" * 32 + b"\n>>"
    marked = without_run_marks(pdf)
    assert len(marked) == len(pdf)
    assert marked.startswith(b"%PDF-1.6 /CreationDate(D:20000101000000Z') /ID [ <")
    assert without_run_marks(b"%PDF-1.6 no marks") == b"%PDF-1.6 no marks"
