"""PDF and Word files beyond the limits, beside those of the tests; every function gives the bytes of one file."""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pikepdf

ROOT: Final = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tests" / "reading" / "hostile"))

from hostile_files import HOSTILE, damaged_files, docx_of, page_with, pdf_of, small_docx, small_pdf, stream  # noqa: E402

Built = tuple[str, str, Callable[[], bytes]]
"""Kind in words, file ending, builder."""
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CATALOGUE: Final = b"<< /Type /Catalog /Pages 2 0 R >>"


def documents() -> Iterator[Built]:
    """Everything of this room, in a fixed order."""
    yield from ((name, ending, make) for name, (ending, make) in HOSTILE.items())
    for name, data in damaged_files(24, seed=7):
        yield f"damaged copy {name.rpartition('.')[0]}", name.rpartition(".")[2], lambda data=data: data
    yield from _PDF
    yield from _WORD


def _replaced(old: bytes, new: bytes) -> bytes:
    return page_with(stream(b"0 0 9 1 re f")).replace(old, new, 1)


def _encrypted(**how: object) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(**how))  # type: ignore[arg-type]
    return buffer.getvalue()


def _pages(boxes: bytes, count: int, entries: bytes = b"") -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s %s >>" % (boxes, entries)
    kids = b" ".join(b"3 0 R" for _ in range(count))
    return pdf_of([_CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), page])


def _picture(width: int, height: int, data: bytes, entries: bytes) -> bytes:
    size = b"/Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray" % (width, height)
    image = stream(data, b"/Type /XObject /Subtype /Image %s %s" % (size, entries), packed=True)
    return page_with(stream(b"595 0 0 842 0 0 cm /I Do"), image, resources=b"/XObject << /I 6 0 R >>")


def _type3_of_itself() -> bytes:
    glyph = stream(b"100 0 d0 BT /F3 9 Tf (a) Tj ET")
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97"
        b" /Widths [9] /CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >>"
        b" /Resources << /Font << /F3 7 0 R >> >> >>"
    )
    return page_with(stream(b"BT /F3 9 Tf 9 9 Td (aaaa) Tj ET"), glyph, font, resources=b"").replace(
        b"/F1 5 0 R", b"/F1 5 0 R /F3 7 0 R", 1
    )


def _map_of_many_codes() -> bytes:
    lines = b"".join(b"<%04X> <%04X>\n" % (code, 97 + code % 26) for code in range(65_536)) * 4
    cmap = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 262144 beginbfchar\n" + lines
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 7 0 R /DescendantFonts"
        b" [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (A) /Ordering (I)"
        b" /Supplement 0 >> >>] >>"
    )
    text = stream(b"BT /F6 9 Tf 9 9 Td <00610062> Tj ET")
    return page_with(text, font, stream(cmap + b"endbfchar endcmap")).replace(b"/F1 5 0 R", b"/F6 6 0 R", 1)


def _many_annotations() -> bytes:
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [1 1 9 9] /Contents (a) >>"
    page = page_with(stream(b"0 0 9 1 re f"), note)
    return page.replace(b"/Contents 4 0 R", b"/Annots [%s] /Contents 4 0 R" % (b"6 0 R " * 50_000), 1)


def _fields_in_a_circle() -> bytes:
    field = b"<< /FT /Tx /T (a) /V (b) /Kids [6 0 R] /Parent 6 0 R >>"
    return page_with(stream(b"0 0 9 1 re f"), field).replace(
        b"/Type /Catalog", b"/Type /Catalog /AcroForm << /Fields [6 0 R] /NeedAppearances true >>", 1
    )


def _xref_in_a_circle() -> bytes:
    data = _replaced(b"/Size 6", b"/Size 6 /Prev 0")
    return data.replace(b"/Prev 0", b"/Prev %d" % data.rindex(b"xref\n0"), 1)


