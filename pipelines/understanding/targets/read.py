"""From a paragraph or a cell to its commitments: one :class:`Target` per number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from pipelines.model.plan import Target
from pipelines.reference.target_words import any_of, phrase_values
from pipelines.text.vietnamese import match_key, squeeze_spaces
from pipelines.understanding.clauses import Segment, Span, brackets, inside, segments, soften
from pipelines.understanding.indicators import IndicatorMatch, match_indicator
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.folded import FoldedText, fold
from pipelines.understanding.targets.quantities import Quantity, find_quantities
from pipelines.understanding.targets.scope import Scope, read_scope

_LEVEL_WORDS = r"cấp\s(?:tỉnh|huyện|xã|phường)|tỉnh|huyện|xã|phường"
_LEVEL_LIST = re.compile(rf"cấp\s(?:tỉnh|huyện|xã|phường)(?:\s?(?:,|và|,\svà)\s?(?:{_LEVEL_WORDS}))+")
_YEAR_LIST = re.compile(r"năm\s20\d\d(?:\s?(?:,|và|,\svà)\s?(?:năm\s)?20\d\d)+")
_CONDITION = re.compile(
    r"^(?:nếu|trường hợp|khi|với những|những)\s"
    r"|(?:đối với|các|những|mọi|nhóm)\s[^,;]*(?:đơn vị|cơ quan|địa phương|xã|phường|thủ tục|tthc|lĩnh vực|cá nhân|thôn)"
    r"\s(?:nào\s)?(?:còn\s)?có\s(?:tỷ lệ|tỉ lệ|kết quả|mức)[^,;]*$"
)
_LOW_QUALIFIER = re.compile(r"(?:chưa đạt|không đạt|dưới mức)\s?$")

MAX_VERB_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch with the numbers that share it ("lần lượt đạt 30%, 20% và 15%" is one part with three)."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]
    segment: Segment
    is_nested: bool
    holder: _Part | None = None  # the part whose indicator a rung without words of its own takes over
    outer_words: str = ""  # indicator of the target that a "trong đó …" stands under
    verb: Quantity | None = None  # number whose verb this part shares ("giảm 50% thời gian, 50% chi phí")
    predicate: str = ""  # words of a later part that this one shares ("100% A ở tỉnh, 80% A ở xã được …")

    @property
    def committed(self) -> Quantity:
        """The first number that is not a starting level; it lends comparator and direction to the others."""
        return next((q for q in self.quantities if not _is_starting_level(self, q)), self.quantities[0])


# ------------------------------------------------------------------------------------------- parting


@cache
def _joint() -> re.Pattern[str]:
    """All that may stand between two numbers that share one clause."""
    words = any_of("comparator", "filler", "aspirational", "comparator_after")
    return re.compile(rf"(?:\s|,|/|và|hoặc|năm\s20\d\d|(?:ở|đối với|tại)\s(?={_LEVEL_WORDS})|{_LEVEL_WORDS}|{words})*")


def _shares_clause(key: str, left: Quantity, right: Quantity) -> bool:
    between = key[left.end : right.number]
    return right.unit == left.unit and _joint().fullmatch(between) is not None


def _groups(key: str, quantities: tuple[Quantity, ...]) -> list[tuple[Quantity, ...]]:
    groups: list[tuple[Quantity, ...]] = []
    for quantity in quantities:
        if groups and _shares_clause(key, groups[-1][-1], quantity):
            groups[-1] += (quantity,)
        else:
            groups.append((quantity,))
    return groups


@cache
def _opening_after_comma() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:và\s|đồng thời\s)?(?:{any_of('head', 'nested', 'aspirational', 'assurance')})")


def _commas(key: str, start: int, end: int, closed: tuple[Span, ...]) -> list[int]:
    return [i for i in range(start, end) if key[i] == "," and not inside(i, closed)]


def _cut_between(key: str, left: Quantity, right: Quantity, closed: tuple[Span, ...]) -> int:
    """Where the clause of ``left`` ends and that of ``right`` begins."""
    between = key[left.end : right.start]
    nested = re.search(any_of("nested"), between)
    if nested:
        return left.end + nested.start()
    if re.match(r"\s?(?:,|và\s|đồng thời\s|-\s|$)", between):
        return left.end
    commas = _commas(key, left.end, right.start, closed)
    heads = [i for i in commas if _opening_after_comma().match(key, i + 1)]
    if heads:
        return heads[0]
    joined = [left.end + m.start() for m in re.finditer(r"\s(?:và|đồng thời|còn)\s(?=tỷ lệ|tỉ lệ|mức độ|$)", between)]
    if joined:
        return joined[-1]
    if commas:
        return commas[0] if left.has("holder") else commas[-1]
    return right.start


def _parts_of(text: FoldedText, segment: Segment, quantities: tuple[Quantity, ...]) -> list[_Part]:
    closed = brackets(text.key)
    groups = _groups(text.key, quantities)
    cuts = [segment.start]
    cuts += [_cut_between(text.key, a[-1], b[0], closed) for a, b in pairwise(groups)]
    parts = []
    for group, start, end in zip(groups, cuts, [*cuts[1:], segment.end], strict=True):
        span = _trim(text.key, start, end)
        nested = re.match(any_of("nested"), text.key[span.start : span.end]) is not None
        parts.append(_Part(span.start, span.end, group, segment, nested))
    return parts


def _trim(key: str, start: int, end: int) -> Span:
    lead = re.compile(r"(?:[\s,.;:\-+•]|(?:và|đồng thời)\s)*").match(key, start, end)
    begin = lead.end() if lead else start
    while end > begin and (key[end - 1].isspace() or key[end - 1] in ".,;:-"):
        end -= 1
    return Span(begin, end)


# ------------------------------------------------------------------------------------------- wording


@cache
def _noise() -> re.Pattern[str]:
    kinds = ("nested", "aspirational", "assurance", "opening", "filler", "comparator", "comparator_after")
    return re.compile(rf"(?:[\s,.;:\-+•/()\"]|{_YEAR_LIST.pattern}|năm\s20\d\d|{any_of(*kinds)}|và|sẽ|được)*")


def _is_empty(words: str) -> bool:
    """True when ``words`` name nothing that could be measured."""
    return _noise().fullmatch(words) is not None


def _without_brackets(text: FoldedText, start: int, end: int) -> str:
    """Printed words of the span without what stands in brackets."""
    pieces, position = [], start
    for span in brackets(text.key):
        if start <= span.start and span.end <= end:
            pieces.append(text.printed(position, span.start))
            position = span.end
    pieces.append(text.printed(position, end))
    return squeeze_spaces(" ".join(pieces))


@cache
def _lead_words() -> re.Pattern[str]:
    words = any_of("nested", "aspirational", "assurance", "opening")
    return re.compile(rf"(?:[\s,.;:\-+•]|(?:{words})(?=[\s,:])|(?:và|rằng)\s)*")


@cache
def _tail_words() -> re.Pattern[str]:
    return re.compile(r"(?:[\s,.;:\-+•]|(?:đạt|là|có|năm|trong)$)+$")


def _left_start(text: FoldedText, part: _Part) -> int:
    """Where the wording of the indicator begins left of the number.

    Words that only lead up to a value-first clause ("Đẩy mạnh tuyên truyền, bảo đảm 100% …") are no part of it.
    """
    first = part.quantities[0]
    right = text.key[part.quantities[-1].end : part.end]
    if _is_empty(right) or first.has("holder") or right.lstrip().startswith(","):
        return part.start
    if first.has("assurance") or first.has("aspirational"):
        return first.start
    commas = _commas(text.key, part.start, first.start, brackets(text.key))
    starts = [part.start, *(comma + 1 for comma in commas)]
    # verbs in a row ("Tiếp nhận, số hóa 100% hồ sơ") stay together, a clause before the comma does not
    while len(starts) > 1 and len(text.key[starts[-2] : starts[-1]].split()) <= MAX_VERB_WORDS:
        starts.pop()
    return starts[-1]


def _indicator_text(text: FoldedText, part: _Part) -> str:
    first, last = part.quantities[0], part.quantities[-1]
    start = _left_start(text, part)
    opening = _lead_words().match(text.key, start, first.start)
    left = _without_brackets(text, opening.end() if opening else start, first.start)
    right = _without_brackets(text, last.end, part.end)
    cleaned = squeeze_spaces(f"{_tail_words().sub('', left)} {right}")
    return re.sub(r"\s+([,.;:])", r"\1", cleaned).strip(" ,.;:-")


def _has_own_words(text: FoldedText, part: _Part) -> bool:
    key = text.key
    first, last = part.quantities[0], part.quantities[-1]
    return not (_is_empty(key[part.start : first.start]) and _is_empty(key[last.end : part.end]))


def _with_holders(text: FoldedText, parts: list[_Part]) -> list[_Part]:
    """Rungs without words of their own ("năm 2027 đạt 90%") take over the wording of the part before."""
    placed: list[_Part] = []
    for part in parts:
        before = placed[-1] if placed else None
        continues = before is not None and not _has_own_words(text, part)
        placed.append(replace(part, holder=before.holder or before) if before and continues else part)
    return placed


def _with_verbs(text: FoldedText, parts: list[_Part]) -> list[_Part]:
    """Let a bare number share the verb of change before it: "giảm 50% thời gian, 50% chi phí"."""
    placed: list[_Part] = []
    for part in parts:
        before = placed[-1] if placed else None
        bare = not part.committed.words and part.committed.start == part.start
        lender = (before.verb or before.committed) if before and before.segment == part.segment and bare else None
        placed.append(replace(part, verb=lender) if lender is not None and lender.change else part)
    return placed


_PREDICATE = re.compile(r"(?<!\w)(?:được|có|thực hiện|bố trí|chấp hành|áp dụng|sử dụng|hoàn thành|làm chủ|đạt)\s.*")


def _right_words(text: FoldedText, part: _Part) -> str:
    return text.key[part.quantities[-1].end : part.end].strip(" ,")


def _with_predicates(text: FoldedText, parts: list[_Part]) -> list[_Part]:
    """Let value-first parts without a verb share the verb of the next: "100% A ở tỉnh, 80% A ở xã được ký số"."""
    placed: list[_Part] = []
    followers: list[_Part | None] = [*parts[1:], None] if parts else []
    for part, after in reversed(list(zip(parts, followers, strict=True))):
        own = _right_words(text, part)
        shares = after is not None and after.segment == part.segment and own and not _PREDICATE.search(own)
        if not shares or after is None or part.committed.has("holder"):
            placed.append(part)
            continue
        found = _PREDICATE.search(_right_words(text, after))
        borrowed = found[0] if found else (placed[-1].predicate if placed else "")
        placed.append(replace(part, predicate=borrowed))
    return placed[::-1]


# ------------------------------------------------------------------------------------------- rejection


def _is_past(text: FoldedText, part: _Part, quantity: Quantity, plan_year: int | None) -> bool:
    if plan_year is not None and quantity.year is not None and quantity.year < plan_year:
        return True
    if quantity.has("aspirational"):
        return False
    if quantity.has("past"):
        return True
    before = text.key[part.segment.start : quantity.start]
    if re.search(rf"(?:{any_of('past')})[^,;]*$", before) and not re.search(r"đã được|đã số hóa", before):
        return True
    lead = part.segment.lead
    openings = (before, text.key[lead.start : lead.end] if lead else "")
    return quantity.year is None and any(_opens_with_past(words, plan_year) for words in openings)


def _opens_with_past(words: str, plan_year: int | None) -> bool:
    opening = re.match(rf"(?:{any_of('past_opening')}|(?:trong\s)?năm\s(?P<year>20\d\d))", words)
    if not opening:
        return False
    return opening["year"] is None or (plan_year is not None and int(opening["year"]) < plan_year)


def _is_condition(text: FoldedText, part: _Part, quantity: Quantity) -> bool:
    before = text.key[part.start : quantity.number].rstrip()
    return bool(_CONDITION.search(before) or _LOW_QUALIFIER.search(before))


def _in_exception(text: FoldedText, quantity: Quantity) -> bool:
    around = [span for span in brackets(text.key) if span.start <= quantity.number < span.end]
    opening = rf"\(\s?(?:{any_of('exception')}|trọng số|chiếm)"
    return any(re.match(opening, text.key[span.start : span.end]) for span in around)


def _is_starting_level(part: _Part, quantity: Quantity) -> bool:
    """True for the 80% of "từ 80% năm 2025 lên 90%"."""
    later = [q for q in part.quantities if q.number > quantity.number]
    if "từ" not in quantity.words or not later:
        return False
    return any(word.startswith(("lên", "xuống", "tăng", "giảm")) for word in later[0].words)


def _rejection(text: FoldedText, part: _Part, quantity: Quantity, context: TargetContext) -> str | None:
    checks = (
        (quantity.rejected is not None, quantity.rejected),
        (_in_exception(text, quantity), "exception"),
        (_is_past(text, part, quantity, context.plan_year), "past"),
        (_is_condition(text, part, quantity), "condition"),
        (_is_starting_level(part, quantity), "starting level"),
    )
    return next((reason for applies, reason in checks if applies), None)


# ------------------------------------------------------------------------------------------- building


@cache
def _lead_comparator() -> re.Pattern[str]:
    return re.compile(rf"(?P<word>{any_of('comparator')})\s?(?:{any_of('filler')}|\s)*$")


def _inherited(text: FoldedText, part: _Part) -> str | None:
    """Comparator of the lead-in ("đạt tối thiểu:") or of the first number of a joint list."""
    stated = part.committed.comparator or (part.verb.comparator if part.verb else None)
    if stated:
        return stated
    lead = part.segment.lead
    match = _lead_comparator().search(text.key, lead.start, lead.end) if lead else None
    return phrase_values("comparator")[match["word"]] if match else None


def _is_aspirational(text: FoldedText, part: _Part, quantity: Quantity) -> bool:
    lead = part.segment.lead
    words = text.key[part.start : quantity.number]
    leading = text.key[lead.start : lead.end] if lead else ""
    pattern = re.compile(any_of("aspirational"))
    return quantity.has("aspirational") or pattern.search(words) is not None or pattern.search(leading) is not None


@cache
def _change_opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('decrease')})\s(?!nghèo)")


def _change_of(text: FoldedText, part: _Part, quantity: Quantity) -> str | None:
    """Direction of change: before the number, or as the verb that opens a clause with the value last."""
    first = part.committed
    stated = quantity.change or first.change or (part.verb.change if part.verb else None)
    if stated:
        return stated
    opening = _lead_words().match(text.key, part.start, first.start)
    start = opening.end() if opening else part.start
    opens = _change_opening().match(text.key, start, first.start)
    right = text.key[part.quantities[-1].end : part.end]
    value_last = _is_empty(right) or right.lstrip().startswith(("so với", ",", "("))
    return "decrease" if opens and (value_last or first.comparator) and quantity.value < 100 else None


def _respective(text: FoldedText, part: _Part, position: int) -> tuple[str | None, int | None]:
    """Level words or year that belong to the number at ``position`` of a joint list."""
    if len(part.quantities) < 2:
        return None, None
    for pattern in (_LEVEL_LIST, _YEAR_LIST):
        listed = pattern.search(text.key, part.start, part.end)
        items = re.split(r",\s?(?:và\s)?|\svà\s", listed[0]) if listed else []
        if len(items) == len(part.quantities):
            item = items[position].strip()
            digits = re.search(r"20\d\d", item)
            return (None, int(digits[0])) if digits else (item if item.startswith("cấp") else f"cấp {item}", None)
    return None, None


_ONE_LEVEL = re.compile(r"(?<!\w)(?:cấp\s(?:tỉnh|huyện|xã|phường)|toàn\stỉnh)(?!\w)")


def _own_level(text: FoldedText, part: _Part, position: int) -> str | None:
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


def _split_items(wording: str, count: int, position: int) -> str:
    """The item of "tỷ lệ A, tỷ lệ B và tỷ lệ C" that a respective value belongs to; all of it when unclear."""
    items = re.split(r"\s*,\s*|\s+và\s+", wording)
    named = [item for item in items if match_key(item).startswith(("tỷ lệ", "tỉ lệ", "mức độ"))]
    return items[position] if len(items) == count == len(named) else wording


_LEVELS = {"cấp tỉnh": "province", "cấp huyện": "district", "cấp xã": "commune", "cấp phường": "commune", "toàn tỉnh": "province"}


def _scoped(scope: Scope, item: str | None) -> Scope:
    return replace(scope, text=item, level=_LEVELS.get(item, scope.level)) if item else scope


def _evidence(text: FoldedText, part: _Part) -> str:
    holder = part.holder
    if holder is not None and holder.segment == part.segment:
        return text.printed(_evidence_start(text, holder), part.end)
    return text.printed(_evidence_start(text, part), part.end)


def _evidence_start(text: FoldedText, part: _Part) -> int:
    return _trim(text.key, _left_start(text, part), part.end).start


def _wording(text: FoldedText, part: _Part, context: TargetContext) -> str:
    """Indicator wording: own, else of the part it continues, else of the lead-in, else of the heading."""
    if _has_own_words(text, part):
        return _indicator_text(text, part)
    if part.holder is not None:
        return _indicator_text(text, part.holder)
    lead = part.segment.lead
    if lead is not None:
        return squeeze_spaces(text.printed(lead.start, lead.end))
    return context.heading or ""


def _surroundings(text: FoldedText, part: _Part, context: TargetContext) -> str:
    lead = part.segment.lead
    printed = text.printed(lead.start, lead.end) if lead else ""
    before = text.printed(part.segment.start, part.start)
    return " ".join(piece for piece in (context.heading or "", part.outer_words, printed, before) if piece)


def _matched(wording: str, unit: str, part: _Part, surroundings: str) -> IndicatorMatch:
    """Indicator of the wording, of the wording with the verb that it shares, or of it in its surroundings."""
    alone = match_indicator(wording, unit=unit, context="" if part.predicate else surroundings)
    if alone.code or alone.candidates or not part.predicate:
        return alone
    return match_indicator(f"{wording} {part.predicate}", unit=unit, context=surroundings)


def _target(text: FoldedText, part: _Part, position: int, context: TargetContext, parent: int | None) -> Target:
    quantity = part.quantities[position]
    item, year = _respective(text, part, position)
    wording = _split_items(_wording(text, part, context), len(part.quantities), position)
    scope = _scoped(read_scope(text, part.start, part.end), item or _own_level(text, part, position))
    matched = _matched(wording, quantity.unit, part, _surroundings(text, part, context))
    comparator = quantity.comparator or _inherited(text, part)
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
        year=quantity.year or year,
        baseline=scope.baseline,
        exception=scope.exception,
        scope=scope.text,
        scope_level=scope.level,
        scope_sectors=scope.sectors,
        basis=scope.basis,
        candidates=matched.candidates,
        parent=parent,
        rule=_rule(text, part, quantity),
        confidence=_confidence(quantity, comparator, matched.code),
    )


def _rule(text: FoldedText, part: _Part, quantity: Quantity) -> str:
    right = text.key[part.quantities[-1].end : part.end]
    order = "value_last" if _is_empty(right) else "value_first"
    shared = ".joint" if len(part.quantities) > 1 else ".continued" if part.holder else ""
    return f"{quantity.unit}.{order}{shared}"


def _confidence(quantity: Quantity, comparator: str | None, code: str | None) -> float:
    """1.0 for a plain statement; lower for what was taken over or has no code."""
    doubt = Decimal(0)
    if quantity.comparator is None and comparator is not None:
        doubt += Decimal("0.1")
    if code is None:
        doubt += Decimal("0.2")
    if quantity.unit not in ("percent", "percentage_point"):
        doubt += Decimal("0.1")
    return float(1 - doubt)


def _parts(text: FoldedText, context: TargetContext) -> list[_Part]:
    parts: list[_Part] = []
    for segment in segments(text):
        quantities = find_quantities(text.key, segment.start, segment.end, column=context.column)
        if quantities:
            parts += _parts_of(text, segment, quantities)
    return _with_predicates(text, _with_verbs(text, _with_holders(text, parts)))


def find_targets(text: str, *, context: TargetContext) -> tuple[Target, ...]:
    """Commitments in one paragraph or one cell, in order; ``parent`` is an index into the returned tuple.

    ``text`` may be in any normal form; ``evidence`` is a substring of it. Numbers that are not commitments
    (past results, scoring bands, formulae, conditions, counts of documents) give nothing.
    """
    if context.heading and re.search(any_of("past_heading"), match_key(context.heading)):
        return ()
    folded = soften(fold(text))
    found: list[Target] = []
    outer: int | None = None  # the last target that stands on its own: parent of "trong đó …"
    inner: Segment | None = None  # the segment in which a "trong đó" is open
    for part in _parts(folded, context):
        nested = outer is not None and (part.is_nested or part.segment == inner)
        inner = part.segment if nested else None
        for position, quantity in enumerate(part.quantities):
            if _rejection(folded, part, quantity, context) is None:
                under = replace(part, outer_words=found[outer].indicator_text) if nested and outer is not None else part
                found.append(_target(folded, under, position, context, outer if nested else None))
                outer = outer if nested else len(found) - 1
    return tuple(found)
