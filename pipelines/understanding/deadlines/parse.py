"""One deadline cell → :class:`~pipelines.model.plan.Deadline`: milestones in order, and their summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from pipelines.model.plan import Deadline, DeadlineKind, Finding, Milestone
from pipelines.reference.deadline_words import deadline_words
from pipelines.text.folded import FoldedText, fold
from pipelines.understanding.deadlines.expressions import Expression, Fault, in_order, reversed_fault
from pipelines.understanding.deadlines.parts import TimePart, glued_office, split_parts, to_milestone
from pipelines.understanding.deadlines.rules import SHORTEST_FIRST
from pipelines.understanding.deadlines.scan import hides_citation, scan
from pipelines.understanding.deadlines.unread_words import SURE, unread_words
from pipelines.understanding.words.dates import last_of_month

_NONE = Deadline(DeadlineKind.NONE, None, None, None, False, ())
_BY_CITED_ACT = "cited_act"
_LONGEST_CELL = 3_000  # characters: a page of text; the grammar's effort grows with the square of a cell's length
_SHOWN = 200  # characters of such a cell that its finding shows
_REVERSED = 0.5  # columns that contradict each other: as sure as a date that cannot be


@lru_cache(maxsize=4096)  # one wording stands in many rows of a plan
def parse_deadline(text: str | None, *, plan_year: int | None, period: tuple[date, date] | None = None) -> Deadline:
    """Read a deadline cell.

    Args:
        text: the cell as printed; None, "" and "-" have no deadline.
        plan_year: fills in missing years; the milestone is then flagged ``year_inferred``.
        period: first and last day of the plan; its first year serves when ``plan_year`` is None, and a plan of one
            quarter lends it to times that do not name theirs ("trong quý").

    Returns:
        Milestones in the order printed. The summary has the kind of the last dated milestone, the earliest start
        and the latest end ("Thường xuyên" has neither). An impossible date is None, with a finding that holds
        what it may mean: which end is the latest is then unknown, so the summary has no end. A period whose last
        day is before its first is none: kind ``none`` and the finding ``deadline_reversed``. Text that no rule
        knows gives kind ``none`` and the finding ``deadline_unparsed``; nothing is guessed. No start is ever later
        than its end, in a milestone or in the summary.
    """
    if text is not None and len(text) > _LONGEST_CELL:
        finding = Finding("deadline_unparsed", f"{text[:_SHOWN]} …")
        return Deadline(DeadlineKind.NONE, None, None, None, False, (), (finding,), 0.0)
    folded = fold(text or "")
    if folded.key.strip() in ("", *deadline_words()["empty"]):
        return _NONE
    year = plan_year if plan_year is not None else (period[0].year if period else None)
    expressions = _expressions(folded, year, _quarter(period))
    if not expressions:
        vague = folded.key.strip(" .,;-") in deadline_words()["vague"]
        finding = Finding("deadline_vague" if vague else "deadline_unparsed", folded.printed(0, len(folded.key)))
        return Deadline(DeadlineKind.NONE, None, None, None, False, (), (finding,), 0.8 if vague else 0.0)
    parts = split_parts(folded, expressions)
    milestones = tuple(to_milestone(folded, part) for part in parts)
    told = unread_words(folded, parts)
    read = _summary(parts, milestones, (*_part_findings(parts, milestones), *told, *_glued(folded, parts)))
    return replace(read, confidence=min(read.confidence, SURE)) if told else read


def parse_deadline_span(
    first: str, last: str, *, plan_year: int | None, period: tuple[date, date] | None = None
) -> Deadline:
    """Read a deadline printed in two columns, first day and last day.

    Args:
        first: cell of the column "Bắt đầu".
        last: cell of the column "Kết thúc".
        plan_year: as for :func:`parse_deadline`.
        period: as for :func:`parse_deadline`.

    Returns:
        A ``period`` from the beginning of ``first`` to the end of ``last``; when one of the two is no date, what
        both say together as if they stood in one cell. Columns that run backwards give kind ``none`` and the finding
        ``deadline_reversed``.
    """
    one = parse_deadline(first, plan_year=plan_year, period=period)
    if first == last and one.end is None:
        return one  # "Thường xuyên" in both columns is said once
    other = parse_deadline(last, plan_year=plan_year, period=period)
    start, end = one.start or one.end, other.end
    if start is None or end is None:
        return parse_deadline(f"{first}\n{last}", plan_year=plan_year, period=period)
    if end < start:
        finding = _of_fault(reversed_fault(f"{first} - {last}", start, end))
        return Deadline(DeadlineKind.NONE, None, None, None, False, (), (finding,), _REVERSED)
    milestone = Milestone(
        kind=DeadlineKind.PERIOD,
        text=f"{first} - {last}",
        start=start,
        end=end,
        is_exclusive=other.is_exclusive,
        year_inferred=any(m.year_inferred for m in (*one.milestones, *other.milestones)),
        rule="two_columns",
        confidence=min(one.confidence, other.confidence),
    )
    findings = (*one.findings, *other.findings)
    return Deadline(
        DeadlineKind.PERIOD, start, end, None, other.is_exclusive, (milestone,), findings, milestone.confidence
    )


def _expressions(folded: FoldedText, year: int | None, quarter: tuple[date, date] | None) -> tuple[Expression, ...]:
    found = scan(folded, year, quarter) or _by_cited_act(folded)
    return tuple(in_order(one, folded.printed(one.at, one.to)) for one in found)


def _quarter(period: tuple[date, date] | None) -> tuple[date, date] | None:
    """The plan's period when that is one quarter."""
    if period is None:
        return None
    start, end = period
    is_one = start.day == 1 and start.month % 3 == 1 and end == last_of_month(start.year, start.month + 2)
    return period if is_one else None


