"""Findings about the unit, the period and the date of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model.plan import Finding, FolderContext
from pipelines.text.display import show_date
from pipelines.understanding.metadata.commune import PRINTED_SOURCES, Resolution
from pipelines.understanding.metadata.file_units import named_for_another
from pipelines.understanding.metadata.parts import Parts, printed_date, printed_number

_OF_THE_TEXT = PRINTED_SOURCES | {"place", "signature"}


def metadata_findings(parts: Parts, resolution: Resolution) -> tuple[Finding, ...]:
    """All doubts about a plan's metadata, unit first."""
    found = (
        *_unknown_unit(resolution, parts.context),
        *_doubtful_unit(resolution, parts.context),
        *_misnamed_file(parts, resolution),
        *_number(parts),
        *_signer(parts),
        *_time(parts),
        *_manifest(parts, resolution),
    )
    return tuple(found)


def _manifest(parts: Parts, resolution: Resolution) -> Iterator[Finding]:
    """What the side file states against what is printed: it wins, and the reviewer is told."""
    context, number = parts.context, printed_number(parts)
    printed = printed_date(parts.letterhead, parts.annex_line)
    day = printed.as_date if printed else None
    if context.document_number and number and context.document_number != number:
        yield Finding("manifest_differs_from_text", evidence=number, detail=f"số {context.document_number}")
    if context.issued_on and day and context.issued_on != day:
        yield Finding("manifest_differs_from_text", show_date(day), detail=f"ngày {show_date(context.issued_on)}")
    if printed_unit := resolution.contradicted_by:
        stated = f"đơn vị {context.commune_code}" + (f" ({resolution.commune.full_name})" if resolution.commune else "")
        yield Finding("manifest_differs_from_text", f"{printed_unit.unit_type} {printed_unit.name}", detail=stated)
    if context.commune_code and (resolution.named is None or resolution.named.source != "manifest"):
        yield Finding("manifest_commune_unknown", evidence=context.commune_code)


def _evidence(resolution: Resolution) -> str | None:
    return f"{resolution.named.unit_type} {resolution.named.name}" if resolution.named else None


def _unknown_unit(resolution: Resolution, context: FolderContext) -> Iterator[Finding]:
    """Why there is no commune."""
    evidence = _evidence(resolution)
    if resolution.province is None:
        yield Finding("province_not_in_catalogue", detail=context.province_slug)
    elif resolution.named is None:
        yield Finding("commune_name_missing", detail=context.file_name)
    elif resolution.is_province:
        yield Finding("province_level_plan", evidence=evidence, detail=resolution.province.full_name)
    elif resolution.is_district:
        yield Finding("district_level_plan", evidence=evidence, detail=resolution.province.full_name)
    elif resolution.candidates:
        names = ", ".join(f"{one.full_name} ({one.code})" for one in resolution.candidates)
        yield Finding("unit_ambiguous", evidence=evidence, detail=names)
    elif resolution.commune is None:
        yield Finding("unit_not_in_catalogue", evidence=evidence, detail=resolution.province.full_name)


def _doubtful_unit(resolution: Resolution, context: FolderContext) -> Iterator[Finding]:
    """How far the commune rests on weak signs."""
    commune, named = resolution.commune, resolution.named
    if commune is None or named is None:
        return
    if named.source == "file_name":
        yield Finding("commune_from_file_name", evidence=context.file_name, detail=commune.full_name)
    elif resolution.by_folding:
        yield Finding("commune_matched_without_marks", evidence=_evidence(resolution), detail=commune.full_name)
    if resolution.type_differs:
        yield Finding("unit_type_mismatch", evidence=_evidence(resolution), detail=commune.full_name)


def _misnamed_file(parts: Parts, resolution: Resolution) -> Iterator[Finding]:
    """A file that is named for another unit of the province than its text; who stated the unit by its code knows."""
    commune, province, named = resolution.commune, resolution.province, resolution.named
    if commune is None or province is None or named is None or named.source not in _OF_THE_TEXT:
        return
    day = (parts.issued.as_date if parts.issued else None) or parts.period.start
    other = named_for_another(commune, province, day, parts.context.file_name)
    if other is not None:
        detail = f"tên tệp là {other.full_name}, văn bản là {commune.full_name}"
        yield Finding("file_named_for_other_unit", evidence=parts.context.file_name, detail=detail)


def _number(parts: Parts) -> Iterator[Finding]:
    """A number whose marks stand in the wrong places is stored in the usual form."""
    number = parts.letterhead.number
    if number and number.misprint:
        yield Finding(
            "document_number_malformed", evidence=number.misprint, detail=number.text, box=parts.letterhead.box
        )


def _signer(parts: Parts) -> Iterator[Finding]:
    """A signer whose surname was read from a picture without its marks."""
    signature = parts.signature
    if signature and signature.name_as_read:
        yield Finding(
            "scanned_name_mended",
            evidence=signature.name_as_read,
            detail=f"{signature.name_as_read} → {signature.name}",
            box=signature.box,
        )


def _time(parts: Parts) -> Iterator[Finding]:
    issued, period, year = parts.issued, parts.period, parts.context.plan_year
    if issued and issued.is_impossible:
        printed = f"{issued.day}/{issued.month}/{issued.year}"
        yield Finding("impossible_date", evidence=printed, detail="ngày ban hành")
    if parts.period_source == "folder":
        yield Finding("period_from_folder", detail=str(year))
    elif not period.start.year <= year <= period.end.year:
        detail = f"{show_date(period.start)} – {show_date(period.end)}, thư mục {year}"
        yield Finding("plan_year_differs_from_folder", detail=detail)


def topic_findings(parts: Parts, topic: str | None) -> tuple[Finding, ...]:
    """That the plan is one for a single work, which speaks for nobody in place of the plan of the year."""
    if topic is None or parts.title is None:
        return ()
    return (Finding("topical_plan", evidence=parts.title.text, detail=topic, box=parts.title.box),)
