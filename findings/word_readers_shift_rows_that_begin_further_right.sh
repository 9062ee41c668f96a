#!/bin/sh
# A row of a Word table that begins in its third column loses the gap: docx2python, mammoth and markitdown move its figures
# two columns to the left, so that the targets of 2026 and 2027 stand under the name of the commune and under 2025.
#
# Word writes w:gridBefore where the first cells of a row were deleted or its left border was dragged inwards; ISO/IEC
# 29500-1 (17.4.15) has it as the number of grid columns skipped before the first cell. python-docx does not apply it to
# row.cells either, and says so: row.grid_cols_before holds the number. The three others neither keep the gap nor tell
# of it; mammoth does write colspan for merged cells, and docx2python repeats them to keep the width of the table.
# Docling (issue 3739) and pandoc (11464) mended the same fault in 2026; no issue of the three was found.
#
# Seen with docx2python 3.7.1, mammoth 1.13.0, markitdown 0.1.9; python-docx 1.2.0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    python-docx==1.2.0 docx2python==3.7.1 mammoth==1.13.0 "markitdown[docx]==0.1.9"
cd "$work"
"$work/venv/bin/python" -W ignore - <<'PY'
import re

import docx
import mammoth
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx2python import docx2python
from markitdown import MarkItDown

HEAD, FIRST, SHORT = ["Xã", "2025", "2026", "2027"], ["Tân Lập", "80%", "85%", "90%"], ["86%", "91%"]

made = docx.Document()
table = made.add_table(3, 4)
for row, texts in zip(table.rows, (HEAD, FIRST, ["", "", *SHORT]), strict=True):
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = text
third = table.rows[2]._tr
for cell in third.tc_lst[:2]:
    third.remove(cell)
gap = OxmlElement("w:gridBefore")
gap.set(qn("w:val"), "2")
third.get_or_add_trPr().append(gap)
made.save("plan.docx")


def rows_of_html(html: str) -> list[list[str]]:
    """Return the texts of the cells of each row."""
    return [re.findall(r"<td><p>([^<]*)</p></td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)]


marked = MarkItDown().convert("plan.docx").text_content.strip().split("\n")
last = docx.Document("plan.docx").tables[0].rows[2]
read = {
    "docx2python": [["".join(cell) for cell in row] for row in docx2python("plan.docx").body[0]],
    "mammoth": rows_of_html(mammoth.convert_to_html("plan.docx").value),
    "markitdown": [[cell.strip() for cell in line.strip("|").split("|")] for line in marked[-3:]],
}
for name, rows in read.items():
    print(f"{name:12} {rows}")
    assert rows == [HEAD, FIRST, SHORT], rows
    under = dict(zip(rows[0], rows[2], strict=False))
    print(f"{'':12} third row by its headings: {under}")
    assert under == {"Xã": "86%", "2025": "91%"}, under
print(f"python-docx  {[cell.text for cell in last.cells]} after {last.grid_cols_before} columns")
assert last.grid_cols_before == 2
print("as found: the gap before the first cell is lost in three readers of four")
PY
