"""Pictures among the print of a page → content that stands where the pictures do.

They are shrunk into the text's width, and the recogniser measures in inches: each is read as a page of its own, so
large that its letters have their usual size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium

from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.paths import UserBox
from pipelines.reading.pdf.primitives import open_pdf
from pipelines.reading.pdf.shapes import Glyph, PageContent, Stroke
from pipelines.reading.scan.engine import Engine, open_engine
from pipelines.reading.scan.lie import Lie
from pipelines.reading.scan.page import ScannedPage, mean_confidence, read_sheet
from pipelines.reading.scan.picture import render, scan_dpi, sheet_of
from pipelines.reading.scan.reader import Scans
from pipelines.reading.scan.shapes import Picture, PlacedWord

_LEAST_LETTER, _LEAST_LETTERS = 4, 20  # pixels; connected shapes
_LETTER_SHARE = 0.55  # of the size: the usual shape is a small letter without stem or mark
_USUAL_SIZE = 12.0  # points
_GROWN = (0.4, 4.0)  # how much larger than it is printed a picture is read


def letter_size(grey: Picture) -> float | None:
    """Size of most letters of a picture, in pixels; None where hardly any are seen."""
    ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    widths, heights = stats[:, 2], stats[:, 3]
    letters = heights[(heights >= _LEAST_LETTER) & (heights < grey.shape[0] / 8) & (widths <= 3 * heights)]
    return float(np.median(letters)) / _LETTER_SHARE if len(letters) >= _LEAST_LETTERS else None


def read_boxes(path: Path, boxes: Mapping[int, Sequence[UserBox]], limits: ReadingLimits) -> Scans:
    """Recognise parts of some pages.

    Args:
        path: the file.
        boxes: for a page's number the places of its pictures: left, top, right, bottom as displayed.
        limits: bounds on the file.

    Raises:
        UnreadableDocument: ``needs_ocr`` without the OCR library or its Vietnamese data; as ``open_pdf`` otherwise.
    """
    with open_engine() as engine, open_pdf(str(path), limits) as document:
        return Scans({number: _read_page(engine, document, number, boxes[number]) for number in sorted(boxes)})


def _read_page(engine: Engine, document: pdfium.PdfDocument, number: int, boxes: Sequence[UserBox]) -> ScannedPage:
    page = document[number - 1]
    try:
        dpi, rotation = scan_dpi(page), page.get_rotation() % 360
        width, height = page.get_size()
        picture = render(page, dpi)
    finally:
        page.close()
    parts = [_read_part(engine, picture, dpi, number, box) for box in boxes]
    words = tuple(word for part in parts for word in part.words)
    content = PageContent(
        number,
        width,
        height,
        rotation,
        tuple(glyph for part in parts for glyph in part.content.glyphs),
        tuple(rule for part in parts for rule in part.content.rules),
        dots=(),
        image_share=0.0,
        object_count=len(parts),
        confidence=mean_confidence(words),
    )
    return ScannedPage(content, words, tuple(one for part in parts for one in part.repairs), Lie(width, height))


def _read_part(engine: Engine, picture: Picture, dpi: float, number: int, box: UserBox) -> ScannedPage:
    """What stands in ``box`` of a page's picture, in the page's measure."""
    left, top, right, bottom = (max(0, round(value * dpi / 72)) for value in box)
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    size = letter_size(np.ascontiguousarray(part.min(axis=2))) if part.size else None
    grown = min(max(_USUAL_SIZE / (size * 72 / dpi), _GROWN[0]), _GROWN[1]) if size else 1.0
    read = read_sheet(engine, sheet_of(part, dpi / grown), number)
    return _placed(read, 1 / grown, (left * 72 / dpi, top * 72 / dpi))


def _placed(page: ScannedPage, scale: float, at: tuple[float, float]) -> ScannedPage:
    """A part of a page shrunk by ``scale`` and moved to ``at``."""
    right, down = at
    content = page.content

    def glyph(one: Glyph) -> Glyph:
        return one._replace(
            x0=one.x0 * scale + right,
            x1=one.x1 * scale + right,
            top=one.top * scale + down,
            bottom=one.bottom * scale + down,
            baseline=one.baseline * scale + down,
            size=one.size * scale,
        )

    def rule(one: Stroke) -> Stroke:
        return Stroke(one.x0 * scale + right, one.y0 * scale + down, one.x1 * scale + right, one.y1 * scale + down)

    moved = replace(content, glyphs=tuple(map(glyph, content.glyphs)), rules=tuple(map(rule, content.rules)))
    words = tuple(
        PlacedWord(word.x * scale + right, word.y * scale + down, word.letters, word.confidence) for word in page.words
    )
    return replace(page, content=moved, words=words)
