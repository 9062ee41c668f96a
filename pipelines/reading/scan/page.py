"""One scanned page → words in their places, and the rules of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.pdf.shapes import Glyph, PageContent, RuledGrid
from pipelines.reading.scan.blocks import text_blocks, without_drawings
from pipelines.reading.scan.boldness import mark_bold
from pipelines.reading.scan.dust import without_dust, without_lone_dashes, without_strays
from pipelines.reading.scan.engine import Engine
from pipelines.reading.scan.entries import without_doubted_entries
from pipelines.reading.scan.lie import Lie
from pipelines.reading.scan.outlines import boxes, outlines
from pipelines.reading.scan.repair import repair_words
from pipelines.reading.scan.rules import erase, exact_rules, find_table_rules, loose_rules, scan_grids
from pipelines.reading.scan.shapes import OcrWord, Picture, PlacedWord, Region, UprightScan
from pipelines.reading.scan.signs import restore_bars
from pipelines.reading.scan.sizes import line_sizes, usual_size
from pipelines.reading.scan.stems import recount
from pipelines.reading.scan.twins import settle_twins

_BLANK_INK = 0.028  # inch: a cell whose largest ink shape is smaller has nothing printed in it
_CELL_INSET = 0.012
_MOST_DOTS = 12
_DOT_LEVEL, _DOT_STEP = 0.01, 0.09  # inch: dots of an ellipsis stand level and this near to one another
_LINE_HEIGHT = 0.235  # inch: a lower region holds one printed line, marks and tails included
_JUNK = 0.30  # confidence below which signs without a letter or digit are noise
_NOISE = 0.12  # confidence below which anything is noise, unless its neighbours are sound
_SOUND = 0.8
_LIKELY = 0.5  # from here on a short block that gave nothing as a line is believed as a word
_SHORT = 4.0  # heights: "VIII" is this wide
_SURE = 0.85
_ASCENT, _DESCENT = 0.89, 0.22  # of the letter size, as PDF fonts report them


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page after OCR: its content for the layout code, its words' confidences and the repairs made."""

    content: PageContent
    words: tuple[PlacedWord, ...]
    repairs: tuple[tuple[str, str], ...]
    lie: Lie  # how the page lay; ``content`` is measured on its levelled paper

    @property
    def confidence(self) -> float | None:
        """Mean confidence of the words, weighted by letters; None for a page without words."""
        return mean_confidence(self.words)


def mean_confidence(words: Iterable[PlacedWord]) -> float | None:
    """Mean confidence weighted by letters; None when there are no words."""
    pairs = [(word.letters, word.confidence) for word in words]
    total = sum(letters for letters, _ in pairs)
    return round(sum(letters * confidence for letters, confidence in pairs) / total, 4) if total else None


def _cell_regions(sheet: UprightScan, grids: Sequence[RuledGrid]) -> list[Region]:
    inset, scale = sheet.px(_CELL_INSET), sheet.points
    return [
        Region(
            round(cell.x0 / scale) + inset,
            round(cell.y0 / scale) + inset,
            round(cell.x1 / scale) - inset,
            round(cell.y1 / scale) - inset,
        )
        for grid in grids
        for cell in grid.cells
    ]


def _shapes(sheet: UprightScan, region: Region) -> NDArray[np.int32]:
    """Connected ink shapes of a region: rows of (left, top, width, height)."""
    part = np.ascontiguousarray(region.cut(sheet.ink))
    return boxes(outlines(part)) if part.size else np.zeros((0, 4), np.int32)


def _box_of(shapes: NDArray[np.int32], region: Region) -> Region:
    x0, y0 = shapes[:, 0].min(), shapes[:, 1].min()
    x1, y1 = (shapes[:, 0] + shapes[:, 2]).max(), (shapes[:, 1] + shapes[:, 3]).max()
    return Region(int(x0), int(y0), int(x1), int(y1)).moved(region.x0, region.y0)


def _has_print(shapes: NDArray[np.int32], sheet: UprightScan) -> bool:
    """False when only noise is in a region: tesseract would invent text."""
    return len(shapes) > 0 and int(shapes[:, 2:4].max()) >= sheet.px(_BLANK_INK, 4)


def _is_ellipsis(shapes: NDArray[np.int32], sheet: UprightScan) -> bool:
    """True for a few dots in a row and nothing else: "…" alone in a cell means "as above" or "to be filled"."""
    if not 3 <= len(shapes) <= _MOST_DOTS:
        return False
    bottoms, lefts = shapes[:, 1] + shapes[:, 3], np.sort(shapes[:, 0])
    level = int(bottoms.max() - bottoms.min()) <= sheet.px(_DOT_LEVEL, 2)
    return level and int(np.diff(lefts).max()) <= sheet.px(_DOT_STEP)


def _ellipsis(box: Region) -> OcrWord:
    return OcrWord("…", 1.0, box, float(box.y1), 0.0, 0)


def _is_print(word: OcrWord, usual: float) -> bool:
    """False for what noise looks like: signs without letters, and the unlikely among the unlikely."""
    if any(char.isalnum() for char in word.text):
        return word.confidence >= _NOISE or usual >= _SOUND
    return word.confidence >= _JUNK


