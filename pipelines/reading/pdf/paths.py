"""Path objects → rulings and dots; images → their share of the page.

Producers draw a table's borders as strokes (LibreOffice), as thin filled rectangles with separate corners
(Word), as many rectangles in one path (Word, Aspose) or as hundreds of small squares (dotted borders).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.native import ADDRESS, INT, address_of, bare
from pipelines.reading.pdf.segments import edges, read_outline, subpath_boxes
from pipelines.reading.pdf.shapes import Dot, Shade, Stroke

_THIN = 3.0  # a painted strip thicker than this is shading, not a ruling
_DOT = 1.5
_STRAIGHT = 0.75  # how far a ruling may lean, in points over its whole length
_WHITE = 245  # colour channels from here up cannot be told from paper
_FAINT_ALPHA = 26
_RECTANGLE = 5  # segments
_RASTER = 400  # steps by which the images' common area is measured, each way

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
UserBox = tuple[float, float, float, float]  # left, bottom, right, top in user space
_Array = npt.NDArray[np.float64]
_make_rule = partial(tuple.__new__, Stroke)  # without the Python frame of Rule(): a page may have thousands
_make_dot = partial(tuple.__new__, Dot)


def multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that first does ``inner``, then ``outer``."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _transform(matrix: Matrix, points: _Array) -> _Array:
    """``points`` (n, 2) through ``matrix``."""
    if matrix == _IDENTITY:
        return points
    a, b, c, d, e, f = matrix
    x, y = points[:, 0], points[:, 1]
    return np.stack([a * x + c * y + e, b * x + d * y + f], axis=1)


def box_through(matrix: Matrix, box: UserBox) -> UserBox:
    """The box around ``box`` after ``matrix``."""
    if matrix == _IDENTITY:
        return box
    corners = _transform(matrix, np.array([(x, y) for x in box[::2] for y in box[1::2]]))
    (left, bottom), (right, top) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return left, bottom, right, top


def _wide(boxes: _Array) -> npt.NDArray[np.bool_]:
    """Which boxes are too thick for a ruling."""
    return np.asarray((boxes[:, 2:] - boxes[:, :2]).min(axis=1) > _THIN, dtype=np.bool_)


def _without_frames(boxes: _Array) -> _Array:
    """The boxes of a path, four strips in the place of a box and the one inside it that stays free.

    So browsers draw the borders of a cell.
    """
    first, second = boxes[:-1], boxes[1:]
    inner = np.concatenate([np.maximum(first[:, :2], second[:, :2]), np.minimum(first[:, 2:], second[:, 2:])], axis=1)
    outer = np.concatenate([np.minimum(first[:, :2], second[:, :2]), np.maximum(first[:, 2:], second[:, 2:])], axis=1)
    nested = (inner == first).all(axis=1) | (inner == second).all(axis=1)
    ring = nested & (np.abs(outer - inner).max(axis=1) <= _THIN) & (np.abs(outer - inner).max(axis=1) > 0)
    left, bottom, right, top = outer[ring].T
    x0, y0, x1, y1 = inner[ring].T
    strips = [(left, bottom, x0, top), (x1, bottom, right, top), (left, bottom, right, y0), (left, y1, right, top)]
    others = boxes[~(np.append(ring, False) | np.append(False, ring))]
    return np.concatenate([others, *(np.stack(strip, axis=1) for strip in strips)])


class Objects:
    """What pdfium tells about one page object; objects are addresses."""

    def __init__(self) -> None:
        self.kind = bare("FPDFPageObj_GetType", INT, ADDRESS)
        self.count_inside = bare("FPDFFormObj_CountObjects", INT, ADDRESS)
        self.inside = bare("FPDFFormObj_GetObject", ADDRESS, ADDRESS, INT)
        self._bounds = bare("FPDFPageObj_GetBounds", INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
        self._matrix = bare("FPDFPageObj_GetMatrix", INT, ADDRESS, ADDRESS)
        self._draw_mode = bare("FPDFPath_GetDrawMode", INT, ADDRESS, ADDRESS, ADDRESS)
        self._colours = tuple(
            bare(name, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)
            for name in ("FPDFPageObj_GetFillColor", "FPDFPageObj_GetStrokeColor")
        )
        self._floats, self._ints = np.zeros(6, np.float32), np.zeros(4, np.uint32)
        at, number = self._floats.ctypes.data, self._ints.ctypes.data
        self._at, self._number = (at, at + 4, at + 8, at + 12), (number, number + 4, number + 8, number + 12)

    def box(self, item: int) -> UserBox | None:
        """The object's box in the space of its page or form."""
        if not self._bounds(item, *self._at):
            return None
        left, bottom, right, top, _, _ = self._floats.tolist()
        return left, bottom, right, top

    def matrix(self, item: int) -> Matrix:
        """The object's own matrix."""
        if not self._matrix(item, self._at[0]):
            return _IDENTITY
        a, b, c, d, e, f = self._floats.tolist()
        return a, b, c, d, e, f

    def paint(self, path: int) -> tuple[bool, bool]:
        """(filled, stroked) with a visible colour."""
        if not self._draw_mode(path, self._number[0], self._number[1]):
            return False, False
        fill_mode, stroke, _, _ = self._ints.tolist()
        return bool(fill_mode) and self.is_inked(path, 0), bool(stroke) and self.is_inked(path, 1)

    def fills(self, path: int) -> bool:
        """True when the inside of a path is painted, in whatever colour."""
        return bool(self._draw_mode(path, self._number[0], self._number[1]) and self._ints[0])

    def fills_every_second(self, path: int) -> bool:
        """True when a path is painted by the even-odd rule: what lies inside two of its outlines stays free."""
        painted = self._draw_mode(path, self._number[0], self._number[1])
        return bool(painted and self._ints[0] == pdfium_c.FPDF_FILLMODE_ALTERNATE)

    def fill_alpha(self, path: int) -> int | None:
        """Opacity of a path's fill, 0..255; None for patterns, which have no plain colour."""
        return int(self._ints[3]) if self._colours[0](path, *self._number) else None

    def fill_colour(self, path: int) -> str | None:
        """Colour of a path's fill as six hexadecimal digits; None for patterns and for what is hardly seen."""
        if not self._colours[0](path, *self._number):
            return None
        red, green, blue, alpha = self._ints.tolist()
        return f"{red:02x}{green:02x}{blue:02x}" if alpha > _FAINT_ALPHA else None

    def is_inked(self, path: int, which: int) -> bool:
        """True when the fill (0) or stroke (1) colour would leave a mark on white paper."""
        if not self._colours[which](path, *self._number):
            return True  # patterns and separations have no plain colour; they print
        red, green, blue, alpha = self._ints.tolist()
        return bool(alpha > _FAINT_ALPHA and min(red, green, blue) < _WHITE)


