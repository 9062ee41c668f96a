#!/bin/sh
# A cell text that begins with "<r>" and ends with "</r>" is not written as text by xlsxwriter: it goes into the shared strings
# without escaping, as if it were a run of formatted text, and what reads the workbook finds an empty cell.
#
# The text is short and holds no other mark; "<b>…</b>" is escaped and comes back as it was. write_string() and write() do the same.
#
# Seen with xlsxwriter 3.3.1, read back with openpyxl 3.1.5.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check xlsxwriter==3.3.1 openpyxl==3.1.5
"$work/venv/bin/python" - <<'PY'
import io

import openpyxl
import xlsxwriter

TEXTS = ("<r>Mục tiêu</r>", "<b>Mục tiêu</b>", "<r>Mục tiêu")
stream = io.BytesIO()
with xlsxwriter.Workbook(stream) as workbook:
    sheet = workbook.add_worksheet()
    for row, text in enumerate(TEXTS):
        sheet.write_string(row, 0, text)

stream.seek(0)
read = [cell.value for cell in openpyxl.load_workbook(stream).active["A"]]
for text, value in zip(TEXTS, read, strict=True):
    print(f"written {text!r}, read back {value!r}")
assert not read[0], read
assert read[1:] == list(TEXTS[1:]), read
PY