def _read_region(engine: Engine, sheet: UprightScan, region: Region) -> list[OcrWord]:
    shapes = _shapes(sheet, region)
    if not _has_print(shapes, sheet):
        return [_ellipsis(_box_of(shapes, region))] if _is_ellipsis(shapes, sheet) else []
    box = _box_of(shapes, region)
    single = box.height <= sheet.px(_LINE_HEIGHT)
    picture = box.cut(sheet.grey)
    words = engine.words(picture, sheet.dpi, single_line=single)
    if single and box.width <= _SHORT * box.height and not any(word.confidence >= _NOISE for word in words):
        words = [word for word in engine.word(picture, sheet.dpi) if word.confidence >= _LIKELY]
    usual = median(word.confidence for word in words) if words else 0.0
    placed = [
        word._replace(region=word.region.moved(box.x0, box.y0), baseline=word.baseline + box.y0)
        for word in words
        if _is_print(word, usual)
    ]
    return restore_bars(recount(placed, sheet), sheet)


def _is_stray(words: Sequence[OcrWord]) -> bool:
    """True for a letter or two standing alone and doubted: the rest of a pen stroke."""
    letters = [char for word in words for char in word.text if char.isalnum()]
    if len(letters) > 2 or any(char.isdigit() for char in letters) or (words and words[-1].text[-1] in ".;:,)"):
        return False
    return all(word.confidence < _SURE for word in words)


def _without_cells(sheet: UprightScan, grids: Sequence[RuledGrid]) -> UprightScan:
    """The page around its tables."""
    grey, ink, scale = sheet.grey.copy(), sheet.ink.copy(), sheet.points
    for grid in grids:
        rows = slice(max(0, round(grid.ys[0] / scale) - 2), round(grid.ys[-1] / scale) + 3)
        columns = slice(max(0, round(grid.xs[0] / scale) - 2), round(grid.xs[-1] / scale) + 3)
        grey[rows, columns] = 255
        ink[rows, columns] = 0
    return replace(sheet, grey=grey, ink=ink)


def _glyphs(words: Sequence[OcrWord], usual: float, scale: float) -> list[Glyph]:
    """Words of one region as glyphs in points, with drawn blanks between words of one line."""
    glyphs: list[Glyph] = []
    previous: OcrWord | None = None
    for word, pixels in zip(words, line_sizes(words, usual), strict=True):
        size = pixels * scale
        baseline, x0, x1 = word.baseline * scale, word.region.x0 * scale, word.region.x1 * scale
        top, bottom = baseline - _ASCENT * size, baseline + _DESCENT * size
        if previous is not None and previous.line == word.line:
            end = previous.region.x1 * scale
            glyphs.append(Glyph(" ", min(end, x0), max(end, x0), top, bottom, baseline, size))
        glyphs.append(Glyph(word.text, x0, x1, top, bottom, baseline, size, word.bold))
        previous = word
    return glyphs


def _placed(words: Iterable[OcrWord], scale: float) -> list[PlacedWord]:
    return [
        PlacedWord(
            (word.region.x0 + word.region.x1) / 2 * scale,
            (word.region.y0 + word.region.y1) / 2 * scale,
            len(word.text),
            word.confidence,
        )
        for word in words
    ]


def _recognise(engine: Engine, sheet: UprightScan, grids: Sequence[RuledGrid], mask: Picture) -> list[list[OcrWord]]:
    """Words of every cell, then of every block around the tables."""
    clean = erase(sheet, mask)
    body = without_drawings(_without_cells(clean, grids))
    cells = [without_dust(_read_region(engine, clean, region)) for region in _cell_regions(sheet, grids)]
    blocks = [without_strays(_read_region(engine, body, region), sheet) for region in text_blocks(body)]
    printed = [words for words in blocks if not _is_stray(words)]
    return mark_bold([*cells, *without_lone_dashes(printed)], clean)


def _repaired(words: Sequence[OcrWord]) -> tuple[list[OcrWord], list[tuple[str, str]]]:
    """The words as they are kept, and what was changed in them."""
    sound, repairs = repair_words(words)
    known, unread = without_doubted_entries(sound)
    return known, [*repairs, *unread]


def read_sheet(engine: Engine, sheet: UprightScan, number: int, rotation: int = 0) -> ScannedPage:
    """OCR one cleaned page.

    Args:
        engine: an open recogniser.
        sheet: the page's picture.
        number: page number from 1.
        rotation: the file's own ``/Rotate``, kept for the page record.
    """
    rules, mask = find_table_rules(sheet)
    grids = scan_grids(rules)
    recognised = _recognise(engine, sheet, grids, mask)
    usual = usual_size(recognised)
    repaired = [_repaired(settle_twins(words, sheet, usual)) for words in recognised]
    placed = tuple(word for words, _ in repaired for word in _placed(words, sheet.points))
    content = PageContent(
        number=number,
        width=sheet.width,
        height=sheet.height,
        rotation=rotation,
        glyphs=tuple(glyph for words, _ in repaired for glyph in _glyphs(words, usual, sheet.points)),
        rules=(*exact_rules(grids), *loose_rules(rules, grids)),
        dots=(),
        image_share=1.0,
        object_count=1,
        confidence=mean_confidence(placed),
    )
    lie = sheet.lie or Lie(sheet.width, sheet.height)
    return ScannedPage(content, placed, tuple(change for _, changes in repaired for change in changes), lie)
