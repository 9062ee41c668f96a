"""Which indicator a clause names: by its own words, completed by what surrounds it, or that of its list or row."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import pattern_of, phrase_values
from pipelines.text.vietnamese import match_key
from pipelines.understanding.indicators import IndicatorMatch, clause_key, match_indicator
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.indicator_words import left_start
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import brackets


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?:số\s)?{either('share_name')}(?!\w)")


MAX_ELLIPTICAL_WORDS = 8
_SHORT_NAME = 4  # "tỷ lệ toàn trình" names its share by halves
_OF_SOMETHING = re.compile(r"(?:còn\s)?(?:về|đối với)\s")  # "về sự phục vụ của …": of what, the words before say
MAX_BRACKET_WORDS = 6
Matched = tuple[IndicatorMatch, str]  # with the rule that found it: "" the words alone, else what they took over


@cache
def _scope_frame() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('scope_frame')}(?!\w)|[^\w]")


_CAPITAL = "[A-ZĐÂĂÊÔƠƯÁÀẢÃẠẤẦẨẪẬẮẰẲẴẶÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ]"
_NAMED_UNIT = re.compile(rf"(?<!\w)((?:xã|phường|đặc khu))(?:\s{_CAPITAL}[\w'’-]*)+", re.UNICODE)


@cache
def _base() -> re.Pattern[str]:
    return re.compile(rf"(?:trên\s)?(?:{either('word_before_base')}\s)*{either('base_noun')}")


@cache
def _says_more() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('predicate')}(?!\w)")


_LONGEST_BASE = 6  # words
_OF_SO_MANY = {"số", "tổng"}  # "30% số cơ quan được kiểm tra" says no more than "kiểm tra các cơ quan"
_BRACKETED = re.compile(r"\([^()]*\)")


@cache
def _assessed() -> re.Pattern[str]:
    return re.compile(
        rf"(?:các |tất cả (?:các )?|số )*{either('assessed_body')}"
        rf"(?: [^;,]{{0,60}})?,? {either('assessment_auxiliary')}(?: việc)? (?:{either('assessing')}(?:,"
        r"| và)? ?)+(?:kết quả |về )?(?:mức độ |chỉ số |sự )?hài lòng"
    )


@cache
def _per_period() -> re.Pattern[str]:
    return re.compile(rf"\s?/?\s?(?:{either('word_before_period')}\s)?{either('counted_period')}(?!\w)")


@cache
def _what_of() -> re.Pattern[str]:
    return re.compile(rf"\s{either('what_of')}\s.*$", re.DOTALL)


_BEGINS_WITH_STATE = re.compile(r"(?:đều\s|phải\s)?(?:có|được)\s")


def _is_elliptical(wording: str) -> bool:
    """True for a clause too short to name its indicator itself ("lĩnh vực đất đai", "cấp xã")."""
    key = match_key(wording)
    longest = 2 * MAX_ELLIPTICAL_WORDS if _OF_SOMETHING.match(key) else MAX_ELLIPTICAL_WORDS
    words = len(key.split())
    return words <= longest and (_named().match(key) is None or words <= _SHORT_NAME)


def _surroundings(text: ClauseText, part: Part, context: TargetContext) -> str:
    """Heading, parent, lead-in and the words before in the same segment."""
    around = (context.heading, context.row_words, part.outer_words, _led_by(text, part))
    return " ".join(piece for piece in around if piece)


def _with_brackets(text: ClauseText, part: Part, wording: str) -> str:
    """The wording with the short brackets of its part: "Chỉ số hài lòng (SIPAS)", "… hài lòng (về giải quyết TTHC)"."""
    inner = (
        text.printed(s.start + 1, s.end - 1) for s in brackets(text.key) if part.start <= s.start < s.end <= part.end
    )
    names = [words for words in inner if len(words.split()) <= MAX_BRACKET_WORDS and _names_something(words)]
    return " ".join([wording, *names])


def _names_something(words: str) -> bool:
    """False for brackets that hold numbers or say what is left out."""
    return not any(char.isdigit() for char in words) and pattern_of("exception").match(match_key(words)) is None


@cache
def _of_what_was_set() -> re.Pattern[str]:
    """ "80% chỉ tiêu tỉnh giao về hồ sơ trực tuyến": how much of an assignment is done, no level of the indicator."""
    paper = rf"(?:các\s|số\s|tổng số\s|mức\s)?{either('set_by_paper')}(?:\s[^\W\d]+){{0,5}}?"
    return re.compile(rf"\s(?:so với\s|của\s)?{paper}\s{either('set_for_unit')}(?!\w)")


_LEAST_HEAD = 3  # words: shorter ones name nothing by themselves


@cache
def _level_only() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('preposition_of_level')} )?(?:ubnd )?cấp {either('level_of_bodies')} được ")


@cache
def _counted_at_level() -> re.Pattern[str]:
    level = rf"(?:{either('preposition_of_level')}\s)?(?:ubnd\s)?cấp\s{either('level_of_bodies')}(?!\w)"
    return re.compile(rf"%\s([^;%\d]+?)\s{level}")


def _with_counted_thing(text: ClauseText, part: Part, wording: str) -> str:
    """ "90% hồ sơ công việc tại cấp tỉnh, 60% tại cấp xã được xử lý …": what is counted is said at the first level."""
    if _level_only().match(match_key(wording)) is None:
        return wording
    counted = _counted_at_level().search(text.key, part.segment.start, part.start)
    return f"{counted[1]} {wording}" if counted else wording


@cache
def _told_people() -> re.Pattern[str]:
    """ "100% hộ dân được tuyên truyền về thanh toán trực tuyến": who is told, not who pays."""
    return re.compile(
        rf"(?:các |tất cả (?:các )?|số |tổng số )*{either('people_told')}(?: (?!được |bị )[^\s;]+){{0,14}}? được"
        rf" {either('telling_people')}(?!\w)"
    )


@cache
def _purpose() -> re.Pattern[str]:
    return re.compile(rf"(?:,\s{either('purpose_tail')}|\s(?:nhằm|(?<!không )để\s{either('aim_verb')}))\s")


def _without_purpose(text: ClauseText, part: Part, wording: str) -> str:
    """The wording without what the commitment is for: "số hóa 95% hồ sơ, qua đó nâng tỷ lệ thanh toán trực tuyến"."""
    tails = len(_purpose().findall(text.key, part.quantities[-1].end, part.end))
    key = match_key(wording)
    found = [tail.start() for tail in _purpose().finditer(key)]
    if not tails or len(found) < tails:
        return wording
    head = key[: found[-tails]]
    return head if len(head.split()) >= _LEAST_HEAD else wording


def match_in_place(text: ClauseText, wording: str, unit: str, part: Part, context: TargetContext) -> Matched:
    """Indicator of the wording, of the wording with the verb that it shares, or of it in its surroundings.

    Surroundings complete only an elliptical clause, or decide between indicators that fit equally well.
    """
    wording = _without_purpose(text, part, _with_counted_thing(text, part, wording))
    key = match_key(wording)
    is_of_others = _assessed().match(key) or _told_people().match(key)
    if is_of_others or (unit == "percent" and _of_what_was_set().match(text.key, part.quantities[-1].end)):
        return IndicatorMatch(None), ""  # the share of those that are assessed, not what the assessment finds
    alone = _matched_alone(text, wording, unit, part)
    if alone.code:
        return alone, ""
    if alone.candidates:
        before = text.printed(0, part.start)
        around = " ".join(piece for piece in (context.about, context.heading, context.row_words, before) if piece)
        return match_indicator(wording, unit=unit, context=around), ".context"
    if referred := _referred_to(text, wording, part):
        return match_indicator(referred, unit=unit), ".before"
    is_incomplete = _is_elliptical(wording) or _is_scope_only(wording)
    return _matched_around(text, wording, unit, part, context) if is_incomplete else (alone, "")


def _matched_alone(text: ClauseText, wording: str, unit: str, part: Part) -> IndicatorMatch:
    alone = match_indicator(wording, unit=unit)
    if alone.code is None and part.predicate:
        alone = match_indicator(f"{wording} {part.predicate}", unit=unit)
    if alone.code is None and (named := _with_brackets(text, part, wording)) != wording:
        alone = max(alone, match_indicator(named, unit=unit), key=lambda match: match.code is not None)
    return alone


def _matched_around(text: ClauseText, wording: str, unit: str, part: Part, context: TargetContext) -> Matched:
    """Indicator of an elliptical clause: completed by what surrounds it, or wholly that of its list or its row."""
    # the parent's words first ("hồ sơ trực tuyến …, trong đó toàn trình …"), then those of the items before
    beside = _labelled(text, wording, unit, part, context)
    if beside.code is None:
        beside = _under_outer(wording, unit, part.outer_words)
    if beside.code is None:
        beside = _after_items(wording, unit, _items_before(text, part))
    if beside.code:
        return beside, ".context"
    around = match_indicator(wording, unit=unit, context=_surroundings(text, part, context))
    if around.code or around.candidates:
        return around, ".context"
    if governing := _governing(text, wording, part, context):
        return match_indicator(governing, unit=unit, context=context.heading or ""), ".lead"
    if _only_repeats(wording, context.row_words):
        return match_indicator("", unit=unit, context=context.row_words or ""), ".row"
    if unit == "count" and _is_bare_count(wording):  # "Tổ chức đối thoại với người dân; tối thiểu 02 cuộc/năm"
        before = text.printed(0, part.start)
        return match_indicator("", unit=unit, context=before if before.strip() else context.heading or ""), ".before"
    return around, ".context"


@cache
def _refers_back() -> re.Pattern[str]:
    return re.compile(rf"{either('measure_name')}\s{either('pointing_word')}$")


_STRETCH = re.compile(r"[;.]\s|\n(?=[-+•*])")


def _referred_to(text: ClauseText, wording: str, part: Part) -> str:
    """The words that "tỷ lệ này" stands for: the stretch before it that has a number; '' when it refers to none."""
    if _refers_back().search(match_key(wording)) is None:
        return ""
    before = text.key[: part.start].rstrip(" ;.,\n")
    begins = max((mark.end() for mark in _STRETCH.finditer(before)), default=0)
    return text.printed(begins, len(before)) if re.search(r"\d", before[begins:]) else ""


def _labelled(text: ClauseText, wording: str, unit: str, part: Part, context: TargetContext) -> IndicatorMatch:
    """Indicator of a short label and its clause read as one: "Kiểm tra: 50% số phòng" is "kiểm tra 50% số phòng"."""
    led = _led_by(text, part)
    if not led or len(led.split()) > _LONGEST_BASE:
        return IndicatorMatch(None)
    named = match_indicator(f"{led} {wording}", unit=unit)
    return named if named.code or not named.candidates else _decided(f"{led} {wording}", unit, context)


def _decided(wording: str, unit: str, context: TargetContext) -> IndicatorMatch:
    """Of the indicators that fit ``wording`` equally well that which the titles above it name, if they name one."""
    around = " ".join(piece for piece in (context.about, context.heading) if piece)
    return match_indicator(wording, unit=unit, context=around)


def _under_outer(wording: str, unit: str, outer: str) -> IndicatorMatch:
    """Indicator of an item under or after ``outer``: "…, trong đó toàn trình", "…; về sự phục vụ của cơ quan".

    An item that says what of keeps only the outer words before theirs: "hài lòng về A; về B" is "hài lòng về B".
    """
    if not outer:
        return IndicatorMatch(None)
    if _OF_SOMETHING.match(match_key(wording)):
        named = match_indicator(f"{_what_of().sub('', outer)} {wording}", unit=unit)
        if named.code:
            return named
    return match_indicator(wording, unit=unit, context=outer)


def _after_items(wording: str, unit: str, items: tuple[str, ...]) -> IndicatorMatch:
    """Indicator of an item that leaves out what an item before it names; ``items`` nearest first.

    "… hài lòng về giải quyết TTHC đạt 95%; đất đai, xây dựng 92%" names a sector of the same share, "… giải quyết
    đúng hạn 95%; cấp xã 98%" a level, "cán bộ, công chức xã đạt chuẩn 100%; có trình độ đại học 85%" the same people.
    """
    if not items:
        return IndicatorMatch(None)
    if _BEGINS_WITH_STATE.match(match_key(wording)):
        return match_indicator(wording, unit=unit, context=items[0])
    sector, level = pattern_of("sector"), pattern_of("scope_level")
    if not _is_scope_only(wording) or not pattern_of("sector", "scope_level").search(match_key(wording)):
        return IndicatorMatch(None)
    governing = next((item for item in items if match_indicator(item, unit=unit).code), "")
    under = match_indicator(wording, unit=unit, context=governing) if governing else IndicatorMatch(None)
    is_level = level.search(match_key(wording)) and not sector.search(match_key(wording))
    return match_indicator(governing, unit=unit) if governing and is_level and not under.code else under


def _items_before(text: ClauseText, part: Part) -> tuple[str, ...]:
    """What stands before this item in its sentence, nearest first: the words before its comma, or the items before."""
    own = left_start(text, part)
    if text.key[part.segment.start : own].strip():
        return (text.printed(part.segment.start, own),)
    ahead = text.key[: part.segment.start].rstrip()
    if part.segment.lead is not None or not ahead.endswith(";"):
        return ()
    opened = max(ahead.rfind(mark) for mark in ("\n", ". ")) + 1
    starts = [opened, *(mark.end() for mark in re.compile(";").finditer(ahead, opened))]
    return tuple(text.printed(start, end - 1) for start, end in pairwise(starts))[::-1]


def _governing(text: ClauseText, wording: str, part: Part, context: TargetContext) -> str:
    """The words whose indicator an item has that names none itself: a sector, a level, a base of the share; else ''."""
    if _is_scope_only(wording):
        return _led_by(text, part) or part.outer_words or _named_before(text, part) or context.heading or ""
    return (_named_lead(text, part) or _named_before(text, part)) if _is_base_only(wording) else ""


def _led_by(text: ClauseText, part: Part) -> str:
    """Lead-in and the words before in the same segment: what an item of a list is an item of."""
    lead = part.segment.lead
    printed = text.printed(lead.start, lead.end) if lead else ""
    return f"{printed} {text.printed(part.segment.start, part.start)}".strip()


def _is_scope_only(wording: str) -> bool:
    """True for an item that only says where the lead-in's share holds: "đất đai", "cấp xã", "xã Bến Quan"."""
    unnamed = _NAMED_UNIT.sub(r"\1", wording)
    return _scope_frame().sub(" ", pattern_of("sector", "scope_level").sub(" ", match_key(unnamed))).strip() == ""


