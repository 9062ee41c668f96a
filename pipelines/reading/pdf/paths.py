"""Path objects → rulings and dots; images → their share of the page.

Producers draw a table's borders as strokes (LibreOffice), as thin filled rectangles with separate corners
(Word), as many rectangles in one path (Word, Aspose) or as hundreds of small squares (dotted borders).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.shapes import Dot, Rule

_THIN = 3.0  # a painted strip thicker than this is shading, not a ruling
_DOT = 1.5
_STRAIGHT = 0.75  # how far a ruling may lean, in points over its whole length
_WHITE = 245  # colour channels from here up cannot be told from paper
_FAINT_ALPHA = 26

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Point = tuple[float, float]


def _multiply(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _matrix_of(page_object: Any) -> _Matrix:  # noqa: ANN401 - ctypes handle
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(page_object, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _is_inked(page_object: Any, getter: Any) -> bool:  # noqa: ANN401 - ctypes handle and function
    """True when the colour that ``getter`` reports would leave a mark on white paper."""
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    if not getter(page_object, r, g, b, a):
        return True  # patterns and separations have no plain colour; they print
    return a.value > _FAINT_ALPHA and min(r.value, g.value, b.value) < _WHITE


def _paint(path: Any) -> tuple[bool, bool]:  # noqa: ANN401 - ctypes handle
    """(filled, stroked) with a visible colour."""
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, fill_mode, stroke):
        return False, False
    filled = fill_mode.value != 0 and _is_inked(path, pdfium_c.FPDFPageObj_GetFillColor)
    stroked = stroke.value != 0 and _is_inked(path, pdfium_c.FPDFPageObj_GetStrokeColor)
    return filled, stroked


def _subpaths(path: Any, matrix: _Matrix) -> Iterator[tuple[list[_Point], bool]]:  # noqa: ANN401 - ctypes handle
    """(points, has only straight lines) of each subpath, in user space; closed ones end at their start."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[_Point] = []
    straight = True
    for index in range(pdfium_c.FPDFPath_CountSegments(path)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            yield points, straight
            points, straight = [], True
        straight = straight and kind != pdfium_c.FPDF_SEGMENT_BEZIERTO
        points.append(_apply(matrix, x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, straight


class PathCollector:
    """Collects the rulings, dots and image share of one page."""

    def __init__(self, display: Display, limits: ReadingLimits) -> None:
        self.rules: list[Rule] = []
        self.dots: list[Dot] = []
        self.image_share = 0.0
        self.object_count = 0
        self.skipped = False
        self._display = display
        self._limits = limits
        self._bounds = tuple(ctypes.c_float() for _ in range(4))

    def collect(self, page: pdfium.PdfPage) -> None:
        """Walk the page's objects; beyond the limit everything collected is dropped and ``skipped`` set."""
        count = pdfium_c.FPDFPage_CountObjects(page)
        self._walk((pdfium_c.FPDFPage_GetObject(page, i) for i in range(self._allowed(count))), _IDENTITY, 0)
        if self.skipped:
            self.rules, self.dots = [], []

    def _allowed(self, count: int) -> int:
        self.object_count += count
        if self.object_count > self._limits.max_objects_per_page:
            self.skipped = True
            return 0
        return max(0, count)

    def _walk(self, objects: Iterator[Any], outer: _Matrix, depth: int) -> None:
        for page_object in objects:
            kind = pdfium_c.FPDFPageObj_GetType(page_object)
            if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                self._path(page_object, outer)
            elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                self._image(page_object, outer)
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < self._limits.max_form_depth:
                count = self._allowed(pdfium_c.FPDFFormObj_CountObjects(page_object))
                inner = _multiply(_matrix_of(page_object), outer)
                children = (pdfium_c.FPDFFormObj_GetObject(page_object, i) for i in range(count))
                self._walk(children, inner, depth + 1)

    def _box(self, page_object: Any, outer: _Matrix) -> tuple[float, float, float, float] | None:  # noqa: ANN401
        if not pdfium_c.FPDFPageObj_GetBounds(page_object, *self._bounds):
            return None
        left, bottom, right, top = (value.value for value in self._bounds)
        if outer is _IDENTITY:
            return self._display.box(left, bottom, right, top)
        corners = [_apply(outer, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return self._display.box(min(xs), min(ys), max(xs), max(ys))

    def _image(self, page_object: Any, outer: _Matrix) -> None:  # noqa: ANN401 - ctypes handle
        box = self._box(page_object, outer)
        area = self._display.width * self._display.height
        if box is None or area <= 0:
            return
        width = min(box[2], self._display.width) - max(box[0], 0.0)
        height = min(box[3], self._display.height) - max(box[1], 0.0)
        self.image_share = max(self.image_share, max(width, 0.0) * max(height, 0.0) / area)

    def _path(self, path: Any, outer: _Matrix) -> None:  # noqa: ANN401 - ctypes handle
        box = self._box(path, outer)
        if box is None:
            return
        filled, stroked = _paint(path)
        if not (filled or stroked):
            return
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            self._strip(*box)
            return
        matrix = _multiply(_matrix_of(path), outer)
        for points, straight in _subpaths(path, matrix):
            shown = [self._display.point(x, y) for x, y in points]
            if stroked:
                self._strokes(shown)
            elif straight:
                self._filled(shown)

    def _strip(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin painted box becomes a dot or the ruling through its middle."""
        width, height = x1 - x0, y1 - y0
        if max(width, height) <= _DOT:
            self.dots.append(Dot((x0 + x1) / 2, (y0 + y1) / 2))
        elif width >= height:
            middle = (y0 + y1) / 2
            self.rules.append(Rule(x0, middle, x1, middle))
        else:
            middle = (x0 + x1) / 2
            self.rules.append(Rule(middle, y0, middle, y1))

    def _strokes(self, points: list[_Point]) -> None:
        for (ax, ay), (bx, by) in pairwise(points):
            width, height = abs(ax - bx), abs(ay - by)
            if min(width, height) <= _STRAIGHT and max(width, height) > 0:
                self._strip(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _filled(self, points: list[_Point]) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        if min(x1 - x0, y1 - y0) <= _THIN:
            self._strip(x0, y0, x1, y1)
