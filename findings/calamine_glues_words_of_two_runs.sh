#!/bin/sh
# Two readers of workbooks disagree on a blank: "Kế hoạch " + "năm 2026" is one word for python-calamine.
#
# A cell whose words are set in two runs (one bold) holds the blank at the edge of a run. Where the writer left out
# xml:space="preserve", python-calamine drops it and glues the words, openpyxl keeps it; a second reader that is asked for a
# witness then contradicts the first in every such cell.
#
# Seen with python-calamine 0.9.1 and openpyxl 3.1.5. A leading blank of a cell without runs is kept by both.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
"$work/venv/bin/python" - <<'PY'
import io
import zipfile

import openpyxl
import python_calamine

plain = io.BytesIO()
book = openpyxl.Workbook()
book.active["A1"] = "X1"
book.save(plain)
two_runs = "<is><r><t>Kế hoạch </t></r><r><rPr><b/></rPr><t>năm 2026</t></r></is>"

edited = io.BytesIO()
with zipfile.ZipFile(plain) as source, zipfile.ZipFile(edited, "w") as target:
    for name in source.namelist():
        text = source.read(name).decode()
        target.writestr(name, text.replace("<is><t>X1</t></is>", two_runs))

edited.seek(0)
by_openpyxl = openpyxl.load_workbook(edited).active["A1"].value
edited.seek(0)
by_calamine = python_calamine.CalamineWorkbook.from_filelike(edited).get_sheet_by_index(0).to_python()[0][0]
print(f"openpyxl {by_openpyxl!r}, calamine {by_calamine!r}")
assert (by_openpyxl, by_calamine) == ("Kế hoạch năm 2026", "Kế hoạchnăm 2026")
print("as found: the blank between two runs is lost in one of the two")
PY
