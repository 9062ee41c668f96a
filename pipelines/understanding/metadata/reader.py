"""Assemble :class:`PlanMetadata` from the parts of the document, with the findings about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.model.document import Document
from pipelines.model.plan import Finding, FolderContext, PlanMetadata, PlanStatus
from pipelines.reference.readers import Reader
from pipelines.reference.units import province_by_slug
from pipelines.text.vietnamese import ascii_key, match_key
from pipelines.understanding.kept import STRICT, Kept, Place
from pipelines.understanding.metadata.checks import metadata_findings, topic_findings
from pipelines.understanding.metadata.commune import Resolution, resolve
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.metadata.parts import Parts, printed_number, read_parts
from pipelines.understanding.metadata.plan_kind import reason_not_a_plan
from pipelines.understanding.metadata.spoken_type import spoken_unit_type
from pipelines.understanding.metadata.title import Title, find_title
from pipelines.understanding.metadata.topic import OTHER_SUBJECT, plan_topic

_LEAST_BODY = 4  # paragraphs of running text that make a body
_LONG_LINE = 120  # characters
_DECLARED_ANNEX = re.compile(
    r"(?:có|chi tiết tại|theo|tại)\s+(?:các\s+)?(?:phụ lục|biểu)[^.;]{0,120}(?:kèm theo|đính kèm)"
    r"|phụ lục (?:ban hành )?kèm theo"
)
_SUPERSEDES = re.compile(
    r"(?:thay thế|bãi bỏ)(?:\s+cho)?(?:\s+các)?\s+(?:Kế hoạch|Quyết định)\s+số\s*:?\s*"
    r"(\d{1,5}[a-zA-Z]?)\s*/\s*((?:\d{4}\s*/\s*)?[A-ZĐ]+\s*-\s*[A-ZĐ&]+)",
    re.IGNORECASE,
)
_DRAFT_NAME = re.compile(r"(?<![a-z])(?:du[ _-]?thao|draft)(?![a-z])")


@dataclass(frozen=True, slots=True)
class MetadataResult:
    """Metadata, its findings, and the parts that later rules look at; ``not_a_plan`` is the Vietnamese reason."""

    metadata: PlanMetadata
    findings: tuple[Finding, ...]
    not_a_plan: str | None
    parts: Parts
    resolution: Resolution


def read_metadata(
    document: Document,
    context: FolderContext,
    content_tables: frozenset[int],
    task_tables: frozenset[int],
    kept: Kept = STRICT,
) -> MetadataResult:
    """Read everything about the plan as a whole.

    Args:
        document: the document as read.
        context: the folder and file name.
        content_tables: indexes of the tables that hold tasks or targets (all others are layout).
        task_tables: those of them that hold tasks.
        kept: hears of the parts whose reader fails; the others stand.
    """
    parts = read_parts(document, context, content_tables, kept)
    province = province_by_slug(context.province_slug)
    resolution = kept.read(Place(Reader.UNIT), Resolution(province, None, None), _resolve, parts)
    topic = _topic(parts)
    return MetadataResult(
        metadata=_metadata(
            parts,
            resolution,
            unit_type=kept.read(Place(Reader.UNIT, "(loại)"), None, _unit_type, document, resolution),
            is_annex_only=_is_annex_only(parts, task_tables),
            topic=topic,
        ),
        findings=(
            *kept.read(Place(Reader.RULE, "phần đầu văn bản"), (), metadata_findings, parts, resolution),
            *topic_findings(parts, topic),
        ),
        not_a_plan=_not_a_plan(parts, task_tables, kept),
        parts=parts,
        resolution=resolution,
    )


def _topic(parts: Parts) -> str | None:
    """The topic of its title; one that only a sentence announces is no title that could leave the reform out."""
    if parts.title is None:
        return None
    below = next((line.text for line in parts.lines[parts.title.end :] if line.text.strip(" _.-–*")), "")
    topic = plan_topic(parts.title.text, below)
    return None if topic == OTHER_SUBJECT and parts.title.kind is None else topic


def _not_a_plan(parts: Parts, task_tables: frozenset[int], kept: Kept) -> str | None:
    """Why it is no plan; a document of which we failed to read what says so may be one."""
    title = parts.own_title or kept.read(Place(Reader.TITLE), None, _announced, parts)
    place = Place(Reader.TITLE, "(loại văn bản)")
    why = kept.read(place, None, reason_not_a_plan, title, parts.lines, has_task_table=bool(task_tables))
    return None if kept.has_lost(Reader.TITLE, Reader.LINES, Reader.TABLE) else why


def _announced(parts: Parts) -> Title | None:
    return find_title(parts.lines, "annex", stop=len(parts.lines))


def _is_annex_only(parts: Parts, task_tables: frozenset[int]) -> bool:
    running = sum(1 for line in parts.lines if line.cell is None and len(line.text) > _LONG_LINE)
    is_headless = parts.own_title is None and not parts.letterhead.is_present and parts.signature is None
    return bool(task_tables) and is_headless and running < _LEAST_BODY


def _resolve(parts: Parts) -> Resolution:
    """Look for the commune in the text, on the days on which the plan may have been made."""
    place = parts.letterhead.place
    texts = (
        ("letterhead", parts.letterhead.text),
        ("title", parts.title.text if parts.title else ""),
        ("annex_line", parts.annex_line.text if parts.annex_line else ""),
        ("body", "\n".join(line.text for line in parts.lines)),
        ("place", f"xã {place}" if place else ""),
    )
    days = (parts.issued.as_date if parts.issued else None, parts.period.start, parts.period.end, None)
    known = tuple(dict.fromkeys(day for day in days if day is not None))
    return resolve(texts, parts.context, (*known, None))


def _unit_type(document: Document, resolution: Resolution) -> str | None:
    """The named unit's type; a plan that names none says in its words whether it is of a xã, phường or đặc khu."""
    return resolution.unit_type if resolution.named else spoken_unit_type(document)


