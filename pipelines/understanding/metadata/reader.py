"""Assemble :class:`PlanMetadata` from the parts of the document, with the findings of each part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.model.document import Document
from pipelines.model.plan import Finding, FolderContext, PeriodKind, PlanMetadata, PlanStatus
from pipelines.text.vietnamese import ascii_key, match_key
from pipelines.understanding.metadata.commune import Resolution, resolve
from pipelines.understanding.metadata.letterhead import (
    AnnexLine,
    Letterhead,
    find_annex_line,
    read_letterhead,
)
from pipelines.understanding.metadata.lines import Line, document_lines
from pipelines.understanding.metadata.numbers import PartialDate
from pipelines.understanding.metadata.period import Period, find_period
from pipelines.understanding.metadata.plan_kind import reason_not_a_plan
from pipelines.understanding.metadata.signature import (
    Recipients,
    Signature,
    find_recipients,
    find_signature,
)
from pipelines.understanding.metadata.title import Title, annex_title, announced_title, find_title
from pipelines.understanding.sections import split_number

_ZONE_WITHOUT_TITLE = 12  # lines
_OPENING_LINES = 15
_LEAST_BODY = 4  # paragraphs of running text that make a body
_DECLARED_ANNEX = re.compile(
    r"(?:có|chi tiết tại|theo|tại)\s+(?:các\s+)?(?:phụ lục|biểu)[^.;]{0,120}(?:kèm theo|đính kèm)|phụ lục (?:ban hành )?kèm theo"
)
_SUPERSEDES = re.compile(
    r"(?:thay thế|bãi bỏ)(?:\s+cho)?(?:\s+các)?\s+(?:Kế hoạch|Quyết định)\s+số\s*:?\s*(\d{1,5}[a-zA-Z]?)\s*/\s*((?:\d{4}\s*/\s*)?[A-ZĐ]+\s*-\s*[A-ZĐ&]+)",
    re.IGNORECASE,
)
_DRAFT_NAME = re.compile(r"(?<![a-z])(?:du[ _-]?thao|draft)(?![a-z])")


@dataclass(frozen=True, slots=True)
class MetadataResult:
    """Metadata, its findings and what later rules want to know about the parts."""

    metadata: PlanMetadata
    findings: tuple[Finding, ...]
    not_a_plan: str | None  # Vietnamese reason
    letterhead: Letterhead
    annex_line: AnnexLine | None
    title: Title | None
    signature: Signature | None
    resolution: Resolution
    issued: PartialDate | None


def read_metadata(
    document: Document, context: FolderContext, content_tables: frozenset[int], task_tables: frozenset[int]
) -> MetadataResult:
    """Read everything about the plan as a whole.

    Args:
        document: The document as read.
        context: The folder and file name.
        content_tables: Indexes of the tables that hold tasks or targets (all others are layout).
        task_tables: Those of them that hold tasks.
    """
    lines = document_lines(document, content_tables)
    title = find_title(lines)
    letterhead = read_letterhead(_zone(lines, title))
    annex_line = find_annex_line(lines)
    full_title = title or announced_title(lines) or annex_title(lines)
    signature, recipients = find_signature(lines), find_recipients(lines)
    period = _period(full_title, annex_line, lines, context)
    issued = _issued(letterhead, annex_line, context)
    resolution = _resolve(lines, letterhead, full_title, annex_line, signature, period, issued, context)
    body = _body_paragraphs(lines)
    metadata = _metadata(
        resolution, full_title, letterhead, annex_line, issued, period, signature, recipients, context, lines,
        is_annex_only=bool(task_tables) and title is None and not letterhead.is_present and len(body) < _LEAST_BODY
        and (signature is None),
    )  # fmt: skip
    kind_title = title or (find_title(lines, "annex", stop=len(lines)))
    return MetadataResult(
        metadata=metadata,
        findings=_findings(resolution, issued, period, context),
        not_a_plan=reason_not_a_plan(kind_title, lines, has_task_table=bool(task_tables)),
        letterhead=letterhead,
        annex_line=annex_line,
        title=full_title,
        signature=signature,
        resolution=resolution,
        issued=issued,
    )


def _zone(lines: tuple[Line, ...], title: Title | None) -> tuple[Line, ...]:
    if title is None:
        first_heading = next((i for i, line in enumerate(lines) if split_number(line.text)[0]), len(lines))
        return tuple(line for line in lines[: min(_ZONE_WITHOUT_TITLE, first_heading)] if not line.text.startswith("("))
    # a reader may give the title before the right column of the letterhead: look two lines beyond it as well
    extra = tuple(
        line for line in lines[title.end : title.end + 4] if len(line.text) < 100 and not line.text.startswith("(")
    )
    return lines[: title.end] + extra


def _body_paragraphs(lines: tuple[Line, ...]) -> list[Line]:
    return [line for line in lines if line.cell is None and len(line.text) > 120]


def _period(
    title: Title | None, annex_line: AnnexLine | None, lines: tuple[Line, ...], context: FolderContext
) -> tuple[Period | None, str]:
    """The period and the source it came from."""
    opening = "\n".join(line.text for line in lines[:_OPENING_LINES] if "như sau" in match_key(line.text))
    annex = annex_title(lines)
    sources = [
        ("title", title.text if title else ""),
        ("annex_title", annex.text if annex else ""),
        ("opening", opening),
        ("file_name", re.sub(r"[_\s]+", " ", context.file_name)),
    ]
    for source, text in sources:
        period = find_period(text)
        if period:
            return period, source
    year = context.plan_year
    return Period(PeriodKind.ANNUAL, date(year, 1, 1), date(year, 12, 31)), "folder"


def _issued(letterhead: Letterhead, annex_line: AnnexLine | None, context: FolderContext) -> PartialDate | None:
    """The fullest date: letterhead before annex line; the manifest's when neither prints a day."""
    printed = [one for one in (letterhead.issued, annex_line.issued if annex_line else None) if one]
    best = max(printed, key=_fullness, default=None)
    if context.issued_on and (best is None or best.precision != "day"):
        day = context.issued_on
        return PartialDate(day.day, day.month, day.year)
    return best


