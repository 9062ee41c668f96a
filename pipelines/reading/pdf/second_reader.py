"""An independent reading of a page, to find out where the first one may be wrong.

pdfplumber parses the file with pdfminer: another interpreter of content streams, fonts and character maps.
Its characters and lines go through the same lattice, so a difference is a difference of the parsers. A page costs
ten times its first reading and the start on a file as much as a page. Therefore it is a sample: one table page of one
document in twenty (``ReadingLimits.second_reading_every``), both drawn by the bytes of the file, so that the same file
is always treated alike; and the pages that print letters which the font audit repaired or doubts.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.encodingdb import EncodingDB

from pipelines.model.document import Box, PageKind, ReadingIssue
from pipelines.reading.pdf.characters import SLANT
from pipelines.reading.pdf.pagelayout import RawPage, raw_page
from pipelines.reading.pdf.shapes import Dot, Glyph, PageContent, Stroke
from pipelines.reading.pdf.stitch import Fragment

_THIN = 3.0
_DOT = 1.5
_DESCENT = 0.22  # pdfminer gives boxes, not baselines; common text faces descend by about this much (em)
_HYPHENS = str.maketrans({"\u00ad": "-", "\u2010": "-", "\u2011": "-", "\u0002": "-", "\ufffe": "-"})
_SECOND_HYPHEN = 0o255  # of WinAnsiEncoding (ISO 32000-1, annex D.2); pdfminer.six 20260107 takes it for a blank
_SAMPLE_OBJECTS = 4000  # a page of dotted rules takes the second parser seconds: not for a sample
_MOST_FLAGGED = 4  # pages of one document: a face that lost a letter is printed on all of them
_SHOWN = 60  # letters of a differing cell shown to the reviewer


def _glyph(char: Mapping[str, Any], left: float, top: float) -> Glyph:
    font = str(char["fontname"]).lower()
    size = float(char["size"])
    bottom = char["bottom"] - top
    text = " " if str(char["text"]).isspace() else unicodedata.normalize("NFC", char["text"])
    return Glyph(
        text,
        char["x0"] - left,
        char["x1"] - left,
        char["top"] - top,
        bottom,
        bottom - _DESCENT * size,
        size,
        "bold" in font or "black" in font,
        "italic" in font or "oblique" in font,
    )


def _is_level(matrix: Sequence[float]) -> bool:
    """False for slanted print: it belongs to no cell."""
    a, b = abs(matrix[0]), abs(matrix[1])
    return b <= SLANT * a


def _white(colour: object) -> bool:
    """True for colours that leave no mark on paper: gray 1, RGB 1 1 1, CMYK 0 0 0 0."""
    values = tuple(colour) if isinstance(colour, Iterable) and not isinstance(colour, str) else (colour,)
    numbers = [value for value in values if isinstance(value, int | float)]
    if len(numbers) == 4:
        return max(numbers) < 0.04
    return bool(numbers) and min(numbers) > 0.96


def _strip(x0: float, y0: float, x1: float, y1: float) -> Stroke | Dot | None:
    width, height = x1 - x0, y1 - y0
    if max(width, height) <= _DOT:
        return Dot((x0 + x1) / 2, (y0 + y1) / 2)
    if min(width, height) > _THIN:
        return None
    if width >= height:
        return Stroke(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    return Stroke((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def _shapes(shape: Mapping[str, Any], left: float, top: float) -> list[Stroke | Dot]:
    """Rulings of one line or rectangle: itself when thin, its four sides when only stroked."""
    x0, x1 = shape["x0"] - left, shape["x1"] - left
    y0, y1 = shape["top"] - top, shape["bottom"] - top
    filled = bool(shape["fill"]) and not _white(shape["non_stroking_color"])
    stroked = bool(shape["stroke"]) and not _white(shape["stroking_color"])
    if not (filled or stroked):
        return []
    strip = _strip(x0, y0, x1, y1)
    if strip is not None:
        return [strip]
    sides = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)) if stroked else ()
    return [side for corner in sides if (side := _strip(*corner)) is not None]


def _frames(rects: Sequence[Mapping[str, Any]], left: float, top: float) -> list[Stroke | Dot]:
    """The sides of frames painted as a box less the box inside it; painted whole, the inner one would not be seen."""
    found: list[Stroke | Dot] = []
    for outer, inner in pairwise(rects):
        gaps = [abs(outer[edge] - inner[edge]) for edge in ("x0", "top", "x1", "bottom")]
        if not 0 < max(gaps) <= _THIN or not _same_fill(outer, inner):
            continue
        x0, x1 = (outer["x0"] + inner["x0"]) / 2 - left, (outer["x1"] + inner["x1"]) / 2 - left
        y0, y1 = (outer["top"] + inner["top"]) / 2 - top, (outer["bottom"] + inner["bottom"]) / 2 - top
        found += [
            Stroke(x0, y0, x1, y0),
            Stroke(x0, y1, x1, y1),
            Stroke(x0, y0, x0, y1),
            Stroke(x1, y0, x1, y1),
        ]
    return found


def _same_fill(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    colour = one["non_stroking_color"]
    thick = min(one["x1"] - one["x0"], one["bottom"] - one["top"]) > _THIN
    return bool(thick and one["fill"] and other["fill"] and colour == other["non_stroking_color"]) and not _white(
        colour
    )


def _content(page: Any, first: RawPage) -> PageContent:  # noqa: ANN401 - pdfplumber has no types
    left, top = page.bbox[0], page.bbox[1]
    shapes = [shape for item in (*page.lines, *page.rects) for shape in _shapes(item, left, top)]
    shapes += _frames(page.rects, left, top)
    return PageContent(
        number=first.page.number,
        width=first.page.width,
        height=first.page.height,
        rotation=first.page.rotation,
        glyphs=tuple(_glyph(char, left, top) for char in page.chars if _is_level(char["matrix"])),
        rules=tuple(shape for shape in shapes if isinstance(shape, Stroke)),
        dots=tuple(shape for shape in shapes if isinstance(shape, Dot)),
        image_share=0.0,
        object_count=len(shapes),
    )


def read_pages_again(path: Path, pages: Sequence[RawPage]) -> tuple[RawPage | None, ...]:
    """Read the given pages of ``path`` with the other parser.

    Returns:
        One RawPage for each; None for a page that the first reader turned because its text runs sideways.
    """
    EncodingDB.win2unicode[_SECOND_HYPHEN] = "-"
    numbers = [raw.page.number for raw in pages]
    with pdfplumber.open(path, pages=numbers) as document:
        again: list[RawPage | None] = []
        for page, first in zip(document.pages, pages, strict=True):
            turned = page.rotation % 360 != first.page.rotation
            again.append(None if turned else raw_page(_content(page, first)))
            page.close()  # pdfplumber keeps every object of a page until told otherwise
    return tuple(again)


def _bare(text: str) -> str:
    """Text without white space: the parsers agree on letters, not on blanks."""
    return "".join(text.translate(_HYPHENS).split())


def _cells(fragment: Fragment) -> dict[tuple[int, int, int, int], str]:
    return {(c.place.row, c.place.column, c.place.row_span, c.place.column_span): _bare(c.text) for c in fragment.cells}


def _differences(first: Fragment, second: Fragment) -> list[tuple[str, str]]:
    mine, other = _cells(first), _cells(second)
    return [
        (mine.get(key, ""), other.get(key, "")) for key in sorted({*mine, *other}) if mine.get(key) != other.get(key)
    ]


def _page_box(raw: RawPage) -> Box:
    return Box(raw.page.number, 0.0, 0.0, round(raw.page.width, 2), round(raw.page.height, 2))


def compare_readings(first: RawPage, second: RawPage) -> tuple[ReadingIssue, ...]:
    """Compare two readings of one page, table cell by table cell, without white space.

    Returns:
        One ``reader_disagreement`` per page that differs, ``count`` telling how many cells do; empty when the
        readings agree.
    """
    number = first.page.number
    if len(first.fragments) != len(second.fragments):
        detail = f"trang {number}: {len(first.fragments)} bảng so với {len(second.fragments)} bảng"
        return (ReadingIssue("reader_disagreement", detail, _page_box(first)),)
    pairs = zip(first.fragments, second.fragments, strict=True)
    found = [difference for mine, other in pairs for difference in _differences(mine, other)]
    if not found:
        return ()
    mine, other = found[0]
    detail = f"trang {number}: {len(found)} ô, ví dụ «{mine[:_SHOWN]}» và «{other[:_SHOWN]}»"
    return (ReadingIssue("reader_disagreement", detail, _page_box(first), len(found)),)


def _table_pages(pages: Sequence[RawPage]) -> list[RawPage]:
    read = [raw for raw in pages if raw.page.kind is PageKind.TABLE and raw.page.confidence is None]
    # columns that are not ruled are told to the reviewer anyway; words of annotations the other parser never sees,
    # and upright ones it reads letter by letter
    return [raw for raw in read if not (raw.inferred or raw.stamps or raw.upright)]


def sample_pages(
    path: Path, pages: Sequence[RawPage], every: int, flagged: frozenset[int] = frozenset()
) -> tuple[RawPage, ...]:
    """The table pages to read twice.

    Args:
        path: the file; its bytes decide whether it is in the sample, and which of its pages is read.
        pages: the first reading of all its pages.
        every: one document in so many gives one page to the sample; 0 asks for every table page of every document.
        flagged: numbers of pages that something else is wrong with; they are read twice in any case.
    """
    tables = _table_pages(pages)
    if every == 0:
        return tuple(tables)
    doubtful = [raw for raw in tables if raw.page.number in flagged][:_MOST_FLAGGED]
    cheap = [raw for raw in tables if raw.object_count <= _SAMPLE_OBJECTS and raw not in doubtful]
    lot = int.from_bytes(hashlib.sha256(path.read_bytes()).digest()[:8])
    drawn = [cheap[lot // every % len(cheap)]] if cheap and lot % every == 0 else []
    return tuple(sorted([*doubtful, *drawn], key=lambda raw: raw.page.number))


def second_opinion(path: Path, sample: Sequence[RawPage]) -> tuple[ReadingIssue, ...]:
    """Read some of a document's table pages again.

    Args:
        path: the file.
        sample: the first reading of these pages.
    """
    if not sample:
        return ()
    try:
        again = read_pages_again(path, sample)
    except Exception as error:  # a parser of foreign files fails in any way; that is a result here
        detail = f"trình đọc thứ hai không đọc được tệp ({type(error).__name__})"
        return (ReadingIssue("reader_disagreement", detail, _page_box(sample[0])),)
    pairs = [(first, second) for first, second in zip(sample, again, strict=True) if second is not None]
    return tuple(issue for first, second in pairs for issue in compare_readings(first, second))