def _metadata(
    parts: Parts, resolution: Resolution, *, unit_type: str | None, is_annex_only: bool, topic: str | None
) -> PlanMetadata:
    commune, named, signature = resolution.commune, resolution.named, parts.signature
    unit = None if resolution.is_district or resolution.is_province else commune or named
    return PlanMetadata(
        province_code=resolution.province.code if resolution.province else None,
        province_name=resolution.province.name if resolution.province else None,
        commune_code=commune.code if commune else None,
        commune_name=unit.name if unit else None,
        unit_type=unit_type,
        title=parts.title.text if parts.title else None,
        document_number=_number(parts),
        issued_on=parts.issued.as_date if parts.issued else None,
        issued_precision=parts.issued.precision if parts.issued else None,
        place=parts.letterhead.place,
        period_kind=parts.period.kind,
        period_start=parts.period.start,
        period_end=parts.period.end,
        plan_year=_plan_year(parts),
        signer=signature.name if signature else None,
        signer_title=signature.title if signature else None,
        signer_capacity=signature.capacity if signature else None,
        recipients=parts.recipients.items,
        filing=parts.recipients.filing,
        supersedes=_supersedes(parts.lines),
        status=_status(parts),
        is_annex_only=is_annex_only,
        declares_annex=any(_DECLARED_ANNEX.search(match_key(line.text)) for line in parts.lines),
        topic=topic,
    )


def _number(parts: Parts) -> str | None:
    """The manifest's number, which wins over the text; else the printed one, else that of the annex line."""
    return parts.context.document_number or printed_number(parts)


def _plan_year(parts: Parts) -> int:
    """The year whose folder the plan belongs to: its own, or the folder's where a longer period covers that."""
    year = parts.context.plan_year
    return year if parts.period.start.year <= year <= parts.period.end.year else parts.period.start.year


def _supersedes(lines: tuple[Line, ...]) -> tuple[str, ...]:
    found = (
        re.sub(r"\s", "", f"{match.group(1)}/{match.group(2)}").upper()
        for line in lines
        for match in _SUPERSEDES.finditer(line.text)
    )
    return tuple(dict.fromkeys(found))


def _status(parts: Parts) -> PlanStatus:
    """Issued when number and full date are known; a manifest that states both outweighs the word "Dự thảo"."""
    if parts.context.document_number and parts.context.issued_on:
        return PlanStatus.ISSUED
    if parts.letterhead.is_draft or _DRAFT_NAME.search(ascii_key(parts.context.file_name)):
        return PlanStatus.DRAFT
    is_dated = parts.issued is not None and parts.issued.as_date is not None
    return PlanStatus.ISSUED if _number(parts) and is_dated else PlanStatus.UNDETERMINED
