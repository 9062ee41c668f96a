"""Glyphs → printed lines. A line knows whether the file says that it was wrapped at a blank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from pipelines.reading.pdf.shapes import Glyph

SAME_LINE = 0.35  # baselines this close (in em of the larger letter) share a line; a superscript is within it
BLANK = 0.16  # a gap this wide (em) between two letters is a blank even when the file draws none
SECOND_PRINT = 0.12  # a letter printed again this close (em) is fake bold or a shadow
_TRACKED = 0.04  # letters further apart than this (em) are letter-spaced on purpose
CLEAR_BLANK = 0.3  # from here on, even in letter-spaced print

_X = itemgetter(1)
_BASELINE_THEN_X = itemgetter(5, 1)


class Line(NamedTuple):
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
    for glyph in sorted(glyphs, key=_BASELINE_THEN_X):
        if rows and glyph.baseline - anchor <= SAME_LINE * max(reach, glyph.size):
            rows[-1].append(glyph)
            if glyph.size > reach * 1.15:  # a superscript came first: the large letters give the baseline
                anchor, reach = glyph.baseline, glyph.size
            continue
        rows.append([glyph])
        anchor, reach = glyph.baseline, glyph.size
    for row in rows:
        row.sort(key=_X)
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


class _Words(NamedTuple):
    """A row put together: its text in pieces, its letters in order, and how sure its blanks are."""

    pieces: list[str]
    letters: list[Glyph]
    first_word_end: float | None
    ends_blank: bool
    doubtful: bool  # a blank was inferred from a gap that letter-spacing also makes


def _tracking(letters: Sequence[Glyph]) -> float:
    """Median gap between neighbouring letters, in em; 0 for ordinary print."""
    gaps = sorted((after.x0 - before.x1) / (after.size or 1.0) for before, after in pairwise(letters))
    return max(0.0, gaps[(len(gaps) - 1) // 2]) if len(gaps) > 3 else 0.0


def _read_words(row: Sequence[Glyph], tracking: float = 0.0) -> _Words:
    """Put a row's letters together; ``tracking`` is the usual gap (em) of letter-spaced print."""
    pieces: list[str] = []
    letters: list[Glyph] = []
    first_word_end: float | None = None
    blank = doubtful = False
    for glyph in row:
        if glyph.text == " ":
            blank = True
            continue
        if letters:
            last = letters[-1]
            if glyph.text == last.text and abs(glyph.x0 - last.x0) <= SECOND_PRINT * glyph.size:
                letters[-1] = last._replace(bold=True)
                continue
            gap = (glyph.x0 - last.x1) / (glyph.size or 1.0)
            if blank or gap > BLANK + tracking:
                doubtful = doubtful or (not blank and gap < CLEAR_BLANK)
                pieces.append(" ")
                first_word_end = first_word_end or last.x1
        pieces.append(glyph.text)
        letters.append(glyph)
        blank = False
    return _Words(pieces, letters, first_word_end, blank, doubtful)


def make_line(row: Sequence[Glyph]) -> Line | None:
    """Join a row of glyphs (sorted by x) into a line; None when only blanks are printed."""
    words = _read_words(row)
    if words.doubtful and (tracking := _tracking(words.letters)) > _TRACKED:
        words = _read_words(row, tracking)
    letters = words.letters
    if not letters:
        return None
    _, x0s, x1s, tops, bottoms, baselines, all_sizes, bolds, italics = zip(*letters, strict=True)
    sizes, end = sorted(all_sizes), max(x1s)
    size = sizes[len(sizes) // 2]
    if sizes[0] < size * 0.9:  # a superscript stands higher than the line
        baselines = tuple(glyph.baseline for glyph in letters if glyph.size >= size * 0.9)
    return Line(
        text="".join(words.pieces),
        x0=x0s[0],
        x1=end,
        top=min(tops),
        bottom=max(bottoms),
        baseline=max(baselines),
        size=size,
        bold_share=sum(bolds) / len(letters),
        italic_share=sum(italics) / len(letters),
        first_word_width=(words.first_word_end or end) - x0s[0],
        wrapped=words.ends_blank,
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
