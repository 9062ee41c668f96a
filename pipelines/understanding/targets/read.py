"""From a paragraph or a cell to its commitments: one :class:`Target` per number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.model.plan import Target
from pipelines.reference.target_words import any_of, pattern_of, phrase_values
from pipelines.text.vietnamese import match_key, squeeze_spaces
from pipelines.understanding.clauses import Segment, brackets, inside, segments, soften
from pipelines.understanding.indicators import IndicatorMatch, clause_key, match_indicator
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.counts import STATED
from pipelines.understanding.targets.cutting import parts_of
from pipelines.understanding.targets.cycles import DERIVED_CONFIDENCE, cyclic_part, may_have_cycle
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.folded import FoldedText, fold
from pipelines.understanding.targets.items import respective, shared_value
from pipelines.understanding.targets.part import LEVEL_LIST, YEAR_LIST, Part, is_empty, trim
from pipelines.understanding.targets.past import goes_on_in_the_past, heading_year, looks_back
from pipelines.understanding.targets.quantities import find_quantities
from pipelines.understanding.targets.rejection import PAST, rejection
from pipelines.understanding.targets.scope import Scope, read_scope
from pipelines.understanding.targets.sharing import with_holders, with_predicates, with_verbs
from pipelines.understanding.targets.wording import (
    MAX_VERB_WORDS,
    has_own_words,
    indicator_text,
    lead_words,
    left_start,
)


@cache
def _lead_comparator() -> re.Pattern[str]:
    return re.compile(rf"(?P<word>{any_of('comparator')})\s?(?:{any_of('filler')}|\s)*$")


def _inherited(text: FoldedText, part: Part, quantity: Quantity) -> str | None:
    """Comparator taken over: of a joint list, of a shared verb, or of the lead-in ("đạt tối thiểu:").

    In a joint list only a bare number takes it over ("ít nhất 30%, 20%"); one with words of its own
    ("từ 60% trở lên, phấn đấu đạt 80%") states its own.
    """
    first = part.committed
    if first is not quantity and not quantity.words and _comparator_before(first):
        return first.comparator
    if part.verb is not None:
        return part.verb.comparator
    lead = part.segment.lead
    match = _lead_comparator().search(text.key, lead.start, lead.end) if lead else None
    return phrase_values("comparator")[match["word"]] if match else None


def _comparator_before(quantity: Quantity) -> bool:
    return any(word in phrase_values("comparator") and word != "từ" for word in quantity.words)


def _is_aspirational(text: FoldedText, part: Part, quantity: Quantity) -> bool:
    lead = part.segment.lead
    words = text.key[part.start : quantity.number]
    leading = text.key[lead.start : lead.end] if lead else ""
    pattern = pattern_of("aspirational")
    return quantity.has("aspirational") or pattern.search(words) is not None or pattern.search(leading) is not None


@cache
def _opens(kind: str) -> re.Pattern[str]:
    """A verb of change at the beginning; "giảm nghèo" and "tăng cường" are the names of programmes."""
    return re.compile(rf"(?:(?:tỷ lệ|tỉ lệ|mức)\s)?(?:{any_of(kind)})[\s,](?!nghèo|cường|trưởng)")


_CUT_BEFORE = re.compile(r"(?<!\w)(?:được\s)?(?:cắt giảm|rút ngắn|giảm)\s(?:[^\W\d]+\s){1,6}$")


def _change_of(text: FoldedText, part: Part, quantity: Quantity) -> str | None:
    """Direction of change: before the number, or as the verb that opens a clause with the value last."""
    first = part.committed
    stated = quantity.change or first.change or (part.verb.change if part.verb else None)
    if stated:
        return stated
    if part.holder is not None and _CUT_BEFORE.search(text.key, part.holder.committed.end, part.start):
        return "decrease"  # "ít nhất 20% thủ tục được cắt giảm thời gian 30%": the second number is the cut
    opening = lead_words().match(text.key, part.start, first.start)
    start = opening.end() if opening else part.start
    raises = _opens("increase").match(text.key, start, first.start) or text.key.startswith("nâng ", start)
    compared = text.key.startswith(" so với", quantity.end) and not any(w.startswith("lên") for w in quantity.words)
    named = text.key.startswith(("tỷ lệ tăng", "tỉ lệ tăng"), start)
    if raises and ("thêm" in quantity.words or named or compared):
        return "increase"
    opens = _opens("decrease").match(text.key, start, first.start)
    if not opens or quantity.value >= 100:
        return None
    right = text.key[part.quantities[-1].end : part.end]
    value_last = is_empty(right) or right.lstrip().startswith(("so với", ",", "("))
    verbs_only = len(text.key[opens.end() : first.start].split()) <= MAX_VERB_WORDS
    return "decrease" if value_last or first.comparator or verbs_only else None


def _respective(text: FoldedText, part: Part, position: int) -> tuple[str | None, int | None]:
    """Level words or year that belong to the number at ``position`` of a joint list."""
    if len(part.quantities) < 2:
        return None, None
    for pattern in (LEVEL_LIST, YEAR_LIST):
        listed = pattern.search(text.key, part.start, part.end)
        items = re.split(r",\s?(?:và\s)?|\svà\s", listed[0]) if listed else []
        if len(items) == len(part.quantities):
            item = items[position].strip()
            digits = re.search(r"20\d\d", item)
            return (None, int(digits[0])) if digits else (item if item.startswith("cấp") else f"cấp {item}", None)
    return None, None


_ONE_LEVEL = re.compile(r"(?<!\w)(?:cấp\s(?:tỉnh|huyện|xã|phường)|toàn\stỉnh)(?!\w)")


def _own_level(text: FoldedText, part: Part, position: int) -> str | None:
    """Level that stands beside the number at ``position`` of a joint list ("toàn tỉnh đạt 60%, cấp xã đạt 50%")."""
    if len(part.quantities) < 2:
        return None
    quantity = part.quantities[position]
    before = part.quantities[position - 1].end if position else part.start
    ahead = part.quantities[position + 1].start if position + 1 < len(part.quantities) else part.end
    for start, end in ((before, quantity.number), (quantity.end, ahead)):
        found = _ONE_LEVEL.findall(text.key[start:end])
        if len(found) == 1:
            return str(found[0])
    return None


def _wordings(text: FoldedText, part: Part, position: int, context: TargetContext) -> tuple[str, ...]:
    """The indicator wordings that the number at ``position`` is stated for: nearly always one."""
    wording, unit = _wording(text, part, context), part.quantities[position].unit
    if len(part.quantities) > 1:
        return (respective(wording, len(part.quantities), unit)[position],)
    return shared_value(wording, unit)


_LEVELS = {
    "cấp tỉnh": "province",
    "cấp huyện": "district",
    "cấp xã": "commune",
    "cấp phường": "commune",
    "toàn tỉnh": "province",
}


def _scoped(scope: Scope, item: str | None) -> Scope:
    return replace(scope, text=item, level=_LEVELS.get(item, scope.level)) if item else scope


def _evidence(text: FoldedText, part: Part) -> str:
    holder = part.holder if part.holder is not None and part.holder.segment == part.segment else None
    start = min(_evidence_start(text, part), _evidence_start(text, holder) if holder else part.end)
    return text.printed(start, max(part.end, holder.end if holder else 0))


def _evidence_start(text: FoldedText, part: Part) -> int:
    return trim(text.key, left_start(text, part), part.end).start


def _wording(text: FoldedText, part: Part, context: TargetContext) -> str:
    """Indicator wording: own, else of the part it continues, else of the lead-in, else of the heading."""
    if has_own_words(text, part):
        return indicator_text(text, part)
    if part.holder is not None:
        return indicator_text(text, part.holder)
    lead = part.segment.lead
    if lead is not None:
        return squeeze_spaces(text.printed(lead.start, lead.end))
    return context.row_words or context.heading or ""


_DIGIT = re.compile(r"\d")
_NAMED = re.compile(r"(?:số\s)?(?:tỷ lệ|tỉ lệ|mức độ|chỉ số)(?!\w)")
MAX_ELLIPTICAL_WORDS = 8


def _is_elliptical(wording: str) -> bool:
    """True for a clause too short to name its indicator itself ("lĩnh vực đất đai", "cấp xã")."""
    key = match_key(wording)
    longest = 2 * MAX_ELLIPTICAL_WORDS if _OF_SOMETHING.match(key) else MAX_ELLIPTICAL_WORDS
    return _NAMED.match(key) is None and len(key.split()) <= longest


_OF_SOMETHING = re.compile(r"(?:còn\s)?(?:về|đối với)\s")  # "về sự phục vụ của …": of what, the words before say


def _surroundings(text: FoldedText, part: Part, context: TargetContext) -> str:
    """Heading, parent, lead-in and the words before in the same segment."""
    around = (context.heading, context.row_words, part.outer_words, _led_by(text, part))
    return " ".join(piece for piece in around if piece)


def _with_brackets(text: FoldedText, part: Part, wording: str) -> str:
    """The wording with the short brackets of its part: "Chỉ số hài lòng (SIPAS)", "… hài lòng (về giải quyết TTHC)"."""
    inner = (
        text.printed(s.start + 1, s.end - 1) for s in brackets(text.key) if part.start <= s.start < s.end <= part.end
    )
    names = [words for words in inner if len(words.split()) <= MAX_BRACKET_WORDS and _names_something(words)]
    return " ".join([wording, *names])


MAX_BRACKET_WORDS = 6


def _names_something(words: str) -> bool:
    """False for brackets that hold numbers or say what is left out."""
    return not any(char.isdigit() for char in words) and pattern_of("exception").match(match_key(words)) is None


Matched = tuple[IndicatorMatch, str]  # with the rule that found it: "" the words alone, else what they took over


def _matched(text: FoldedText, wording: str, unit: str, part: Part, context: TargetContext) -> Matched:
    """Indicator of the wording, of the wording with the verb that it shares, or of it in its surroundings.

    Surroundings complete only an elliptical clause, or decide between indicators that fit equally well.
    """
    alone = _matched_alone(text, wording, unit, part)
    if alone.code:
        return alone, ""
    if alone.candidates:
        before = text.printed(0, part.start)
        return match_indicator(wording, unit=unit, context=f"{context.heading or ''} {before}"), ".context"
    is_incomplete = _is_elliptical(wording) or _is_scope_only(wording)
    return _matched_around(text, wording, unit, part, context) if is_incomplete else (alone, "")


def _matched_alone(text: FoldedText, wording: str, unit: str, part: Part) -> IndicatorMatch:
    alone = match_indicator(wording, unit=unit)
    if alone.code is None and part.predicate:
        alone = match_indicator(f"{wording} {part.predicate}", unit=unit)
    if alone.code is None and (named := _with_brackets(text, part, wording)) != wording:
        alone = max(alone, match_indicator(named, unit=unit), key=lambda match: match.code is not None)
    return alone


def _matched_around(text: FoldedText, wording: str, unit: str, part: Part, context: TargetContext) -> Matched:
    """Indicator of an elliptical clause: completed by what surrounds it, or wholly that of its list or its row."""
    if part.outer_words:  # "hồ sơ trực tuyến …, trong đó toàn trình …": the parent's words first
        under = match_indicator(wording, unit=unit, context=part.outer_words)
        if under.code:
            return under, ".context"
    around = match_indicator(wording, unit=unit, context=_surroundings(text, part, context))
    if around.code or around.candidates:
        return around, ".context"
    if governing := _governing(text, wording, part, context):
        return match_indicator(governing, unit=unit), ".lead"
    if _only_repeats(wording, context.row_words):
        return match_indicator("", unit=unit, context=context.row_words or ""), ".row"
    if unit == "count" and _is_bare_count(wording):  # "Tổ chức đối thoại với người dân; tối thiểu 02 cuộc/năm"
        return match_indicator("", unit=unit, context=text.printed(0, part.start)), ".before"
    return around, ".context"


def _governing(text: FoldedText, wording: str, part: Part, context: TargetContext) -> str:
    """The words whose indicator an item has that names none itself: a sector, a level, a base of the share; else ''."""
    if _is_scope_only(wording):
        return _led_by(text, part) or part.outer_words or context.heading or ""
    return _named_lead(text, part) if _is_base_only(wording) else ""


def _led_by(text: FoldedText, part: Part) -> str:
    """Lead-in and the words before in the same segment: what an item of a list is an item of."""
    lead = part.segment.lead
    printed = text.printed(lead.start, lead.end) if lead else ""
    return f"{printed} {text.printed(part.segment.start, part.start)}".strip()


def _is_scope_only(wording: str) -> bool:
    """True for an item that only says where the lead-in's share holds: "đất đai", "cấp xã", "lĩnh vực hộ tịch"."""
    return _SCOPE_FRAME.sub(" ", pattern_of("sector", "scope_level").sub(" ", match_key(wording))).strip() == ""


