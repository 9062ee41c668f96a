"""A number in its words: comparator, direction of change, year, and where those words begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of, pattern_of, phrase_values, target_words
from pipelines.text.vietnamese import match_key

APPROXIMATE = ".approximate"
"""Mark in the rule of a level printed as about so much; the finding ``target_softened`` goes with it."""

_ASKED = (">=", "<=")
BARE_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_ENDS_WITH_NUMBER = re.compile(r"(?:\d|%|phần\străm)\s?$")


def _year(group: str) -> str:
    named = r"(?:năm\s|(?<=đến\s)|(?<=tới\s)|(?<=hết\s)|(?<=cuối\s))"
    return rf"(?:{either('word_before_year_of_level')}\s)*{named}(?P<{group}>20\d\d)(?!\s?-\s?20)(?![\d/])"


@cache
def _year_after() -> re.Pattern[str]:
    bracketed = rf"\((?:{_year('bracketed')}|(?P<bare>20\d\d))\)"
    return re.compile(rf"\s?{_year('year')}(?!\s{either('year_of_next_level')})|\s?{bracketed}")


@cache
def _year_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!so\svới\s)(?<!như\s){_year('year')}\s?[:,]?\s?$")


@cache
def _compared_with() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:hơn|bằng|vượt)\s(?:(?:{either('compared_noun')}|kết quả)\s)?(?:đạt được\s)?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its words: ``start`` before comparator and fillers, ``number`` at the digits, ``end`` after all."""

    start: int
    number: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    comparator: str | None = None
    words: tuple[str, ...] = ()  # words before the number, nearest first
    change: str | None = None
    year: int | None = None
    noun: str | None = None
    rejected: str | None = None
    derived: bool = False  # printed as a fraction, in words, or as what may not happen; not as a share
    about: str | None = None  # what a derived share is one of, where its own words say the contrary

    def has(self, kind: str) -> bool:
        """True when a word of ``kind`` stands right before the number."""
        known = phrase_values(kind)
        return any(word in known for word in self.words)

    @property
    def is_asked(self) -> bool:
        """True for "at least" and "at most": results are told as they are."""
        return self.comparator in _ASKED


@cache
def what_was_reached() -> re.Pattern[str]:
    """What a sentence builds on ("Phát huy những gì đã đạt được, …"): a thing, no verb of its numbers."""
    return re.compile(rf"{either('reached_thing')}\s(?:đã\s)?đạt được(?:\s[^\W\d]+){{0,4}}\s?,")


@cache
def _asking() -> re.Pattern[str]:
    asked = sorted(word.phrase for word in target_words("comparator") if word.value in _ASKED and word.phrase != "từ")
    firm = "|".join(map(re.escape, asked))
    return re.compile(rf"(?:(?<!\w)(?:{firm})\s?\d|\d[^.;]{{0,60}}?(?:{any_of('comparator_after')})|\d\s?phần\străm)")


def asks_for_number(line: str) -> bool:
    """Whether a line, taken for a title, asks for a number ("Sáng kiến: từ 03 sáng kiến trở lên")."""
    return _asking().search(match_key(line)) is not None


_GOVERNING = ("past", "comparator", "filler", "aspirational", "assurance", "decrease", "increase", "opening")


@cache
def _before_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s(:,\"/]))(?P<word>{any_of(*_GOVERNING)})\s?[:,=]?\s?$")


@cache
def _last_words(*kinds: str) -> tuple[str, ...]:
    """How words of ``kinds`` end: most text before a number is told by this to be none, without a pattern."""
    phrases = (word.phrase for kind in kinds for word in target_words(kind))
    return tuple(sorted({_without_mark(phrase).split(" ")[-1] for phrase in phrases}))


def _without_mark(text: str) -> str:
    return text.rstrip().rstrip(":,=").rstrip()


@cache
def _closed_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!bằng\s)(?:{any_of('comparator_after')})\s?,?\s?$")


@cache
def after_pattern() -> re.Pattern[str]:
    """Comparators that stand behind the number ("trở lên")."""
    return re.compile(rf"\s?(?P<word>{any_of('comparator_after')})")


_NAMED_ABOVE = re.compile(r"(?<!\w)(?:nêu|kể|nói)\s$")


def words_before(key: str, start: int, number: int) -> tuple[int, tuple[str, ...], int | None]:
    """Where the words that govern the number begin, those words (nearest first), and a year among them."""
    position, words, year = number, [], None
    while position > start:
        begin = _nearby(key, start, position)
        text = key[begin:position]
        last = _without_mark(text)
        if last.endswith(_last_words("comparator_after")) and _closed_pattern().search(text):
            break  # "… trở lên, phấn đấu 80%": those words belong to the number before
        dated = _year_before().search(text) if last[-1:].isdigit() else None
        governs = last.endswith(_last_words(*_GOVERNING))
        match = dated or (_before_pattern().search(text) if governs else None)
        if not match or (dated and _is_of_another(text, dated.start())) or _points_back(text, match):
            break
        if dated:
            year = year or int(dated["year"])
        else:
            words.append(match["word"].replace("\n", " "))
        position = begin + match.start()
    return position, tuple(words), year


def _points_back(text: str, match: re.Match[str]) -> bool:
    """True for the "trên" of "hai chỉ tiêu nêu trên lần lượt lên 95%": it bounds nothing."""
    word = match.groupdict().get("word")
    return word == "trên" and _NAMED_ABOVE.search(text, 0, match.start("word")) is not None


