"""The small values of the scan reader. Pixels unless a name says points; y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.reading.scan.lie import Lie

Picture = NDArray[np.uint8]  # grey: 0 = ink, 255 = paper; masks: 255 = set


class Region(NamedTuple):
    """A rectangle of a picture, ``x1`` and ``y1`` not included."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.y1 - self.y0

    def cut(self, picture: Picture) -> Picture:
        """The part of ``picture`` inside the region (a view)."""
        return picture[self.y0 : self.y1, self.x0 : self.x1]

    def moved(self, dx: int, dy: int) -> Region:
        """The region shifted."""
        return Region(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)


class OcrWord(NamedTuple):
    """One recognised word; ``line`` numbers the printed lines of its region from 0."""

    text: str
    confidence: float  # 0..1
    region: Region
    baseline: float  # pixels, of the printed line at this word
    x_height: float  # pixels, of the printed line
    line: int
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word as kept for the confidence of cells and paragraphs: middle of its box in points."""

    x: float
    y: float
    letters: int
    confidence: float


@dataclass(frozen=True, slots=True)
class UprightScan:
    """A page as a picture, turned upright and cleaned.

    Attributes:
        grey: paper is white (255), red stamps are gone.
        ink: mask of dark pixels, specks removed.
        plain: the part of ``ink`` that is black or grey: rules are never drawn with a pen.
        dpi: pixels per inch.
        width: page width in points.
        height: page height in points.
        lie: how the page lay before it was turned and levelled.
    """

    grey: Picture
    ink: Picture
    plain: Picture
    dpi: float
    width: float
    height: float
    lie: Lie | None = None

    @property
    def points(self) -> float:
        """Points per pixel."""
        return 72.0 / self.dpi

    def px(self, inches: float, least: int = 1) -> int:
        """Pixels of a length in inches, at least ``least``."""
        return max(least, round(inches * self.dpi))
