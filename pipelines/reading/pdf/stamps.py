"""The annotations of a page by what they are to a reader: words of the page, a service about itself, pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipelines.reading.pdf.appearances import Appearances, Typed
from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.paths import UserBox
from pipelines.reading.pdf.shapes import Glyph, Stamp
from pipelines.reading.pdf.signatures import signature_words
from pipelines.reading.pdf.textlines import Line, group_rows, make_line

_NOT_DECODED = "þÿ"  # the mark of UTF-16, printed by services whose font has no Vietnamese
_NO_SCRIPT = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")


class SortedStamps(NamedTuple):
    """A page's annotations by what they are to the reader; boxes are displayed."""

    stamps: tuple[Stamp, ...]
    signatures: tuple[Stamp, ...]
    covers: tuple[UserBox, ...]  # drawn without words


def sort_stamps(drawn: Appearances, texts: Sequence[Glyphs], display: Display) -> SortedStamps:
    """Sort a page's annotations: words for the page, words about a signature, pictures.

    Args:
        drawn: the annotations as drawn.
        texts: the glyphs of each of them.
        display: mapping of the page.
    """
    stamps: list[Stamp] = []
    signatures: list[Stamp] = []
    covers: list[UserBox] = []
    told: list[tuple[UserBox, str]] = []
    for appearance, printed in zip(drawn.drawn, texts, strict=True):
        glyphs, box = decoded(printed), display.box(*appearance.box)
        lines = stamp_lines(glyphs)
        told.append((appearance.box, "".join(line.text for line in lines)))
        if signature_words(lines) is not None:
            signatures.append(Stamp(glyphs))
        elif lines:
            stamps.append(Stamp(glyphs, tuple(display.box(*area) for area in appearance.painted)))
        elif appearance.has_picture:
            covers.append(box)
    for typed in drawn.typed:
        _add_typed(stamps, told, typed, display.box(*typed.box))
    return SortedStamps(tuple(stamps), tuple(signatures), tuple(covers))


def _add_typed(stamps: list[Stamp], told: Sequence[tuple[UserBox, str]], typed: Typed, box: UserBox) -> None:
    """Words that a field holds and does not draw, or draws in a font without Vietnamese letters."""
    drawn = next((text for place, text in told if _overlap(place, typed.box)), "")
    if drawn and not lost_letters(drawn, typed.text):
        return
    stamps[:] = [stamp for stamp in stamps if not drawn or not _stands_in(stamp, box)]
    stamps.append(Stamp(spread_text(typed.text, box[0], box[2], box[1], box[3])))


def _overlap(one: UserBox, other: UserBox) -> bool:
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _stands_in(stamp: Stamp, box: UserBox) -> bool:
    return all(
        box[0] - 1 <= (g.x0 + g.x1) / 2 <= box[2] + 1 and box[1] - 1 <= g.baseline <= box[3] + 1 for g in stamp.glyphs
    )


def decoded(glyphs: Glyphs) -> Glyphs:
    """Glyphs without codes that no font could say."""
    texts = glyphs.texts.tolist()
    bad = [_NO_SCRIPT.search(text) is not None for text in texts]
    if texts[:2] == list(_NOT_DECODED):
        bad[0] = bad[1] = True
    return glyphs.only(np.flatnonzero(~np.array(bad, np.bool_))) if any(bad) else glyphs


def stamp_lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Printed lines of a stamp."""
    return [line for row in group_rows(glyphs) if (line := make_line(row)) is not None]


def spread_text(text: str, left: float, right: float, top: float, bottom: float) -> list[Glyph]:
    """Glyphs for words whose drawing is not known: at an even pace over the width, as large as the height allows."""
    lines = text.splitlines() or [text]
    height = (bottom - top) / len(lines)
    size = min(12.0, max(4.0, 0.8 * height))
    glyphs: list[Glyph] = []
    for number, line in enumerate(lines):
        baseline = top + height * number + (height + 0.7 * size) / 2
        pace = min(0.5 * size, (right - left) / max(1, len(line)))
        glyphs += [
            Glyph(char, left + place * pace, left + (place + 1) * pace, baseline - size, baseline, baseline, size)
            for place, char in enumerate(line)
        ]
    return glyphs


def same_words(drawn: str, typed: str) -> bool:
    """True when what was drawn says what was typed, white space aside."""
    return "".join(drawn.split()) == "".join(typed.split())


def lost_letters(drawn: str, typed: str) -> bool:
    """True when what was drawn is what was typed with letters missing: the font of the field has no Vietnamese."""
    letters = iter("".join(typed.split()))
    return not same_words(drawn, typed) and all(char in letters for char in "".join(drawn.split()))
