"""A small PDF writer: pages of glyph runs and filled rectangles, as Word's own export draws them.

No clock, no random id: the same pages give the same bytes. Written by hand because a plan must be drawn
in milliseconds (benchmarks ask for thousands) and because the text layer must be open to planned damage.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache

from pipelines.samples.render.fonts import Face, face

_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_FIRST_FONT = 3  # objects 1 and 2 are the catalogue and the page tree
_PER_FACE = 5


def _stream(data: bytes, extra: str = "", compressed: bool = False) -> bytes:
    packed = data if compressed else zlib.compress(data, 6)
    return b"<< /Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(packed), extra.encode(), packed)


def _to_unicode(used: Face, blank: str) -> bytes:
    """ToUnicode map; letters in ``blank`` are mapped to a space, which is how damaged Word exports look."""
    pairs = sorted((gid, " " if ch in blank else ch) for ch, gid in used.gids.items() if ch != "\u00a0")
    lines = ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def"]
    lines.append("1 begincodespacerange <0000> <FFFF> endcodespacerange")
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{gid:04X}> <{ord(ch):04X}>" for gid, ch in part]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()


@cache
def _font_objects(style: str, first: int, blank: str) -> tuple[bytes, ...]:
    """The five objects of one embedded face, numbered from ``first``."""
    used = face(style)
    by_gid = sorted({gid: used.advances[ch] for ch, gid in used.gids.items()}.items())
    widths = " ".join(f"{gid} [{advance:.0f}]" for gid, advance in by_gid)
    box = " ".join(map(str, used.box))
    slant = -12 if used.italic else 0
    return (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{used.name} /Encoding /Identity-H"
        f" /DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{used.name} /CIDToGIDMap /Identity /DW 500"
        f" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /FontDescriptor {first + 2} 0 R /W [{widths}] >>".encode(),
        f"<< /Type /FontDescriptor /FontName /{used.name} /Flags 4 /FontBBox [{box}] /ItalicAngle {slant}"
        f" /Ascent {used.ascent} /Descent {used.descent} /CapHeight 660 /StemV 80"
        f" /FontFile2 {first + 3} 0 R >>".encode(),
        _stream(used.program, f"/Length1 {used.length} ", compressed=True),
        _stream(_to_unicode(used, blank)),
    )


@dataclass(slots=True)
class Page:
    """One page being drawn; the origin is the lower left corner, units are points."""

    width: float
    height: float
    ops: list[str] = field(default_factory=list)
    rects: list[str] = field(default_factory=list)
    faces: set[str] = field(default_factory=set)
    turned: bool = False  # stored upright and shown with /Rotate 90, as some print drivers write wide pages
    struck_twice: bool = False  # bold is drawn a second time a hair to the right

    def text(self, x: float, y: float, words: str, style: str, size: float, *, extra: float = 0.0) -> None:
        """Draw ``words``; ``extra`` points are added at every blank (justified lines)."""
        codes = face(style).codes
        self.faces.add(style)
        name = _FACES.index(style)
        if not extra:
            run = f"<{''.join([codes[ch] for ch in words])}> Tj"
        else:
            gap = f"> {-1000 * extra / size:.1f} <"
            blank = codes[" "]
            run = "[<" + (blank + gap).join(["".join([codes[c] for c in w]) for w in words.split(" ")]) + ">] TJ"
        self.ops.append(f"BT /F{name} {size:g} Tf {x:.2f} {y:.2f} Td {run} ET")
        if self.struck_twice and style == "Bold":
            self.ops.append(f"BT /F{name} {size:g} Tf {x + 0.24:.2f} {y:.2f} Td {run} ET")

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a black rectangle (rules are drawn like this)."""
        self.rects.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re")

    def shade(self, x: float, y: float, width: float, height: float, grey: float = 0.85) -> None:
        """Fill a grey rectangle under everything drawn later."""
        self.ops.append(f"q {grey:g} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")

    def content(self) -> bytes:
        """The page's content stream."""
        rules = ["0 g", *self.rects, "f"] if self.rects else []
        turn = [f"0 1 -1 0 {self.height:g} 0 cm"] if self.turned else []
        return "\n".join([*turn, *self.ops, *rules]).encode()

    def box(self) -> str:
        """The page's size entries."""
        if self.turned:
            return f"/MediaBox [0 0 {self.height:g} {self.width:g}] /Rotate 90"
        return f"/MediaBox [0 0 {self.width:g} {self.height:g}]"


def _escape(text: str) -> str:
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def write_pdf(pages: list[Page], title: str, blank_letters: str = "") -> bytes:
    """The finished file. Only faces that some page uses are embedded."""
    used = [style for style in _FACES if any(style in page.faces for page in pages)]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R /Lang (vi-VN) >>", b""]
    fonts: dict[str, int] = {}
    for style in used:
        first = _FIRST_FONT + _PER_FACE * len(fonts)
        fonts[style] = first
        objects += _font_objects(style, first, blank_letters)
    resources = " ".join(f"/F{_FACES.index(style)} {first} 0 R" for style, first in fonts.items())
    kids = []
    for page in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {page.box()}"
            f" /Resources << /Font << {resources} >> >> /Contents {number + 1} 0 R >>".encode()
        )
        objects.append(_stream(page.content()))
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    objects.append(f"<< /Title {_escape(title)} /Producer (CCHC sample generator) >>".encode())
    return assemble(objects, info=len(objects))


def assemble(objects: list[bytes], info: int) -> bytes:
    """Number the objects from 1, add the cross-reference table; ``info`` is the information object's number."""
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    offset = len(parts[0])
    table = []
    for number, body in enumerate(objects, start=1):
        table.append(offset)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        offset += len(parts[-1])
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % at for at in table]
    parts.append(
        b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, info, offset)
    )
    return b"".join(parts)