def _is_base_only(wording: str) -> bool:
    """True for what only says of what the share is one: "100% TTHC đủ điều kiện", "95% tổng số hồ sơ"."""
    key = match_key(wording)
    return len(key.split()) <= _LONGEST_BASE and _base().match(key) is not None and _says_more().search(key) is None


def _named_lead(text: ClauseText, part: Part) -> str:
    """The lead-in when it names a share ("Tỷ lệ …:") or is a short label ("Số hóa:"), else ''."""
    lead = part.segment.lead
    printed = text.printed(lead.start, lead.end) if lead else ""
    is_label = _named().match(match_key(printed)) or len(_BRACKETED.sub("", printed).split()) <= _LONGEST_BASE
    return printed if is_label else ""


def _named_before(text: ClauseText, part: Part) -> str:
    """What stands before the number in its segment: "… không phụ thuộc địa giới hành chính đảm bảo 100% thủ tục"."""
    words = text.printed(part.segment.start, part.quantities[0].start).strip()
    return words if len(words.split()) > _LONGEST_BASE // 2 else ""


def _is_bare_count(wording: str) -> bool:
    """True for the wording of "tối thiểu 02 cuộc/năm": what is counted stands in the words before."""
    return _per_period().sub("", match_key(wording)).strip(" .,;") in phrase_values("count_noun")


def _only_repeats(wording: str, row_words: str | None) -> bool:
    """True for an output that says no more than its row: "01 cuộc", "30% đơn vị được kiểm tra" of an inspection."""
    if not row_words:
        return False
    said = set(clause_key(wording).split()) - _OF_SO_MANY
    return match_key(wording) in phrase_values("count_noun") or said <= set(clause_key(row_words).split())
