"""The parts of a document that metadata come from, each read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.model.document import Document
from pipelines.model.plan import FolderContext, PeriodKind
from pipelines.reference.readers import Reader
from pipelines.text.vietnamese import match_key
from pipelines.understanding.kept import STRICT, Kept, Place
from pipelines.understanding.metadata.letterhead import (
    NO_LETTERHEAD,
    AnnexLine,
    Letterhead,
    find_annex_line,
    read_letterhead,
)
from pipelines.understanding.metadata.lines import Line, document_lines
from pipelines.understanding.metadata.numbers import PartialDate
from pipelines.understanding.metadata.period import Period, find_period
from pipelines.understanding.metadata.signature import (
    Recipients,
    Signature,
    find_recipients,
    find_signature,
)
from pipelines.understanding.metadata.title import Title, annex_title, announced_title, find_title
from pipelines.understanding.words.numbering import split_number

_ZONE_WITHOUT_TITLE = 12  # lines
_BEYOND_TITLE = 4  # lines: a reader may give the title before the right column of the letterhead
_LONGEST_HEAD_LINE = 120  # characters
_OPENING_LINES = 15


@dataclass(frozen=True, slots=True)
class Parts:
    """``title`` is the title in force (own, announced in the text, or the annex's); ``own_title`` only the printed one.

    ``period_source`` is title, annex_title, opening, file_name or folder.
    """

    context: FolderContext
    lines: tuple[Line, ...]
    own_title: Title | None
    title: Title | None
    letterhead: Letterhead
    annex_line: AnnexLine | None
    signature: Signature | None
    recipients: Recipients
    period: Period
    period_source: str
    issued: PartialDate | None


def read_parts(
    document: Document, context: FolderContext, content_tables: frozenset[int], kept: Kept = STRICT
) -> Parts:
    """Read the parts; ``content_tables`` are the tables of tasks and targets, which hold no metadata.

    A part whose reader fails is as if it were not printed; ``kept`` hears of it.
    """
    lines = document_lines(document, content_tables, kept)
    own_title = kept.read(Place(Reader.TITLE), None, find_title, lines)
    annex = kept.read(Place(Reader.TITLE, "phụ lục"), None, annex_title, lines)
    title = own_title or kept.read(Place(Reader.TITLE), None, announced_title, lines) or annex
    letterhead = kept.read(Place(Reader.LETTERHEAD), NO_LETTERHEAD, _letterhead, lines, own_title)
    annex_line = kept.read(Place(Reader.LETTERHEAD, "phụ lục"), None, find_annex_line, lines)
    by_folder = _of_folder(context), "folder"
    period, source = kept.read(Place(Reader.PERIOD), by_folder, _period, title, annex, lines, context)
    return Parts(
        context=context,
        lines=lines,
        own_title=own_title,
        title=title,
        letterhead=letterhead,
        annex_line=annex_line,
        signature=kept.read(Place(Reader.SIGNATURE), None, find_signature, lines),
        recipients=kept.read(Place(Reader.RECIPIENTS), Recipients((), None), find_recipients, lines),
        period=period,
        period_source=source,
        issued=_issued(letterhead, annex_line, context),
    )


def _letterhead(lines: tuple[Line, ...], title: Title | None) -> Letterhead:
    return read_letterhead(_zone(lines, title))


def _zone(lines: tuple[Line, ...], title: Title | None) -> tuple[Line, ...]:
    """The lines above the title; without a title the short lines above the first heading or paragraph."""
    if title is None:
        return tuple(lines[: min(_ZONE_WITHOUT_TITLE, _first_running_line(lines))])
    beyond = lines[title.end : title.end + _BEYOND_TITLE]
    return lines[: title.end] + beyond[: _first_running_line(beyond)]


def _first_running_line(lines: tuple[Line, ...]) -> int:
    running = (i for i, line in enumerate(lines) if _is_running(line))
    return next(running, len(lines))


def _is_running(line: Line) -> bool:
    text = line.text
    return len(text) > _LONGEST_HEAD_LINE or text.startswith(("(", "-")) or split_number(text)[0] is not None


def _period(
    title: Title | None, annex: Title | None, lines: tuple[Line, ...], context: FolderContext
) -> tuple[Period, str]:
    """The period and the source it came from: the first source that names a year."""
    opening = [line.text for line in lines[:_OPENING_LINES] if "như sau" in match_key(line.text)]
    sources = (
        ("title", title.text if title else ""),
        ("annex_title", annex.text if annex else ""),
        ("opening", "\n".join(opening)),
        ("file_name", re.sub(r"[_\s]+", " ", context.file_name)),
    )
    for source, text in sources:
        period = find_period(text, context.plan_year)
        if period:
            return period, source
    return _of_folder(context), "folder"


def _of_folder(context: FolderContext) -> Period:
    year = context.plan_year
    return Period(PeriodKind.ANNUAL, date(year, 1, 1), date(year, 12, 31))


def _issued(letterhead: Letterhead, annex_line: AnnexLine | None, context: FolderContext) -> PartialDate | None:
    """The manifest's date, which wins over the text; else the fullest printed one, letterhead first."""
    stated = context.issued_on
    if stated:
        return PartialDate(stated.day, stated.month, stated.year)
    return printed_date(letterhead, annex_line)


def printed_date(letterhead: Letterhead, annex_line: AnnexLine | None) -> PartialDate | None:
    """The fullest date that the document prints, that of the letterhead first; None when it prints none."""
    printed = [one for one in (letterhead.issued, annex_line.issued if annex_line else None) if one]
    return max(printed, key=_fullness, default=None)


def _fullness(one: PartialDate) -> int:
    return sum(part is not None for part in (one.day, one.month, one.year))


def printed_number(parts: Parts) -> str | None:
    """The plan's number as the letterhead, else the annex line, prints it."""
    head, annex = parts.letterhead.number, parts.annex_line
    annexed = annex.number.text if annex and annex.number else None
    return (head.text if head else None) or annexed
