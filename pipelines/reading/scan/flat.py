"""Pages that did not lie flat: lines that bend at the spine of a book or under a phone's lens are made level again.

The page is parted into strips; how far the rows of print (rules and lines of text) of one strip stand below those of
its neighbour is measured band by band, and a smooth surface of low degree is fitted to it. The same is done with the
upright rules, for pages photographed at a slant. A page that lies flat is left as it is, pixel for pixel.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.reading.scan.lie import Bend, Grey
from pipelines.reading.scan.shapes import Picture

_DPI = 100.0  # resolution at which the bend is measured
_STRIP, _BAND = 0.3, 1.2  # inch: width of a strip, height of a band
_REACH = 4  # pixels: neighbouring strips differ by less (13 %)
_AROUND = 25  # pixels (a quarter inch): rows of print stand out against so much around them
_ALIKE = 0.45  # correlation from which two strips show the same rows
_UPRIGHT = 25  # pixels: shortest upright rule; letters are lower
_FAINT = 40  # of 255: a rule of a hair's width at this resolution
_ALONG, _ACROSS = 4, 2  # degrees of the surface along and across the lines
_LEAST = 24  # measures that a surface needs
_TRIES, _ROUNDS = 3, 2
_OUTLIER, _EXACT = 4.0, 0.004  # times the usual deviation; and steepness below which nothing is one
_STIFF = (0.05, 2.0, 4.0)  # per degree across: a page bends alike from top to bottom unless plain print says otherwise
_BENT = 0.02  # inch; flat pages measure up to .017, and a rule that wanders by .04 is lost
_STEP = 16  # pixels: the surface is smooth, so it is worked out at every sixteenth

Floats = NDArray[np.float64]


def _profiles(ink: Grey, strip: int) -> Grey:
    """Ink by row of each strip, less what is usual around the row: rows × strips."""
    count = ink.shape[1] // strip
    rows = ink[:, : count * strip].reshape(ink.shape[0], count, strip).mean(axis=2)
    return np.asarray(rows - cv2.blur(rows, (1, _AROUND)), dtype=np.float32)


def _slopes(ink: Grey) -> Floats:
    """Rows (u, v, steepness, weight), one wherever two neighbouring strips show the same rows of print.

    ``u`` runs along the lines and ``v`` across them, from -1 to 1 over the page.
    """
    strip, band = round(_STRIP * _DPI), round(_BAND * _DPI)
    rows = _profiles(ink, strip)
    bands = (rows.shape[0] - 2 * _REACH) // band
    if bands < 1 or rows.shape[1] < 2:
        return np.zeros((0, 4))
    length = bands * band

    def by_band(values: Grey) -> Floats:
        return np.asarray(values.reshape(bands, band, -1).sum(axis=1), dtype=np.float64)

    left = rows[_REACH : _REACH + length, :-1]
    size = by_band(left**2)
    scores = np.stack(
        [
            by_band(left * right) / np.sqrt(size * by_band(right**2) + 1.0)
            for right in (rows[shift : shift + length, 1:] for shift in range(2 * _REACH + 1))
        ]
    )
    best = scores.argmax(axis=0)
    place, column = np.nonzero((best > 0) & (best < 2 * _REACH) & (scores.max(axis=0) >= _ALIKE))
    peak = best[place, column]
    low, top, high = (scores[peak + step, place, column] for step in (-1, 0, 1))
    shift = peak - _REACH + (low - high) / (2 * (low - 2 * top + high) - 1e-9)
    u = 2 * (column + 1) * strip / ink.shape[1] - 1
    v = 2 * (_REACH + (place + 0.5) * band) / ink.shape[0] - 1
    return np.stack([u, v, shift / strip, top**4 * np.sqrt(size[place, column])], axis=1)


def _fitted(slopes: Floats) -> Floats | None:
    """Coefficients cᵢⱼ of the surface Σ cᵢⱼ uⁱ vʲ (i ≥ 1) with these slopes; None for too few."""
    for _ in range(_TRIES):
        if len(slopes) < _LEAST:
            return None
        u, v, slope, weight = slopes.T
        along = np.stack([i * u ** (i - 1) for i in range(1, _ALONG + 1)], axis=1)
        across = np.stack([v**j for j in range(_ACROSS + 1)], axis=1)
        terms = (along[:, :, None] * across[:, None, :]).reshape(len(u), -1)
        root = np.sqrt(weight / weight.mean())[:, None]
        matrix = np.vstack([terms * root, np.diag(_STIFF * _ALONG)])
        found = np.linalg.lstsq(matrix, np.concatenate([slope * root[:, 0], np.zeros(terms.shape[1])]), rcond=None)[0]
        off = np.abs(slope - terms @ found)
        kept = off <= max(_OUTLIER * float(np.median(off)), _EXACT)
        if kept.all():
            break
        slopes = slopes[kept]
    return np.asarray(found.reshape(_ALONG, _ACROSS + 1))


def _heights(ink: Grey, shape: tuple[int, int]) -> Grey:
    """Pixels by which print stands below its level, on a grid of ``shape`` over the page."""
    slopes = _slopes(ink)
    found = _fitted(slopes)
    if found is None:
        return np.zeros(shape, np.float32)
    # beyond what was measured nothing is known: a surface of the fourth degree would run away there
    u, v = (
        np.clip(np.linspace(-1, 1, steps), slopes[:, axis].min(), slopes[:, axis].max())
        for axis, steps in ((0, shape[1]), (1, shape[0]))
    )
    along = np.stack([u**i for i in range(1, _ALONG + 1)])
    across = np.stack([v**j for j in range(_ACROSS + 1)])
    return np.asarray(across.T @ found.T @ along * (ink.shape[1] / 2), dtype=np.float32)


def _uprights(ink: Grey) -> Grey:
    """Upright rules, turned on their side."""
    mask = cv2.threshold(ink, _FAINT, 255, cv2.THRESH_BINARY)[1]
    return np.ascontiguousarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((_UPRIGHT, 1), np.uint8)).T)


def _places(bend: Bend, shape: tuple[int, ...], dpi: float) -> tuple[Grey, Grey]:
    """(x, y) from which each pixel of a picture comes."""
    height, width = shape
    x, y = (
        cv2.resize(grid * np.float32(dpi), (width, height), interpolation=cv2.INTER_LINEAR)
        for grid in (bend.right, bend.down)
    )
    x += np.arange(width, dtype=np.float32)
    y += np.arange(height, dtype=np.float32)[:, None]
    return x, y


def levelled(grey: Picture, angle: float, bend: Bend, dpi: float) -> Picture:
    """Turn a picture as :func:`~pipelines.reading.scan.picture.turned` does, and take the bend out, in one step.

    Args:
        grey: the page as it lies.
        angle: degrees by which its lines lean.
        bend: of the turned page.
        dpi: resolution.
    """
    height, width = grey.shape
    x, y = _places(bend, grey.shape, dpi)
    back = cv2.invertAffineTransform(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0))
    lain_x, lain_y = (row[0] * x + row[1] * y + row[2] for row in back.astype(np.float32))
    level = cv2.remap(grey, lain_x, lain_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,))
    return np.asarray(level, dtype=np.uint8)


def bend_of(ink: Picture, dpi: float) -> Bend | None:
    """How a straightened page bends; None for one that lies flat, or has too little print to tell.

    Args:
        ink: mask of dark pixels, turned upright.
        dpi: its resolution.
    """
    small = cv2.resize(ink, None, fx=_DPI / dpi, fy=_DPI / dpi, interpolation=cv2.INTER_AREA).astype(np.float32)
    shape = small.shape[0] // _STEP + 1, small.shape[1] // _STEP + 1
    bend = Bend(np.zeros(shape, np.float32), np.zeros(shape, np.float32))
    seen = small
    for number in range(_ROUNDS):
        if number:
            seen = cv2.remap(small, *_places(bend, small.shape, _DPI), cv2.INTER_LINEAR)
        down, right = _heights(seen, shape), _heights(_uprights(seen), shape[::-1]).T
        bend = Bend(bend.right + right / _DPI, bend.down + down / _DPI)
        if bend.largest < _BENT:
            return None
    return bend