_SCOPE_FRAME = re.compile(
    r"(?<!\w)(?:lĩnh vực|ngành|nhóm|cấp|tỉnh|huyện|xã|phường|đặc khu|và|các|những|đối với|ở|tại|về|của|thuộc"
    r"|đầu vào|đầu ra|đúng hạn|trước hạn|sớm hạn|đúng hẹn|trước hẹn"
    r"|trên địa bàn|toàn|riêng|còn lại|khác|hồ sơ|tthc|thủ tục hành chính|thủ tục)(?!\w)|[^\w]"
)


_BASE = re.compile(
    r"(?:trên\s)?(?:(?:các|tổng|tổng số|số)\s)*"
    r"(?:hồ sơ|kết quả|giao dịch|tthc|thủ tục|văn bản|cơ quan|đơn vị|phòng|cán bộ|công chức)"
)
_SAYS_MORE = re.compile(r"(?<!\w)(?:được|có|thực hiện|phải|hoàn thành|sử dụng|áp dụng)(?!\w)")
_LONGEST_BASE = 6  # words


def _is_base_only(wording: str) -> bool:
    """True for what only says of what the share is one: "100% TTHC đủ điều kiện", "95% tổng số hồ sơ"."""
    key = match_key(wording)
    return len(key.split()) <= _LONGEST_BASE and _BASE.match(key) is not None and _SAYS_MORE.search(key) is None


