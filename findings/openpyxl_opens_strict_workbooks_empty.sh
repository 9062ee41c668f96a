#!/bin/sh
# openpyxl opens a workbook saved as "Strict Open XML" without an error, and without a sheet.
#
# The strict variant of ISO/IEC 29500 uses other namespaces than the transitional one. openpyxl finds no sheet in it and
# raises nothing, so that "no rows" looks like an empty annex; python-calamine reads the same bytes.
#
# Seen with openpyxl 3.1.5 and python-calamine 0.9.1.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1
"$work/venv/bin/python" -W ignore - <<'PY'
import io
import zipfile

import openpyxl
import python_calamine
import xlsxwriter

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
plain = io.BytesIO()
book = xlsxwriter.Workbook(plain, {"in_memory": True})
book.add_worksheet("Phu luc").write(0, 0, "Nhiem vu")
book.close()

strict = io.BytesIO()
with zipfile.ZipFile(plain) as source, zipfile.ZipFile(strict, "w") as target:
    for name in source.namelist():
        text = source.read(name).decode()
        for old, new in STRICT.items():
            text = text.replace(old, new)
        target.writestr(name, text)

strict.seek(0)
by_openpyxl = openpyxl.load_workbook(strict).sheetnames
strict.seek(0)
by_calamine = python_calamine.CalamineWorkbook.from_filelike(strict)
print(f"openpyxl: sheets {by_openpyxl}; calamine: {by_calamine.sheet_names}, {by_calamine.get_sheet_by_index(0).to_python()}")
assert by_openpyxl == [], by_openpyxl
assert by_calamine.get_sheet_by_index(0).to_python() == [["Nhiem vu"]]
print("as found: no error, no sheet")
PY
