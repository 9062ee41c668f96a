"""A page of a file → an upright, clean grey picture.

Red ink (stamps) is removed by colour; paper shade, shaded header rows and shadows by dividing through the
local background. No median filter: it eats dots and hooks of Vietnamese letters (measured).
"""

from __future__ import annotations

from typing import cast

import cv2
import cv2.typing
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from pipelines.reading.scan.flat import bend_of, levelled
from pipelines.reading.scan.lie import Lie
from pipelines.reading.scan.outlines import only_large, without_small
from pipelines.reading.scan.shapes import Picture, UprightScan

_DPI = (100.0, 250.0)
_ENLARGED = 1.25  # measured on cells of 12 points at 200 dpi: errors fall to a quarter; more does not help
_COARSE = 130.0  # at 100 dpi a hair line is one grey pixel, which enlarging by a quarter spreads over two and loses
_ENLARGED_COARSE = 2.0
_FINE = 210.0  # from here on a hair line is wide enough to be ink
_LONG_LINE, _CROSSING = 0.5, 0.04  # inch
_RIDGE, _RIDGE_LEVEL = 0.05, 22  # inch that a line is thinner than; how much darker than the paper beside it
_USUAL_DPI = 200.0
_SHARPEN = (0.7, 1.5)  # share and radius (pixels): brings back the hooks of ổ and ể that scanning blurs
_COLOURED = 60  # spread of the channels from which ink has a colour of its own: pens and stamps, never rules
_STAMP_RED = 38  # how much redder than green and blue a stamp's ink is
_DARK = 90  # darker than this is black print under the stamp and stays
_BACKGROUND = 0.16  # inch: more than a letter's stem, less than a shaded row
_MAX_SKEW = 4.0
_SKEW_DPI = 72.0
_LEAST_SKEW = 0.04  # degrees: one pixel over the width of a page
_AS_SHARP = 0.999
_FEW = 4  # one pixel of ink in so many tells the half degree; all tell the rest
_SPECK = 0.0095  # inch: a full stop measures .017
_PEN = 0.36  # inch: no letter is this large
_HALO = 0.03  # inch: soft edge of a stroke, whose colour has faded to grey
_INK_LEVEL = 165


def scan_dpi(page: pdfium.PdfPage, paper: float = 1.0) -> float:
    """Resolution at which to read the page: somewhat above that of its largest image, within the useful range.

    Args:
        page: an open page.
        paper: points of the page for one point of its paper.
    """
    best, area = _USUAL_DPI, 0.0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        inches = max(right - left, top - bottom) / 72 / paper
        if inches > 0 and (right - left) * (top - bottom) > area:
            area = (right - left) * (top - bottom)
            best = max(item.get_px_size()) / inches
    enlarged = _ENLARGED if best > _COARSE else _ENLARGED_COARSE
    return min(max(best * enlarged, _DPI[0]), _DPI[1])


def render(page: pdfium.PdfPage, dpi: float, *, forms: bool = False) -> Picture:
    """The page as a reader sees it (``/Rotate`` applied): rows × columns × (red, green, blue).

    Args:
        page: an open page.
        dpi: resolution.
        forms: draw fields and signatures too. Not for recognition: their words are known, and the picture of a
            signature hides the signer's name.
    """
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True, no_smoothtext=False, may_draw_forms=forms)
    pixels = bitmap.to_numpy()
    grey = pixels if pixels.ndim == 2 else pixels[:, :, :3]
    return np.array(np.repeat(grey[..., None], 3, axis=2) if grey.ndim == 2 else grey, dtype=np.uint8)


def without_stamps(rgb: Picture) -> tuple[Picture, Picture]:
    """Take the red ink off a page.

    Returns:
        Grey picture in which red ink is paper and black print under a stamp stays, and the mask of the pixels that
        have another colour of their own (pens).
    """
    red, green, blue = cv2.split(rgb)
    other = cv2.max(green, blue)
    grey, darkest = cv2.max(red, other), cv2.min(red, cv2.min(green, blue))
    stamp = cv2.bitwise_and(_above(cv2.subtract(red, other), _STAMP_RED), _above(red, _DARK))
    grey = cv2.max(grey, stamp)
    return cast(Picture, grey), cast(Picture, _above(cv2.subtract(grey, darkest), _COLOURED))


def _above(channel: cv2.typing.MatLike, level: int) -> cv2.typing.MatLike:
    """Mask of the pixels above ``level``."""
    return cv2.threshold(channel, level, 255, cv2.THRESH_BINARY)[1]


def without_pen_strokes(grey: Picture, coloured: Picture, dpi: float) -> Picture:
    """Paint over coloured shapes too large for letters (signatures); coloured print stays."""
    strokes = only_large(coloured, _PEN * dpi, _PEN * dpi)
    if strokes is None:
        return grey
    halo = round(_HALO * dpi) | 1
    return cast(Picture, cv2.max(grey, cv2.dilate(strokes, np.ones((halo, halo), np.uint8))))


def even_paper(grey: Picture, dpi: float) -> Picture:
    """Divide by the local background so that paper, shadow and shading become white."""
    factor = max(1, round(dpi / 50))
    small = cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    size = max(3, round(_BACKGROUND * dpi / factor) | 1)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(paper, (size, size), 0)
    background = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cast(Picture, cv2.divide(grey, np.maximum(background, 60), scale=250))


