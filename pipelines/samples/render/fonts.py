"""The Times-like face of the drawn PDFs, kept in the repository so that every machine draws the same bytes.

``SampleSerif-*.ttf`` in ``pipelines/reading/fontrepair/data/fonts`` are Liberation Serif 2.1.5 (SIL Open Font
License 1.1, see ``OFL.txt`` there), cut to the letters that plans use and renamed, as the licence asks of changed
versions. :func:`cut_face` made them. They live with the reader, which compares damaged letters with them.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
FAMILY = "Sample Serif"
_HOME = "pipelines.reading.fontrepair"
_EXTRA = "–—‘’“”…•≥≤ăĂâÂđĐêÊôÔơƠưƯ"


def _letters() -> list[int]:
    plain = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x1EA0, 0x1EFA)]
    return sorted({*plain, *map(ord, _EXTRA)})


def cut_face(source: Path, style: str, target: Path) -> None:
    """Make one face from a Liberation Serif file of version 2 or later.

    Raises:
        ValueError: ``source`` lacks Vietnamese letters (version 1 of the family does).
    """
    font = TTFont(source, recalcTimestamp=False)
    if 0x1EBF not in font.getBestCmap():
        raise ValueError(f"{source}: no glyph for U+1EBF 'ế'; expected Liberation Serif 2 or later, which has it")
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[1, 2, 4, 6], notdef_outline=True)
    options.drop_tables = [*options.drop_tables, "FFTM"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_letters())
    cutter.subset(font)
    plain = style.replace("BoldItalic", "Bold Italic")
    words = {1: FAMILY, 2: plain, 4: f"{FAMILY} {plain}", 6: f"SampleSerif-{style}"}
    for record in font["name"].names:
        record.string = words[record.nameID]
    font.save(target, reorderTables=None)


@dataclass(slots=True)
class Face:
    """One face: glyph codes, advance widths (per 1000 em) and the font program, compressed."""

    name: str
    program: bytes
    length: int
    codes: dict[str, str]
    advances: dict[str, float]
    gids: dict[str, int]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    italic: bool
    words: dict[str, float] = field(default_factory=dict)

    def width(self, text: str, size: float) -> float:
        """Width of ``text`` in points at ``size``."""
        found = self.words.get(text)
        if found is None:
            advances = self.advances
            found = self.words[text] = sum([advances.get(ch, 500.0) for ch in text]) / 1000
        return found * size


def font_bytes(style: str) -> bytes:
    """The font program of ``style``."""
    return (files(_HOME) / "data" / "fonts" / f"SampleSerif-{style}.ttf").read_bytes()


def font_folder() -> Path:
    """Folder of the faces on disk, for LibreOffice."""
    with as_file(files(_HOME) / "data" / "fonts") as folder:
        return Path(folder)


@cache
def face(style: str) -> Face:
    """The face of ``style`` (Regular, Bold, Italic or BoldItalic), loaded once per process."""
    if style not in STYLES:
        raise ValueError(f"face style {style!r}; expected one of {STYLES}")
    data = font_bytes(style)
    font = TTFont(io.BytesIO(data))
    scale = 1000 / font["head"].unitsPerEm
    gids = {chr(code): font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    advances = {ch: font["hmtx"][font.getGlyphName(gid)][0] * scale for ch, gid in gids.items()}
    head = font["head"]
    return Face(
        name=f"BCDEEE+SampleSerif-{style}",
        program=zlib.compress(data, 9),
        length=len(data),
        codes={ch: f"{gid:04X}" for ch, gid in gids.items()},
        advances=advances,
        gids=gids,
        box=(int(head.xMin * scale), int(head.yMin * scale), int(head.xMax * scale), int(head.yMax * scale)),
        ascent=int(font["hhea"].ascent * scale),
        descent=int(font["hhea"].descent * scale),
        italic="Italic" in style,
    )