def _fullness(one: PartialDate) -> int:
    return sum(part is not None for part in (one.day, one.month, one.year))


def _resolve(
    lines: tuple[Line, ...],
    letterhead: Letterhead,
    title: Title | None,
    annex_line: AnnexLine | None,
    signature: Signature | None,
    period: tuple[Period | None, str],
    issued: PartialDate | None,
    context: FolderContext,
) -> Resolution:
    body = "\n".join(line.text for line in lines)
    texts = [
        ("letterhead", letterhead.text),
        ("title", title.text if title else ""),
        ("annex_line", annex_line.text if annex_line else ""),
        ("body", body),
        ("place", f"xã {letterhead.place}" if letterhead.place else ""),
    ]
    span = period[0]
    days = [issued.as_date if issued else None, span.start if span else None, span.end if span else None]
    known = tuple(dict.fromkeys(day for day in days if day is not None))
    return resolve(tuple(texts), context.province_slug, (*known, None), context.file_name, context.commune_code)


def _metadata(
    resolution: Resolution,
    title: Title | None,
    letterhead: Letterhead,
    annex_line: AnnexLine | None,
    issued: PartialDate | None,
    period: tuple[Period | None, str],
    signature: Signature | None,
    recipients: Recipients,
    context: FolderContext,
    lines: tuple[Line, ...],
    *,
    is_annex_only: bool,
) -> PlanMetadata:
    number = _number(letterhead, annex_line, context)
    issued_on = issued.as_date if issued else None
    span = period[0]
    commune, named = resolution.commune, resolution.named
    return PlanMetadata(
        province_code=resolution.province.code if resolution.province else None,
        province_name=resolution.province.name if resolution.province else None,
        commune_code=commune.code if commune else None,
        commune_name=commune.name if commune else named.name if named else None,
        unit_type=commune.unit_type if commune else named.unit_type if named else None,
        title=title.text if title else None,
        document_number=number,
        issued_on=issued_on,
        issued_precision=issued.precision if issued else None,
        place=letterhead.place,
        period_kind=span.kind if span else None,
        period_start=span.start if span else None,
        period_end=span.end if span else None,
        plan_year=_plan_year(span, context),
        signer=signature.name if signature else None,
        signer_title=signature.title if signature else None,
        signer_capacity=signature.capacity if signature else None,
        recipients=recipients.items,
        filing=recipients.filing,
        supersedes=_supersedes(lines),
        status=_status(letterhead, context, number, issued_on),
        is_annex_only=is_annex_only,
        declares_annex=any(_DECLARED_ANNEX.search(match_key(line.text)) for line in lines),
    )


