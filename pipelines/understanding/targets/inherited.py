"""What a number takes over from the words around it: a comparator of its list or lead-in, a direction of change."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.indicators import indicator_by_code
from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of, phrase_values
from pipelines.understanding.targets.dressing import Quantity, falls_to
from pipelines.understanding.targets.indicator_words import (
    MAX_VERB_WORDS,
    lead_words,
)
from pipelines.understanding.targets.led_lists import comparator_of_lead
from pipelines.understanding.targets.part import Part, is_empty
from pipelines.understanding.words.clause_text import ClauseText

_CUT_BEFORE = re.compile(r"(?<!\w)(?:được\s)?(?:cắt giảm|rút ngắn|giảm)\s(?:[^\W\d]+\s){1,6}$")


@cache
def _lead_comparator() -> re.Pattern[str]:
    # "Ngoài bảng trên:" points to a table and sets no bound
    return re.compile(
        rf"(?<!bảng\s)(?<!nêu\s)(?<!tiêu\s)(?P<word>{any_of('comparator')})\s?(?:{any_of('filler')}|\s)*$"
    )


@cache
def bound_in_words() -> re.Pattern[str]:
    """ "… không thấp hơn mức bình quân của tỉnh (85%)": the bound stands before the words that the brackets explain."""
    return re.compile(
        rf"(?<!\w)(?P<word>{any_of('comparator')})\s{either('reference_level')}(?:\s[^\W\d]+){{0,8}}\s?\((?:\w+\s)?$"
    )


def inherited_comparator(text: ClauseText, part: Part, quantity: Quantity, led_by: str | None = None) -> str | None:
    """Comparator taken over: of a joint list, of a shared verb, or of the lead-in ("đạt tối thiểu:").

    In a joint list only a bare number takes it over ("ít nhất 30%, 20%"); one with words of its own
    ("từ 60% trở lên, phấn đấu đạt 80%") states its own. ``led_by`` is the lead-in of a list of paragraphs.
    """
    first = part.committed
    if first is not quantity and not quantity.words and _comparator_before(first):
        return first.comparator
    if part.verb is not None:
        return part.verb.comparator
    if bound := bound_in_words().search(text.key, part.segment.start, quantity.number):
        return phrase_values("comparator")[bound["word"]]
    lead = part.segment.lead
    match = _lead_comparator().search(text.key, lead.start, lead.end) if lead else None
    if match is None and led_by and quantity.unit != "rank":
        return comparator_of_lead(led_by)
    return phrase_values("comparator")[match["word"]] if match else None


def _comparator_before(quantity: Quantity) -> bool:
    return any(word in phrase_values("comparator") and word != "từ" for word in quantity.words)


@cache
def _opens(kind: str) -> re.Pattern[str]:
    """A verb of change at the beginning; "giảm nghèo" and "tăng cường" are the names of programmes."""
    return re.compile(rf"(?:(?:tỷ lệ|tỉ lệ|mức)\s)?(?:{any_of(kind)})[\s,](?!nghèo|cường|trưởng)")


def change_of(text: ClauseText, part: Part, quantity: Quantity) -> str | None:
    """Direction of change; None for "giảm tỷ lệ … xuống còn 2%", which says where it is to end, not by how much."""
    is_level = quantity.change is None and falls_to(quantity.words)  # "còn giảm 20%" states its change nearer
    return None if is_level else _change_by(text, part, quantity)


def may_change_so(code: str | None, change: str | None) -> bool:
    """False for a cut of what nobody wants less of: "giảm 30% thời gian theo quy trình nội bộ" is of another thing."""
    indicator = indicator_by_code(code) if code and change == "decrease" else None
    return indicator is None or indicator.change is not None or indicator.direction != "higher"


_OF_STAFF = re.compile(r"\s(?:(?:tổng\s)?số\s)?biên chế(?!\w)")
_MOST_CUT = 30  # percent: "100% biên chế được bố trí" is no cut


def _cuts_staff(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for "tinh giản … 1,3%" and for "tối thiểu 1,27% biên chế công chức", also below the lead-in that says so."""
    lead = part.segment.lead
    before = text.key[lead.start : lead.end] if lead else ""
    if "tinh giản " in before + text.key[part.segment.start : quantity.number]:
        return True
    is_small = quantity.unit == "percent" and quantity.value <= _MOST_CUT
    return is_small and quantity.comparator is not None and _OF_STAFF.match(text.key, quantity.end) is not None


def _change_by(text: ClauseText, part: Part, quantity: Quantity) -> str | None:
    """Direction of change: before the number, or as the verb that opens a clause with the value last."""
    first = part.committed
    stated = quantity.change or first.change or (part.verb.change if part.verb else None)
    if stated:
        return stated
    if part.holder is not None and _CUT_BEFORE.search(text.key, part.holder.committed.end, part.start):
        return "decrease"  # "ít nhất 20% thủ tục được cắt giảm thời gian 30%": the second number is the cut
    if _cuts_staff(text, part, quantity):
        return "decrease"  # staff is only ever cut so; "tinh giản biên chế đạt tối thiểu 1,3% …" says by how much
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