def _by_cited_act(folded: FoldedText) -> tuple[Expression, ...]:
    """A cell that only cites an act hangs on that act."""
    if not hides_citation(folded):
        return ()
    end = len(folded.key)
    return (Expression(0, end, DeadlineKind.BY_PLAN, _BY_CITED_ACT, anchor=(0, end), confidence=0.7),)


def _rank(expression: Expression) -> int:
    """How much an undated expression says: a known cycle or delay most, a plan that somebody else makes least."""
    known = expression.recurrence if expression.kind is DeadlineKind.RECURRING else expression.offset
    if expression.recurrence == "ad_hoc":
        return 1
    if expression.rule in ("season", "sitting"):  # "thường xuyên, cao điểm vào dịp Tết" goes on all year
        return 2
    ranks = {DeadlineKind.BY_PLAN: 0, DeadlineKind.ONGOING: 3}
    without = {DeadlineKind.RECURRING: 2, DeadlineKind.RELATIVE: 3}
    return ranks.get(expression.kind, 4 if known else without.get(expression.kind, 2))


def _most_frequent(equals: Sequence[Expression]) -> Expression:
    """The last; of several cycles the one that comes back soonest ("hằng tháng (trước ngày 15), quý, năm")."""
    cycles = [one for one in equals if one.recurrence in SHORTEST_FIRST]
    if equals[-1] not in cycles:
        return equals[-1]
    return min(reversed(cycles), key=lambda one: SHORTEST_FIRST.index(one.recurrence or ""))


def _summary(parts: Sequence[TimePart], milestones: tuple[Milestone, ...], findings: tuple[Finding, ...]) -> Deadline:
    expressions = [part.expression for part in parts]
    dated = [e for e in expressions if e.is_dated]
    confidence = min(m.confidence for m in milestones)
    if not dated:
        best = max(_rank(e) for e in expressions)
        chosen = _most_frequent([e for e in expressions if _rank(e) == best])
        return Deadline(
            chosen.kind, None, None, chosen.recurrence, chosen.is_exclusive, milestones, findings, confidence
        )
    last = next((e for e in reversed(dated) if e.kind is not DeadlineKind.NONE), dated[-1])
    starts = [e.start for e in dated if e.start is not None]
    ends = [e.end for e in dated if e.end is not None]
    end = None if any(e.faults for e in dated) else max(ends, default=None)
    exclusive = any(e.is_exclusive for e in dated if e.end == end) if end else last.is_exclusive
    return Deadline(
        last.kind,
        _first_day(starts, end),
        end,
        last.recurrence,
        exclusive,
        milestones,
        findings,
        confidence,
    )


def _first_day(starts: Sequence[date], end: date | None) -> date | None:
    """The earliest start; one after the last end begins something that has no end, and no span with that end."""
    first = min(starts, default=None)
    return None if first is not None and end is not None and first > end else first


def _part_findings(parts: Sequence[TimePart], milestones: Sequence[Milestone]) -> list[Finding]:
    pairs = list(zip(parts, milestones, strict=True))
    return [finding for part, milestone in pairs for finding in _of_part(part.expression, milestone)]


def _of_part(expression: Expression, milestone: Milestone) -> list[Finding]:
    found = [_of_fault(fault) for fault in (*expression.faults, *expression.doubts)]
    # "trong năm", "cuối năm"; "trong quý" of a quarterly plan
    says_year = expression.kind is DeadlineKind.YEAR or expression.rule in ("part_of_year", "plan_quarter")
    if expression.needs_year and not says_year and not expression.faults:
        known = milestone.end or milestone.start
        detail = f"hiểu là năm {known.year}" if known else "không rõ năm của kế hoạch"
        found.append(Finding("deadline_year_missing", evidence=milestone.text, detail=detail))
    if expression.kind is DeadlineKind.BY_PLAN:
        found.append(Finding("deadline_vague", evidence=milestone.text))
    if expression.kind is DeadlineKind.RELATIVE or milestone.condition is not None:
        found.append(Finding("deadline_conditional", milestone.text, detail=milestone.condition or milestone.anchor))
    return found


def _of_fault(fault: Fault) -> Finding:
    meant = f"có thể là {fault.suggestion:%d/%m/%Y}" if fault.suggestion else "không suy ra được ngày đúng"
    return Finding(fault.rule, evidence=fault.printed, detail=fault.detail or meant)


def _glued(folded: FoldedText, parts: Sequence[TimePart]) -> list[Finding]:
    office = glued_office(folded, parts)
    return [Finding("cell_spill", evidence=office)] if office else []
