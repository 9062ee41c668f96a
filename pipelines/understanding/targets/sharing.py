"""What a part takes over from its neighbours: their indicator, their verb of change, their predicate."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import phrase_values
from pipelines.understanding.targets.indicator_words import has_own_words
from pipelines.understanding.targets.part import Part, is_empty
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import Span, brackets, inside

_ALL = 100  # percent


@cache
def _predicate() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('shared_predicate')}\s.*")


def with_holders(text: ClauseText, parts: list[Part]) -> list[Part]:
    """Rungs without words of their own ("năm 2027 đạt 90%") take over the wording of a part beside them.

    That is the part before, or, at the beginning, the next part of the same segment ("Quý I đạt 20%, quý II
    đạt 50% hồ sơ …").
    """
    aside = brackets(text.key)
    own = [has_own_words(text, part) and not (at and _only_compares(text, part)) for at, part in enumerate(parts)]
    placed: list[Part] = []
    for position, part in enumerate(parts):
        if position == 0:
            lends = [at and not inside(one.start, aside) for at, one in zip(own, parts, strict=True)]
            holder = _next_own(text, parts, lends, position)
        else:  # a rung behind rungs without words stands, like them, under the lead-in
            before = _outside(part, placed, aside)
            holder = _alike(part, before.holder or (before if own[placed.index(before)] else None), placed, own)
        placed.append(replace(part, holder=holder) if not own[position] and holder else part)
    return placed


def _outside(part: Part, placed: list[Part], aside: tuple[Span, ...]) -> Part:
    """The part before; for one behind a bracket that before the bracket: "năm 2025 đạt 72% (kế hoạch 75%), 2026 …"."""
    before = placed[-1]
    if not inside(before.start, aside) or inside(part.start, aside):
        return before
    return next((one for one in reversed(placed) if not inside(one.start, aside)), before)


_THAN_OTHERS = re.compile(r"(?:cao|thấp)\shơn\s")
_THAN_BEFORE = re.compile(r"[\s,]*so với (?:cùng kỳ(?: năm trước)?|năm (?:20\d\d|trước))[\s,.;]*")


def _only_compares(text: ClauseText, part: Part) -> bool:
    """True for "…, tăng ít nhất 1,5% so với năm 2025", "…, thấp hơn bình quân của tỉnh (97%)": named before."""
    if _THAN_OTHERS.match(text.key, part.start):
        return True
    if not is_empty(text.key[part.start : part.committed.start]):
        return False
    return _THAN_BEFORE.fullmatch(text.key, part.quantities[-1].end, part.end) is not None


def _alike(part: Part, holder: Part | None, placed: list[Part], own: list[bool]) -> Part | None:
    """The part whose words a rung takes over: behind a rank ("…, xếp thứ 58. Năm 2026 đạt 75%") the share before it."""
    if holder is None or holder.committed.unit != "rank" or part.committed.unit == "rank":
        return holder
    unit = part.committed.unit
    return next((one for at, one in reversed([*enumerate(placed)]) if own[at] and one.committed.unit == unit), holder)


def _next_own(text: ClauseText, parts: list[Part], own: list[bool], position: int) -> Part | None:
    """The next part with words; over semicolons only from rungs of a ladder at the beginning ("Năm 2027: 80%; …")."""
    first = parts[position].segment
    is_ladder = first.lead is None and not any(own[:position])
    later = (i for i in range(position + 1, len(parts)) if parts[i].segment == first or is_ladder)
    found = next((i for i in later if own[i]), None)
    if found is None or (parts[found].segment != first and _is_led(text, parts[found])):
        return None
    return parts[found]


def _is_led(text: ClauseText, part: Part) -> bool:
    """True under a lead-in with words of its own; "năm 2029, 2030:" only dates its part."""
    lead = part.segment.lead
    return lead is not None and not is_empty(text.key[lead.start : lead.end])


def with_verbs(text: ClauseText, parts: list[Part]) -> list[Part]:
    """Let a number share the verb of change before it: "giảm 50% thời gian, 50% chi phí" (or "ít nhất 50% chi phí")."""
    placed: list[Part] = []
    for part in parts:
        before = placed[-1] if placed else None
        bare = part.committed.start == part.start and (not part.committed.words or _is_measured_thing(text, part))
        is_alike = before and before.segment == part.segment and before.committed.unit == part.committed.unit
        lender = (before.verb or before.committed) if before and is_alike and bare else None
        is_done = " được " in _right_words(text, part)  # "giảm 10% thời gian và 90% hồ sơ được số hóa"
        changes = lender is not None and lender.change and not is_done
        is_shared = changes or (lender is not None and _shares_bound(text, part, before))
        placed.append(replace(part, verb=lender) if is_shared else part)
    return placed


def _shares_bound(text: ClauseText, part: Part, before: Part | None) -> bool:
    """True for "đạt tối thiểu 1,3% biên chế công chức và 2,1% biên chế sự nghiệp": the bound is said once for both.

    It goes on over words that begin alike ("98% hồ sơ cấp tỉnh và 97% hồ sơ cấp xã được …") and over bare things in a
    row ("30% số xã và 40% phòng, ban"), not where either states of its own what is reached.
    """
    if before is None or part.committed.words:
        return False
    first, second = _right_words(text, before), _right_words(text, part)
    if not first or not second:
        return False
    is_joined = text.key[before.end : part.start].strip(" ,") == "và"
    is_alike, is_stated = first.split()[0] == second.split()[0], _predicate().search(second) is not None
    if is_joined and is_alike and not is_stated:
        return True
    goes_on = part.committed.value < _ALL and _is_bound_before(before) and _predicate().search(first) is None
    return goes_on and (is_alike or (is_joined and not is_stated))


def _is_bound_before(part: Part) -> bool:
    lender = part.verb or part.committed
    return any(word in phrase_values("comparator") and word != "từ" for word in lender.words)


def _is_measured_thing(text: ClauseText, part: Part) -> bool:
    """True for "ít nhất 30% chi phí tuân thủ", False for "trên 90% hồ sơ được số hóa", which says what is reached."""
    compared = all(word in phrase_values("comparator") for word in part.committed.words)
    return compared and part.committed.value < 100 and _predicate().search(_right_words(text, part)) is None


def _right_words(text: ClauseText, part: Part) -> str:
    return text.key[part.quantities[-1].end : part.end].strip(" ,")


def with_predicates(text: ClauseText, parts: list[Part]) -> list[Part]:
    """Let value-first parts without a verb share the verb of the next: "100% A ở tỉnh, 80% A ở xã được ký số"."""
    placed: list[Part] = []
    followers: list[Part | None] = [*parts[1:], None] if parts else []
    for part, after in reversed(list(zip(parts, followers, strict=True))):
        own = _right_words(text, part)
        shares = after is not None and after.segment == part.segment and own and not _predicate().search(own)
        is_change = (part.verb or part.committed).change is not None  # "giảm 10% thời gian, 90% hồ sơ được …"
        if not shares or after is None or is_change or part.committed.has("holder"):
            placed.append(part)
            continue
        found = _predicate().search(_right_words(text, after))
        borrowed = found[0] if found else (placed[-1].predicate if placed else "")
        placed.append(replace(part, predicate=borrowed))
    return placed[::-1]