class PathCollector:
    """Collects the rulings, dots and image share of one page."""

    def __init__(self, display: Display, limits: ReadingLimits) -> None:
        self.rules: list[Stroke] = []
        self.dots: list[Dot] = []
        self._images: list[UserBox] = []  # in display space
        self.object_count = 0
        self.skipped = False
        self._display = display
        self._limits = limits
        self._objects = Objects()
        self._strips: list[UserBox] = []  # thin painted boxes, in user space
        self._many: list[_Array] = []  # the same, from paths of many parts
        self._areas: list[tuple[_Array, str]] = []  # larger filled boxes with their colour, in user space

    def collect(self, page: pdfium.PdfPage, count: int | None = None) -> None:
        """Walk the page's objects; beyond the limit everything collected is dropped and ``skipped`` set.

        Args:
            page: an open page.
            count: only its first objects; what was drawn into it behind them is no part of the print.
        """
        at, get = address_of(page.raw), bare("FPDFPage_GetObject", ADDRESS, ADDRESS, INT)
        count = self._allowed(pdfium_c.FPDFPage_CountObjects(page) if count is None else count)
        self._walk((get(at, index) for index in range(count)), _IDENTITY, 0)
        if not self.skipped:
            self._sort_strips()

    def _allowed(self, count: int) -> int:
        self.object_count += max(0, count)
        if self.object_count > self._limits.max_objects_per_page:
            self.skipped = True
            return 0
        return max(0, count)

    def _walk(self, objects: Iterator[int], outer: Matrix, depth: int) -> None:
        for item in objects:
            kind = self._objects.kind(item)
            if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                self._image(item, outer)
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < self._limits.max_form_depth:
                count = self._allowed(self._objects.count_inside(item))
                inner = multiply(self._objects.matrix(item), outer)
                self._walk((self._objects.inside(item, index) for index in range(count)), inner, depth + 1)

    def _image(self, image: int, outer: Matrix) -> None:
        box = self._objects.box(image)
        area = self._display.width * self._display.height
        if box is None or area <= 0:
            return
        self._images.append(self._display.box(*box_through(outer, box)))

    @property
    def pictures(self) -> list[UserBox]:
        """The images, in display space: left, top, right, bottom."""
        return self._images

    @property
    def image_share(self) -> float:
        """Share of the page that images cover together, 0..1: scans are stored whole, in strips or in tiles."""
        if not self._images:
            return 0.0
        scale = _RASTER / np.array([self._display.width, self._display.height] * 2)
        covered = np.zeros((_RASTER, _RASTER), np.bool_)
        boxes = np.clip(np.rint(np.array(self._images) * scale), 0, _RASTER).astype(int)
        for x0, y0, x1, y1 in boxes.tolist():
            covered[y0:y1, x0:x1] = True
        return float(covered.mean())

    def _path(self, path: int, outer: Matrix) -> None:
        box = self._objects.box(path)
        if box is None:
            return
        filled, stroked = self._objects.paint(path)
        if not (filled or stroked):
            return
        box = box_through(outer, box)
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            self._strips.append(box)
        else:
            colour = self._objects.fill_colour(path) if filled else None
            self._parts(path, multiply(self._objects.matrix(path), outer), stroked=stroked, colour=colour)

    def _parts(self, path: int, matrix: Matrix, *, stroked: bool, colour: str | None) -> None:
        """The strokes, or else the filled parts, of a path of some extent; ``colour`` of its fill."""
        outline = read_outline(path)
        self._allowed(len(outline.points) // _RECTANGLE)
        points = _transform(matrix, outline.points)
        if colour is not None:
            boxes = subpath_boxes(outline, points)
            wide = _wide(boxes)
            if np.count_nonzero(wide) > 1 and self._objects.fills_every_second(path):
                boxes = np.concatenate([boxes[~wide], _without_frames(boxes[wide])])
                wide = _wide(boxes)
            if wide.any():
                self._areas.append((boxes[wide], colour))
        if not stroked:
            self._many.append(subpath_boxes(outline, points) if colour is None else boxes)
            return
        start, end = edges(outline, points)
        size = np.abs(end - start)
        straight = (size.min(axis=1, initial=np.inf) <= _STRAIGHT) & (size.max(axis=1, initial=0.0) > 0)
        boxes = np.concatenate([np.minimum(start, end), np.maximum(start, end)], axis=1)
        self._many.append(boxes[straight])

    @property
    def shades(self) -> list[Shade]:
        """The coloured areas in painting order, in display space."""
        return [
            Shade((left, top, right, bottom), colour)
            for boxes, colour in self._areas
            for left, top, right, bottom in self._display.boxes(boxes).tolist()
        ]

    def _sort_strips(self) -> None:
        """Thin boxes become dots or rulings through their middle; thick ones are shading."""
        single = np.array(self._strips, np.float64).reshape(-1, 4)
        boxes = self._display.boxes(np.concatenate([single, *self._many]))
        size = boxes[:, 2:] - boxes[:, :2]
        thin, small = size.min(axis=1) <= _THIN, size.max(axis=1) <= _DOT
        middles = (boxes[:, :2] + boxes[:, 2:]) / 2
        wide = size[:, 0] >= size[:, 1]
        across = boxes.copy()
        across[wide, 1] = across[wide, 3] = middles[wide, 1]
        across[~wide, 0] = across[~wide, 2] = middles[~wide, 0]
        self.dots = list(map(_make_dot, middles[small].tolist()))
        self.rules = list(map(_make_rule, across[thin & ~small].tolist()))
