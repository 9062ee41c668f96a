"""Figures of running text: words glued or split, words otherwise wrong, paragraphs cut or joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_BREAK = "¶"
_BEFORE_SLASH = re.compile(r" (?=/)")  # what a stamp leaves of the room before "/KH-UBND" is no word cut


@dataclass
class Wording:
    """Counts; they add up over documents."""

    words: int = 0
    apart: int = 0  # words of the truth whose letters stand there with other blanks
    wrong: int = 0  # words lost, added or changed in their letters
    paragraphs: int = 0
    cut: int = 0  # breaks too many, and breaks lost
    notes: list[str] = field(default_factory=list)

    def __add__(self, other: Wording) -> Wording:
        return Wording(
            self.words + other.words,
            self.apart + other.apart,
            self.wrong + other.wrong,
            self.paragraphs + other.paragraphs,
            self.cut + other.cut,
            [*self.notes, *other.notes],
        )


def _tokens(paragraphs: Sequence[str]) -> list[str]:
    """Words with a mark behind the last one of each paragraph."""
    return [token for text in paragraphs for token in (*_BEFORE_SLASH.sub("", text).split(), _BREAK)]


def _touched(truth: Sequence[str], found: Sequence[str]) -> int:
    """How many words of ``truth`` are set apart or together otherwise in ``found``, which has the same letters."""
    ends = set()
    at = 0
    for word in found:
        at += len(word)
        ends.add(at)
    touched = at = 0
    for word in truth:
        start, at = at, at + len(word)
        inside = any(start < end < at for end in ends)
        touched += inside or at not in ends
    return touched


def wording(truth: Sequence[str], found: Sequence[str]) -> Wording:
    """Compare paragraphs in reading order."""
    wanted, given = _tokens(truth), _tokens(found)
    result = Wording(words=len(wanted) - len(truth), paragraphs=len(truth))
    for kind, i0, i1, j0, j1 in SequenceMatcher(None, wanted, given, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        asked, got = wanted[i0:i1], given[j0:j1]
        breaks = abs(asked.count(_BREAK) - got.count(_BREAK))
        asked_words, got_words = ([word for word in run if word != _BREAK] for run in (asked, got))
        if "".join(asked_words) == "".join(got_words):
            apart = _touched(asked_words, got_words)
            result.apart += apart
            if asked_words == got_words or breaks:
                result.cut += max(breaks, int(asked != got and not apart))
        else:
            result.wrong += max(len(asked_words), len(got_words))
            result.cut += breaks
        before, behind = " ".join(wanted[max(0, i0 - 6) : i0]), " ".join(wanted[i1 : i1 + 4])
        result.notes.append(f"{before} [{' '.join(asked)} → {' '.join(got)}] {behind}")
    return result
