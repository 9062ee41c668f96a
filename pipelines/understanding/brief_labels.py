"""Who does a task and by when, set side by side without a label: "…, hoàn thành trong quý I (Phòng Kinh tế)".

Read at the end of an item of a list: "… . Phòng Kinh tế, tháng 10/2026.", "…, Văn phòng thực hiện trong tháng 2.",
"… hằng quý (Văn phòng)". Nothing may stand there but offices that the catalogue knows and words of time: a sentence
in which an office and a day are only spoken of assigns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipelines.model.plan import DeadlineKind
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.pattern_words import either
from pipelines.text.folded import FoldedText, fold
from pipelines.text.vietnamese import match_key, squeeze_spaces
from pipelines.understanding.deadlines import parse_deadline
from pipelines.understanding.offices import names_only_offices

Brief = tuple[str, dict[Role, str]]
"""The words of what is to be done without the rest, and lead and deadline as printed."""

_EDGES = " .,;:-–"
_BRACKET_AT_END = re.compile(r"^(?P<words>.+?)\s*[(\[](?P<told>[^()\[\]]+)[)\]][\s.;]*$", re.DOTALL)
_SENTENCE_AT_END = re.compile(r"^(?P<words>.*?\S)[.;]\s+(?P<told>[^.;]+)[\s.;]*$", re.DOTALL)
_JOINT = re.compile(r"[,;:]\s|\s[-–]\s")
_NUMERIC = re.compile(r"\d{1,2}(?:[/.-]\d{1,2})?(?:[/.-]20\d\d)?|20\d\d|[ivx]+(?:/20\d\d)?")
_LONGEST = 70  # characters of a time
_OF_ITSELF = frozenset({DeadlineKind.RECURRING, DeadlineKind.ONGOING})  # times that need no comma before them


@cache
def _of_time() -> re.Pattern[str]:
    """Words of time and numbers, nothing else."""
    return re.compile(rf"(?:(?:{either('time_token')}|{_NUMERIC.pattern})(?![\w/])[\s,;–-]*)+")


@cache
def _done() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('time_opening')}:? )+")


@cache
def _leading() -> re.Pattern[str]:
    """ "Giao Phòng Kinh tế chủ trì", "Phòng Kinh tế"."""
    return re.compile(rf"(?:{either('hands_to')} )?(?P<lead>.+?)(?:,? {either('leads_as')})?")


def brief_task(text: str) -> Brief | None:
    """Words, lead and deadline of an item that ends with both; None unless both are told there."""
    for words, told in (*_bracket(text), *_sentence(text)):
        if (pair := _pair(told)) is not None:
            return words, pair
        if (lead := _lead(told)) is not None and (timed := time_at_end(words)) is not None:
            return timed[0], {Role.LEAD: lead, Role.DEADLINE: timed[1]}
    return next(_clauses(text), None)


def _bracket(text: str) -> list[tuple[str, str]]:
    found = _BRACKET_AT_END.match(text)
    return [(found["words"], found["told"])] if found else []


def _sentence(text: str) -> list[tuple[str, str]]:
    found = _SENTENCE_AT_END.match(text)
    return [(found["words"], found["told"])] if found else []


def _clauses(text: str) -> Iterator[Brief]:
    """ "…, Văn phòng thực hiện trong tháng 2": behind a comma only with the word that makes the office do it."""
    for comma in re.finditer(r",\s+", text):
        pair = _pair(text[comma.end() :], needs_verb=True)
        before = re.split(r"[.,;]\s", text[: comma.start()])[-1]
        if pair is not None and not names_only_offices(before):
            yield text[: comma.start()], pair


def _pair(told: str, *, needs_verb: bool = False) -> dict[Role, str] | None:
    """Lead and deadline where ``told`` is offices, then a time, and nothing else."""
    folded = fold(squeeze_spaces(told).strip(_EDGES))
    for lead_end, time_start in _cuts(folded, needs_verb=needs_verb):
        lead, time = _lead(folded.printed(0, lead_end)), _time(folded.printed(time_start, len(folded.key)))
        if lead is not None and time is not None:
            return {Role.LEAD: lead, Role.DEADLINE: time}
    return None


def _cuts(folded: FoldedText, *, needs_verb: bool) -> Iterator[tuple[int, int]]:
    """Where the offices may end and the time begin: behind the word that makes them do it, or at a mark."""
    for verb in re.finditer(rf" {either('leads_as')}(?=[ ,;])", folded.key):
        yield verb.end(), verb.end()
    if not needs_verb:
        yield from (mark.span() for mark in _JOINT.finditer(folded.key))


def _lead(told: str) -> str | None:
    """The offices of "Giao Phòng Kinh tế chủ trì" or "Phòng Kinh tế"; None when anything else stands there."""
    folded = fold(squeeze_spaces(told).strip(_EDGES))
    found = _leading().fullmatch(folded.key)
    if found is None:
        return None
    lead = folded.printed(*found.span("lead"))
    return lead if names_only_offices(lead) else None


def _time(told: str) -> str | None:
    """A time as printed, without the "hoàn thành" before it; None when other words stand there."""
    folded = fold(squeeze_spaces(told).strip(_EDGES))
    opening = _done().match(folded.key)
    words = folded.printed(opening.end() if opening else 0, len(folded.key))
    return words if _kind(words) is not None else None


def time_at_end(words: str) -> tuple[str, str] | None:
    """What is to be done and the time at its end: behind a comma or "hoàn thành", or one that comes back."""
    for comma in reversed(list(re.finditer(r",\s+", words))):
        if (time := _time(words[comma.end() :])) is not None:
            return words[: comma.start()], time
    starts = [blank.end() for blank in re.finditer(r"\s+", words)]
    for start in starts:
        kind = _kind(words[start:].strip(_EDGES))
        if kind in _OF_ITSELF and not _NUMERIC.fullmatch(match_key(words[start:]).split()[0]):
            return words[:start].rstrip(), words[start:].strip(_EDGES)
    return None


def _kind(words: str) -> DeadlineKind | None:
    """What kind of time ``words`` are when they are nothing else; a number in "theo …" makes it the act of a reason."""
    key = match_key(words)
    if not key or len(key) > _LONGEST:
        return None
    is_of_plan = key.startswith("theo ") and not re.search(r"\d", key)
    if not is_of_plan and not _of_time().fullmatch(key):
        return None
    kind = parse_deadline(words, plan_year=None).kind
    return kind if kind is not DeadlineKind.NONE and (kind is DeadlineKind.BY_PLAN) == is_of_plan else None
