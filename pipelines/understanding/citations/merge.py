"""From mentions to citations: one for every (number, date) of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pipelines.model.plan import Citation
from pipelines.understanding.citations.mentions import CitationMention


def number_key(number: str) -> str:
    """What makes two numbers the same act: letters and digits only, lower case."""
    return re.sub(r"[\W_]", "", number).lower()


def merge_citations(mentions: Iterable[CitationMention]) -> tuple[Citation, ...]:
    """One citation per (number, date), in order of first mention; the plan's own number is left out.

    A mention without a date joins the dated citation of the same number; where a number has several dates it
    counts for the first of them, because it is certainly no further act. Two dates of one number stay two
    citations: the conflict is for a reviewer (see :func:`citation_findings`).
    """
    others = [mention for mention in mentions if not mention.is_self_reference]
    first_date: dict[str, date] = {}
    for mention in others:
        if mention.issued_on is not None:
            first_date.setdefault(number_key(mention.number), mention.issued_on)
    groups: dict[tuple[str, date | None], list[CitationMention]] = {}
    for mention in others:
        key = number_key(mention.number)
        groups.setdefault((key, mention.issued_on or first_date.get(key)), []).append(mention)
    return tuple(_citation(group, issued_on) for (_, issued_on), group in groups.items())


def _citation(group: Sequence[CitationMention], issued_on: date | None) -> Citation:
    best = next((m for m in group if m.issued_on is not None), group[0])
    return Citation(
        kind=next((m.kind_in_words for m in group if m.kind_in_words), best.kind),
        number=best.number,
        issued_on=issued_on,
        issuer=_issuer(group),
        mentions=len(group),
        box=group[0].box,
        evidence=best.evidence,
        raw_number=best.raw_number,
    )


def _issuer(group: Sequence[CitationMention]) -> str | None:
    printed = [m.issuer for m in group if m.issuer and not m.is_issuer_implied]
    return next(iter(printed), None) or next((m.issuer for m in group if m.issuer), None)
