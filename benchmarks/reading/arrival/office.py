"""Tables laid out by LibreOffice under many page heights, with widow and orphan control as word processors have it on.

Which rows a page break cuts, and where their cells part, is LibreOffice's doing; the truth is what was given to it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from arrival.annexes import Annex, Line
from pipelines.samples.model import Cell
from pipelines.samples.render.docx import pack
from pipelines.samples.render.libreoffice import _fontconfig

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_CENTRED = 18  # letters: shorter cells are centred, as clerks do
_SECONDS = 600


@dataclass(frozen=True)
class Layout:
    """How a table is laid out: sheet in points, letter size, space after paragraphs (points), vertical alignment."""

    width: float
    height: float
    size: float = 12.0
    after: float = 0.0
    middle: bool = False
    widow_control: bool = True
    repeat_header: bool = True


def _twips(points: float) -> int:
    return round(points * 20)


def _paragraph(text: str, layout: Layout, *, bold: bool) -> str:
    mark = "<w:b/>" if bold else ""
    half = round(layout.size * 2)
    run = f"<w:r><w:rPr>{mark}<w:sz w:val='{half}'/></w:rPr><w:t xml:space='preserve'>{escape(text)}</w:t></w:r>"
    align = "center" if len(text) <= _CENTRED else "both"
    control = f"<w:widowControl w:val='{int(layout.widow_control)}'/>"
    spacing = f"<w:spacing w:before='{_twips(layout.after)}' w:after='{_twips(layout.after)}'/>"
    return f"<w:p><w:pPr>{control}{spacing}<w:jc w:val='{align}'/></w:pPr>{run if text else ''}</w:p>"


def _tc(width: int, cell: Cell, layout: Layout, merge: str, *, bold: bool) -> str:
    props = f"<w:tcW w:w='{width}' w:type='dxa'/>"
    props += f"<w:gridSpan w:val='{cell.cols}'/>" if cell.cols > 1 else ""
    props += merge
    props += "<w:vAlign w:val='center'/>" if layout.middle else ""
    content = "".join(_paragraph(part, layout, bold=bold) for part in cell.text.split("\n"))
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"


def _row(line: Line, widths: list[int], layout: Layout, open_spans: dict[int, int], flags: dict[str, bool]) -> str:
    parts = []
    column = 0
    while column < len(line):
        cell = line[column]
        if cell is None:
            open_spans[column] -= 1
            parts.append(_tc(widths[column], Cell(""), layout, "<w:vMerge/>", bold=False))
            column += 1
            continue
        merge = ""
        if cell.rows > 1:
            open_spans[column] = cell.rows - 1
            merge = "<w:vMerge w:val='restart'/>"
        bold = flags["bold"] or (flags["number"] and column == 0)
        parts.append(_tc(sum(widths[column : column + cell.cols]), cell, layout, merge, bold=bold))
        column += cell.cols
    props = "<w:cantSplit/>" if flags["head"] else ""
    props += "<w:tblHeader/>" if flags["head"] and layout.repeat_header else ""
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(parts)}</w:tr>"


def table_xml(annex: Annex, layout: Layout) -> str:
    """The table as WordprocessingML."""
    total = _twips(layout.width - 100)
    widths = [total * width // sum(annex.widths) for width in annex.widths]
    borders = "".join(
        f"<w:{side} w:val='single' w:sz='4' w:space='0' w:color='000000'/>"
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    spans: dict[int, int] = {}
    rows = []
    for number, line in enumerate(annex.lines):
        body = number - len(annex.header)
        flags = {"head": body < 0, "bold": body < 0 or body in annex.bold_rows, "number": annex.bold_numbers}
        rows.append(_row(line, widths, layout, spans, flags))
    props = (
        f"<w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type='fixed'/>"
    )
    return f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def docx(annex: Annex, layout: Layout, title: str = "Phụ lục nhiệm vụ") -> bytes:
    """A DOCX of one title and one table."""
    landscape = " w:orient='landscape'" if layout.width > layout.height else ""
    section = (
        f"<w:sectPr><w:pgSz w:w='{_twips(layout.width)}' w:h='{_twips(layout.height)}'{landscape}/>"
        "<w:pgMar w:top='1000' w:right='1000' w:bottom='1000' w:left='1000' w:header='500' w:footer='500'"
        " w:gutter='0'/>"
        "</w:sectPr>"
    )
    head = _paragraph(title, Layout(0, 0, 13), bold=True)
    body = f"{head}{table_xml(annex, layout)}{_paragraph('', layout, bold=False)}{section}"
    fonts = "<w:rFonts w:ascii='Times New Roman' w:hAnsi='Times New Roman' w:cs='Times New Roman'/>"
    styles = (
        f"<w:styles xmlns:w='{_W}'><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:lang w:val='vi-VN'/></w:rPr>"
        "</w:rPrDefault></w:docDefaults><w:style w:type='paragraph' w:default='1' w:styleId='Normal'>"
        "<w:name w:val='Normal'/></w:style></w:styles>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
    return pack(
        {
            "[Content_Types].xml": f"{_HEAD}<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            f"<Override PartName='/word/document.xml' ContentType='{_TYPES}'/>"
            f"<Override PartName='/word/styles.xml' ContentType='{kind}'/></Types>",
            "_rels/.rels": f"{_HEAD}<Relationships xmlns='{_RELATIONS}'>"
            f"<Relationship Id='rId1' Type='{_OFFICE}' Target='word/document.xml'/></Relationships>",
            "word/document.xml": f"{_HEAD}<w:document xmlns:w='{_W}'><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"{_HEAD}<Relationships xmlns='{_RELATIONS}'><Relationship Id='rId1'"
            f" Type='{_OFFICE.rsplit('/', 1)[0]}/styles' Target='styles.xml'/></Relationships>",
            "word/styles.xml": f"{_HEAD}{styles}",
        }
    )


def to_pdf(files: Mapping[str, bytes], folder: Path, suffix: str = "docx") -> None:
    """Convert several files in one run of LibreOffice; ``name.pdf`` each under ``folder``."""
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("soffice not found on PATH; install LibreOffice Writer (needed only to draw this set)")
    with tempfile.TemporaryDirectory(prefix="cchc-arrival-") as name:
        work = Path(name)
        environment = {**os.environ, "FONTCONFIG_FILE": str(_fontconfig(work))}
        sources = []
        for stem, data in files.items():
            sources.append(work / f"{stem}.{suffix}")
            sources[-1].write_bytes(data)
        command = [program, f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to", "pdf"]
        command += ["--outdir", str(folder), *map(str, sources)]
        subprocess.run(command, capture_output=True, timeout=_SECONDS, env=environment, check=False)
    missing = [stem for stem in files if not (folder / f"{stem}.pdf").exists()]
    if missing:
        raise RuntimeError(f"LibreOffice gave no PDF for {', '.join(missing)}")
