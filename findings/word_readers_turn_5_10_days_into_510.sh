#!/bin/sh
# Three readers of Word files turn "5-10 ngày" into "510 ngày": the hyphen that does not break is dropped without a word.
#
# Who types Ctrl+Shift+hyphen so that a range or a year does not break ("5-10 ngày", "2026-2030") gets the element
# w:noBreakHyphen, which ISO/IEC 29500-1 (17.3.3.18) calls the equivalent of the hyphen-minus. docx2python, docx2txt and
# PyMuPDF leave it out: the digits on both sides become one number. python-docx and mammoth keep it.
#
# Seen with docx2python 3.7.1, docx2txt 0.9, pymupdf 2.0; python-docx 1.2.0, mammoth 1.13.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    python-docx==1.2.0 mammoth==1.13.0 docx2python==3.7.1 docx2txt==0.9 pymupdf==2.0
cd "$work"
"$work/venv/bin/python" -W ignore - <<'PY'
import docx
import docx2txt
import mammoth
import pymupdf
from docx.oxml.ns import qn
from docx2python import docx2python

made = docx.Document()
sentence = made.add_paragraph("Trả kết quả trong 5")
hyphen = sentence.runs[0]._r.makeelement(qn("w:noBreakHyphen"))
sentence.runs[0]._r.append(hyphen)
sentence.add_run("10 ngày")
made.save("plan.docx")

read = {
    "python-docx": docx.Document("plan.docx").paragraphs[0].text,
    "mammoth": mammoth.extract_raw_text("plan.docx").value,
    "docx2python": docx2python("plan.docx").text,
    "docx2txt": docx2txt.process("plan.docx"),
    "pymupdf": pymupdf.open("plan.docx")[0].get_text(),
}
read = {name: text.strip().replace("\u2011", "-") for name, text in read.items()}
for name, text in read.items():
    print(f"{name:12} {text!r}")
right = {name for name, text in read.items() if text == "Trả kết quả trong 5-10 ngày"}
wrong = {name for name, text in read.items() if text == "Trả kết quả trong 510 ngày"}
assert right == {"python-docx", "mammoth"}, read
assert wrong == {"docx2python", "docx2txt", "pymupdf"}, read
print("as found: three of five make one number of a range")
PY
