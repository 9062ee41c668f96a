"""What a pen wrote into a printed form: number, day and month of a letterhead.

The recogniser knows print. Of 20 letterheads, most of them filled in by hand, two came back with another number or day
("03" as "23", "16" as "4"), most others with signs that are none. Figures in these places are kept when they are sure;
what is not, counts as filled in and not read: "…".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipelines.reading.scan.shapes import OcrWord

UNREAD = "…"
_SURE = 0.8  # of a figure alone; of 275 printed ones one in twenty is below
_SURE_WITH_SYMBOL = 0.5  # of "27/KH-UBND" in one word, whose symbol is often doubted
_MOST_SIGNS = 4  # letters of an entry; a word is longer
_NUMBER_OPENS = re.compile(r"(?P<words>\W*[Ss][ốôồóòổ][:.;]?)(?P<entry>\S{0,6})")
_SYMBOL = re.compile(r"[^\s/]{0,6}/[A-ZĐ]")
_FIGURES = re.compile(r"(?:\d{1,5}|\d\.\d{3})[a-zA-Z]?")
_DAY_OPENS = re.compile(r"ngày(?P<entry>\W*\d*\W*)")
_YEAR = re.compile(r"20\d\d\W*")


def without_doubted_entries(words: Sequence[OcrWord]) -> tuple[list[OcrWord], list[tuple[str, str]]]:
    """The words of a region with "…" for doubted figures of a letterhead, and these changes."""
    kept: list[OcrWord] = []
    changes: list[tuple[str, str]] = []
    for _, words_of_line in groupby(words, key=lambda word: word.line):
        line = list(words_of_line)
        for at, text in (*_of_number(line), *_of_date(line)):
            if text != line[at].text:
                changes.append((line[at].text, text))
                line[at] = line[at]._replace(text=text)
        kept += line
    return kept, changes


def _of_number(line: Sequence[OcrWord]) -> Iterator[tuple[int, str]]:
    """Places and new texts of the entries of "Số: 27 /KH-UBND"."""
    opens = _NUMBER_OPENS.fullmatch(line[0].text)
    end = next((at for at, word in enumerate(line) if at and _SYMBOL.match(word.text)), None)
    if opens is None or end is None:
        return
    figures, _, symbol = line[end].text.partition("/")
    glued, alone = opens["entry"], range(1, end)
    if not (
        any(_is_doubted(line[at]) for at in alone)
        or (glued and (not glued.isdigit() or line[0].confidence < _SURE))
        or (figures and (not _FIGURES.fullmatch(figures) or line[end].confidence < _SURE_WITH_SYMBOL))
    ):
        return
    if glued:
        yield 0, opens["words"] + UNREAD
    yield from ((at, UNREAD) for at in alone)
    if figures:
        yield end, f"{UNREAD}/{symbol}"


def _of_date(line: Sequence[OcrWord]) -> Iterator[tuple[int, str]]:
    """The same of "Tân An, ngày 09 tháng 02 năm 2026"."""
    texts = [word.text.lower() for word in line]
    day = next((at for at, text in enumerate(texts) if at and _DAY_OPENS.fullmatch(text)), None)
    if day is None or not texts[day - 1].endswith(",") or not _YEAR.fullmatch(texts[-1]):
        return
    if "tháng" not in texts[day:] or "năm" not in texts[day:]:
        return
    month, year = texts.index("tháng", day), texts.index("năm", day)
    glued = _DAY_OPENS.fullmatch(texts[day])
    if glued and glued["entry"] and line[day].confidence < _SURE:
        yield day, f"{line[day].text[:4]}{UNREAD}"
    for at in (*range(day + 1, month), *range(month + 1, year)):
        if len(texts[at]) <= _MOST_SIGNS and _is_doubted(line[at]):
            yield at, UNREAD


def _is_doubted(word: OcrWord) -> bool:
    return word.text != UNREAD and (not word.text.isdigit() or word.confidence < _SURE)
