#!/bin/sh
# PyMuPDF 2.0 takes the commas and full stops out of the cells of a table: "98,5%" is read as "985%" and a line with ",".
#
# Table.extract() and Table.to_pandas() sort the letters of a cell by the height of what is drawn of them, so that marks at
# the foot of a line become a line of their own and blanks between words are lost. The same page's get_text() and the same
# table's to_markdown() keep "98,5%". The manual promises the text of each cell; no exception, no warning. Who then takes
# the first line of the cell has ten times the share, and 12345 for 1.234,5.
#
# Seen with pymupdf 2.0 (as pip gives it) and Times-Roman, one of the fourteen fonts of every PDF; Helvetica keeps a blank
# ("98 5%"). pymupdf 1.28.2 reads all cells right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/read.py" <<'PY'
import io
import sys

import pymupdf
from reportlab.lib import colors
from reportlab.platypus import SimpleDocTemplate, Table

drawn = [["TT", "Chi tieu", "Ty le"], ["1", "Ho so truc tuyen", "98,5%"], ["2", "Kinh phi", "1.234,5"]]
page = io.BytesIO()
grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "Times-Roman", 12)]
SimpleDocTemplate(page, pagesize=(595, 842)).build([Table(drawn, style=grid)])

document = pymupdf.open(stream=page.getvalue())
first = document[0]
text = first.get_text().split("\n")
tables = first.find_tables()
cells = tables[0].extract()
marked = tables[0].to_markdown()
print(f"pymupdf {pymupdf.__version__}: {cells}")
print("   text of the page:", text)
print("   as markdown:", marked.split())
assert "98,5%" in text and "1.234,5" in text, text
assert "98,5%" in marked and "1.234,5" in marked, marked
read = [cells[1][2], cells[2][2]]
expected = {"2.0": ["985%\n,", "12345\n. ,"], "1.28.2": ["98,5%", "1.234,5"]}[sys.argv[1]]
assert read == expected, read
assert cells[1][1] == {"2.0": "Hosotructuyen", "1.28.2": "Ho so truc tuyen"}[sys.argv[1]], cells
PY
for version in 2.0 1.28.2; do
    python3 -m venv "$work/$version"
    "$work/$version/bin/pip" install -q --disable-pip-version-check pymupdf==$version reportlab==5.1.0
    "$work/$version/bin/python" "$work/read.py" $version
done
echo "as found: 2.0 sets commas and full stops of a cell on a line of their own, 1.28.2 does not"
