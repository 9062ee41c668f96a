#!/bin/sh
# pdfplumber reads the range "5-10 ngay, 2026-2030" as "5 10 ngay, 2026 2030" where the hyphen has the code 255 (octal).
#
# In WinAnsiEncoding that code is a second hyphen, "typographically the same as hyphen" (ISO 32000-1, annex D.2), and fonts draw
# it. The table of pdfminer.six (latin_enc.py), on which pdfplumber stands, has named it "space" since pull request 157, where
# a reader already asked whether it is no hyphen: ranges of days and years fall apart into two numbers. playa-pdf, on which
# camelot 2.0 stands, has the same table.
#
# Seen with pdfplumber 0.11.10 (pdfminer.six 20260107) and playa-pdf 1.1.0. pypdfium2 5.15.2 gives "-" and draws ink at the
# place, pypdf 7.1.1 gives U+00AD (a soft hyphen).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    pdfplumber==0.11.10 pdfminer.six==20260107 pikepdf==10.17.0 pypdf==7.1.1 \
    playa-pdf==1.1.0 pypdfium2==5.15.2 numpy pillow
cd "$work"
"$work/venv/bin/python" - <<'PY'
import io

import pdfplumber
import pikepdf
import playa
import pypdf
import pypdfium2
from pikepdf import Dictionary, Name, Stream

pdf = pikepdf.new()
page = pdf.add_blank_page(page_size=(400, 200))
font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
page.obj.Contents = Stream(pdf, rb"BT /F1 12 Tf 50 100 Td (5\25510 ngay, 2026\2552030) Tj ET")
out = io.BytesIO()
pdf.save(out)
data = out.getvalue()

read = pdfplumber.open(io.BytesIO(data)).pages[0]
by_pypdf = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().strip()
with open("hyphen.pdf", "wb") as file:
    file.write(data)
with playa.open("hyphen.pdf") as document:
    by_playa = document.pages[0].extract_text().strip()
drawn = pypdfium2.PdfDocument(data)[0]
by_pdfium = drawn.get_textpage().get_text_range().strip()
hyphen = read.chars[1]
scale = 8
box = [int(scale * hyphen[side]) for side in ("top", "bottom", "x0", "x1")]
ink = bool((drawn.render(scale=scale).to_numpy()[box[0] : box[1], box[2] + 2 : box[3] - 2] < 128).any())
print(f"pdfplumber {read.extract_text()!r}, playa {by_playa!r}")
print(f"pypdf {by_pypdf!r}, pypdfium2 {by_pdfium!r}; ink between 5 and 10: {ink}")
assert read.extract_text() == by_playa == "5 10 ngay, 2026 2030", (read.extract_text(), by_playa)
assert by_pypdf == "5\xad10 ngay, 2026\xad2030", by_pypdf
assert by_pdfium == "5-10 ngay, 2026-2030", by_pdfium
assert ink
print("as found: the drawn hyphen is a blank")
PY