def _named_lead(text: FoldedText, part: Part) -> str:
    """The lead-in when it names a share ("Tỷ lệ …:") or is a short label ("Số hóa:"), else ''."""
    lead = part.segment.lead
    printed = text.printed(lead.start, lead.end) if lead else ""
    is_label = _NAMED.match(match_key(printed)) or len(printed.split()) <= _LONGEST_BASE
    return printed if is_label else ""


_PER_YEAR = re.compile(r"\s?/?\s?(?:(?:trong|mỗi|một|hằng|hàng)\s)?năm(?!\w)")


def _is_bare_count(wording: str) -> bool:
    """True for the wording of "tối thiểu 02 cuộc/năm": what is counted stands in the words before."""
    return _PER_YEAR.sub("", match_key(wording)).strip(" .,;") in phrase_values("count_noun")


def _only_repeats(wording: str, row_words: str | None) -> bool:
    """True for an output that says no more than its row: "01 cuộc", "30% đơn vị được kiểm tra" of an inspection."""
    if not row_words:
        return False
    said = set(clause_key(wording).split())
    return match_key(wording) in phrase_values("count_noun") or said <= set(clause_key(row_words).split())


def _target(
    text: FoldedText, part: Part, position: int, wording: str, *, context: TargetContext, parent: int | None
) -> Target:
    quantity = part.quantities[position]
    item, year = _respective(text, part, position)
    scope = _scoped(read_scope(text, part.start, part.end), item or _own_level(text, part, position))
    matched, how = _matched(text, wording, quantity.unit, part, context)
    comparator = quantity.comparator or _inherited(text, part, quantity)
    return Target(
        indicator_code=matched.code,
        indicator_text=wording,
        comparator=comparator or "=",
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        change=_change_of(text, part, quantity),
        is_aspirational=_is_aspirational(text, part, quantity),
        evidence=_evidence(text, part),
        section=context.section,
        found_in=context.found_in,
        box=context.box,
        task_index=context.task_index,
        column=context.column,
        year=quantity.year or year or _year_of_lead(text, part) or context.year,
        baseline=scope.baseline,
        exception=scope.exception,
        scope=scope.text,
        scope_level=scope.level,
        scope_sectors=scope.sectors,
        basis=scope.basis,
        candidates=matched.candidates,
        parent=parent,
        rule=_rule(text, part, quantity) + (how if matched.code else ""),
        confidence=_confidence(quantity, comparator, matched, how, context),
    )