def ink_mask(grey: Picture) -> Picture:
    """Dark pixels of an evened picture: Otsu's level, but never so high that noise becomes ink."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cast(Picture, cv2.threshold(grey, min(level + 10, _INK_LEVEL), 255, cv2.THRESH_BINARY_INV)[1])


def _sharpness(xs: NDArray[np.float64], ys: NDArray[np.int64], angle: float) -> float:
    """How strongly the ink gathers in rows when the page is turned by ``angle`` degrees."""
    rows = np.round(ys - xs * np.tan(np.radians(angle))).astype(np.int64)
    counts = np.bincount(rows - rows.min())
    return float(np.sum(np.diff(counts.astype(np.float64)) ** 2))


def _sharpest(xs: NDArray[np.float64], ys: NDArray[np.int64], candidates: NDArray[np.float64]) -> float:
    """The candidate angle with the sharpest rows; the middle one of several that are as good."""
    scores = np.array([_sharpness(xs, ys, float(angle)) for angle in candidates])
    return float(candidates[scores >= scores.max() * _AS_SHARP].mean())


def skew_angle(ink: Picture, dpi: float) -> float:
    """Degrees (clockwise on the picture) by which the lines lean, within ±4; 0 for a page with little ink."""
    factor = _SKEW_DPI * 2 / dpi
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small > 90)
    if len(ys) < 500:
        return 0.0
    xs = xs - small.shape[1] / 2
    step = 0.5
    best = _sharpest(xs[::_FEW], ys[::_FEW], np.arange(-_MAX_SKEW, _MAX_SKEW + step / 2, step))
    while (step := step / 4) >= 0.02:
        best = _sharpest(xs, ys, best + step * np.arange(-4.0, 5.0))
    return best


def turned(grey: Picture, angle: float) -> Picture:
    """Turn a picture about its middle so that lines leaning by ``angle`` become level; new corners are white."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cast(
        Picture,
        cv2.warpAffine(
            grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
        ),
    )


def without_specks(ink: Picture, dpi: float) -> Picture:
    """Drop ink spots smaller than a full stop in *both* directions: "-" and "…" stay."""
    return without_small(ink, max(2, round(_SPECK * dpi)))


def blank_out(grey: Picture, ink: Picture, kept: Picture) -> Picture:
    """``grey`` with the ink that is in ``ink`` but no longer in ``kept`` painted as paper."""
    gone = cv2.dilate(cv2.subtract(ink, kept), np.ones((3, 3), np.uint8))
    gone[cv2.dilate(kept, np.ones((3, 3), np.uint8)) > 0] = 0
    cleaned = grey.copy()
    cleaned[gone > 0] = 255
    return cleaned


def sharpened(grey: Picture) -> Picture:
    """Unsharp mask."""
    share, radius = _SHARPEN
    return cast(Picture, cv2.addWeighted(grey, 1 + share, cv2.GaussianBlur(grey, (0, 0), radius), -share, 0))


def faint_lines(grey: Picture, dpi: float) -> Picture:
    """Mask of long level and upright lines that are too light for ink: hair lines of a coarse scan.

    A pixel counts that is darker than the paper on both sides of it; letters do not run on so far.
    """
    length, room = round(_LONG_LINE * dpi), round(_RIDGE * dpi) | 1
    found = np.zeros_like(grey)
    for along, across in (((1, length), (room, 1)), ((length, 1), (1, room))):
        ridge = _above(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones(across, np.uint8)), _RIDGE_LEVEL)
        thick = cv2.dilate(ridge, np.ones((3, 1) if along[0] == 1 else (1, 3), np.uint8))
        if along[0] > 1:  # where level lines cross; between letters one below another is more room
            thick = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((round(_CROSSING * dpi), 1), np.uint8))
        runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        found = cv2.bitwise_or(found, cv2.bitwise_and(runs, ridge))
    return found


def sheet_of(rgb: Picture, dpi: float) -> UprightScan:
    """Clean and straighten a rendered page."""
    grey, coloured = without_stamps(rgb)
    grey = even_paper(without_pen_strokes(grey, coloured, dpi), dpi)
    angle = skew_angle(ink_mask(grey), dpi)
    if abs(angle) >= _LEAST_SKEW:
        as_lain, grey = grey, turned(grey, angle)
    else:
        as_lain, angle = grey, 0.0
    bend = bend_of(ink_mask(grey), dpi)
    if bend is not None:
        grey = levelled(as_lain, angle, bend, dpi)
        coloured = 255 - levelled(255 - coloured, angle, bend, dpi) if coloured.any() else coloured
    elif angle:
        coloured = 255 - turned(255 - coloured, angle) if coloured.any() else coloured
    grey = sharpened(grey)
    ink = ink_mask(grey)
    kept = without_specks(ink, dpi)
    kept_rules = cv2.bitwise_or(kept, faint_lines(grey, dpi)) if dpi < _FINE else kept
    plain = cv2.bitwise_and(kept_rules, cv2.bitwise_not(cv2.dilate(coloured, np.ones((3, 3), np.uint8))))
    height, width = grey.shape
    clean = blank_out(grey, ink, kept)
    across, down = width * 72 / dpi, height * 72 / dpi
    return UprightScan(clean, kept, cast(Picture, plain), dpi, across, down, Lie(across, down, angle, bend))
