"""Glyphs → printed lines. A line knows whether the file says that it was wrapped at a blank.

Raised and lowered letters belong to the line of the letters beside them, however far they stand off; raised ones that
are marks of notes are kept beside the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from pipelines.reading.pdf.shapes import Glyph
from pipelines.text.note_marks import holds_raised, is_lowered_mark, raised, take_marks

SAME_LINE = 0.35  # baselines this close (in em of the larger letter) share a line
SMALL = 0.85  # letters below this share of their neighbours' size may be raised or lowered
RAISED = 0.65  # em of the larger letter: marks of notes stand this far above the baseline at most
_LOWERED = 0.4  # em: and subscripts this far below
_LEAST_RAISED = 0.1  # em
_OF_ONE_SIZE = 0.24  # em: letters raised by hand, as large as the others
_MARK_LETTERS = 6  # "(12)", "1, 2": a longer run of small letters is a line of its own
_MARK_GAP = (-0.4, 0.6)  # em between a letter and the mark behind it
_MARK_APART = 0.3  # em: a wider gap parts two marks
BLANK = 0.16  # a gap this wide (em) between two letters is a blank even when the file draws none
SECOND_PRINT = 0.12  # a letter printed again this close (em) is fake bold or a shadow
LEAST_BLANK = 0.04  # the same in print whose letters are set much closer than their widths
_CLOSE_BLANK = 0.08  # and in print that is set a little closer
_TRACKED = 0.04  # letters further apart than this (em) are letter-spaced on purpose
_NARROW_BLANK = 0.12  # em: in condensed print no two letters of a word stand so much further apart than the others
_CONDENSED = -0.01  # and closer than this, condensed
_SQUEEZED = -0.05  # and closer than this, squeezed: a blank loses its share of the spacing on both sides
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
    marks: tuple[str, ...] = ()  # marks of notes that stood in it, not part of ``text``
    opens_note: bool = False  # the first of them stood before all other letters

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
    return _with_marks(rows)


def _with_marks(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """The rows with raised and lowered letters in the row of the letters beside them."""
    sizes = {glyph.size for row in rows for glyph in row}
    if len(rows) < 2 or min(sizes) >= SMALL * max(sizes):
        return rows
    changed = False
    for index, row in enumerate(rows):
        for run in _small_runs(row, SMALL * max(sizes)):
            host = _host(run, index, rows)
            if host != index:
                gone = set(map(id, run))
                row[:] = [glyph for glyph in row if id(glyph) not in gone]
                rows[host] += run
                rows[host].sort(key=_X)
                changed = True
    return [row for row in rows if row] if changed else rows


def _small_runs(row: Sequence[Glyph], below: float) -> list[list[Glyph]]:
    """Short runs of letters that may be marks."""
    runs: list[list[Glyph]] = []
    for glyph in row:
        if glyph.text == " " or glyph.size >= below:
            continue
        last = runs[-1][-1] if runs else None
        if last is not None and last.size == glyph.size and glyph.x0 - last.x1 <= _MARK_APART * glyph.size:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [run for run in runs if len(run) <= _MARK_LETTERS]


def _host(run: Sequence[Glyph], index: int, rows: Sequence[Sequence[Glyph]]) -> int:
    """Number of the row whose larger letters stand beside ``run``; its own when there are none."""
    best = (float("inf"), index)
    for number in range(max(0, index - 2), min(len(rows), index + 3)):
        for glyph in rows[number]:
            apart = _apart(run, glyph)
            if apart is not None:
                best = min(best, (abs(apart) + 0.01 * abs(number - index), number))
    return best[1]


def _apart(run: Sequence[Glyph], letter: Glyph) -> float | None:
    """White gap (em) between a mark and a larger letter beside it; None when the mark is none of that letter."""
    first, last, em = run[0], run[-1], letter.size
    off = letter.baseline - first.baseline
    if first.size >= SMALL * em or letter.text == " " or not -_LOWERED * em <= off <= RAISED * em:
        return None
    behind, before = (first.x0 - letter.x1) / em, (letter.x0 - last.x1) / em
    found = [gap for gap in (behind, before) if _MARK_GAP[0] <= gap <= _MARK_GAP[1]]
    return min(found, key=abs) if found else None


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
    """Median gap between neighbouring letters, in em; about 0 for ordinary print, below it for condensed."""
    gaps = sorted((after.x0 - before.x1) / (after.size or 1.0) for before, after in pairwise(letters))
    return gaps[(len(gaps) - 1) // 2] if len(gaps) > 3 else 0.0


def _least_gap(tracking: float) -> float:
    """The gap (em) from which on there is a blank: half way between a blank's and that of two letters, or above it."""
    if tracking > _SQUEEZED:
        return max(_CLOSE_BLANK, BLANK + tracking)
    return max(LEAST_BLANK, BLANK + 1.5 * tracking)