def _is_of_another(text: str, year: int) -> bool:
    """Whether a year is that of the number before it ("từ 65% năm 2025 lên 80%") or of what is compared with.

    "Không thấp hơn kết quả năm 2025, tối thiểu 99%": the level is the plan's own.
    """
    return (_ENDS_WITH_NUMBER.search(text, 0, year) or _compared_with().search(text, 0, year)) is not None


_REACH = 96  # characters; longer than every wording that governs a number
_OPENING = 24  # characters of those wordings that may themselves open a clause: "và phấn đấu 60%"


def _nearby(key: str, start: int, position: int) -> int:
    """The beginning of a word some way before ``position``: what governs a number stands right before it."""
    reach = position - _REACH
    if reach <= start:
        return start
    blank = key.find(" ", reach, position)
    return blank + 1 if blank >= 0 else start


def _comparator(words: tuple[str, ...]) -> str | None:
    known = phrase_values("comparator")
    return next((known[word] for word in words if word in known), None)


@cache
def _new_clause() -> re.Pattern[str]:
    """ "… và tỷ lệ …", "… và bảo đảm …": what follows is asked for by itself."""
    opening = rf"{either('measured_noun')}|{any_of('aspirational', 'assurance')}|đến năm"
    return re.compile(rf"(?<!\w)và (?P<opening>{opening})(?!\w)")


def _negated(key: str, start: int, position: int, comparator: str | None, words: tuple[str, ...]) -> str | None:
    """ "Không để hồ sơ quá hạn trên 2%" allows at most 2%, "không để chỉ số nào dưới 80%" asks for 80%.

    A floor in words before the number ("ít nhất") is asked for, whatever is not to happen beside it, and so is what a
    new clause names: "không có hồ sơ trễ hạn và tỷ lệ trước hạn trên 50%".
    """
    same = rf"\s(?P<rest>(?:[^,;]|,\s(?={either('same_name')}(?!\w)))*)$"  # "không để … đúng hạn, trước hạn dưới 98%"
    allows = pattern_of("negation", after=same).search(key, start, position)
    if not allows or not comparator or any(_is_floor(word) for word in words):
        return comparator
    gap = allows["rest"] + key[position : position + _REACH]
    new = _new_clause().search(gap, 0, len(allows["rest"]) + _OPENING)
    if new and not gap.startswith(new["opening"]):  # "tỷ lệ trễ hạn và tỷ lệ trả lại": neither may happen
        return comparator
    return {">": "<=", ">=": "<", "<": ">="}.get(comparator, comparator)


def _is_floor(word: str) -> bool:
    """ "ít nhất", "tối thiểu", "không dưới"; "từ 2%" only begins a span."""
    return phrase_values("comparator").get(word) == ">=" and not word.startswith("từ")


def falls_to(words: tuple[str, ...]) -> bool:
    """True for words such as "xuống còn", before the number that something is to end at."""
    return any(word.startswith(("còn", "xuống")) for word in words)


def _change(words: tuple[str, ...]) -> str | None:
    """Direction of change that the words before the number state; "nâng lên 90%", "giảm còn 2%" are levels."""
    for position, word in enumerate(words):
        if word in phrase_values("decrease"):
            return None if falls_to(words[:position]) else "decrease"
        if word in phrase_values("increase"):
            nearer = words[:position]
            return None if any(w.startswith("lên") or w.startswith("đạt") for w in nearer) else "increase"
    return None


def _is_bound_itself(words: tuple[str, ...]) -> bool:
    """True for "vượt ít nhất 5%": the bound is said beside the comparison."""
    nearest = next((word for word in words if word in phrase_values("comparator")), None)
    return nearest is not None and nearest not in phrase_values("relative")


@cache
def _spelt_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<!\w){either('word_of_number')}\s){{1,6}}(?:phần\s(?:trăm|ba|tư)\s)?\($|(?<!\w)một\snửa\s\($"
    )


def _with_spelt(key: str, start: int, bare: Quantity) -> Quantity:
    """The number with its spelling before it: in "trên tám mươi phần trăm (80%)" the words stand before both."""
    spelt = _spelt_before().search(key, start, bare.number) if key[bare.number - 1 : bare.number] == "(" else None
    if spelt is None or key[bare.end : bare.end + 1] != ")":
        return bare
    return replace(bare, start=spelt.start(), end=bare.end + 1)


def dressed(key: str, start: int, end: int, bare: Quantity) -> Quantity:
    """``bare`` with comparator, change, year and the span of its words filled in."""
    bare = _with_spelt(key, start, bare)
    begin, words, year_before = words_before(key, start, bare.start)
    stop, comparator = bare.end, _comparator(words)
    after = after_pattern().match(key, stop, end)
    if after and not (bare.noun and comparator is None and "từ" not in words and bare.unit == "count"):
        stop, comparator = after.end(), phrase_values("comparator_after")[after["word"]]
    comparator = _negated(key, start, begin, comparator, words)
    dated = _year_after().match(key, stop, end)
    stop = dated.end() if dated else stop
    is_reference = dated is not None and comparator in _ASKED and dated[0].startswith(" của ")
    # "không thấp hơn 98,7% của năm 2025": the level of that year is the bound of this one
    year = year_before if dated is None or is_reference else int(dated["year"] or dated["bracketed"] or dated["bare"])
    change = _change(words)
    relative = next((phrase_values("relative")[word] for word in words if word in phrase_values("relative")), None)
    if relative and key.startswith(" so với", stop):  # "cao hơn 5% so với năm 2025" is a change, no bound
        comparator, change = comparator if _is_bound_itself(words) else None, relative
    return replace(bare, start=begin, end=stop, comparator=comparator, words=words, change=change, year=year)
