#!/bin/sh
# DuckDB's read_xlsx makes a time of day of a count whose number format has an "h" in its words: 120 hồ sơ is 00:00:00.
#
# Offices print a unit with a number format: 0" hồ sơ", 0" hộ", "Tháng "0. What stands in quotes or behind a backslash is
# text (ECMA-376-1, 18.8.31); read_xlsx looks for the letter h in it all the same. The whole part of the number is dropped
# with the date: 120 and 7 are both 00:00:00, 98.5 and 1.5 are both 12:00:00. Durations lose their days by the same road
# ([h]:mm, 26:30 is 02:30:00), and a date shown as d/m comes out as its serial number. The extension's page says that TIME
# and DATE are inferred from the format of the cell when possible, and numbers are DOUBLE otherwise; all_varchar = true
# gives the figures. Known are other gaps of dates (duckdb/duckdb-excel 13, 17), not this one.
#
# Seen with duckdb 1.5.5 and its excel extension (the signed binary, from the package duckdb-extension-excel 1.5.5).
# openpyxl 3.1.5 and python-calamine 0.9.1 read the counts, the durations and the dates right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    duckdb==1.5.5 duckdb-extension-excel==1.5.5 openpyxl==3.1.5 python-calamine==0.9.1
cd "$work"
"$work/venv/bin/python" - <<'PY'
import datetime
from pathlib import Path

import duckdb
import duckdb_extension_excel
import openpyxl
from python_calamine import CalamineWorkbook

FORMATS = ["General", '0" hồ sơ"', '0.0"% TTHC"', '"Tháng "0', '0" xã"', "[h]:mm", "d/m"]
HOURS = datetime.timedelta(hours=26, minutes=30)
ROWS = [["A", 120, 98.5, 9, 12, HOURS, datetime.date(2026, 9, 5)], ["B", 7, 1.5, 10, 3, HOURS, datetime.date(2026, 10, 5)]]
TIME = datetime.time
SEEN = [
    ("A", TIME(0, 0), TIME(12, 0), TIME(0, 0), 12.0, TIME(2, 30), 46270.0),
    ("B", TIME(0, 0), TIME(12, 0), TIME(0, 0), 3.0, TIME(2, 30), 46300.0),
]

made = openpyxl.Workbook()
made.active.append(["commune", "files", "share", "month", "communes", "duration", "due"])
for row in ROWS:
    made.active.append(row)
    for cell, number_format in zip(made.active[made.active.max_row], FORMATS, strict=True):
        cell.number_format = number_format
made.save("plans.xlsx")

connection = duckdb.connect()
extension = next(Path(duckdb_extension_excel.__file__).parent.rglob("*.duckdb_extension"))
connection.sql(f"load '{extension}'")
read = connection.sql("select * from read_xlsx('plans.xlsx')")
rows = read.fetchall()
texts = connection.sql("select files, share from read_xlsx('plans.xlsx', all_varchar = true)").fetchall()
by_calamine = CalamineWorkbook.from_path("plans.xlsx").get_sheet_by_index(0).to_python()[1:]
by_openpyxl = [[cell.value for cell in row] for row in openpyxl.load_workbook("plans.xlsx").active][1:]
print("put in:     ", ROWS)
print("read_xlsx:  ", dict(zip(read.columns, map(str, read.types), strict=True)), *rows)
print("all_varchar:", texts)
print("calamine:   ", by_calamine)
assert rows == SEEN, rows
assert texts == [("120", "98.5"), ("7", "1.5")], texts
assert by_calamine == ROWS, by_calamine
assert [row[:6] for row in by_openpyxl] == [row[:6] for row in ROWS], by_openpyxl
assert [row[6].date() for row in by_openpyxl] == [row[6] for row in ROWS], by_openpyxl
print("as found: counts and shares with an h in the words of their format are a time of day, without an error")
PY