def _number(letterhead: Letterhead, annex_line: AnnexLine | None, context: FolderContext) -> str | None:
    printed = letterhead.number.text if letterhead.number else None
    annexed = annex_line.number.text if annex_line and annex_line.number else None
    return printed or context.document_number or annexed


def _plan_year(period: Period | None, context: FolderContext) -> int:
    """The year whose folder the plan belongs to: its own, or the folder's where a longer period covers that."""
    if period is None or period.start.year <= context.plan_year <= period.end.year:
        return context.plan_year
    return period.start.year


def _supersedes(lines: tuple[Line, ...]) -> tuple[str, ...]:
    found = (
        re.sub(r"\s", "", f"{match.group(1)}/{match.group(2)}").upper()
        for line in lines
        for match in _SUPERSEDES.finditer(line.text)
    )
    return tuple(dict.fromkeys(found))


def _status(letterhead: Letterhead, context: FolderContext, number: str | None, issued_on: date | None) -> PlanStatus:
    if letterhead.is_draft or _DRAFT_NAME.search(ascii_key(context.file_name)):
        return PlanStatus.DRAFT
    return PlanStatus.ISSUED if number and issued_on else PlanStatus.UNDETERMINED


def _findings(
    resolution: Resolution,
    issued: PartialDate | None,
    period: tuple[Period | None, str],
    context: FolderContext,
) -> tuple[Finding, ...]:
    return (*_unit_findings(resolution, context), *_time_findings(issued, period, context))


def _unit_findings(resolution: Resolution, context: FolderContext) -> list[Finding]:
    named = resolution.named
    evidence = f"{named.unit_type} {named.name}" if named else None
    found: list[Finding] = []
    if resolution.province is None:
        found.append(Finding("province_not_in_catalogue", detail=context.province_slug))
    elif named is None:
        found.append(Finding("commune_name_missing", detail=context.file_name))
    elif resolution.candidates:
        names = ", ".join(f"{one.full_name} ({one.code})" for one in resolution.candidates)
        found.append(Finding("unit_ambiguous", evidence=evidence, detail=names))
    elif resolution.commune is None:
        found.append(Finding("unit_not_in_catalogue", evidence=evidence, detail=resolution.province.full_name))
    if named and named.source == "file_name" and resolution.commune:
        found.append(Finding("commune_from_file_name", evidence=context.file_name, detail=resolution.commune.full_name))
    elif resolution.by_folding and resolution.commune:
        found.append(Finding("commune_matched_without_marks", evidence=evidence, detail=resolution.commune.full_name))
    if resolution.type_differs and resolution.commune:
        found.append(Finding("unit_type_mismatch", evidence=evidence, detail=resolution.commune.full_name))
    return found


def _time_findings(
    issued: PartialDate | None, period: tuple[Period | None, str], context: FolderContext
) -> list[Finding]:
    found: list[Finding] = []
    span, source = period
    if issued and issued.is_impossible:
        printed = f"{issued.day}/{issued.month}/{issued.year}"
        found.append(Finding("impossible_date", evidence=printed, detail=printed))
    if source == "folder":
        found.append(Finding("period_from_folder", detail=str(context.plan_year)))
    elif span and not span.start.year <= context.plan_year <= span.end.year:
        found.append(Finding("plan_year_differs_from_folder", detail=f"{span.start.year} ≠ {context.plan_year}"))
    return found