def _year_of_lead(text: FoldedText, part: Part) -> int | None:
    lead = part.segment.lead
    return heading_year(text.key[lead.start : lead.end]) if lead else None


def _rule(text: FoldedText, part: Part, quantity: Quantity) -> str:
    right = text.key[part.quantities[-1].end : part.end]
    order = "value_last" if is_empty(right) else "value_first"
    shared = ".joint" if len(part.quantities) > 1 else ".continued" if part.holder else ""
    return f"{quantity.unit}.{order}{shared}"


def _confidence(
    quantity: Quantity, comparator: str | None, matched: IndicatorMatch, how: str, context: TargetContext
) -> float:
    """1.0 for a plain statement; lower for what was taken over, has no code or several; never above the reader's."""
    doubt = Decimal(0)
    if quantity.comparator is None and comparator is not None:
        doubt += Decimal("0.1")
    if matched.code is None:
        doubt += Decimal("0.3") if matched.candidates else Decimal("0.2")
    elif how:
        doubt += Decimal("0.1")
    if quantity.unit not in ("percent", "percentage_point"):
        doubt += Decimal("0.1")
    return min(float(1 - doubt), context.confidence)


def _merely_counts(target: Target, quantity: Quantity, context: TargetContext) -> bool:
    """True for "tổ chức 10 hội nghị tuyên truyền": a product is counted, no level of an indicator is asked for."""
    bare = target.unit == "count" and target.comparator == "=" and target.indicator_code is None
    stated = context.is_stated or context.column == "objective" or target.is_aspirational or target.candidates
    return bare and not stated and quantity.comparator is None


