"""Tables and text that are pictures among the print of a page: recognised where they stand, or told.

A page that is a picture as a whole is a scan and is none of these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.model.document import Box, Page, PageKind, ReadingIssue
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.pagelayout import RawPage, raw_page
from pipelines.reading.pdf.paths import UserBox
from pipelines.reading.pdf.textlines import Line

if TYPE_CHECKING:
    from pipelines.reading.scan import Scans

_LEAST_WIDTH = 0.4  # of the page: logos, seals and signatures are smaller
_LEAST_HEIGHT = 48.0  # points: a header row and one row of text
_LEAST_WORDS = 12
_LEAST_CONFIDENCE = 0.75  # mean of a picture: of tables and pages .85 and more, of photographs .3 to .6
_LARGE = 0.6  # of the page's width: a picture of this size without readable text may hold some
_MOST = 12  # pictures of one page: more are a drawing in pieces


@dataclass(frozen=True, slots=True)
class Recognised:
    """The pages with what their pictures say; ``scans`` holds the pages that say something."""

    pages: list[RawPage]
    issues: tuple[ReadingIssue, ...] = ()
    scans: Scans | None = None


def with_pictures(path: Path, pages: Sequence[RawPage], limits: ReadingLimits) -> Recognised:
    """Recognise the pictures among the print of some pages.

    Args:
        path: the file.
        pages: its pages; those that are scans are left as they are.
        limits: bounds on the file.
    """
    wanted = {raw.page.number: boxes for raw in pages if (boxes := _pictures(raw))}
    if not wanted:
        return Recognised(list(pages))
    scans = _scans(path, wanted, limits)
    read = {raw.page.number: _read(raw, scans) for raw in pages if raw.page.number in wanted}
    kept = {number: one for number, one in read.items() if one is not None}
    issues = [
        ReadingIssue("picture_recognised", f"{len(wanted[number])} ảnh ở trang {number}", _box(number, wanted[number]))
        if number in kept
        else ReadingIssue("content_unread", f"ảnh ở trang {number}", _box(number, wanted[number]))
        for number, raw in ((raw.page.number, raw) for raw in pages)
        if number in kept or (number in wanted and _is_large(raw.page, wanted[number]))
    ]
    told = scans.only(kept) if scans is not None and kept else None
    return Recognised([kept.get(raw.page.number, raw) for raw in pages], tuple(issues), told)


def _pictures(raw: RawPage) -> list[UserBox]:
    """Pictures of a page that may hold a table or text: large ones over which nothing is printed."""
    if raw.page.kind is PageKind.SCAN or len(raw.pictures) > _MOST:
        return []
    printed = [*raw.lines, *(line for part in raw.fragments for cell in part.cells for line in cell.lines)]
    return [
        box
        for box in raw.pictures
        if box[2] - box[0] >= _LEAST_WIDTH * raw.page.width
        and box[3] - box[1] >= _LEAST_HEIGHT
        and not any(_stands_in(line, box) for line in printed)
    ]


def _stands_in(line: Line, box: UserBox) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _scans(path: Path, boxes: Mapping[int, Sequence[UserBox]], limits: ReadingLimits) -> Scans | None:
    """The pages as recognised; None without the recogniser."""
    from pipelines.reading.scan.pictured import read_boxes  # noqa: PLC0415 - born-digital files never load the OCR engine

    try:
        return read_boxes(path, boxes, limits)
    except UnreadableDocument as error:
        if error.reason_code != "needs_ocr":
            raise
        return None


def _read(raw: RawPage, scans: Scans | None) -> RawPage | None:
    """The page with the tables and lines of its pictures; None when they say nothing for sure."""
    number = raw.page.number
    if scans is None or scans.content(number).rotation != raw.page.rotation:
        return None
    sure = scans.pages[number].confidence
    if sure is None or sure < _LEAST_CONFIDENCE:
        return None
    seen = raw_page(scans.content(number))
    tables = any(part.row_count > 1 and part.column_count > 1 for part in seen.fragments)
    if not tables and sum(len(line.text.split()) for line in seen.lines) < _LEAST_WORDS:
        return None
    parts = [*raw.fragments, *(scans.with_confidence(part) for part in seen.fragments)]
    return replace(
        raw,
        page=replace(raw.page, kind=PageKind.TABLE if parts else raw.page.kind),
        fragments=tuple(sorted(parts, key=lambda part: part.ys[0])),
        lines=tuple(sorted([*raw.lines, *seen.lines], key=lambda line: (line.baseline, line.x0))),
    )


def _is_large(page: Page, boxes: Sequence[UserBox]) -> bool:
    return any(box[2] - box[0] >= _LARGE * page.width for box in boxes)


def _box(number: int, boxes: Sequence[UserBox]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(number, round(min(lefts), 2), round(min(tops), 2), round(max(rights), 2), round(max(bottoms), 2))
