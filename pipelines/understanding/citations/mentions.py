"""Mentions of legal acts in one text: kind word, number, date and issuer with their place.

Grammar: ``<kind> số <number>[/<year>]<-|/><symbol>[,] [ngày d/m/yyyy] [của <body>]``; the kind may be missing (the
symbol tells it), the body may stand before ("Chính phủ ban hành …"), the date may follow the body. The number may stand
in a bracket behind name and date ("Luật Cán bộ, công chức ngày 24/6/2025 (Luật số 80/2025/QH15)"). Blank numbers
("số      /KH-UBND"), standards (TCVN, ISO) and laws named without a number are no citations. See
docs/developer/deadlines_and_citations.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from pipelines.model.document import Box
from pipelines.reference.legal_acts import citation_kinds, issuers
from pipelines.reference.pattern_words import either
from pipelines.text.folded import FoldedText, fold
from pipelines.text.vietnamese import match_key
from pipelines.understanding.citations.issuer_phrase import issuer_at, issuer_before
from pipelines.understanding.citations.symbols import ActNumber, find_numbers
from pipelines.understanding.words.dates import FIRST_ACT_YEAR, PrintedDate, date_pattern, read_date


@dataclass(frozen=True, slots=True)
class CitationMention:
    """One place where an act is cited.

    ``start`` and ``end`` are offsets in the text given to :func:`find_citations`; ``slips`` are codes of what is
    malformed: ``spacing``, ``symbol``, ``comma``, ``incomplete``; ``printed_date`` holds a date that may not exist.
    """

    kind: str | None
    number: str
    raw_number: str
    issued_on: date | None
    issuer: str | None
    start: int
    end: int
    evidence: str
    kind_in_words: str | None = None
    symbol_kinds: tuple[str, ...] = ()
    org_symbol: str = ""
    number_year: int | None = None
    is_issuer_implied: bool = False
    is_self_reference: bool = False
    printed_date: PrintedDate | None = None
    slips: tuple[str, ...] = ()
    box: Box | None = None


_DATE = re.compile(rf"(?P<lead>(?: ?[,(] ?| )?(?:(?:ký|ban hành|cùng) )?(?:ngày ?|(?= ?\(?\d))\(?){date_pattern()}")
_REACH = 160  # characters between the kind ("Luật …") and its number
_OF = re.compile(r" ?[,)]? ?(?:do|của) ")


@cache
def _self() -> re.Pattern[str]:
    return re.compile(
        rf"^[ (\"*-]*(?:{either('own_annex')}\b[^.;]{{0,200}}?)?[(\" ]*(?:được )?(?:ban hành )?kèm theo [^.;]{{0,40}}$"
    )


_LETTERHEAD = re.compile(r"^(?:số ?:? ?)$")
_CUE = re.compile(r"(?:số|cv|công văn|văn bản)[ :]*$")
_LAW = re.compile(r"(?:^|[^\w])(luật|bộ luật|pháp lệnh|nghị quyết) (?:[^.;:()]{0,90} )?\(?(?:số ?:? ?)?$")
_DIGIT = re.compile(r"\d")
_FOOTNOTE = re.compile(r"\[?\d{1,2}\]?(?=[ ,.;)]|$)")  # a note's number stuck to the symbol


@cache
def _kind_before() -> re.Pattern[str]:
    words = sorted(citation_kinds().words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?: số)?[ :.]*$")


@cache
def _dated_name(kind: str) -> re.Pattern[str]:
    """An act by name and day, then the bracket of its number: "Luật Cán bộ, công chức ngày 16/6/2025 (Luật số"."""
    words = "|".join(re.escape(word) for word, of in citation_kinds().words.items() if of == kind)
    # "có hiệu lực từ ngày …" dates no act; "Luật Lưu trữ, Luật Cán bộ, công chức ngày …" dates the last one
    name = rf"(?<!\w)(?:{words}) (?:(?:(?!(?:,|và) (?:{words}) )[^.;:()]){{1,110}}? )?"
    day = rf"(?<!từ )(?<!trước )(?<!đến )(?<!sau )(?<!thi hành )(?<!hiệu lực )ngày ?{date_pattern()}"
    return re.compile(rf"{name}{day} ?\((?:(?:{words}) )?(?:số ?:? ?)?$")


def _before(folded: FoldedText, number: ActNumber) -> tuple[str, int]:
    """The words before a number as far as a citation can reach, and where they begin."""
    start = max(0, number.start - _REACH)
    return folded.key[start : number.start], start


def _kind_word(folded: FoldedText, number: ActNumber) -> tuple[str | None, int]:
    """Kind as written before the number, and where the citation begins."""
    before, start = _before(folded, number)
    match = _kind_before().search(before)
    if match is None and number.org.startswith(("qh", "ubtvqh")):
        match = _LAW.search(before)
    if match is not None:
        return citation_kinds().words[match.group(1)], start + match.start(1)
    bare = re.search(r"(?<!\w)số[ :]*$", before)
    return None, start + bare.start() if bare else number.start


def _has_cue(folded: FoldedText, number: ActNumber, previous_end: int | None) -> bool:
    if not number.needs_cue:
        return True
    if previous_end is not None and re.fullmatch(r" ?(?:,|;|và) ?(?:số )?", folded.key[previous_end : number.start]):
        return True
    before, _ = _before(folded, number)
    word = _kind_before().search(before)
    if "-" not in number.number:
        return word is not None and citation_kinds().words[word.group(1)] == "Công văn"
    return bool(word or _CUE.search(before))


def _date_and_issuer(folded: FoldedText, end: int) -> tuple[re.Match[str] | None, tuple[int, int] | None, int]:
    """Date and issuer after a number, in either order; the last item is where the citation ends."""
    note = _FOOTNOTE.match(folded.key, end)
    after = note.end() if note else end
    printed = _DATE.match(folded.key, after)
    end = printed.end() if printed else end
    issuer = _issuer_after(folded, max(after, end))
    if issuer is not None:
        end = issuer[1]
        if printed is None and (printed := _DATE.match(folded.key, end)):
            end = printed.end()
    return printed, issuer, end


def _named_before(
    folded: FoldedText, number: ActNumber, kind: str | None, since: int
) -> tuple[re.Match[str], int] | None:
    """The act's name and day before a bracket that holds its number and nothing else, and where the name begins."""
    if kind is None or folded.key[number.end : number.end + 2].lstrip()[:1] != ")":
        return None
    start = max(since, number.start - _REACH)
    match = _dated_name(kind).search(folded.key[start : number.start])
    return (match, start + match.start()) if match else None


