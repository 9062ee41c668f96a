#!/bin/sh
# pdfplumber reads "Chi tieu 2026" and the next line "98,5% ho so" as "Chi tieu 202698,5% ho so".
#
# The operator " of a content stream moves to the next line, sets the spacing and shows a string (ISO 32000-1, table 109).
# pdfminer.six, on which pdfplumber stands, sets the spacing and shows the string on the line it is on, although the
# description of its own function says "move to next line": every line after the first is drawn to the right of the one
# before, digits meet, and boxes of words and cells are wrong. The sister operator ' is read right. playa-pdf, on which
# camelot 2.0 stands, does the same.
#
# Seen with pdfplumber 0.11.10 (pdfminer.six 20260107) and playa-pdf 1.1.0; pypdf 7.1.1 and pypdfium2 5.15.2 have three lines.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    pdfplumber==0.11.10 pdfminer.six==20260107 pikepdf==10.17.0 pypdf==7.1.1 pypdfium2==5.15.2 \
    playa-pdf==1.1.0
cd "$work"
"$work/venv/bin/python" - <<'PY'
import io

import pdfplumber
import pikepdf
import playa
import pypdf
import pypdfium2
from pikepdf import Dictionary, Name, Stream

LINES = ["Chi tieu 2026", "98,5% ho so", "100% ket qua"]
SHOWN = {
    "'": b"BT /F1 12 Tf 14 TL 50 150 Td (Chi tieu 2026) Tj (98,5% ho so) ' (100% ket qua) ' ET",
    '"': b'BT /F1 12 Tf 14 TL 50 150 Td (Chi tieu 2026) Tj 0 0 (98,5% ho so) " 0 0 (100% ket qua) " ET',
}


def page_of(content: bytes) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 200))
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.Contents = Stream(pdf, content)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


read = {}
for operator, content in SHOWN.items():
    data = page_of(content)
    read[operator] = pdfplumber.open(io.BytesIO(data)).pages[0].extract_text().splitlines()
    with open("lines.pdf", "wb") as file:
        file.write(data)
    with playa.open("lines.pdf") as document:
        assert document.pages[0].extract_text().splitlines() == read[operator]
    others = (
        pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().splitlines(),
        pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().splitlines(),
    )
    print(f"operator {operator}  pdfplumber and playa {read[operator]}, pypdf {others[0]}, pypdfium2 {others[1]}")
    assert others == (LINES, LINES), others
assert read["'"] == LINES, read
assert read['"'] == ["Chi tieu 202698,5% ho so100% ket qua"], read
print("as found: three lines are read as one")
PY
