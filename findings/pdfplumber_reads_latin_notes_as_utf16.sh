#!/bin/sh
# pdfplumber reads the contents of notes in PDFDocEncoding as UTF-16.
#
# A text string of a PDF without a byte-order mark is in PDFDocEncoding (ISO 32000-1, 7.9.2.2). pdfplumber decodes the
# /Contents of annotations that hold a letter above 7F as UTF-16: "Ký tên" comes out as three foreign signs, and a string of
# odd length raises UnicodeDecodeError, so that not one annotation of the page can be listed.
#
# Seen with pdfplumber 0.11.10 (pdfminer.six 20260107); pypdf 6.0.0 reads both strings right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pdfplumber==0.11.10 pdfminer.six==20260107 pikepdf==10.17.0 pypdf==6.0.0
"$work/venv/bin/python" - <<'PY'
import io

import pdfplumber
import pikepdf
import pypdf
from pikepdf import Array, Dictionary, Name


def page_with_note(contents: bytes) -> io.BytesIO:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 200))
    text = pikepdf.Object.parse(b"<" + contents.hex().encode() + b">")
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([20, 100, 40, 120]), Contents=text)
    page.obj.Annots = Array([pdf.make_indirect(note)])
    out = io.BytesIO()
    pdf.save(out)
    return out


def by_pdfplumber(contents: bytes) -> str:
    try:
        with pdfplumber.open(page_with_note(contents)) as pdf:
            return str(pdf.pages[0].annots[0]["contents"])
    except UnicodeDecodeError as error:
        return type(error).__name__


def by_pypdf(contents: bytes) -> str:
    note = pypdf.PdfReader(page_with_note(contents)).pages[0]["/Annots"][0].get_object()
    return str(note["/Contents"])


even, odd = b"K\xfd t\xean", b"Ghi ch\xfa"  # "Ký tên", "Ghi chú" in PDFDocEncoding
for contents in (even, odd):
    print(f"{contents!r}: pdfplumber {by_pdfplumber(contents)!r}, pypdf {by_pypdf(contents)!r}")
assert by_pdfplumber(even) == even.decode("utf-16-le"), by_pdfplumber(even)
assert by_pdfplumber(odd) == "UnicodeDecodeError", by_pdfplumber(odd)
assert (by_pypdf(even), by_pypdf(odd)) == ("Ký tên", "Ghi chú")
print("as found: PDFDocEncoding is read as UTF-16; an odd length stops the whole list")
PY
