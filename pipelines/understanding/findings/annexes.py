"""The annex that a plan speaks of: missing, there but unread, or of another document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.model.document import Box, Document, PageKind
from pipelines.model.plan import Finding
from pipelines.text.vietnamese import match_key
from pipelines.understanding.findings.registry import PlanView, rule

_DECLARED = re.compile(r"phụ lục")
_HEADING = re.compile(r"phụ lục(?: số)?(?: [ivx\d]{1,4})?[.:]?$")
_LEAST_ANNEX = 3  # its heading, its title and the line "(Kèm theo Kế hoạch …)" alone are no annex
_RIGHT_UNDER = 2  # lines below the title in which a plan names the decision that issues it
_UNREAD = frozenset(
    {"content_unread", "loose_boxes", "page_too_complex", "scanned_no_text", "scanned_page_skipped", "table_like_text"}
)
_LEGIBLE = 0.8  # mean confidence of a scanned page; 72 dpi gives .86 with one letter of sixteen wrong


@rule("annex_missing")
def annex_missing(view: PlanView) -> Iterator[Finding]:
    """The text speaks of an annex, and nothing in the file may be it: no words under its heading, no unread page."""
    if _has_no_annex(view) and not _stands_in_file(view) and not _may_be_annex(view):
        line = next(one for one in view.body if _DECLARED.search(match_key(one.line.text)))
        yield Finding("annex_missing", evidence=line.line.text[:200], box=line.box)


@rule("annex_unread")
def annex_unread(view: PlanView) -> Iterator[Finding]:
    """No table was read of the annex that the text speaks of, but pages are there that could not be read."""
    places = _may_be_annex(view) if _has_no_annex(view) else {}
    if places:
        yield Finding("annex_unread", detail="; ".join(places), box=next(iter(places.values())))


def _has_no_annex(view: PlanView) -> bool:
    tables = view.tables
    return view.metadata.declares_annex and not tables.task_tables and not tables.target_tables


def _stands_in_file(view: PlanView) -> bool:
    """True for an annex that is there, whatever it holds: a schedule of visits, an outline of a report."""
    lines = [match_key(one.line.text) for one in view.body]
    heading = next((index for index, line in enumerate(lines) if _HEADING.match(line)), len(lines))
    return len(lines) - heading > _LEAST_ANNEX


def _may_be_annex(view: PlanView) -> dict[str, Box | None]:
    """What of the file could not be read, in words, each with its place."""
    document = view.document
    parts = {issue.detail: issue.box for issue in document.issues if issue.code in _UNREAD}
    return parts or {f"trang {number}": Box(number) for number in _unread_scans(document, _first_heading(view))}


def _unread_scans(document: Document, heading: int | None) -> list[int]:
    """Scanned pages that gave no sound words, and those from the heading of an annex on, where a table should be."""
    return [
        page.number
        for page in document.pages
        if page.kind is PageKind.SCAN
        and ((page.confidence or 0.0) < _LEGIBLE or (heading is not None and page.number >= heading))
    ]


def _first_heading(view: PlanView) -> int | None:
    """Page of the first line that is the heading of an annex and nothing else."""
    headings = (one.box.page for one in view.body if one.box and _HEADING.match(match_key(one.line.text)))
    return next(headings, None)


@rule("annex_document_kind_mismatch")
def annex_document_kind_mismatch(view: PlanView) -> Iterator[Finding]:
    """The annex says it belongs to another kind of document."""
    line, title = view.read.parts.annex_line, view.read.parts.title
    if not line or not title or not title.kind or title.kind.role != "title":
        return
    if line.index <= title.end + _RIGHT_UNDER:
        return  # "KẾ HOẠCH … (Ban hành kèm theo Quyết định số …)": a plan issued by decision
    if (
        line.kind in ("kế hoạch", "quyết định")
        and line.kind != title.kind.key
        and title.kind.key in ("kế hoạch", "quyết định")
    ):
        yield Finding("annex_document_kind_mismatch", evidence=line.text, box=line.box, detail=title.kind.key)
