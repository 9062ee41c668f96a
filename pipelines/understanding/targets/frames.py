"""The time that a sentence sets for all its segments: "Tính từ … đến …, … đã …; theo đó, 100% … đúng hạn".

A number that follows in the same sentence, or in one that goes on with it ("Trong đó, …"), is a result as well, until
words turn to what is to be done ("phấn đấu", "năm 2026 đạt") or the number is asked for ("tối thiểu 90%").
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of
from pipelines.understanding.targets.dressing import BARE_YEAR, Quantity, what_was_reached
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_SENTENCE = re.compile(r"[.!?](?=\s)(?<!\d\.)|(?<![;,])\n|(?<=\d{4}\.)(?=\s)")
_OPENING = re.compile(r"[\s\-+•*·.,;:]*(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s+)?")
_LONGEST_SENTENCE = 1_000  # characters on either side of a number: what stands farther off says nothing of it
_LONGEST_OPENING = 90  # characters between a span's beginning and its end
_PERIOD = re.compile(
    r"(?:trong\s|qua\s)?(?:giai đoạn|nhiệm kỳ|thời kỳ|5 năm)\s(?:20\d\d)\s?(?:-|đến)\s?(?P<last>20\d\d)(?!\w)"
)


@cache
def _span() -> re.Pattern[str]:
    edge, unit = rf"(?:{either('edge_of_time')} )?", rf"(?:{either('unit_of_date')} )?"
    return re.compile(
        rf"(?:tính |chỉ tính |kể )?(?:từ|kể từ)\s{edge}{unit}[\div][^;]{{0,60}}?"
        rf"(?:đến|tới|-)\s{edge}{unit}(?:[\div]|nay|thời điểm|hiện)"
    )


@cache
def _motion() -> re.Pattern[str]:
    return re.compile(rf"(?:qua|sau)\s(?:gần |hơn |trên )?\d+\s{either('unit_of_while')}(?!\w)(?!\s(?:kể từ|từ)\s)")


@cache
def _retrospect() -> re.Pattern[str]:
    """Words that open a report whatever year they name: "đến nay", "qua rà soát", "thời gian qua"."""
    return re.compile(rf"(?:{any_of('retro_opening')})")


@cache
def _until_now() -> re.Pattern[str]:
    now = r"(?:đến|tới)\s(?:nay|thời điểm (?:này|hiện|báo cáo))(?!\w)"
    return re.compile(rf"[^;:]{{0,{_LONGEST_OPENING}}}?(?<!\w){now}")


@cache
def _told_by_somebody() -> re.Pattern[str]:
    """ "UBND xã đã tiếp nhận …": somebody acts in the past; "hồ sơ đã tiếp nhận" is the name of a thing."""
    when = r"trong năm,?|năm qua,?|(?:trong |qua )?\d+ tháng(?: đầu năm| cuối năm)?(?: năm 20\d\d)?,?"
    lead = rf"(?:{either('act_lead_in')}\s[^,;.:]{{3,60}},\s)?"  # "Thực hiện Đề án 06, xã đã cấp …"
    subject = rf"{lead}(?:(?:các|toàn|những|{when})\s)*(?:{any_of('teller')}),?"
    return re.compile(rf"{subject}(?:\s[^\W\d][\w-]*,?){{0,7}}?\s(?:đã|vừa)\s(?!(?:{any_of('told_not')})(?!\w))")


@cache
def _turn() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('aspirational', 'turn')})")


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('frame_goes_on')})")


def in_past_frame(text: ClauseText, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    """True for a number in a sentence that tells results, wherever its own segment stands in it."""
    if quantity.is_asked or quantity.has("aspirational") or quantity.change is not None:
        return False
    if plan_year is not None and quantity.year is not None and quantity.year >= plan_year:
        return False
    for opened in (
        _frame(text.key, part.start, quantity.number, plan_year),
        _own_frame(text.key, part.segment.start, quantity.number, plan_year),
    ):
        if opened is not None and not _turns(text.key[opened : quantity.number], plan_year):
            return True
    return _tells_a_state(text.key, part.start, quantity, plan_year)


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w/.,])\d[\d.]*\s?/\s?\d[\d.]*\s(?!\d)[^;]{0,160}?(?:,|\(|đạt|bằng|tương đương)[^;\d]{0,30}$"
        rf"|(?<![\w/.,%])\d{{1,3}}(?:\.\d{{3}})*\s{either('counted_in_report')}[^;%]{{0,40}}\((?:đạt |chiếm )?$"
        # "104.462 hồ sơ trực tuyến/108.117 hồ sơ, đạt tỷ lệ", "đúng hạn 193.457 (tỷ lệ"
        r"|(?<![\w/.,])\d{1,3}(?:\.\d{3})+\s[^\d;,.%/]{2,60}/\s?\d[\d.]*\s(?!\d)[^;%]{0,60}?(?:,|\(|đạt)[^;\d]{0,20}$"
        r"|(?<![\w/.,])\d{1,3}(?:\.\d{3})+\s?\((?:đạt |chiếm )?(?:tỷ lệ )?$"
    )


@cache
def _received() -> re.Pattern[str]:
    """ "Tiếp nhận 8.500 hồ sơ, trong đó 7.660 hồ sơ trực tuyến, đạt tỷ lệ": nobody sets how many are handed in."""
    return re.compile(
        rf"(?<!\w){either('settling_verb')}\s(?!dứt điểm)(?!(?:[^;%\d]{{0,40}}\s)?khoảng\s)(?:[^;%\d]{{0,40}}\s)?"
        rf"\d[\d.]*\s{either('dossier_noun')}(?!\w|\s?/)[^;%/]{{0,90}}?(?:,|\(|đạt|chiếm)[^;\d]{{0,60}}$"
    )


@cache
def _stated() -> re.Pattern[str]:
    now = rf"(?<!thực )(?<!thể )(?<!xuất )(?<!phát )(?<!biểu ){either('stated_now')}"  # "thực hiện có" states nothing
    return re.compile(rf"(?<!\w)(?<!quy định )(?:{now}|{either('stated')})(?!\w)")  # "quy định mới đạt 90%"


@cache
def _done() -> re.Pattern[str]:
    # "hồ sơ có thành phần đã số hóa được cắt giảm …": a second verb makes the first a name
    named = r"(?!(?:được\s)?[^;,.]{1,40}?\sđược\s)"
    return re.compile(rf"[^;,.]{{0,90}}?(?<!số hồ sơ)\sđã {named}(?:được\s)?(?!{either('done_as_name')})[^;,.]*$")


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(
        r"(?<!so với )(?<!so với cùng kỳ )(?<!như )(?<!từ kết quả )(?<!kết quả )(?:"
        rf"(?:{either('word_before_year')}\s)?(?:năm\s)?(?:[\divx]{{1,4}}/){{0,2}}(?P<year>20\d\d))(?![\d/]"
        r"|\s?-\s?20)"
    )


@cache
def _compares() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('comparing')}(?!\w)|\(")


@cache
def _act() -> re.Pattern[str]:
    return re.compile(rf"{either('act_of_goal')}\s[^;]{{0,12}}số\s?\S*[^;,]{{0,60}}")


# a result beside what was planned: "chỉ tiêu 95%, thực hiện 97%", "đạt 96%, vượt 6% so với kế hoạch"
_AGAINST_PLAN = re.compile(
    r"(?:chỉ tiêu|kế hoạch)(?:\s(?:năm\s)?20\d\d)?[^\d;.]{0,30}\d[\d.,]*\s?%?\s?[;,(]"
    r"\s?(?:kết quả\s)?(?:đã\s)?thực hiện(?:\s(?:được|đạt))?[\s:]*\d"
    r"|(?<!và )(?<!hoặc )vượt\s\d[\d.,]*\s?%?\s(?:so với\s)?(?:kế hoạch|chỉ tiêu|mục tiêu)"
)


# "đúng hạn trên 98%, năm 2025 đạt 97,2%": the year is that of the number behind it
_OF_ANOTHER = re.compile(
    r"[,;(]\s?(?:trong khi\s)?(?:kết quả\s)?năm\s20\d\d\s(?:[^\W\d]+\s){0,2}?(?:đạt|là)\s\d[\d.,]*\s?%?"
)
_AS_BEFORE = re.compile(r"(?<!\w)như\s(?:kết quả\s)?(?:của\s)?năm\s20\d\d")  # "giữ ở mức 99% như năm 2025"
_TOLD_VERB = re.compile(r"(?:(?:đã|được)\s)+(?:hoàn thành|triển khai)(?!\w)")  # in a report they bind nobody


def _tells_a_state(key: str, start: int, quantity: Quantity, plan_year: int | None) -> bool:
    """True where the number's own sentence states what was counted, what is, or what an earlier year brought.

    "12/12 thôn …, đạt 100%", "hiện có 68%", "100% TTHC đã được niêm yết", "tháng 12/2025 đạt 91,3%". A sentence
    that names the plan's year, asks for something or binds somebody ("phải", "bảo đảm", "trở lên") states none.
    """
    begins, ends = sentence_start(key, start), _sentence_end(key, quantity.end)
    sentence = _act().sub(" ", key[begins:ends])
    before = what_was_reached().sub(" ", key[begins : quantity.number])
    if _turns(sentence, None):
        return False
    if _AGAINST_PLAN.search(sentence):
        return True
    counted = _counted().search(before)
    if _binds().search(_TOLD_VERB.sub(" ", sentence) if counted else sentence):
        return False
    years = [int(match["year"]) for match in _dated().finditer(_AS_BEFORE.sub(" ", _OF_ANOTHER.sub(" ", sentence)))]
    if plan_year is not None and any(int(year) >= plan_year for year in BARE_YEAR.findall(sentence)):
        return counted is not None
    counted = counted or (None if sentence.startswith("dự kiến ") else _received().search(before))
    is_over = plan_year is not None and max(years, default=0) in _lately(plan_year) and not _compares().search(sentence)
    is_done = _done().fullmatch(key, quantity.end, ends) is not None
    return is_over or is_done or bool(counted or _stated().search(before))


def _lately(plan_year: int) -> range:
    """The two years before the plan's: what a plan looks back on ("ISO 9001:2015" is none)."""
    return range(plan_year - 2, plan_year)


