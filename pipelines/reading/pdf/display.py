"""User space → the page as a reader sees it (CropBox and /Rotate applied, y downwards)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Display:
    """The mapping of one page; ``width`` and ``height`` are those of the displayed page."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Display:
        """Mapping of a loaded pdfium page."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right, top, page.get_rotation() % 360)

    def turned(self, rotation: int) -> Display:
        """The same page shown with another rotation (degrees clockwise)."""
        return replace(self, rotation=rotation % 360)

    @property
    def width(self) -> float:
        """Width of the displayed page in points."""
        return self.top - self.bottom if self.rotation in (90, 270) else self.right - self.left

    @property
    def height(self) -> float:
        """Height of the displayed page in points."""
        return self.right - self.left if self.rotation in (90, 270) else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Displayed position of a user-space point."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Displayed (left, top, right, bottom) of a user-space rectangle."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def points(self, points: _Array) -> _Array:
        """Displayed positions of user-space points; both of shape (n, 2)."""
        x, y = points[:, 0], points[:, 1]
        if self.rotation == 0:
            columns = (x - self.left, self.top - y)
        elif self.rotation == 90:
            columns = (y - self.bottom, x - self.left)
        elif self.rotation == 180:
            columns = (self.right - x, y - self.bottom)
        else:
            columns = (self.top - y, self.right - x)
        return np.stack(columns, axis=1)

    def boxes(self, boxes: _Array) -> _Array:
        """Displayed (left, top, right, bottom) of user-space rectangles; both of shape (n, 4)."""
        first, second = self.points(boxes[:, :2]), self.points(boxes[:, 2:])
        return np.concatenate([np.minimum(first, second), np.maximum(first, second)], axis=1)
