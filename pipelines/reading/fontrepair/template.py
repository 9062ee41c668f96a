"""Which letter an outline looks like: compared with a known face of the same widths.

The faces are the Times-like ones that the project carries for its sample plans and, where installed, the
Liberation family: both have the widths of Times New Roman, Arial and Courier New, which plans are typed in.
"""

from __future__ import annotations

import io
import itertools
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from numpy.typing import NDArray

from pipelines.reading.fontrepair.fonts import Outline

_FOLDERS = ("/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation")
_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
_FAMILIES = ("LiberationSerif", "LiberationSans")
_NEEDED = 0x1EBF  # ế: old Liberation files lack the Vietnamese block
_PIXELS = 96  # of an em in the comparison
_SHIFT = 2  # pixels by which two drawings may be moved against each other
_SAME_WIDTH = 9.0  # 1/1000 em
_STEPS = 6  # straight pieces of a curve
Bitmap = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class KnownFace:
    """A known face: its letters with their widths and outlines, in 1/1000 em."""

    name: str
    widths: Mapping[str, float]
    outlines: Mapping[str, Outline]


def _face(name: str, data: bytes) -> KnownFace | None:
    font = TTFont(io.BytesIO(data), lazy=True)
    cmap = font.getBestCmap()
    if _NEEDED not in cmap:
        return None
    scale, glyphs = 1000.0 / font["head"].unitsPerEm, font.getGlyphSet()
    widths: dict[str, float] = {}
    outlines: dict[str, Outline] = {}
    for code, glyph in sorted(cmap.items()):
        letter = chr(code)
        if not is_candidate(letter):
            continue
        pen = DecomposingRecordingPen(glyphs)
        glyphs[glyph].draw(pen)
        widths[letter] = glyphs[glyph].width * scale
        outlines[letter] = tuple(
            (command, tuple(None if p is None else (p[0] * scale, p[1] * scale) for p in points))
            for command, points in pen.value
        )
    return KnownFace(name, widths, outlines)


def is_candidate(letter: str) -> bool:
    """Letters and digits that Vietnamese plans use: ASCII and the letters of Vietnamese."""
    if letter.isascii():
        return letter.isalnum()
    base = unicodedata.normalize("NFD", letter)
    marks = set(base[1:]) <= set("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
    return letter in "đĐ" or (base[0].isascii() and base[0] in "aeiouyAEIOUY" and len(base) > 1 and marks)


def _sources() -> Iterator[tuple[str, bytes]]:
    for style in _STYLES:
        file = files("pipelines.reading.fontrepair") / "data" / "fonts" / f"SampleSerif-{style}.ttf"
        if file.is_file():
            yield style, file.read_bytes()
    installed = [Path(folder) / f"{name}-{style}.ttf" for folder in _FOLDERS for name in _FAMILIES for style in _STYLES]
    yield from ((file.name, file.read_bytes()) for file in installed if file.is_file())


@cache
def faces() -> tuple[KnownFace, ...]:
    """The known faces that have Vietnamese letters."""
    return tuple(face for name, data in _sources() if (face := _face(name, data)) is not None)


def nearest_face(widths: Mapping[str, float]) -> KnownFace | None:
    """The known face whose widths agree with those of a font's sound letters; None when none does."""
    best, least = None, _SAME_WIDTH / 2
    for face in faces():
        shared = [abs(width - face.widths[letter]) for letter, width in widths.items() if letter in face.widths]
        if len(shared) >= 5 and (mean := sum(shared) / len(shared)) < least:
            best, least = face, mean
    return best


def of_width(face: KnownFace, width: float) -> list[str]:
    """Letters of a face that are as wide as the doubted glyph."""
    return [letter for letter, own in face.widths.items() if abs(own - width) <= _SAME_WIDTH]


def _curve(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of a Bézier curve of any degree, start left out."""
    found = []
    for step in range(1, _STEPS + 1):
        t, level = step / _STEPS, points
        while len(level) > 1:
            level = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in itertools.pairwise(level)]
        found.append(level[0])
    return found


def _quadratics(start: tuple[float, float], points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A TrueType run of off-curve points with its implied on-curve points."""
    found: list[tuple[float, float]] = []
    here = start
    for index, control in enumerate(points[:-1]):
        following = points[index + 1]
        last = index == len(points) - 2
        end = following if last else ((control[0] + following[0]) / 2, (control[1] + following[1]) / 2)
        found += _curve([here, control, end])
        here = end
    return found


def _closed_run(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A contour without any on-curve point."""
    start = ((points[-1][0] + points[0][0]) / 2, (points[-1][1] + points[0][1]) / 2)
    return [start, *_quadratics(start, [*points, start])]


def contours(outline: Outline) -> list[list[tuple[float, float]]]:
    """Polygons of an outline."""
    found: list[list[tuple[float, float]]] = []
    for command, raw in outline:
        points = [point for point in raw if point is not None]
        if command == "moveTo":
            found.append(points)
        elif command == "lineTo" and found:
            found[-1] += points
        elif command == "curveTo" and found:
            found[-1] += _curve([found[-1][-1], *points])
        elif command == "qCurveTo" and len(points) < len(raw):
            found.append(_closed_run(points))
        elif command == "qCurveTo" and found:
            found[-1] += _quadratics(found[-1][-1], points)
    return found


def bitmap(outline: Outline) -> Bitmap:
    """The outline drawn on a square of two em, the baseline at three quarters."""
    size = 2 * _PIXELS
    picture = np.zeros((size, size), np.uint8)
    scale, left, base = _PIXELS / 1000, _PIXELS // 4, size * 3 // 4
    polygons = [
        np.array([(round(x * scale) + left, base - round(y * scale)) for x, y in contour], np.int32)
        for contour in contours(outline)
        if len(contour) > 2
    ]
    if polygons:
        cv2.fillPoly(picture, polygons, (255,))
    return picture


def likeness(first: Bitmap, second: Bitmap) -> float:
    """Overlap of two drawings over their union (0..1), the best over small shifts."""
    best = 0.0
    for dy in range(-_SHIFT, _SHIFT + 1):
        for dx in range(-_SHIFT, _SHIFT + 1):
            moved = np.roll(second, (dy, dx), axis=(0, 1))
            union = int(np.count_nonzero(first | moved))
            if union:
                best = max(best, int(np.count_nonzero(first & moved)) / union)
    return best
