"""Time that words around a number set: parts and sentences that look back, the year of a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of, pattern_of
from pipelines.text.vietnamese import match_key
from pipelines.understanding.targets.asking import asks, turns_ahead
from pipelines.understanding.targets.dressing import BARE_YEAR, Quantity, what_was_reached
from pipelines.understanding.targets.indicator_words import lead_words
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import brackets
from pipelines.understanding.words.numbering import split_number

_EARLY_WORDS = 4  # a past verb this near to the beginning is the clause's own verb, not a participle in it
_LONGEST_YEAR_TITLE = 5  # words; longer titles may name an earlier year for other reasons
_LONGEST_LETTERED = 9  # words of a title behind a letter ("a) Kết quả thực hiện"); longer ones are sentences
_LETTER = re.compile(r"^[a-zđ][.)]\s+")
_LONGEST_LABEL = 6  # words of a lead-in such as "Tồn tại, hạn chế:"


@cache
def _noun_head() -> re.Pattern[str]:
    return re.compile(rf"{either('measured_noun')}(?!\w)")


_PHASE = re.compile(r"(?<!\w)giai đoạn (20\d\d)\s?-\s?(20\d\d)(?!\d)")
_SPAN_OF_YEARS = re.compile(r"20\d\d\s?-\s?20\d\d")


@cache
def _heading_year() -> re.Pattern[str]:
    return re.compile(rf"(?<!so với )(?<!so )(?:{either('word_before_heading_year')}\s){{0,3}}năm\s(20\d\d)(?!\d)")


@cache
def _results_of_part() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{either('report_opening')}\s)*kết quả(?!\s{either('result_to_come')})(?:\s[^\W\d]+){{0,7}}\s(?:quý\s"
        r"(?:i{1,3}|iv|[1-4])|[369]\stháng)(?!\w)"
    )


@cache
def _and_ahead() -> re.Pattern[str]:
    return re.compile(rf"(?:,|và|;)\s(?:[^\W\d]+\s){{0,2}}?{either('title_of_what_comes')}(?!\w)")


@cache
def _turned() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('turning_ahead')}(?!\w)")


@lru_cache(maxsize=2048)
def looks_back(title: str, plan_year: int | None, *, is_outermost: bool = False) -> bool:
    """True for the title of a part that reports results: "I. Kết quả năm 2025", "Bối cảnh", "Tồn tại, hạn chế".

    A title that also announces what is to come ("… và mục tiêu năm 2026") does not look back as a whole. Inside the
    outermost title the words may stand anywhere; deeper ones, which may be whole sentences, must begin with them.
    """
    key = match_key(split_number(title)[1])
    if len(key.split()) <= _LONGEST_LETTERED:
        key = _LETTER.sub("", key)
    if _and_ahead().search(key):
        return False
    if _results_of_part().match(key):
        return True  # "Kết quả quý I năm 2026" in a plan of quarter II: the year is the plan's own
    years = [int(year) for year in BARE_YEAR.findall(_SPAN_OF_YEARS.sub("", key))]
    if plan_year is not None and any(year >= plan_year for year in years):
        return False
    if _is_titled_by_year(key, years, plan_year):
        return True
    begins = pattern_of("past_title").match(key) or pattern_of("past_title_alone").fullmatch(key.strip(" .:"))
    return begins is not None or (is_outermost and pattern_of("past_heading").search(key) is not None)


@cache
def _will() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)sẽ\s(?![^.;]{{0,40}}?{either('brings_about')})")


@cache
def _must() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('must_reach')}(?!\w)")


def turns_to_the_plan(key: str, plan_year: int | None) -> bool:
    """True for what stands under a title of results and is to be done all the same.

    "Để khắc phục tồn tại, xã sẽ rà soát … đạt 100%", "… trong năm 2026 phải đủ 100%" in a plan of 2026.
    """
    if _will().search(key):
        return True
    is_named = plan_year is not None and f"năm {plan_year}" in key
    return is_named and _must().search(key) is not None


def _is_titled_by_year(key: str, years: Sequence[int], plan_year: int | None) -> bool:
    """True for "Công tác CCHC năm 2025" in a plan of 2026: a short title with the year before, or the one before it."""
    is_short = len(key.split()) <= _LONGEST_YEAR_TITLE
    lately = plan_year is not None and bool(years) and all(plan_year - 2 <= year < plan_year for year in years)
    return is_short and lately and turns_ahead().search(key) is None


@lru_cache(maxsize=2048)
def heading_year(title: str) -> int | None:
    """The one year that a title or lead-in sets for what follows: 2028 of "1. Đến năm 2028"; None for periods."""
    key = match_key(title)
    found = _heading_year().findall(_SPAN_OF_YEARS.sub("", key))
    return int(found[0]) if len(found) == 1 and len(BARE_YEAR.findall(key)) == 1 and "%" not in key else None


@lru_cache(maxsize=2048)
def heading_span(title: str) -> tuple[int, int] | None:
    """First and last year of the one phase that a title is about ("1. Giai đoạn 2026 - 2027"), or None."""
    found = _PHASE.findall(match_key(title))
    return (int(found[0][0]), int(found[0][1])) if len(found) == 1 else None


# "phấn đấu đến hết năm 2025, tỷ lệ … đạt 50%" in a plan of 2026
_AIMED_BY = re.compile(
    r"(?:phấn đấu|mục tiêu|chỉ tiêu)(?:\s[^\W\d]+){0,2}?,?\s(?:đến|trong)\s(?:hết\s|cuối\s)?năm\s(20\d\d)(?!\d)[^;.]*$"
)
# "Chỉ số PAR INDEX năm 2024 của tỉnh đạt 87,6 điểm": the year is in the name
_INDEX_OF_YEAR = re.compile(r"chỉ số\s[^;.]*?năm\s(20\d\d)\scủa\s(?:[^\W\d]+\s){1,6}?(?:(?:là|đạt|được)\s)?$")
_AIMED_AT = re.compile(r"(?<!\w)(?:mục tiêu|chỉ tiêu|kế hoạch)\s(?:năm\s)?(20\d\d)\s?(?:là|đạt|:)?\s?$")


def is_dated_before(text: ClauseText, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    """True for a number with an earlier year beside it, or in a bracket that tells of one."""
    if plan_year is not None and quantity.year is not None and quantity.year < plan_year:
        return True
    aimed = _AIMED_AT.search(text.key[part.segment.start : quantity.start])
    if aimed is not None and plan_year is not None and int(aimed[1]) < plan_year:
        return True  # "… trong khi mục tiêu 2025 là 50%"
    before = text.key[part.segment.start : quantity.number]
    if plan_year is not None and _AIMED_BY.search(before) and max(map(int, BARE_YEAR.findall(before))) < plan_year:
        return True
    named = None if quantity.is_asked else _INDEX_OF_YEAR.search(before)
    if plan_year is not None and named is not None and int(named[1]) < plan_year:
        return True
    return not quantity.has("aspirational") and _in_past_bracket(text, part, quantity, plan_year)


_RISES_TO = re.compile(r"(?<!\w)từ\s\d+(?:[.,]\d+)?\s?%[^;.%]{0,25}\s(?:lên|xuống|còn)\s[^;.%\d]{0,20}$")


def is_past(text: ClauseText, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    """True for a result that the words date before the plan or tell in the past."""
    if is_dated_before(text, part, quantity, plan_year):
        return True
    if quantity.has("aspirational") or _RISES_TO.search(text.key[part.segment.start : quantity.number]):
        return False  # "nâng từ 62% hiện nay lên 75%": what is now is the level before
    before, leading = text.key[part.start : quantity.start], text.key[part.start : quantity.number]
    says_past = quantity.has("past") and not before.endswith("quy định ")  # "phù hợp với quy định mới đạt 90%"
    if says_past or (not quantity.is_asked and _tells_the_past(before, leading)):
        return True
    lead = part.segment.lead
    label = text.key[lead.start : lead.end] if lead else ""
    if label and len(label.split()) <= _LONGEST_LABEL and looks_back(label, plan_year):
        return True
    if not quantity.is_asked and _ends_with_results(label, plan_year):
        return True
    openings = (text.key[part.segment.start : quantity.start], label)
    return quantity.year is None and any(_opens_with_past(words, plan_year) for words in openings)


@cache
def _results_of() -> re.Pattern[str]:
    return re.compile(
        rf"{either('results_of')}(?:\s[^\W\d]+){{0,8}}\s(?:năm|giai đoạn"
        r"|cuối)\s(?P<year>20\d\d)(?:\s?-\s?(?P<last>20\d\d))?$"
    )


def _ends_with_results(label: str, plan_year: int | None) -> bool:
    """True for the lead-in "… trên cơ sở kết quả đạt được của năm 2025:" in a plan of 2026."""
    found = _results_of().search(label)
    return plan_year is not None and found is not None and int(found["last"] or found["year"]) < plan_year


@cache
def _thing_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('thing_noun')}\s$")


_OPENS_TOLD = re.compile(r"đã\s(?!là\s)[^\W\d]+")  # "Đã <whatever was done> …": a sentence that opens so tells


def _tells_the_past(before: str, leading: str) -> bool:
    """True for "Xã đã tiếp nhận … đạt 99%", False for "Tỷ lệ hồ sơ đã tiếp nhận được số hóa đạt 90%".

    ``before`` ends where the number's own words ("đạt trên") begin, ``leading`` at the number.
    """
    opening = lead_words().match(before)
    before = what_was_reached().sub("", before)  # "Phát huy kết quả đã đạt được, …": a thing, not the number's verb
    opens = None if asks().search(leading) else _OPENS_TOLD.match(before)
    told = pattern_of("past", "past_verb").search(before) or opens
    if told is not None and _turned().search(leading, told.end()):
        return False  # "Kế thừa kết quả đã đạt được, năm 2026 xã tiếp tục bảo đảm 100% …"
    if told is None or _noun_head().match(before, opening.end() if opening else 0):
        return False
    if _thing_before().search(before, 0, told.start()):
        return False  # "Tái sử dụng giấy tờ đã số hóa đạt 50%": the words name the papers
    return len(before[: told.start()].split()) <= _EARLY_WORDS or not before[told.end() :].strip()


@cache
def _past_opening() -> re.Pattern[str]:
    dated = (
        rf"(?!{either('opens_no_past')}(?!\w))(?:[^\W\d]+\s){{0,2}}?năm\s(?P<year>20\d\d)"
        r"|(?:trong\s)?(?P<span>giai đoạn\s20\d\d\s?-\s?20\d\d)"
        r"|(?:tính\s)?(?:từ|đến|kể từ)\s"
        r"(?P<day>(?:hết\s|cuối\s|đầu\s|nay\s)?(?:ngày\s|tháng\s|quý\s|năm\s)?[\div])"
        r"|(?:sau|qua)\s(?:gần\s|hơn\s)?\d+\snăm\s(?:thực hiện|triển khai)"
    )
    return re.compile(rf"(?:{any_of('past_opening')}|{dated})")


def _opens_with_past(words: str, plan_year: int | None) -> bool:
    opening = _past_opening().match(words)
    if not opening:
        return False
    years = [int(year) for year in BARE_YEAR.findall(words)]
    if plan_year is not None and years:
        return max(years) < plan_year
    return not any(opening[name] for name in ("year", "span", "day"))


@cache
def _now() -> re.Pattern[str]:
    return re.compile(rf"\s?{either('present_state')}(?!\w)")


# "hiện có 49 người (đạt 94%)"


@cache
def _states_now() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('stating_now')}\s[^,;.()]*$")


@cache
def _dated_bracket() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{either('dated_bracket')}\s)?(?:năm\s)?20\d\d(?!\d)")


def _opens_with_earlier_year(words: str, plan_year: int | None) -> bool:
    """True for the beginning of the bracket "(năm 2025 đạt 31%; tăng 39 điểm %)" in a plan of 2026."""
    years = [int(year) for year in BARE_YEAR.findall(words)]
    return plan_year is not None and _dated_bracket().match(words) is not None and max(years) < plan_year


def _in_past_bracket(text: ClauseText, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    """True for "kết quả năm 2025 (đạt 86 điểm, xếp thứ 5)" in a plan of 2026: the bracket explains that year."""
    around = [span for span in brackets(text.key) if part.segment.start <= span.start < quantity.number < span.end]
    if around and _opens_with_earlier_year(text.key[around[0].start + 1 : quantity.number], plan_year):
        return True
    if around and (_now().match(text.key, around[0].start + 1) or _states_now().search(text.key, 0, around[0].start)):
        return True
    if plan_year is None or not around:
        return False
    before = re.search(r"(?:năm|kết quả)\s(20\d\d)\s?$", text.key[part.segment.start : around[0].start])
    return before is not None and int(before[1]) < plan_year


@cache
def _raised_to() -> re.Pattern[str]:
    when = rf"(?:\(?(?:{either('time_preposition')}\s){{0,2}}(?:năm\s)?20\d\d\)?\s)?"
    return re.compile(rf"\s?%?\s?{when}(?:tăng\s|giảm\s)?(?:lên|xuống|còn)(?!\w)")


@cache
def _has_risen() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:đã|vừa)\s(?:được\s)?{either('having_risen')}(?!\w)")


@cache
def _shown_by_result() -> re.Pattern[str]:
    """What a report says of its number: ", phản ánh quyết tâm của phường", ", góp phần bảo đảm minh bạch"."""
    return re.compile(rf",\s{either('shown_by_result')}\s[^.;]*")


def goes_on_in_the_past(text: ClauseText, start: int, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    """True for a number that follows a past one in the same text and that no word turns to the future.

    "Năm 2025 hồ sơ đúng hạn đạt 98%; hồ sơ trực tuyến 71%." reports both; ``start`` is where the past number ends.
    """
    words = _shown_by_result().sub("", text.key[start : part.end])
    if _raised_to().match(text.key, start) and not _has_risen().search(text.key, part.segment.start, start):
        return False  # "nâng … từ 71% năm 2025 lên 88%": the first number is the past, the second what is to be
    years = [int(year) for year in BARE_YEAR.findall(words)]
    if quantity.is_asked or turns_ahead().search(words):
        return False
    return plan_year is None or all(year < plan_year for year in years)
