"""Small drawings straight to SVG: scales, axes and marks as the reports need them, in well under a millisecond each.

Belongs here: geometry and SVG. Does not: which figures are drawn (``charts.py``). The look is the one that Vega-Lite
gives with the report's settings: light horizontal lines, figures printed on the marks, one dark and one light tone.
Numbers are written as Vietnamese readers write them; lengths are rounded to a tenth of a pixel.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

from markupsafe import Markup
from PIL import ImageFont

DARK, LIGHT, INK, LINE = "#174a7c", "#a9c6e2", "#1c2733", "#c9d3dd"
_GRID, _AXIS = "#e3e9ef", "#7b8794"
_FONTS: Final = Path(__file__).parent / "assets" / "fonts"
_SIZE: Final = 12  # font size of everything, pixels
_TICK: Final = 5
_LABEL_GAP: Final = 7
_TITLE_GAP: Final = 8
_BASELINE: Final = 4  # from the middle of a line of text down to its baseline
_EDGE: Final = 5
_MOST_OF_A_LABEL: Final = 330.0
_STEPS: Final = (1, 2, 5, 10)
_BAND: Final = 0.9  # of a step that a bar may fill
_BOUNDS: Final = tuple(math.sqrt(one * other) for one, other in pairwise(_STEPS))
_SEPARATORS: Final = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Linear:
    """A scale from numbers to pixels; ``start`` and ``end`` are where the ends of the domain lie."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value lies."""
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


def nice(low: float, high: float, count: int = 10) -> tuple[float, float]:
    """The domain widened to whole steps of about a ``count``-th of it."""
    if high <= low:
        return low, high
    for _ in range(3):  # a widened domain may ask for a wider step
        step = tick_step(low, high, count)
        widened = math.floor(_steps(low, step)) * step, math.ceil(_steps(high, step)) * step
        if widened == (low, high):
            break
        low, high = widened
    return low, high


def tick_step(low: float, high: float, count: float, *, least: float = 0.0) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts the domain into about ``count`` parts."""
    wanted = (high - low) / max(1.0, count)
    if wanted <= 0:
        return max(1.0, least)
    power: float = 10.0 ** math.floor(math.log10(wanted))
    error = wanted / power
    factor = next((one for one, bound in zip(_STEPS, _BOUNDS, strict=False) if error < bound), 10)
    return max(least, factor * power)


def _steps(value: float, step: float) -> float:
    return round(value / step, 9)


def ticks(low: float, high: float, step: float) -> list[float]:
    """The multiples of ``step`` in the domain."""
    first, last = math.ceil(_steps(low, step)), math.floor(_steps(high, step))
    return [number * step for number in range(first, last + 1)]


def show(value: float, step: float = 1.0) -> str:
    """A number of an axis with as many decimals as its step has: ``1.250``, ``87,5``."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value or 0.0:,.{decimals}f}".translate(_SEPARATORS)


@cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"BeVietnamPro-{name}.ttf"), 100, layout_engine=ImageFont.Layout.BASIC)


@cache
def text_width(text: str, *, bold: bool = False) -> float:
    """Pixels that a text takes in the report's font."""
    return _font("SemiBold" if bold else "Regular").getlength(text) * _SIZE / 100


def wrapped(text: str, most: float = _MOST_OF_A_LABEL) -> tuple[str, ...]:
    """The text on as many lines as it needs: a name is never cut."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}") <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def number(value: float) -> str:
    """A length: one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@dataclass
