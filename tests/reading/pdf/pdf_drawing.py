"""Draws small Vietnamese PDFs the way word processors do, for the reader's tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FOLDERS = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("C:/Windows/Fonts"))
_FACES = {"regular": ("DejaVuSerif.ttf", "times.ttf"), "bold": ("DejaVuSerif-Bold.ttf", "timesbd.ttf")}
_LEADING = 1.25
_PAD = 4.0


@cache
def _register() -> bool:
    for face, names in _FACES.items():
        found = next((path for folder in _FOLDERS for name in names for path in folder.rglob(name)), None)
        if found is None:
            return False
        pdfmetrics.registerFont(TTFont(face, str(found)))
    return True


def wrap(text: str, width: float, font: str, size: float) -> list[str]:
    """Lines of ``text``, each but the last of a paragraph ending with the blank it was wrapped at."""
    lines = []
    for paragraph in text.split("\n"):
        current = ""
        for word in paragraph.split(" "):
            if current and pdfmetrics.stringWidth(f"{current} {word}", font, size) > width:
                lines.append(f"{current} ")
                current = word
            else:
                current = f"{current} {word}" if current else word
        lines.append(current)
    return lines


@dataclass(frozen=True)
class CellText:
    """A cell to draw: its place, its lines and its face."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    bold: bool = False


@dataclass
class Pdf:
    """A canvas whose y axis points down, as the Document model's does."""

    path: Path
    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    canvas: Canvas = field(init=False)

    def __post_init__(self) -> None:
        if not _register():
            pytest.skip("no font with Vietnamese letters (DejaVu Serif or Times) on this machine")
        self.canvas = Canvas(str(self.path), pagesize=self._media())
        self._start()

    def _media(self) -> tuple[float, float]:
        return (self.height, self.width) if self.rotate in (90, 270) else (self.width, self.height)

    def _start(self) -> None:
        self.canvas.setPageSize(self._media())
        self.canvas.setPageRotation(self.rotate)
        if self.rotate == 90:
            self.canvas.transform(0, 1, -1, 0, self.height, 0)
        elif self.rotate == 180:
            self.canvas.transform(-1, 0, 0, -1, self.width, self.height)
        elif self.rotate == 270:
            self.canvas.transform(0, -1, 1, 0, 0, self.width)

    def text(self, x: float, y: float, text: str, *, size: float = 13, bold: bool = False) -> None:
        """Print ``text`` with its baseline at ``y``."""
        self.canvas.setFont("bold" if bold else "regular", size)
        self.canvas.drawString(x, self.height - y, text)

    def turned(self, x: float, y: float, text: str, angle: float, *, size: float = 11, bold: bool = False) -> None:
        """Print ``text`` from (``x``, ``y``) on, ``angle`` degrees counterclockwise."""
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        self.canvas.rotate(angle)
        self.canvas.setFont("bold" if bold else "regular", size)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def centred(self, y: float, text: str, *, size: float = 13, bold: bool = False, middle: float = 0) -> None:
        """Print ``text`` centred on ``middle`` (the page's middle by default)."""
        width = pdfmetrics.stringWidth(text, "bold" if bold else "regular", size)
        self.text((middle or self.width / 2) - width / 2, y, text, size=size, bold=bold)

    def paragraph(
        self,
        y: float,
        text: str,
        *,
        x: float = 85,
        right: float = 540,
        indent: float = 36,
        size: float = 13,
        part: slice = slice(None),
    ) -> float:
        """Print a paragraph (or some of its lines) with a first-line indent, justified; the y below it."""
        lines: list[tuple[float, list[str]]] = []
        words = text.split(" ")
        while words:
            start = x + (0 if lines else indent)
            count = len(words)
            while count > 1 and pdfmetrics.stringWidth(" ".join(words[:count]), "regular", size) > right - start:
                count -= 1
            lines.append((start, words[:count]))
            words = words[count:]
        for start, line in lines[part]:
            last = line is lines[-1][1]
            self._justified(start, None if last else right, y, line, size)
            y += size * _LEADING
        return y

    def _justified(self, x: float, right: float | None, y: float, words: list[str], size: float) -> None:
        blank = pdfmetrics.stringWidth(" ", "regular", size)
        widths = [pdfmetrics.stringWidth(word, "regular", size) for word in words]
        if right is not None and len(words) > 1:
            blank = (right - x - sum(widths)) / (len(words) - 1)
        text = self.canvas.beginText(x, self.height - y)
        text.setFont("regular", size)
        text.setWordSpace(0)
        for word, width in zip(words, widths, strict=True):
            text.setTextOrigin(x, self.height - y)
            text.textOut(f"{word} " if right is not None or word is not words[-1] else word)
            x += width + blank
        self.canvas.drawText(text)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A stroked ruling."""
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def strip(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin filled rectangle, Word's ruling."""
        left, top, right, bottom = x0 - 0.24, y0 - 0.24, x1 + 0.24, y1 + 0.24
        self.canvas.rect(left, self.height - bottom, right - left, bottom - top, stroke=0, fill=1)

    def dots(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A dotted ruling of small squares."""
        length = max(x1 - x0, y1 - y0)
        for step in range(int(length / 0.96) + 1):
            x, y = (x0 + step * 0.96, y0) if y0 == y1 else (x0, y0 + step * 0.96)
            self.canvas.rect(x - 0.24, self.height - y - 0.24, 0.48, 0.48, stroke=0, fill=1)

    def table(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        cells: Sequence[CellText],
        draw: Callable[[float, float, float, float], None] | None = None,
        size: float = 11,
    ) -> None:
        """Print cells and the edges of each, shared edges once."""
        draw = draw or self.rule
        done: set[tuple[float, float, float, float]] = set()
        for cell in cells:
            x0, x1 = xs[cell.column], xs[cell.column + cell.column_span]
            y0, y1 = ys[cell.row], ys[cell.row + cell.row_span]
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                if edge not in done:
                    done.add(edge)
                    draw(*edge)
            font = "bold" if cell.bold else "regular"
            for number, line in enumerate(wrap(cell.text, x1 - x0 - 2 * _PAD, font, size)):
                self.text(x0 + _PAD, y0 + size * (1.1 + number * _LEADING), line, size=size, bold=cell.bold)

    def page(self) -> None:
        """Start the next page."""
        self.canvas.showPage()
        self._start()

    def save(self) -> Path:
        """Write the file."""
        self.canvas.showPage()
        self.canvas.save()
        return self.path
