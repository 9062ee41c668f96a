#!/bin/sh
# openpyxl turns a number into a date because of letters in the quoted words of its format.
#
# Plans print months by a number and a format: 5 under  "Tháng ; "0  shows "Tháng ; 5". openpyxl looks for the letters of
# dates after it has cut the format at the first semicolon, also when that stands inside quotes: the quotes are then no longer
# closed, their words count, and the 5 becomes the 5th of January 1900. Without a semicolon the number stays.
#
# Seen with openpyxl 3.1.5; xlsxwriter 3.3.1 writes the workbook, python-calamine 0.9.1 gives 5.0 for both.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1
"$work/venv/bin/python" - <<'PY'
import datetime
import io

import openpyxl
import python_calamine
import xlsxwriter

FORMATS = ('"Tháng "0', '"Tháng ; "0')
out = io.BytesIO()
book = xlsxwriter.Workbook(out, {"in_memory": True})
sheet = book.add_worksheet()
for row, form in enumerate(FORMATS):
    sheet.write_number(row, 0, 5, book.add_format({"num_format": form}))
book.close()

out.seek(0)
values = [cell.value for cell in openpyxl.load_workbook(out).active["A"]]
out.seek(0)
others = [row[0] for row in python_calamine.CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python()]
for form, value, other in zip(FORMATS, values, others):
    print(f"5 under {form!r}: openpyxl {value!r}, calamine {other!r}")
assert values == [5, datetime.datetime(1900, 1, 5)], values
assert others == [5.0, 5.0], others
print("as found: a semicolon inside quotes makes a date of the number")
PY