def _issuer_after(folded: FoldedText, end: int) -> tuple[int, int] | None:
    lead = _OF.match(folded.key, end)
    if lead is None:
        return None
    stop = issuer_at(folded, lead.end())
    return None if stop is None else (lead.end(), stop)


def _slips(folded: FoldedText, number: ActNumber, printed: re.Match[str] | None) -> tuple[str, ...]:
    raw = folded.key[number.start : number.end]
    slips = []
    lead = printed.group("lead") if printed else " "
    if " " in raw or lead[:1] not in " ,;(":
        slips.append("spacing")
    if number.has_slip:
        slips.append("symbol")
    if printed and printed.group("lead").lstrip()[:1] == ",":
        slips.append("comma")
    if number.is_completed:
        slips.append("incomplete")
    return tuple(slips)


def _is_self(folded: FoldedText, number: ActNumber, begin: int, own_number: str | None) -> bool:
    if own_number is not None and _same_number(number.number, own_number):
        return True
    before = folded.key[:begin]
    return bool(_self().match(before) or (not before and _LETTERHEAD.match(folded.key[: number.start])))


def _same_number(one: str, other: str) -> bool:
    return re.sub(r"\W", "", one).lower() == re.sub(r"\W", "", other).lower()


def _mention(
    folded: FoldedText, number: ActNumber, own_number: str | None, box: Box | None, since: int
) -> CitationMention:
    word, begin = _kind_word(folded, number)
    kind = word or (number.kinds[0] if number.kinds else None)
    printed, issuer_span, end = _date_and_issuer(folded, number.end)
    named = None if printed else _named_before(folded, number, kind, since)
    if named is not None:
        begin, end = named[1], max(end, folded.key.index(")", number.end) + 1)
    if issuer_span is None:
        issuer_span = issuer_before(folded, begin)
    known = issuers().get(number.org)
    issuer = folded.printed(*issuer_span) if issuer_span else None
    implied = known.issuer if known and issuer is None else None
    dated = named[0] if named else printed
    date_printed = read_date(dated) if dated else None
    start, stop = folded.source_span(begin, end)
    return CitationMention(
        kind=kind,
        number=number.number,
        raw_number=folded.printed(number.start, number.end),
        issued_on=date_printed.resolve(first_year=FIRST_ACT_YEAR) if date_printed else None,
        issuer=issuer or implied,
        start=start,
        end=stop,
        evidence=folded.printed(begin, end),
        kind_in_words=word,
        symbol_kinds=number.kinds,
        org_symbol=number.org,
        number_year=number.year,
        is_issuer_implied=implied is not None,
        is_self_reference=_is_self(folded, number, begin, own_number),
        printed_date=date_printed,
        slips=_slips(folded, number, printed),
        box=box,
    )


_JOINT = re.compile(r" ?(?:,|;|và|, ?và) ?(?:[a-zà-ỹđ]+ ){0,3}?(?:số ?:? ?)?")


def _shares_day(folded: FoldedText, mentions: list[CitationMention], previous_end: int, start: int) -> bool:
    """True for "Nghị quyết số 01/NQ-CP và Nghị quyết số 02/NQ-CP cùng ngày 08/01/2026": one day for both."""
    if len(mentions) < 2 or mentions[-2].issued_on is not None or "cùng ngày" not in match_key(mentions[-1].evidence):
        return False
    return _JOINT.fullmatch(folded.key[previous_end:start]) is not None


def may_cite(text: str) -> bool:
    """Whether a text can hold a citation at all: none is without a digit; cheap."""
    return _DIGIT.search(text) is not None


def find_citations(text: str, *, own_number: str | None = None, box: Box | None = None) -> tuple[CitationMention, ...]:
    """Every mention of a numbered act in ``text``, in order.

    Args:
        text: a paragraph or a cell, as printed (NFC or not, wrapped or not).
        own_number: number of the plan itself; mentions of it are flagged ``is_self_reference``.
        box: place of ``text``, passed on to the mentions.

    Returns:
        Mentions with offsets in ``text``. An issuer is filled in from the symbol only where that is certain
        (``NĐ-CP`` → Chính phủ) and then flagged ``is_issuer_implied``.
    """
    if not may_cite(text):
        return ()
    folded = fold(text)
    mentions: list[CitationMention] = []
    previous_end: int | None = None
    for number in find_numbers(folded.plain):
        if not _has_cue(folded, number, previous_end):
            continue
        mentions.append(_mention(folded, number, own_number, box, previous_end or 0))
        if previous_end is not None and _shares_day(folded, mentions, previous_end, number.start):
            mentions[-2] = replace(
                mentions[-2], issued_on=mentions[-1].issued_on, printed_date=mentions[-1].printed_date
            )
        previous_end = _date_and_issuer(folded, number.end)[2]  # "1532/VPCP-KSTT ngày 25/02/2025, 3071/BNV-CCHC"
    return tuple(mentions)
