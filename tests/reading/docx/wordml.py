"""Small writers of WordprocessingML, so that each test shows the XML that its promise is about."""

import zipfile

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }.items()
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "styles": ("styles.xml", "w:styles"),
    "numbering": ("numbering.xml", "w:numbering"),
    "footnotes": ("footnotes.xml", "w:footnotes"),
    "endnotes": ("endnotes.xml", "w:endnotes"),
    "header": ("header1.xml", "w:hdr"),
    "footer": ("footer1.xml", "w:ftr"),
}


def document_xml(body):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'


def package(path, body, *, raw_document=None, media=None, **parts):
    """Write a DOCX of ``body`` and the named parts (inner XML) to ``path``; return ``path``.

    ``media``: name below word/ → bytes; its relationship has the name's stem as id ("media/annex.png": "annex").
    """
    relations = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr("word/document.xml", raw_document or document_xml(body))
        for kind, inner in parts.items():
            name, root = _PARTS[kind]
            archive.writestr(f"word/{name}", f"<{root} {NAMESPACES}>{inner}</{root}>")
            relations.append(f'<Relationship Id="{kind}" Type="{_RELATION}/{kind}" Target="{name}"/>')
        for name, data in (media or {}).items():
            archive.writestr(f"word/{name}", data)
            identity = name.rsplit("/", 1)[-1].partition(".")[0]
            relations.append(f'<Relationship Id="{identity}" Type="{_RELATION}/image" Target="{name}"/>')
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{''.join(relations)}</Relationships>")
    return path


def r(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs, properties=""):
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def numbered(text, number=1, level=0):
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(*([text] if text else []), properties=place)


def tc(*content, properties="", span=None, merge=None):
    inner = "".join(item if item.startswith("<w:") else p(item) for item in content) or p()
    properties += f'<w:gridSpan w:val="{span}"/>' if span else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells, properties=""):
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


RULES = "<w:tblBorders>" + "".join(
    f'<w:{side} w:val="single"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
) + "</w:tblBorders>"  # fmt: skip


def tbl(*rows, widths=(), properties=RULES):
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def lvl(level, text, number_format="decimal", start=1, extra=""):
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key, *levels, extra=""):
    return f'<w:abstractNum w:abstractNumId="{key}">{extra}{"".join(levels)}</w:abstractNum>'


def num(key, abstract_key, overrides=""):
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract_key}"/>{overrides}</w:num>'


def rows_of(table):
    """Texts of a Table as a list of rows; None where a span covers."""
    grid = [[None] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text
    return grid


def text_box(content, *, left=0, width=2_000_000, above=True):
    offset = -100 if above else 100
    box = f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
    shape = f"<a:graphic><a:graphicData><wps:wsp>{box}</wps:wsp></a:graphicData></a:graphic>"
    anchor = (
        f'<wp:anchor><wp:positionH relativeFrom="margin"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{offset}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="1"/>{shape}</wp:anchor>'
    )
    fallback = f"<w:pict><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(code, result=None, form=""):
    """A complex field; ``result`` None leaves out its separator, as fields do that are drawn from their code."""
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def picture(relation, width=453.0, height=227.0, *, crop="", behind=False):
    """An inline picture of ``width`` × ``height`` points (anchored behind the text when ``behind``)."""
    frame, attributes = ("anchor", ' behindDoc="1"') if behind else ("inline", "")
    source = f"<a:srcRect {crop}/>" if crop else ""
    return (
        f'<w:r><w:drawing><wp:{frame}{attributes}><wp:extent cx="{round(width * 12700)}" cy="{round(height * 12700)}"/>'
        f'<a:graphic><a:graphicData uri="http://x/picture"><a:blipFill><a:blip r:embed="{relation}"/>{source}'
        "</a:blipFill>"
        f"</a:graphicData></a:graphic></wp:{frame}></w:drawing></w:r>"
    )