_PDF: tuple[Built, ...] = (
    ("xref points elsewhere", "pdf", lambda: _replaced(b"startxref\n", b"startxref\n9")),
    ("no xref, no trailer", "pdf", lambda: small_pdf()[: small_pdf().rindex(b"startxref")]),
    ("xref in a circle", "pdf", _xref_in_a_circle),
    ("rubbish before the header", "pdf", lambda: b"\0" * 900 + small_pdf()),
    ("two files one behind the other", "pdf", lambda: small_pdf() * 2),
    ("password to open, AES-256", "pdf", lambda: _encrypted(owner="o", user="u", R=6)),
    ("locked for changes only", "pdf", lambda: _encrypted(owner="o", user="", R=6)),
    ("page whose text is missing", "pdf", lambda: _replaced(b"/Contents 4 0 R", b"/Contents 44 0 R")),
    ("page without size", "pdf", lambda: _pages(b"[0 0 0 0]", 2)),
    ("page with a size below zero", "pdf", lambda: _pages(b"[0 0 -595 -842]", 2)),
    ("page whose unit is a kilometre", "pdf", lambda: _pages(b"[0 0 595 842]", 1, b"/UserUnit 2834645")),
    ("page turned by 45 degrees", "pdf", lambda: _pages(b"[0 0 595 842]", 1, b"/Rotate 45")),
    ("499 empty pages", "pdf", lambda: _pages(b"[0 0 595 842]", 499)),
    (
        "picture of 30,000 × 30,000 dots",
        "pdf",
        lambda: _picture(30_000, 30_000, zlib.compress(bytes(3750 * 30_000), 9), b"/Filter /FlateDecode"),
    ),
    ("picture that is rubbish (JPEG)", "pdf", lambda: _picture(900, 900, b"\xff\xd8\xff" * 99, b"/Filter /DCTDecode")),
    ("picture that is rubbish (JBIG2)", "pdf", lambda: _picture(900, 900, b"\0" * 999, b"/Filter /JBIG2Decode")),
    ("picture that is rubbish (JPEG 2000)", "pdf", lambda: _picture(900, 900, b"\0" * 999, b"/Filter /JPXDecode")),
    ("font whose letter draws itself", "pdf", _type3_of_itself),
    ("font missing", "pdf", lambda: page_with(stream(b"BT /F9 9 Tf 9 9 Td (abc) Tj ET"))),
    ("font that is rubbish", "pdf", lambda: _replaced(b"/Subtype /Type1", b"/Subtype /TrueType /FontFile2 4 0 R")),
    ("map of a quarter of a million codes", "pdf", _map_of_many_codes),
    ("fifty thousand notes on a page", "pdf", _many_annotations),
    ("form fields in a circle", "pdf", _fields_in_a_circle),
)


def _body(inside: str) -> str:
    return f'<?xml version="1.0"?><w:document {_W}><w:body>{inside}</w:body></w:document>'


def _text(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _nested(tag: str, depth: int) -> str:
    return f"<w:{tag}>" * depth + _text("a") + f"</w:{tag}>" * depth


def _fields(count: int) -> str:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
    return f"<w:p>{begin * count}</w:p>"


def _styles(count: int) -> bytes:
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{(n + 1) % count}"/></w:style>'
        for n in range(count)
    )
    return f"<w:styles {_W}>{chain}</w:styles>".encode()


_WORD: tuple[Built, ...] = (
    ("content controls 5,000 deep", "docx", lambda: docx_of(_body(_nested("sdt", 5_000)))),
    ("text boxes 500 deep", "docx", lambda: docx_of(_body(_nested("txbxContent", 500)))),
    ("ten thousand fields that never end", "docx", lambda: docx_of(_body(_fields(10_000)))),
    ("styles in a circle", "docx", lambda: docx_of(_body(_text("a")), **{"word_styles.xml": _styles(2_000)})),
    ("a hundred thousand paragraphs", "docx", lambda: docx_of(_body(_text("Rà soát thủ tục.") * 100_000))),
    ("a word of five million letters", "docx", lambda: docx_of(_body(_text("a" * 5_000_000)))),
    ("a letter with a million marks", "docx", lambda: docx_of(_body(_text("e" + "\u0301" * 1_000_000)))),
    ("numbers in a paragraph, a million", "docx", lambda: docx_of(_body(_text("100% " * 200_000)))),
    ("dates in a paragraph, a hundred thousand", "docx", lambda: docx_of(_body(_text("ngày 01/01/2026 " * 100_000)))),
    ("span below zero", "docx", lambda: docx_of(_body(_table('<w:gridSpan w:val="-5"/>')))),
    ("merge that begins nowhere", "docx", lambda: docx_of(_body(_table("<w:vMerge/>")))),
    ("table of 20,000 rows", "docx", lambda: docx_of(_body(_table("", rows=20_000)))),
    ("not well-formed", "docx", lambda: docx_of(_body("<w:p>"))),
    ("another encoding than it says", "docx", lambda: docx_of(_body(_text("Kế hoạch")).encode("utf-16-le"))),
    ("cut in the middle", "docx", lambda: small_docx()[: len(small_docx()) // 2]),
    ("a Word file called .pdf", "pdf", small_docx),
    ("a PDF called .docx", "docx", small_pdf),
    (
        "a page of HTML called .doc",
        "doc",
        lambda: b"<html><body><table><tr><td>KE HOACH</td></tr></table></body></html>",
    ),
    ("RTF with groups 100,000 deep", "doc", lambda: b"{\\rtf1 " + b"{" * 100_000 + b"a" + b"}" * 100_000 + b"}"),
    ("old Word file cut short", "doc", lambda: (ROOT / _OLD_WORD).read_bytes()[:20_000]),
)
_OLD_WORD: Final = "raw/nghe-an/2026/KH CCHC 2026 Tương Dương.doc"


def _table(properties: str, rows: int = 3) -> str:
    cell = f"<w:tc><w:tcPr>{properties}</w:tcPr>{_text('Rà soát')}</w:tc>"
    return f"<w:tbl>{f'<w:tr>{cell * 3}</w:tr>' * rows}</w:tbl>"