def _least_gap_of(letters: Sequence[Glyph], tracking: float) -> float:
    """The least gap of a row whose print is condensed: where its blanks are narrow, those before kerned letters too.

    "của xã Tân": the blank before "T" is drawn narrower than the others.
    """
    least = _least_gap(tracking)
    gaps = ((after.x0 - before.x1) / (after.size or 1.0) for before, after in pairwise(letters))
    blanks = sorted(gap for gap in gaps if gap > tracking + _NARROW_BLANK)
    if not blanks or tracking >= _CONDENSED:
        return least
    return min(least, max(_CLOSE_BLANK, (tracking + blanks[len(blanks) // 2]) / 2))


def _read_words(row: Sequence[Glyph], threshold: float = BLANK) -> _Words:
    """Put a row's letters together; gaps wider than ``threshold`` (em) are blanks."""
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
            doubtful = doubtful or (not blank and LEAST_BLANK < gap < CLEAR_BLANK)
            if blank or gap > threshold:
                pieces.append(" ")
                first_word_end = first_word_end or last.x1
        pieces.append(glyph.text)
        letters.append(glyph)
        blank = False
    return _Words(pieces, letters, first_word_end, blank, doubtful)


def make_line(row: Sequence[Glyph]) -> Line | None:
    """Join a row of glyphs (sorted by x) into a line; None when only blanks are printed."""
    words = _read_words(row)
    if words.doubtful and not _CONDENSED <= (tracking := _tracking(words.letters)) <= _TRACKED:
        words = _read_words(row, _least_gap_of(words.letters, tracking))
    letters = words.letters
    if not letters:
        return None
    _, x0s, x1s, tops, bottoms, baselines, all_sizes, bolds, italics = zip(*letters, strict=True)
    sizes, end = sorted(all_sizes), max(x1s)
    size = _usual_size(sizes)
    if sizes[0] < size * 0.9:  # a superscript stands higher than the line
        baselines = tuple(glyph.baseline for glyph in letters if glyph.size >= size * 0.9)
    text, marks, opens_note = _without_marks(
        words, size, sorted(baselines)[len(baselines) // 2], has_small=sizes[0] < SMALL * size
    )
    return Line(
        text=text,
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
        marks=marks,
        opens_note=opens_note,
    )


def _usual_size(sizes: Sequence[float]) -> float:
    """Size of the letters on the line, ascending ``sizes``; "m²" and "a¹²" are of the larger size."""
    large = sum(size >= SMALL * sizes[-1] for size in sizes)
    return sizes[-1] if large * 3 >= len(sizes) and sizes[0] < SMALL * sizes[-1] else sizes[len(sizes) // 2]


def _without_marks(
    words: _Words, size: float, baseline: float, *, has_small: bool
) -> tuple[str, tuple[str, ...], bool]:
    """(text, marks of notes, one of them opens the line) of letters of which some may be raised."""
    above = [_is_raised(glyph, size, baseline) for glyph in words.letters]
    if has_small:
        for mark in _lowered_marks(words.letters, size, baseline):
            above[mark] = True
    text = "".join(words.pieces)
    if not any(above) or all(above):
        return text, (), False
    place = iter(zip(words.letters, above, strict=True))
    pieces = [piece if piece == " " or not next(place)[1] else raised(piece) for piece in words.pieces]
    clean, marks = take_marks("".join(pieces), typed=False)
    if not clean.strip():
        return text, (), False
    return clean.strip(), marks, bool(marks) and above[0] and not holds_raised(clean[:1])


def _lowered_marks(letters: Sequence[Glyph], size: float, baseline: float) -> list[int]:
    """Places of small letters below the line that are marks of notes."""
    lowered = [g.size < SMALL * size and g.baseline - baseline >= _LEAST_RAISED * size for g in letters]
    if not any(lowered):
        return []
    found: list[int] = []
    for place, is_low in enumerate(lowered):
        if is_low and not lowered[place - 1 if place else 0]:
            end = next((n for n in range(place, len(letters)) if not lowered[n]), len(letters))
            run = "".join(glyph.text for glyph in letters[place:end])
            found += range(place, end) if is_lowered_mark(_last_word(letters[:place]), run) else ()
    return found


def _last_word(letters: Sequence[Glyph]) -> str:
    """The letters that stand close together before a place."""
    start = len(letters)
    while start > 1 and letters[start - 1].x0 - letters[start - 2].x1 <= BLANK * letters[start - 1].size:
        start -= 1
    return "".join(glyph.text for glyph in letters[max(start - 1, 0) :])


def _is_raised(glyph: Glyph, size: float, baseline: float) -> bool:
    off = baseline - glyph.baseline
    return off >= (_LEAST_RAISED if glyph.size < SMALL * size else _OF_ONE_SIZE) * size


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
