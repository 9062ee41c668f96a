"""Words with a line through them: no part of the text, and told.

A strike runs through the middle of small letters, from the first struck letter to the last. An underline runs below
the baseline, a border of a table past the letters on both sides. What a mark of a viewer strikes out (a StrikeOut
annotation) says itself which letters it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipelines.reading.pdf.glyphs import Floats, Glyphs, Indexes
from pipelines.reading.pdf.paths import UserBox
from pipelines.reading.pdf.shapes import Glyph, Stroke, Struck
from pipelines.reading.pdf.textlines import lines_of

_BAND = (0.1, 0.5)  # em above the baseline
_MIDDLE = 0.25  # em above the baseline: the middle of small letters
_OVER = 0.6  # em by which a strike may stand out at its ends
_SPREAD = 1.2  # em: letters under one strike stand no further apart
_LEAST = 0.3  # em: shorter is a dash
_SAME_PLACE = 2.0  # em: strikes this close, one below another, are of one sentence or row


class Unstruck(NamedTuple):
    """A page's glyphs and rules without what is struck out, and what that was."""

    glyphs: Sequence[Glyph]
    rules: Sequence[Stroke]
    struck: tuple[Struck, ...]


def without_struck(glyphs: Sequence[Glyph], rules: Sequence[Stroke], marked: Sequence[UserBox] = ()) -> Unstruck:
    """Take struck letters out of ``glyphs``, and the lines through them out of ``rules``.

    ``marked`` are the areas, in the page's display, that annotations strike out.
    """
    level = [rule for rule in rules if rule.y0 == rule.y1]
    if not (level or marked) or not len(glyphs):
        return Unstruck(glyphs, rules, ())
    table = Glyphs.of(glyphs)
    gone: set[int] = {letter for area in marked for letter in _inside(table, area)}
    strikes: set[Stroke] = set()
    for rule in _near_letters(table, level) if level else ():
        letters = _under(table, rule)
        if len(letters):
            gone.update(letters.tolist())
            strikes.add(rule)
    if not gone:
        return Unstruck(glyphs, rules, ())
    struck = np.array(sorted(gone), np.intp)
    kept = np.setdiff1d(np.arange(len(table)), struck)
    return Unstruck(table.only(kept), [rule for rule in rules if rule not in strikes], _places(table.only(struck)))


def _inside(table: Glyphs, area: UserBox) -> list[int]:
    """The letters whose middle lies in ``area``."""
    x, y = (table.x0 + table.x1) / 2, table.baseline - _MIDDLE * table.size
    within = (x >= area[0]) & (x <= area[2]) & (y >= area[1]) & (y <= area[3])
    found: list[int] = np.flatnonzero(within).tolist()
    return found


def _near_letters(table: Glyphs, rules: Sequence[Stroke]) -> list[Stroke]:
    """The rules at a height at which some line of print could be struck."""
    rows: Floats = np.unique(np.round(np.stack([table.baseline, table.size], axis=1), 1), axis=0)
    ys = np.array([rule.y0 for rule in rules])
    off = rows[:, :1] - ys[None, :]
    found = ((off > _BAND[0] * rows[:, 1:]) & (off < _BAND[1] * rows[:, 1:])).any(axis=0)
    return [rule for rule, near in zip(rules, found.tolist(), strict=True) if near]


def _under(table: Glyphs, rule: Stroke) -> Indexes:
    """The letters that ``rule`` strikes out; none when it is another kind of line."""
    left, right = min(rule.x0, rule.x1), max(rule.x0, rule.x1)
    off = table.baseline - rule.y0
    middle = (table.x0 + table.x1) / 2
    at = (off > _BAND[0] * table.size) & (off < _BAND[1] * table.size) & (middle >= left) & (middle <= right)
    found = np.flatnonzero(at)
    letters = found[~table.blank[found]]
    if not any(str(table.texts[index]).isalnum() for index in letters):
        return letters[:0]  # a dash that another line was drawn over
    size = float(np.median(table.size[letters]))
    letters = letters[np.argsort(table.x0[letters], kind="stable")]
    spread = (table.x0[letters[1:]] - np.maximum.accumulate(table.x1[letters])[:-1]).max(initial=0.0)
    ends = (float(table.x0[letters].min()) - left, right - float(table.x1[letters].max()))
    is_strike = right - left >= _LEAST * size and max(ends) <= _OVER * size and spread <= _SPREAD * size
    return found if is_strike else letters[:0]


def _places(table: Glyphs) -> tuple[Struck, ...]:
    """What was struck out, once for each sentence or row."""
    order = np.argsort(table.baseline, kind="stable")
    steps = np.diff(table.baseline[order]) > _SAME_PLACE * table.size[order][1:]
    return tuple(
        Struck(" ".join(line.text for line in lines_of(table.some(part), _SPREAD)), _box(table, part))
        for part in np.split(order, np.flatnonzero(steps) + 1)
    )


def _box(table: Glyphs, part: Indexes) -> UserBox:
    return (
        float(table.x0[part].min()),
        float(table.top[part].min()),
        float(table.x1[part].max()),
        float(table.bottom[part].max()),
    )
