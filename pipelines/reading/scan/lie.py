"""How a scanned page lay, so that what was read on the levelled picture is put where it stands on the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.model.document import Box

_STEPS = 9  # places on each side of a box that are followed: a bend has no sharper turn
_ROUNDS = 3  # of the way back, which has no formula; the shift changes by a hundredth over its own length

Floats = NDArray[np.float64]
Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bend:
    """How far print stands off its place, in inches to the right and downwards, on a coarse grid over the page."""

    right: Grey
    down: Grey

    @property
    def largest(self) -> float:
        """Inches by which print of one line, or of one upright, is off at most."""
        return max(float(np.ptp(self.down, axis=1).max()), float(np.ptp(self.right, axis=0).max()))


@dataclass(frozen=True, slots=True)
class Lie:
    """How a page lay under the scanner.

    Attributes:
        width: of the page in points of its paper.
        height: the same.
        angle: degrees by which the page was turned to stand straight.
        bend: of the turned page; None for one that lay flat.
        scale: points of the file's page for one point of its paper.
    """

    width: float
    height: float
    angle: float = 0.0
    bend: Bend | None = None
    scale: float = 1.0

    def on_page(self, box: Box) -> Box:
        """The place on the file's page of a box of the levelled picture; a box without extent stays as it is."""
        if box.x1 <= box.x0 or box.y1 <= box.y0:
            return box
        along, zero = np.linspace(0.0, 1.0, _STEPS), np.zeros(_STEPS)
        xs = box.x0 + (box.x1 - box.x0) * np.concatenate([along, along, zero, zero + 1])
        ys = box.y0 + (box.y1 - box.y0) * np.concatenate([zero, zero + 1, along, along])
        x, y = self._as_lain(xs, ys)
        x, y = np.clip(x, 0.0, self.width) * self.scale, np.clip(y, 0.0, self.height) * self.scale
        edges = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
        return Box(box.page, *(round(edge, 2) for edge in edges))

    def levelled(self, x: float, y: float) -> tuple[float, float]:
        """The place on the levelled picture of a place on the file's page."""
        wanted = np.array([x, y]) / self.scale
        found = wanted
        for _ in range(_ROUNDS):
            lain = np.concatenate(self._as_lain(found[:1], found[1:]))
            found = found + (wanted - lain)
        return float(found[0]), float(found[1])

    def _as_lain(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Places of the levelled picture on the paper as it lay, in points."""
        if self.bend is not None:
            shape = self.width, self.height
            x, y = x + 72 * _at(self.bend.right, x, y, shape), y + 72 * _at(self.bend.down, x, y, shape)
        turn = np.radians(self.angle)
        across, down = x - self.width / 2, y - self.height / 2
        return (
            self.width / 2 + np.cos(turn) * across - np.sin(turn) * down,
            self.height / 2 + np.sin(turn) * across + np.cos(turn) * down,
        )


def _at(grid: NDArray[np.float32], x: Floats, y: Floats, size: Sequence[float]) -> Floats:
    """Values of a coarse grid over the page, between its points as a resized picture has them."""
    rows, columns = grid.shape
    across = np.clip(x / size[0] * columns - 0.5, 0, columns - 1)
    down = np.clip(y / size[1] * rows - 0.5, 0, rows - 1)
    left, top = (np.minimum(place.astype(int), count - 2) for place, count in ((across, columns), (down, rows)))
    part_x, part_y = across - left, down - top
    upper = grid[top, left] * (1 - part_x) + grid[top, left + 1] * part_x
    lower = grid[top + 1, left] * (1 - part_x) + grid[top + 1, left + 1] * part_x
    return np.asarray(upper * (1 - part_y) + lower * part_y, dtype=np.float64)
