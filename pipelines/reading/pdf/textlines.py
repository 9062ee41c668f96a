"""Glyphs → printed lines. A line knows whether the file says that it was wrapped at a blank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.reading.pdf.shapes import Glyph

_SAME_LINE = 0.35  # baselines this close (in em of the larger letter) share a line; a superscript is within it
_BLANK = 0.28  # a gap this wide (em) between two letters is a blank even when the file draws none
_OVERLAP = -0.6  # a letter that starts this far (em) before the end of the last one starts a new word


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
    """Cut a row where the white gap is wider than ``gap`` em."""
    parts = [[row[0]]]
    for before, glyph in pairwise(row):
        if glyph.x0 - before.x1 > gap * max(before.size, glyph.size):
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
    return parts


def _needs_blank(before: Glyph, glyph: Glyph) -> bool:
    gap = glyph.x0 - before.x1
    em = max(before.size, glyph.size)
    if gap > _BLANK * em:
        return True
    return (glyph.space_before or before.space_after) and gap > _OVERLAP * em


def _first_word_width(row: Sequence[Glyph]) -> float:
    for before, glyph in pairwise(row):
        if _needs_blank(before, glyph):
            return before.x1 - row[0].x0
    return row[-1].x1 - row[0].x0


def make_line(row: Sequence[Glyph]) -> Line:
    """Join a row of glyphs (sorted by x, not empty) into a line."""
    pieces = [row[0].text]
    for before, glyph in pairwise(row):
        pieces.append(f" {glyph.text}" if _needs_blank(before, glyph) else glyph.text)
    sizes = sorted(glyph.size for glyph in row)
    size = sizes[len(sizes) // 2]
    main = [glyph.baseline for glyph in row if glyph.size >= size * 0.9]
    return Line(
        text="".join(pieces),
        x0=row[0].x0,
        x1=max(glyph.x1 for glyph in row),
        top=min(glyph.top for glyph in row),
        bottom=max(glyph.bottom for glyph in row),
        baseline=max(main),
        size=size,
        bold_share=sum(glyph.bold for glyph in row) / len(row),
        italic_share=sum(glyph.italic for glyph in row) / len(row),
        first_word_width=_first_word_width(row),
        wrapped=row[-1].space_after,
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
        lines += [make_line(part) for part in parts]
    return lines
