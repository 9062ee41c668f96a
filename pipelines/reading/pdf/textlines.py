"""Glyphs → printed lines. A line knows whether the file says that it was wrapped at a blank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.reading.pdf.shapes import Glyph

_SAME_LINE = 0.35  # baselines this close (in em of the larger letter) share a line; a superscript is within it
_BLANK = 0.16  # a gap this wide (em) between two letters is a blank even when the file draws none
_SECOND_PRINT = 0.12  # a letter printed again this close (em) is fake bold or a shadow
_TRACKED = 0.04  # letters further apart than this (em) are letter-spaced on purpose
_CLEAR_BLANK = 0.3  # from here on, even in letter-spaced print


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line or one side of it; ``text`` has single blanks and no blank at its ends."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float  # size of most of its letters
    bold_share: float  # share of bold letters, 0..1
    italic_share: float
    first_word_width: float
    wrapped: bool  # ends with a blank that was drawn: wrapped there, not ended

    @property
    def bold(self) -> bool:
        """True when nearly the whole line is bold."""
        return self.bold_share >= 0.9


def group_rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs by baseline, top to bottom; each group is sorted by x."""
    rows: list[list[Glyph]] = []
    anchor = reach = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.baseline, g.x0)):
        if rows and glyph.baseline - anchor <= _SAME_LINE * max(reach, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > reach * 1.15:  # a superscript came first: the large letters give the baseline
                anchor, reach = glyph.baseline, glyph.size
            continue
        rows.append([glyph])
        anchor, reach = glyph.baseline, glyph.size
    for row in rows:
        row.sort(key=lambda g: g.x0)
    return rows


def split_row(row: Sequence[Glyph], gap: float) -> list[list[Glyph]]:
    """Cut a row where the white gap between two letters is wider than ``gap`` em."""
    parts: list[list[Glyph]] = [[]]
    last: Glyph | None = None
    for glyph in row:
        if glyph.text != " ":
            if last is not None and glyph.x0 - last.x1 > gap * max(last.size, glyph.size):
                parts.append([])
            last = glyph
        parts[-1].append(glyph)
    return parts


@dataclass(slots=True)
class _Words:
    """The words of a row while they are put together."""

    pieces: list[str]
    letters: list[Glyph]
    tracking: float = 0.0  # usual gap between letters (em), for letter-spaced print
    first_word_end: float | None = None
    blank: bool = False
    doubtful: bool = False  # a blank was inferred from a gap that letter-spacing also makes

    def add(self, glyph: Glyph) -> None:
        if glyph.text == " ":
            self.blank = True
            return
        if self.letters and _printed_again(self.letters[-1], glyph):
            self.letters[-1] = self.letters[-1]._replace(bold=True)
            return
        if self.letters and self._parted(glyph):
            self.pieces.append(" ")
            if self.first_word_end is None:
                self.first_word_end = self.letters[-1].x1
        self.pieces.append(glyph.text)
        self.letters.append(glyph)
        self.blank = False

    def _parted(self, glyph: Glyph) -> bool:
        if self.blank:
            return True
        gap = _gap(self.letters[-1], glyph)
        if gap <= _BLANK + self.tracking:
            return False
        self.doubtful = self.doubtful or gap < _CLEAR_BLANK
        return True


def _printed_again(before: Glyph, glyph: Glyph) -> bool:
    return before.text == glyph.text and abs(glyph.x0 - before.x0) <= _SECOND_PRINT * glyph.size


def _tracking(letters: Sequence[Glyph]) -> float:
    """Median gap between neighbouring letters, in em; 0 for ordinary print."""
    gaps = sorted(_gap(before, glyph) for before, glyph in pairwise(letters))
    return max(0.0, gaps[(len(gaps) - 1) // 2]) if len(gaps) > 3 else 0.0


def _read_words(row: Sequence[Glyph], tracking: float = 0.0) -> _Words:
    words = _Words([], [], tracking)
    for glyph in row:
        words.add(glyph)
    return words


def _gap(before: Glyph, glyph: Glyph) -> float:
    """White gap between two letters, in em."""
    return (glyph.x0 - before.x1) / (max(before.size, glyph.size) or 1.0)


def make_line(row: Sequence[Glyph]) -> Line | None:
    """Join a row of glyphs (sorted by x) into a line; None when only blanks are printed."""
    words = _read_words(row)
    if words.doubtful and (tracking := _tracking(words.letters)) > _TRACKED:
        words = _read_words(row, tracking)
    letters = words.letters
    if not letters:
        return None
    sizes = sorted(glyph.size for glyph in letters)
    size = sizes[len(sizes) // 2]
    end = max(glyph.x1 for glyph in letters)
    return Line(
        text="".join(words.pieces),
        x0=letters[0].x0,
        x1=end,
        top=min(glyph.top for glyph in letters),
        bottom=max(glyph.bottom for glyph in letters),
        baseline=max(glyph.baseline for glyph in letters if glyph.size >= size * 0.9),
        size=size,
        bold_share=sum(glyph.bold for glyph in letters) / len(letters),
        italic_share=sum(glyph.italic for glyph in letters) / len(letters),
        first_word_width=(words.first_word_end or end) - letters[0].x0,
        wrapped=words.blank,
    )


def lines_of(glyphs: Iterable[Glyph], gap: float | None = None) -> list[Line]:
    """Printed lines of some glyphs, top to bottom.

    Args:
        glyphs: any order.
        gap: cut lines at white gaps wider than this many em; None keeps each row whole.
    """
    lines = []
    for row in group_rows(glyphs):
        parts = [row] if gap is None else split_row(row, gap)
        lines += [line for part in parts if (line := make_line(part)) is not None]
    return lines