class Plot:
    """A drawing area of ``width`` × ``height`` pixels; what is added is drawn in that order."""

    width: float
    height: float
    _parts: list[str] = field(default_factory=list)
    _left: float = _EDGE
    _right: float = _EDGE
    _top: float = _EDGE + 3
    _bottom: float = _EDGE

    def room(self, *, top: float = 0.0, right: float = 0.0) -> None:
        """Keep pixels free above and to the right of the area, for marks that reach over its edge."""
        self._top, self._right = max(self._top, top), max(self._right, right)

    def grid(self, places: Iterable[float]) -> None:
        """Light horizontal lines at these heights."""
        self._path("".join(f"M0,{number(y)}h{number(self.width)}" for y in places), _GRID)

    def vertical_grid(self, places: Iterable[float]) -> None:
        """Light vertical lines."""
        self._path("".join(f"M{number(x)},0v{number(self.height)}" for x in places), _GRID)

    def left_axis(self, labels: Sequence[tuple[float, str]], title: str | None, *, line: bool = True) -> None:
        """Labels at their heights; a title turned by a quarter."""
        widest = max((text_width(text) for _, text in labels), default=0.0)
        if line:
            self._path("".join(f"M0,{number(y)}h-{_TICK}" for y, _ in labels) + f"M0,0v{number(self.height)}", _AXIS)
        self._texts("end", ((-_LABEL_GAP, y + _BASELINE, text) for y, text in labels))
        self._left = max(self._left, _LABEL_GAP + widest + _EDGE)
        if title:
            at = _LABEL_GAP + widest + _TITLE_GAP
            turned = f"translate({number(-at)},{number(self.height / 2)}) rotate(-90)"
            self._parts.append(
                f'<text transform="{turned}" text-anchor="middle" font-weight="600">{escape(title)}</text>'
            )
            self._left = at + _SIZE + _EDGE

    def bottom_axis(
        self, labels: Sequence[tuple[float, str]], title: str | None, *, turned: bool = False, line: bool = True
    ) -> None:
        """Labels at their places along the bottom; turned ones stand aslant."""
        if line:
            down = number(self.height)
            marks = "".join(f"M{number(x)},{down}v{_TICK}" for x, _ in labels)
            self._path(f"{marks}M0,{down}h{number(self.width)}", _AXIS)
        room = self._turned(labels) if turned else self._level(labels)
        self._bottom = room + _EDGE
        if title:
            self._texts("middle", [(self.width / 2, self.height + room + _SIZE, title)], bold=True)
            self._bottom = room + _SIZE + _EDGE + _BASELINE

    def _level(self, labels: Sequence[tuple[float, str]]) -> float:
        self._texts("middle", ((x, self.height + _LABEL_GAP + _SIZE - 3, text) for x, text in labels))
        if labels:
            x, text = labels[-1]
            self.room(right=x + text_width(text) / 2 - self.width + _EDGE)
        return _LABEL_GAP + _SIZE

    def _turned(self, labels: Sequence[tuple[float, str]]) -> float:
        angle = math.radians(40)
        for x, text in labels:
            at = f"translate({number(x)},{number(self.height + _LABEL_GAP)}) rotate(-40) translate(0,{_SIZE - 3})"
            self._parts.append(f'<text transform="{at}" text-anchor="end">{escape(text)}</text>')
            self._left = max(self._left, text_width(text) * math.cos(angle) - x + _EDGE)
        longest = max((text_width(text) for _, text in labels), default=0.0)
        return _LABEL_GAP + longest * math.sin(angle) + _SIZE

    def bar(self, x: float, y: float, width: float, height: float, fill: str, *, edge: str | None = None) -> None:
        """A rectangle, with an edge where it is to be told from the ground."""
        stroke = f' stroke="{edge}"' if edge else ""
        self._parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
            f'fill="{fill}"{stroke}/>'
        )

    def line(self, points: Sequence[tuple[float, float]], color: str, *, dash: str | None = None) -> None:
        """A line through points."""
        if len(points) > 1:
            path = "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points)
            dashes = f' stroke-dasharray="{dash}"' if dash else ""
            self._parts.append(f'<path d="{path}" stroke="{color}" stroke-width="2" fill="none"{dashes}/>')

    def dot(self, x: float, y: float, color: str, radius: float = 3.9) -> None:
        """A filled circle."""
        self._parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{color}"/>')

    def square(self, x: float, y: float, color: str, half: float = 3.5) -> None:
        """A filled square around a point."""
        self.bar(x - half, y - half, 2 * half, 2 * half, color)

    def pointer(self, x: float, y: float, color: str) -> None:
        """A triangle that points down at a place."""
        self._parts.append(f'<path d="M{number(x)},{number(y + 4)}l-5,-7h10z" fill="{color}"/>')

    def headings(self, labels: Iterable[tuple[float, str]]) -> None:
        """Names at the left edge of the area, over what they name: baseline, text."""
        self._texts("start", ((0.0, y, text) for y, text in labels))

    def figures(self, labels: Iterable[tuple[float, float, str]], *, bold: bool = True) -> None:
        """Figures printed on the marks: middle of the text, baseline, text."""
        labels = list(labels)
        self.room(top=max((_SIZE - y for _, y, _ in labels), default=0.0))
        self._texts("middle", labels, bold=bold)

    def legend(self, entries: Sequence[tuple[str, Callable[[float, float], None]]]) -> None:
        """Names with their marks, to the right of the area; ``entries`` draw their mark at a place."""
        at = self.width + 18
        for place, (text, draw) in enumerate(entries):
            y = 10 + 16 * place
            draw(at, y)
            self._texts("start", [(at + 10, y + _BASELINE, text)])
        self.room(right=28 + max(text_width(text) for text, _ in entries) + _EDGE)

    def _path(self, path: str, color: str) -> None:
        if path:
            self._parts.append(f'<path d="{path}" stroke="{color}"/>')

    def _texts(self, anchor: str, labels: Iterable[tuple[float, float, str]], *, bold: bool = False) -> None:
        weight = ' font-weight="600"' if bold else ""
        inside = "".join(f'<text x="{number(x)}" y="{number(y)}">{escape(text)}</text>' for x, y, text in labels)
        if inside:
            self._parts.append(f'<g text-anchor="{anchor}"{weight}>{inside}</g>')

    def picture(self, title: str, description: str) -> Markup:
        """The drawing as one picture with a name and a description, safe to put in a page."""
        # a page may hold several drawings: their ids come from what they say
        mark = hashlib.sha256(f"{title}\n{description}".encode()).hexdigest()[:8]
        width, height = self._left + self.width + self._right, self._top + self.height + self._bottom
        # half a pixel: lines of one pixel then fill one
        shift = f"translate({number(round(self._left) + 0.5)},{number(round(self._top) + 0.5)})"
        return Markup(  # noqa: S704 - every text in it was escaped
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
            f'aria-labelledby="t{mark}" aria-describedby="d{mark}" style="max-width:{width:.0f}px">'
            f'<title id="t{mark}">{escape(title)}</title><desc id="d{mark}">{escape(description)}</desc>'
            f'<g transform="{shift}" font-size="{_SIZE}" fill="{INK}">{"".join(self._parts)}</g></svg>'
        )


def band(count: int, width: float) -> list[float]:
    """The middles of ``count`` bands of equal width."""
    step = width / max(1, count)
    return [(place + 0.5) * step for place in range(count)]


def bar_width(count: int, width: float, share: float = 1.0) -> float:
    """How wide a bar of such a band is; ``share`` of what it may fill."""
    return _BAND * width / max(1, count) * share
