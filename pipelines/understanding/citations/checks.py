"""Faults of citations that show within one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from pipelines.model.plan import Citation, Finding
from pipelines.reference.legal_acts import issuers, superseded_acts
from pipelines.text.vietnamese import match_key
from pipelines.understanding.citations.mentions import CitationMention
from pipelines.understanding.citations.merge import number_key
from pipelines.understanding.words.dates import suggest_date

_SLIP_VI = {
    "spacing": "thừa hoặc thiếu dấu cách trong số, ký hiệu",
    "symbol": "ký hiệu viết sai chữ",
    "comma": "có dấu phẩy trước “ngày”",
    "incomplete": "thiếu ký hiệu",
}


def citation_findings(
    citations: Sequence[Citation], mentions: Sequence[CitationMention], *, issued_on: date | None = None
) -> tuple[Finding, ...]:
    """Findings of all citations of one document, in order of rule then place.

    Args:
        citations: result of :func:`merge_citations`.
        mentions: the mentions it was made from.
        issued_on: day of the plan; when unknown, replaced acts are not judged.
    """
    others = [mention for mention in mentions if not mention.is_self_reference]
    return (
        *_date_conflicts(citations),
        *_once_each(finding for mention in others for finding in _mention_findings(mention)),
        *_undated(citations),
        *_superseded(citations, issued_on),
    )


def _date_conflicts(citations: Sequence[Citation]) -> list[Finding]:
    groups: dict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        if citation.issued_on is not None:
            groups[number_key(citation.number)].append(citation)
    return [
        Finding(
            "legal_reference_date_conflict",
            evidence=later.evidence,
            box=later.box,
            detail=f"{later.number}: {_vi(first.issued_on)} và {_vi(later.issued_on)}",
        )
        for group in groups.values()
        for first, later in combinations(group, 2)
        if _is_conflict(first, later)
    ]


def _is_conflict(one: Citation, other: Citation) -> bool:
    """Numbers start again every year, so two dates conflict only when they cannot be two acts.

    That is: the number itself holds a year, or both dates are of one year, or they differ in the year alone
    (the usual slip of the keyboard).
    """
    first, second = one.issued_on, other.issued_on
    if first is None or second is None:
        return False
    has_year = one.number.count("/") == 2
    return has_year or first.year == second.year or (first.day, first.month) == (second.day, second.month)


def _mention_findings(mention: CitationMention) -> list[Finding]:
    found = (_kind_mismatch(mention), _issuer_mismatch(mention), _wrong_date(mention), _impossible(mention))
    slips = [_SLIP_VI[slip] for slip in mention.slips]
    malformed = _finding("legal_reference_malformed", mention, "; ".join(slips)) if slips else None
    return [finding for finding in (*found, malformed) if finding is not None]


def _finding(rule: str, mention: CitationMention, detail: str) -> Finding:
    return Finding(rule, evidence=mention.evidence, box=mention.box, detail=detail)


def _kind_mismatch(mention: CitationMention) -> Finding | None:
    word, by_symbol = mention.kind_in_words, mention.symbol_kinds
    if word is None or not by_symbol or word in by_symbol:
        return None
    detail = f"{mention.raw_number}: ghi “{word}”, ký hiệu là {' hoặc '.join(by_symbol)}"
    return _finding("legal_reference_kind_mismatch", mention, detail)


def _issuer_mismatch(mention: CitationMention) -> Finding | None:
    known = issuers().get(mention.org_symbol)
    if known is None or mention.issuer is None or mention.is_issuer_implied:
        return None
    if match_key(mention.issuer).startswith(known.accepted):
        return None
    detail = f"{mention.number}: ghi “{mention.issuer}”, ký hiệu là {known.org_symbol}"
    return _finding("legal_reference_issuer_mismatch", mention, detail)


def _wrong_date(mention: CitationMention) -> Finding | None:
    if mention.issued_on is None or mention.number_year in (None, mention.issued_on.year):
        return None
    detail = f"{mention.number}: ngày ghi là {_vi(mention.issued_on)}, số hiệu thuộc năm {mention.number_year}"
    return _finding("legal_reference_date_wrong", mention, detail)


def _impossible(mention: CitationMention) -> Finding | None:
    printed = mention.printed_date
    if printed is None or mention.issued_on is not None:
        return None
    suggested = suggest_date(printed, mention.number_year)
    detail = (
        f"{printed.text}; có thể là {_vi(suggested)}" if suggested else f"{printed.text}; không suy ra được ngày đúng"
    )
    return _finding("impossible_date", mention, detail)


def _undated(citations: Iterable[Citation]) -> list[Finding]:
    return [
        Finding("legal_reference_malformed", c.evidence, c.box, f"{c.number}: không ghi ngày ban hành")
        for c in citations
        if c.issued_on is None
    ]


def _superseded(citations: Iterable[Citation], issued_on: date | None) -> list[Finding]:
    if issued_on is None:
        return []
    acts = {number_key(number): act for number, act in superseded_acts().items()}
    pairs = ((citation, acts.get(number_key(citation.number))) for citation in citations)
    return [
        Finding(
            "superseded_legal_reference",
            citation.evidence,
            citation.box,
            f"{citation.number} đã được thay bằng {act.replaced_by} từ {_vi(act.replaced_on)}",
        )
        for citation, act in pairs
        if act is not None and act.replaced_on <= issued_on
    ]


def _once_each(findings: Iterable[Finding]) -> list[Finding]:
    """The same fault of the same words is told once."""
    seen: dict[tuple[str, str | None], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.rule, finding.detail), finding)
    return list(seen.values())


def _vi(day: date | None) -> str:
    return "không rõ ngày" if day is None else f"{day.day:02d}/{day.month}/{day.year}"
