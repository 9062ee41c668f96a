"""The values of the font repair."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Doubt(StrEnum):
    """Why a code's letter is doubted."""

    BLANK = "blank"  # says blank, but something is drawn
    PRIVATE = "private"  # private use, control or replacement character
    MISSING = "missing"  # no entry although the file gives the code a width
    DOUBLED = "doubled"  # two codes say the same letter, their outlines differ
    LOOKALIKE = "lookalike"  # Cyrillic, Greek or eth among Latin letters


@dataclass(frozen=True, slots=True)
class Suspect:
    """One doubted code of one font; ``said`` is what its ToUnicode map says ('' when nothing)."""

    font: tuple[int, int]  # object number and generation
    code: int
    said: str
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class DoubtedWord:
    """A word that holds a doubted code: its text with the stand-in character, and its page from 1."""

    word: str
    page: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a suspect is; ``letter`` None: no letter won clearly, or the doubted one is right."""

    suspect: Suspect
    letter: str | None
    count: int  # occurrences in the document
    pages: tuple[int, ...] = field(default=())
    cleared: bool = False  # the map was right after all
