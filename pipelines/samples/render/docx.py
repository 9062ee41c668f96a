"""Writes a plan as DOCX in raw WordprocessingML: merges, repeated header rows, automatic numbering, footnotes.

Raw XML instead of a library, because samples need what libraries hide (numbered cells without text,
sections of two orientations, merged rows) and because the bytes must be the same at every run.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from pipelines.samples.model import Block, Cell, Para, Row, Sample, Table, TwoColumns

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIXED_DATE = (2026, 1, 2, 0, 0, 0)
_FONT = "Times New Roman"
_TEXT_WIDTH = {False: 9071, True: 14570}  # twentieths of a point between the margins, portrait and landscape
_CENTRED = {"no", "output", "lead", "coordination", "monitor", "deadline", "budget"}


def _run(text: str, size: float, bold: bool = False, italic: bool = False) -> str:
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    props = f"<w:rPr>{marks}<w:sz w:val='{int(size * 2)}'/><w:szCs w:val='{int(size * 2)}'/></w:rPr>"
    pieces = text.split("\n")
    body = "<w:br/>".join(f"<w:t xml:space='preserve'>{escape(piece)}</w:t>" for piece in pieces)
    return f"<w:r>{props}{body}</w:r>"


def _tracked(text: str, size: float) -> str:
    """A tracked change: ``text`` was inserted in place of other words that are marked as deleted."""
    who = "w:author='Van thu' w:date='2026-01-02T08:00:00Z'"
    gone = _run("Văn bản chỉ đạo", size).replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    return f"<w:del w:id='1' {who}>{gone}</w:del><w:ins w:id='2' {who}>{_run(text, size)}</w:ins>"


def _paragraph(runs: str, align: str = "both", indent: int = 0, after: int = 80, extra: str = "") -> str:
    left = f"<w:ind w:firstLine='{indent}'/>" if indent else ""
    return f"<w:p><w:pPr>{extra}<w:spacing w:after='{after}'/>{left}<w:jc w:val='{align}'/></w:pPr>{runs}</w:p>"


def _section(landscape: bool, last: bool) -> str:
    size = "w:w='16838' w:h='11906' w:orient='landscape'" if landscape else "w:w='11906' w:h='16838'"
    left = 1134 if landscape else 1701
    inner = (
        "<w:headerReference w:type='default' r:id='rId4'/><w:titlePg/>"
        f"<w:pgSz {size}/><w:pgMar w:top='1134' w:right='1134' w:bottom='1134' w:left='{left}'"
        " w:header='567' w:footer='567' w:gutter='0'/>"
    )
    order = inner.replace("<w:titlePg/>", "") + "<w:titlePg/>"
    props = f"<w:sectPr>{order}</w:sectPr>"
    return props if last else f"<w:p><w:pPr>{props}</w:pPr></w:p>"


def _borders(kind: str) -> str:
    sides = "".join(
        f"<w:{side} w:val='{kind}' w:sz='4' w:space='0' w:color='000000'/>"
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return f"<w:tblBorders>{sides}</w:tblBorders>"


def _table_open(widths: list[int], kind: str) -> str:
    grid = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    margins = "<w:tblCellMar><w:left w:w='72' w:type='dxa'/><w:right w:w='72' w:type='dxa'/></w:tblCellMar>"
    props = f"<w:tblW w:w='{sum(widths)}' w:type='dxa'/>{_borders(kind)}<w:tblLayout w:type='fixed'/>{margins}"
    return f"<w:tbl><w:tblPr>{props}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"


def _tc(width: int, content: str, span: int = 1, merge: str = "", shade: str = "") -> str:
    props = f"<w:tcW w:w='{width}' w:type='dxa'/>"
    props += f"<w:gridSpan w:val='{span}'/>" if span > 1 else ""
    props += f"<w:vMerge{merge}/>" if merge else ""
    props += f"<w:shd w:val='clear' w:color='auto' w:fill='{shade}'/>" if shade else ""
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"


_START, _GO_ON = " w:val='restart'", " "


@dataclass(slots=True)
class DocxWriter:
    """Collects the parts of one DOCX file."""

    sample: Sample
    body: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    lists: int = 0

    def para(self, block: Para) -> None:
        """Add one paragraph."""
        centred = block.style in ("title", "center")
        bold = centred or block.style == "heading"
        italic = block.style == "center" and block.text.startswith("(")
        runs = _run(block.text, 14, bold and not italic, italic)
        if block.footnote:
            self.footnotes.append(block.footnote)
            mark = f"<w:footnoteReference w:id='{len(self.footnotes) + 1}'/>"
            runs += f"<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr>{mark}</w:r>"
        keep = "<w:keepNext/>" if block.style == "heading" else ""
        self.body.append(_paragraph(runs, "center" if centred else "both", 0 if centred else 567, extra=keep))

    def columns(self, block: TwoColumns) -> None:
        """Add letterhead or signature as a table without borders."""
        head = block.role == "head"
        total = _TEXT_WIDTH[False]
        widths = [int(total * 0.4), total - int(total * 0.4)] if head else [total // 2, total - total // 2]
        cells = []
        for side, texts in enumerate((block.left, block.right)):
            paras = [
                self._head_line(side, i, t) if head else self._foot_line(side, i, t, texts) for i, t in enumerate(texts)
            ]
            cells.append(_tc(widths[side], "".join(paras)))
        row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
        self.body.append(f"{_table_open(widths, 'nil')}{row}</w:tbl>{_paragraph('', after=60)}")

    def _head_line(self, side: int, index: int, text: str) -> str:
        italic = side == 1 and index == 2
        bold = not italic and (side, index) not in ((0, 0), (0, 2))
        return _paragraph(_run(text, 12 if index == 0 else 13, bold, italic), "center", after=40)

    def _foot_line(self, side: int, index: int, text: str, texts: tuple[str, ...]) -> str:
        if side == 0:
            return _paragraph(_run(text, 12 if index == 0 else 11, index == 0, index == 0), "left", after=0)
        gap = "<w:spacing w:before='1200'/>" if index == len(texts) - 1 else ""
        return _paragraph(_run(text, 14, True), "center", after=0).replace("<w:spacing w:after='0'/>", gap)

    def table(self, table: Table) -> None:
        """Add the task table; header rows repeat on every page."""
        total = _TEXT_WIDTH[table.landscape]
        weight = sum(column.width for column in table.columns)
        widths = [total * column.width // weight for column in table.columns]
        size = 11.0 if len(widths) < 8 else 10.0
        rows = [self._row(cells, widths, size, ["no"] * len(widths), head=True) for cells in self._header(table)]
        roles = [column.role for column in table.columns]
        below: dict[int, int] = {}
        for row in table.rows:
            if row.kind == "section" and "autonum" in self.sample.recipe.options:
                self.lists += 1
            drawn = self._row(row.cells, widths, size, roles, row=row, below=below)
            rows.append(self._wrapped(drawn, len(rows)))
        self.body.append(f"{_table_open(widths, 'single')}{''.join(rows)}</w:tbl>{_paragraph('', after=0)}")

    def _wrapped(self, row: str, index: int) -> str:
        """Every fourth row inside a content control, where templates of some offices put them."""
        controlled = "controls" in self.sample.recipe.options and index % 4 == 0
        return f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>" if controlled else row

    def _header(self, table: Table) -> list[tuple[Cell | None, ...]]:
        titles: list[Cell | None] = [Cell(column.title) for column in table.columns]
        rows = [titles]
        if table.groups:
            upper: list[Cell | None] = [Cell(column.title, rows=2) for column in table.columns]
            lower: list[Cell | None] = [None] * len(titles)
            for title, first, last in table.groups:
                upper[first : last + 1] = [Cell(title, cols=last - first + 1), *[None] * (last - first)]
                lower[first : last + 1] = titles[first : last + 1]
            rows = [upper, lower]
        if table.number_row:
            rows.append([Cell(f"({index})") for index in range(1, len(titles) + 1)])
        return [tuple(row) for row in rows]

    def _row(
        self,
        cells: tuple[Cell | None, ...],
        widths: list[int],
        size: float,
        roles: list[str],
        *,
        head: bool = False,
        row: Row | None = None,
        below: dict[int, int] | None = None,
    ) -> str:
        bold = head or (row is not None and row.kind == "section")
        open_spans = self._head_below if head else below if below is not None else {}
        parts = []
        column = 0
        while column < len(cells):
            cell = cells[column]
            if cell is None:
                open_spans[column] -= 1
                parts.append(_tc(widths[column], _paragraph("", after=0), merge=_GO_ON))
                column += 1
                continue
            merge = ""
            if cell.rows > 1:
                open_spans[column] = cell.rows - 1
                merge = _START
            width = sum(widths[column : column + cell.cols])
            content = self._cell(cell, roles[column], size, bold, row)
            shade = "D9E2F3" if head and "shaded" in self.sample.recipe.options else ""
            parts.append(_tc(width, content, cell.cols, merge, shade))
            column += cell.cols
        props = "<w:cantSplit/><w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(parts)}</w:tr>"

    @property
    def _head_below(self) -> dict[int, int]:
        return dict.fromkeys(range(20), 1)

    def _cell(self, cell: Cell, role: str, size: float, bold: bool, row: Row | None) -> str:
        automatic = "autonum" in self.sample.recipe.options and role == "no" and row is not None
        if automatic and row is not None and row.kind == "task":
            number = self.lists if "restart" in self.sample.recipe.options or self.sample.recipe.layout != "B" else 1
            listed = f"<w:numPr><w:ilvl w:val='0'/><w:numId w:val='{number}'/></w:numPr>"
            return _paragraph("", "center", after=0, extra=listed)
        align = "center" if (role in _CENTRED and cell.cols == 1) else "left"
        if role == "output" and "tracked" in self.sample.recipe.options and cell.text:
            return _paragraph(_tracked(cell.text, size), align, after=0)
        lines = cell.text.split("\n")
        return "".join(_paragraph(_run(line, size, bold) if line else "", align, after=0) for line in lines)

    def add(self, block: Block) -> None:
        """Add one block of the plan."""
        if isinstance(block, Para):
            self.para(block)
        elif isinstance(block, TwoColumns):
            self.columns(block)
        else:
            self.table(block)

    def numbering(self) -> str:
        """The numbering part: one decimal list, restarted for every section of the table."""
        level = (
            "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:suff w:val='nothing'/>"
            "<w:lvlText w:val='%1'/><w:lvlJc w:val='center'/></w:lvl>"
        )
        kinds = "".join(
            f"<w:abstractNum w:abstractNumId='{n}'><w:multiLevelType w:val='singleLevel'/>{level}</w:abstractNum>"
            for n in range(1, self.lists + 1)
        )
        nums = "".join(f"<w:num w:numId='{n}'><w:abstractNumId w:val='{n}'/></w:num>" for n in range(1, self.lists + 1))
        return f"{_HEAD}<w:numbering xmlns:w='{_W}'>{kinds}{nums}</w:numbering>"

    def notes(self) -> str:
        """The footnotes part."""
        items = [
            "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>",
            "<w:footnote w:type='continuationSeparator' w:id='1'>"
            "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>",
        ]
        for index, text in enumerate(self.footnotes, start=2):
            mark = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:footnoteRef/></w:r>"
            items.append(f"<w:footnote w:id='{index}'>{_paragraph(mark + _run(' ' + text, 10))}</w:footnote>")
        return f"{_HEAD}<w:footnotes xmlns:w='{_W}'>{''.join(items)}</w:footnotes>"


def _document(writer: DocxWriter) -> str:
    blocks = writer.sample.blocks
    wide = next((block.landscape for block in blocks if isinstance(block, Table)), False)
    alone = not isinstance(blocks[0], TwoColumns)
    for block in blocks:
        if isinstance(block, Para) and block.text.startswith("PHỤ LỤC") and not alone:
            writer.body.append(_section(landscape=False, last=False))
        writer.add(block)
    writer.body.append(_section(landscape=wide, last=True))
    return f"{_HEAD}<w:document xmlns:w='{_W}' xmlns:r='{_R}'><w:body>{''.join(writer.body)}</w:body></w:document>"


_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "main", "styles": "", "numbering": "", "footnotes": "", "header1": ""}


def _content_types() -> str:
    kinds = {"document": "document.main", "header1": "header"}
    overrides = "".join(
        f"<Override PartName='/word/{part}.xml' ContentType='{_TYPES}.{kinds.get(part, part)}+xml'/>" for part in _PARTS
    )
    return (
        f"{_HEAD}<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Default Extension='xml' ContentType='application/xml'/>{overrides}</Types>"
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    items = "".join(
        f"<Relationship Id='rId{n}' Type='{_R}/{kind}' Target='{target}'/>"
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f"{_HEAD}<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{items}</Relationships>"


def _styles() -> str:
    fonts = f"<w:rFonts w:ascii='{_FONT}' w:hAnsi='{_FONT}' w:cs='{_FONT}' w:eastAsia='{_FONT}'/>"
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:lang w:val='vi-VN'/></w:rPr></w:rPrDefault></w:docDefaults>"
    )
    normal = "<w:style w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/></w:style>"
    return f"{_HEAD}<w:styles xmlns:w='{_W}'>{defaults}{normal}</w:styles>"


def _header_part() -> str:
    fields = "".join(
        f"<w:r><w:rPr><w:sz w:val='26'/></w:rPr>{inner}</w:r>"
        for inner in (
            "<w:fldChar w:fldCharType='begin'/>",
            "<w:instrText xml:space='preserve'> PAGE </w:instrText>",
            "<w:fldChar w:fldCharType='end'/>",
        )
    )
    return f"{_HEAD}<w:hdr xmlns:w='{_W}'>{_paragraph(fields, 'center', after=0)}</w:hdr>"


def pack(parts: dict[str, str]) -> bytes:
    """Zip ``parts`` with fixed dates, in the order given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"))
    return buffer.getvalue()


def _spelling(xml: str, options: frozenset[str]) -> str:
    """How the letters are stored: ``nfd`` decomposed as on a Mac, ``nbsp`` with hard blanks after "số" and "năm"."""
    if "nbsp" in options:
        xml = re.sub(r"\b(số|năm|tháng) (?=\d)", "\\1\u00a0", xml)
    return unicodedata.normalize("NFD", xml) if "nfd" in options else xml


def render_docx(sample: Sample) -> bytes:
    """DOCX bytes of ``sample``; the same sample gives the same bytes."""
    writer = DocxWriter(sample)
    document = _document(writer)
    relations = [("styles", "styles.xml"), ("numbering", "numbering.xml"), ("footnotes", "footnotes.xml")]
    return pack(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
            "word/document.xml": _spelling(document, sample.recipe.options),
            "word/_rels/document.xml.rels": _relations([*relations, ("header", "header1.xml")]),
            "word/styles.xml": _styles(),
            "word/numbering.xml": writer.numbering(),
            "word/footnotes.xml": writer.notes(),
            "word/header1.xml": _header_part(),
        }
    )