def sentence_of(key: str, position: int) -> str:
    """The sentence around ``position``, without its number or bullet."""
    return key[sentence_start(key, position) : _sentence_end(key, position)]


def sentence_without_aside(key: str, quantity: Quantity) -> str:
    """The sentence of a number without what it tells behind it of another year's ("…; trong khi năm 2025 mới …")."""
    begins, ends = sentence_start(key, quantity.number), _sentence_end(key, quantity.end)
    return key[begins : quantity.end] + _OF_ANOTHER.sub(" ", key[quantity.end : ends])


@lru_cache(maxsize=512)
def _sentence_end(key: str, position: int) -> int:
    found = _SENTENCE.search(key, position, position + _LONGEST_SENTENCE)
    return found.start() if found else min(len(key.rstrip(" .")), position + _LONGEST_SENTENCE)


@cache
def _binds() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('assurance', 'binds')})")


def _turns(words: str, plan_year: int | None) -> bool:
    """Whether words lead from the report to what is to be done: "phấn đấu", "sẽ", a year of the plan."""
    if _turn().search(words.replace("theo yêu cầu", " ")):
        return True  # "hồ sơ … theo yêu cầu của công dân" asks for no level
    return plan_year is not None and any(int(year) > plan_year for year in BARE_YEAR.findall(words))


