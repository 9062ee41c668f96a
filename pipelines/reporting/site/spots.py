"""Where the words of a target can be shown: a page of its PDF, of a laid-out Word file, or a drawn part of a sheet.

Pages of Word files and sheets are made before (:func:`lay_out`) and kept in the warehouse; here they are only opened.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from pipelines.model.document import Box
from pipelines.provenance.boxes import boxes_of, has_extent, pages_of
from pipelines.provenance.office_pages import Near, locate_among
from pipelines.provenance.rendering import (
    FileToRender,
    NotRendered,
    RenderedFile,
    forget_others,
    render_files,
    rendered_file,
    rendered_place,
)
from pipelines.provenance.source_file import is_spreadsheet, page_cache
from pipelines.reading.limits import limits_from
from pipelines.reporting.site import facts
from pipelines.settings import Settings

_PDF: Final = "application/pdf"
_HASH_DIGITS: Final = 16
_NO_FRAME: Final = "Chưa rõ chỗ in của câu này trên trang; đây là cả trang {page}, không có khung."
_LAID_OUT: Final = "Trang {page} dựng bằng LibreOffice; mở bằng Word số trang có thể khác."
_NOT_FOUND: Final = (
    "Không tìm lại được câu này trên trang do LibreOffice dựng từ tệp Word; đây là trang đầu, không có khung."
)
_ROW_ONLY: Final = " Không tìm lại được câu này; khoanh dòng nhiệm vụ có nó."
_BEGINNING: Final = " Chỉ khoanh được chỗ có phần đầu của câu."
_SEVERAL: Final = " Câu này có ở {count} chỗ; khoanh chỗ thứ nhất."
_GOES_ON: Final = " Câu còn tiếp ở trang sau."


@dataclass(frozen=True, slots=True)
class Spot:
    """A page to draw with boxes on it, without boxes the whole page; equal for targets that one picture shows.

    ``content`` is the hash of the original; ``is_laid_out``: LibreOffice made the page.
    """

    pdf: Path
    page: int
    boxes: tuple[Box, ...]
    content: str
    is_scan: bool = False
    note_vi: str | None = field(default=None, compare=False)
    is_laid_out: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class SpotFile:
    """A file of a province with the places that are wanted of it."""

    file: Path
    cache: Path
    places: tuple[facts.PicturePlace, ...]

    @cached_property
    def problem_vi(self) -> str | None:
        """Why nothing of the file can be shown; of a workbook, of one of its places."""
        if self.is_pdf:
            return None if self.is_still else "tệp đã đổi hoặc không còn trong thư mục kế hoạch từ lần đọc"
        if self.is_spreadsheet:
            pages = (rendered_place(self.cache, self.content_hash, place.bbox or "[]") for place in self.places)
            return next((page.reason_vi for page in pages if isinstance(page, NotRendered)), None)
        return self._rendered.reason_vi if isinstance(self._rendered, NotRendered) else None

    @cached_property
    def is_still(self) -> bool:
        """Whether the file is the one that was read."""
        try:
            with self.file.open("rb") as handle:
                return hashlib.file_digest(handle, "sha256").hexdigest() == self.places[0].sha256
        except OSError:
            return False

    @property
    def content_hash(self) -> str:
        """Under which the pages of the file are kept."""
        return self.places[0].sha256[:_HASH_DIGITS]

    @property
    def is_pdf(self) -> bool:
        """Whether the file has pages of its own."""
        return self.places[0].media_type == _PDF

    @property
    def is_spreadsheet(self) -> bool:
        """Whether its places are cells."""
        return is_spreadsheet(self.places[0].media_type)

    @cached_property
    def _rendered(self) -> RenderedFile | NotRendered:
        return rendered_file(self.cache, self.content_hash)

    def spot(self, place: facts.PicturePlace) -> Spot | str:
        """Where a target is shown, or why it cannot be."""
        if self.is_spreadsheet:
            return self._sheet_spot(place)
        if self.problem_vi is not None:
            return self.problem_vi
        if isinstance(self._rendered, RenderedFile) and not self.is_pdf:
            return _word_spot(self._rendered, place)
        return _pdf_spot(self.file, place)

    def _sheet_spot(self, place: facts.PicturePlace) -> Spot | str:
        page = rendered_place(self.cache, self.content_hash, place.bbox or "[]")
        if isinstance(page, NotRendered):
            return page.reason_vi
        return Spot(page.pdf, page.page, page.boxes, place.sha256, note_vi=page.place_vi)


def sources_of(
    raw: Path, cache: Path, places: Iterable[facts.PicturePlace], names: Mapping[str, str] | None = None
) -> tuple[SpotFile, ...]:
    """The files of ``places``, in the order in which they are named first.

    Args:
        raw: folder of the plans.
        cache: where laid-out pages are kept.
        places: in order of importance.
        names: of files that the file system spells otherwise than they are told.
    """
    by_path: dict[str, list[facts.PicturePlace]] = {}
    for place in places:
        by_path.setdefault(place.source_path, []).append(place)
    return tuple(SpotFile(raw / (names or {}).get(path, path), cache, tuple(mine)) for path, mine in by_path.items())


def lay_out(settings: Settings, sources: Sequence[SpotFile], kept: Iterable[str]) -> None:
    """Make the pages of Word files and workbooks that the warehouse does not keep yet, for all provinces at once.

    Args:
        settings: where they are kept, and how many may be made side by side.
        sources: whose pages are wanted; files that changed since they were read are left out.
        kept: hashes of the contents in the published warehouse; pages of others are removed.

    Raises:
        OSError: the pages cannot be stored.
    """
    cache = page_cache(settings)
    forget_others(cache, {sha256[:_HASH_DIGITS] for sha256 in kept})
    files = [_to_render(source) for source in sources if not source.is_pdf and source.is_still]
    render_files(files, cache, limits_from(os.environ), workers=settings.worker_count)


def _to_render(source: SpotFile) -> FileToRender:
    wanted = {place.bbox or "[]": None for place in source.places} if source.is_spreadsheet else {}
    return FileToRender(source.file, source.content_hash, tuple(wanted))


def _pdf_spot(file: Path, place: facts.PicturePlace) -> Spot | str:
    if place.page is None:
        return "chưa rõ trang in của câu này"
    boxes = tuple(box for box in boxes_of(place.bbox) if box.page == place.page and has_extent(box))
    note = None if boxes else _NO_FRAME.format(page=place.page)
    return Spot(file, place.page, boxes, place.sha256, place.is_scan, note)


def _word_spot(rendered: RenderedFile, place: facts.PicturePlace) -> Spot:
    row = tuple(text for text in (place.activity, place.task) if text)
    near = Near(place.in_table, (*row, *([place.indicator_text] if place.indicator_text else ())))
    found, note = locate_among(rendered.words, (place.evidence,), near=near), ""
    if found is None and row:
        found, note = locate_among(rendered.words, row, whole_row=True, near=near), _ROW_ONLY
    if found is None:
        return Spot(rendered.pdf, 1, (), place.sha256, note_vi=_NOT_FOUND, is_laid_out=True)
    pages = pages_of(found.boxes)
    note += "" if found.is_whole or note else _BEGINNING
    note += _SEVERAL.format(count=found.occurrences) if found.occurrences > 1 else ""
    note += _GOES_ON if len(pages) > 1 else ""
    boxes = tuple(box for box in found.boxes if box.page == pages[0])
    told = _LAID_OUT.format(page=pages[0]) + note
    return Spot(rendered.pdf, pages[0], boxes, place.sha256, note_vi=told, is_laid_out=True)
