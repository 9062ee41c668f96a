"""One printed column title → the known wording that names it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from pipelines.model.document import Cell
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.headers import HeaderWord, Match, header_words
from pipelines.reference.pattern_words import either
from pipelines.text.sieve import Sieve
from pipelines.text.vietnamese import match_key
from pipelines.understanding.tables.grid import cell_text
from pipelines.understanding.tables.header_repair import nearest_word

_LONGEST_TITLE = 90  # characters; longer cells are content that happens to hold a header word
_LEAST_SHARE = 0.3  # of a title that the wording must cover: "Ban hành kế hoạch …" is no title
# "Công việc cần tổ chức triển khai": the noun in front says what stands below, not who


@cache
def _content_head() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('title_prefix')} )*({either('work_noun')}) (?!và )[^/,&;-]*$")


_LEADING_NUMBER = re.compile(r"^\(?\d{1,2}\)?\s*[-.):/]\s*(?=\D)")
_TRAILING_NUMBER = re.compile(r"\s*[(\[]\d{1,2}[)\]]$")
_COUNTER = re.compile(r"\(?(?:\d{1,2}|[A-Ha-h])\)?(?:\s*=.*)?")


def header_key(title: str) -> str:
    """Comparison form of a column title: numbers such as "1- …" or "… (1)" and blanks at slashes dropped."""
    key = match_key(title.replace("\n", " "))
    key = _TRAILING_NUMBER.sub("", _LEADING_NUMBER.sub("", key))
    return re.sub(r"\s*([/,])\s*", lambda m: "/" if m.group(1) == "/" else ", ", key).strip(" .:;*")


@lru_cache(maxsize=4096)
def word_for(title: str) -> HeaderWord | None:
    """The wording that best names ``title``: the longest that is in it; None when none is."""
    if not title or len(title) > _LONGEST_TITLE:
        return None
    key = header_key(title)
    fits = [(len(m.group()), word.match is not Match.REGEX, -i, m, word) for i, (m, word) in enumerate(_matches(key))]
    if not fits:
        return None
    *_, match, word = max(fits, key=lambda fit: fit[:3])
    head = _content_head().match(key) if word.role in (Role.LEAD, Role.COORDINATION) and match.start() > 0 else None
    return word_for(head.group(1)) if head else word


@cache
def _by_match() -> tuple[dict[str, list[int]], list[int], Sieve]:
    """Places in the file of the wordings that are a whole title, by title; those of all others, and their sieve."""
    exact: defaultdict[str, list[int]] = defaultdict(list)
    others: list[int] = []
    for place, word in enumerate(header_words()):
        (exact[word.phrase] if word.match is Match.EXACT else others).append(place)
    return dict(exact), others, Sieve([header_words()[place].pattern for place in others])


def _matches(key: str) -> list[tuple[re.Match[str], HeaderWord]]:
    exact, others, sieve = _by_match()
    places = sorted([*exact.get(key, ()), *(others[place] for place in sieve.possible(key))])
    found = ((word.pattern.search(key), word) for word in (header_words()[place] for place in places))
    return [(match, word) for match, word in found if match and len(match.group()) >= _LEAST_SHARE * len(key)]


def word_in(cell: Cell) -> HeaderWord | None:
    """The wording of a title cell; in a scanned one the nearest wording, when noise left none."""
    title = cell_text(cell)
    word = word_for(title)
    return nearest_word(header_key(title)) if word is None and cell.confidence is not None else word


def is_counter_row(texts: list[str]) -> bool:
    """Whether a row only counts the columns: (1) (2) (3), A B 1 2."""
    filled = [text for text in texts if text]
    return len(filled) >= 3 and all(_COUNTER.fullmatch(text) for text in filled) and len(set(filled)) == len(filled)