def _frame(key: str, start: int, number: int, plan_year: int | None) -> int | None:
    """Where the words end that set the past for the sentence of ``number``, whose part begins at ``start``."""
    begins = sentence_start(key, start)
    if begins and _goes_on().match(key, begins):
        begins = sentence_start(key, max(0, begins - 2))
    return _opens_report(key, begins, number, plan_year)


def _own_frame(key: str, start: int, number: int, plan_year: int | None) -> int | None:
    """The same for a segment behind ";": "… đề nghị các đơn vị khắc phục; đến nay, 100% vấn đề đã được khắc phục"."""
    opening = _OPENING.match(key, start, number)
    return _opens_report(key, opening.end() if opening else start, number, plan_year)


@lru_cache(maxsize=512)  # every reason against a number asks for the beginning of its sentence
def sentence_start(key: str, position: int) -> int:
    """Where the sentence that holds ``position`` begins, behind its number or bullet."""
    reach = max(0, position - _LONGEST_SENTENCE)
    begun = max((mark.end() for mark in _SENTENCE.finditer(key, reach, position)), default=reach)
    opening = _OPENING.match(key, begun, position)
    return opening.end() if opening else begun


def _opens_report(key: str, begins: int, limit: int, plan_year: int | None) -> int | None:
    for pattern in (_retrospect(), _until_now(), _told_by_somebody(), _motion()):
        found = pattern.match(key, begins, limit)
        if found:
            return found.end()
    period = _PERIOD.match(key, begins, limit)
    if period is not None and plan_year is not None and int(period["last"]) < plan_year:
        return period.end()
    span = _span().match(key, begins, limit)
    if span is None:
        return None
    years = [int(year) for year in BARE_YEAR.findall(key[begins : span.end() + 8])]
    is_over = plan_year is not None and years and max(years) < plan_year
    tells = re.search(r"(?<!\w)đã\s", key[span.end() : limit]) is not None
    return span.end() if is_over or tells else None