def _parts(text: FoldedText, context: TargetContext) -> list[Part]:
    parts: list[Part] = []
    for segment in segments(text):
        column = STATED if context.is_stated else context.column
        quantities = find_quantities(text.key, segment.start, segment.end, column=column)
        if quantities:
            parts += parts_of(text, segment, quantities)
    return with_predicates(text, with_verbs(text, with_holders(text, parts)))


def find_targets(text: str, *, context: TargetContext) -> tuple[Target, ...]:
    """Commitments in one paragraph or one cell, in order; ``parent`` is an index into the returned tuple.

    ``text`` may be in any normal form; ``evidence`` is a substring of it. Numbers that are not commitments
    (past results, scoring bands, formulae, conditions, counts of documents) give nothing.
    """
    has_cycle = may_have_cycle(text)
    if _DIGIT.search(text) is None and not has_cycle:
        return ()
    if context.heading and looks_back(context.heading, context.plan_year, is_outermost=context.found_in == "table"):
        return ()
    folded = soften(fold(text))
    found: list[Target] = []
    outer: int | None = None  # the last target that stands on its own: parent of "trong đó …"
    inner: Segment | None = None  # the segment in which a "trong đó" is open
    told: int | None = None  # where the last result of the past ends: a report goes on until words turn ahead
    for part in _parts(folded, context):
        nested = outer is not None and (part.is_nested or part.segment == inner)
        inner = part.segment if nested else None
        for position, quantity in enumerate(part.quantities):
            reason = rejection(folded, part, quantity, context)
            goes_on = told is not None and goes_on_in_the_past(folded, told, part, quantity, context.plan_year)
            is_result = (goes_on or reason == PAST) and not inside(quantity.number, brackets(folded.key))
            told = quantity.end if is_result else told if reason else None
            if reason is None and not goes_on:
                under = _under(folded, part, found[outer] if outer is not None else None, is_nested=nested)
                stated = [
                    _target(folded, under, position, wording, context=context, parent=outer if nested else None)
                    for wording in _wordings(folded, part, position, context)
                ]
                stated = [
                    target
                    for target in stated
                    if (target.indicator_text or target.indicator_code)
                    and not _merely_counts(target, quantity, context)
                ]
                outer = len(found) if stated and not nested else outer
                found.extend(stated)
    if has_cycle:
        found.extend(_cyclic(folded, context))
    return tuple(found)


_CONTINUES = re.compile(
    r"(?:(?:còn\s)?(?:về|đối với|ở|tại|với)|(?:riêng|còn)|(?:các|những)\s(?:lĩnh vực|nhóm|ngành))\s"
)


def _under(text: FoldedText, part: Part, outer: Target | None, *, is_nested: bool) -> Part:
    """``part`` with the words of the target before it, when it stands under that one or goes on with it.

    "Mức độ hài lòng về giải quyết TTHC: 92%; về TTHC lĩnh vực đất đai: 85%" names its indicator once.
    """
    if outer is None or not (is_nested or _goes_on(text, part)):
        return part
    return replace(part, outer_words=outer.indicator_text)


def _goes_on(text: FoldedText, part: Part) -> bool:
    opened = part.segment.start
    follows = text.key[:opened].rstrip(" -\n").endswith(";") or part.start > opened
    return follows and part.segment.lead is None and _CONTINUES.match(text.key, part.start) is not None


def _cyclic(text: FoldedText, context: TargetContext) -> Iterator[Target]:
    """Commitments that are stated by a cycle alone, where the catalogue knows what is counted."""
    for part in (cyclic_part(text, segment) for segment in segments(text)):
        if part is None:
            continue
        target = _target(text, part, 0, _wording(text, part, context), context=context, parent=None)
        if target.indicator_code:
            sure = min(DERIVED_CONFIDENCE, target.confidence)
            yield replace(target, rule="count.derived", confidence=sure)
