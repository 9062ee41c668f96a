"""From a document of the warehouse to its file on disk and to how the reader saw its pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.model.document import Box
from pipelines.provenance.boxes import has_extent, pages_of
from pipelines.provenance.office_pages import ANYWHERE, Near, locate, locate_among, pdf_of_office_file
from pipelines.provenance.picture import PageLook
from pipelines.provenance.rendering import RenderedFile, rendered_file
from pipelines.provenance.sheet_pages import sheet_page
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.sniff import FileKind, media_type
from pipelines.registry.scan import hash_file
from pipelines.settings import Settings
from pipelines.stages import read, register
from pipelines.warehouse.lake.partitions import Partition

_PDF = "application/pdf"
_SPREADSHEETS = frozenset(media_type(kind) for kind in (FileKind.XLSX, FileKind.XLS, FileKind.ODS))
_PAGE_CACHE = ("cache", "pages")


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document and its file.

    Attributes:
        document_id: of the file's own content, also for a further plan that is bound in it.
        source_path: path below the raw folder, as the warehouse names it.
        file: where it lies; None when it is gone or is no longer the file that was read.
        problem_vi: why ``file`` is None.
    """

    document_id: str
    source_path: str
    media_type: str
    page_count: int | None
    commune_name: str | None
    file: Path | None
    problem_vi: str | None = None

    @property
    def is_pdf(self) -> bool:
        """True when the file has pages of its own."""
        return self.media_type == _PDF

    @property
    def is_spreadsheet(self) -> bool:
        """True when the places of the file are cells of its sheets."""
        return is_spreadsheet(self.media_type)


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """Where words stand: a PDF to draw, a page and its boxes; ``note_vi`` says how sure the page is."""

    pdf: Path
    page: int
    boxes: tuple[Box, ...]
    look: PageLook | None
    is_approximate: bool = False
    note_vi: str | None = None


@dataclass(frozen=True, slots=True)
class Nowhere:
    """There is no page to show, and why."""

    reason_vi: str


def is_spreadsheet(kind: str) -> bool:
    """Whether a media type is one of workbooks."""
    return kind in _SPREADSHEETS


def page_cache(settings: Settings) -> Path:
    """Where pages of Word files and workbooks are kept; removing them costs only time."""
    return settings.warehouse.joinpath(*_PAGE_CACHE)


def source_document(settings: Settings, row: dict[str, Any]) -> SourceDocument:
    """The file of a row of ``core.dim_document`` (or ``quality.source_file``)."""
    # a further plan bound in the file has an id of its own; file, pages and pictures go by the file's
    document_id, source_path = str(row.get("sha256") or row["document_id"])[:16], str(row["source_path"])
    file, problem = _file_on_disk(settings, source_path, document_id)
    return SourceDocument(
        document_id=document_id,
        source_path=source_path,
        media_type=str(row["media_type"]),
        page_count=row.get("page_count"),
        commune_name=row.get("commune_name"),
        file=file,
        problem_vi=problem,
    )


def find_places(
    settings: Settings,
    document: SourceDocument,
    boxes: tuple[Box, ...],
    texts: tuple[str, ...],
    *,
    whole_row: bool = False,
    near: Near = ANYWHERE,
) -> tuple[PrintedPlace, ...] | Nowhere:
    """The pages that show ``boxes`` (PDF, sheets of a workbook) or ``texts`` (Word files, laid out by LibreOffice).

    Args:
        settings: where raw files and warehouse lie.
        document: the file.
        boxes: places as read; without extent for Word files.
        texts: printed words to look for in a Word file, best first.
        whole_row: in a Word file, frame the whole row of the table that holds the words.
        near: what is known of the place, for words that stand in a Word file several times.
    """
    if document.file is None:
        return Nowhere(document.problem_vi or "Không tìm thấy tệp gốc.")
    if document.is_pdf:
        return _pdf_places(settings, document, document.file, boxes)
    if document.is_spreadsheet:
        return _sheet_places(settings, document, document.file, boxes)
    try:
        return _office_places(settings, document, texts, near, whole_row=whole_row)
    except UnreadableDocument as error:
        return Nowhere(f"Không dựng được trang của tệp Word: {error.detail}.")


def page_looks(settings: Settings, document: SourceDocument) -> dict[int, PageLook]:
    """How the reader saw each page, from the lake; empty when the lake no longer holds the document."""
    parts = document.source_path.split("/")
    if len(parts) < 3 or not parts[1].isdecimal():
        return {}
    path = settings.lake / read.STAGE / Partition(parts[0], int(parts[1])).folder / f"{read.TABLE}.parquet"
    if not path.is_file():
        return {}
    stored = _document_json(path, document.document_id)
    if stored is None:
        return {}
    pages = json.loads(stored)["pages"]
    return {page["number"]: PageLook(page["kind"] == "scan", page["rotation"]) for page in pages}


def _document_json(path: Path, document_id: str) -> str | None:
    """The document as it was read; only the group of rows that holds it is read as a whole."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            names = file.read_row_group(group, ["document_id"]).column("document_id").to_pylist()
            if document_id in names:
                texts = file.read_row_group(group, ["document_json"]).column("document_json")
                return next(
                    (text.as_py() for name, text in zip(names, texts, strict=True) if name == document_id), None
                )
    return None


def _file_on_disk(settings: Settings, source_path: str, document_id: str) -> tuple[Path | None, str | None]:
    root = settings.raw.resolve()
    path = (root / _disk_path(settings, source_path)).resolve()
    if not path.is_relative_to(root):
        return None, f"Đường dẫn {source_path} nằm ngoài thư mục kế hoạch."
    if not path.is_file():
        return None, f"Không còn tệp {source_path} trong {settings.raw}; đặt lại tệp hoặc chạy lại cchc run."
    if hash_file(path)[:16] != document_id:
        return None, f"Tệp {source_path} đã thay đổi sau lần phát hành gần nhất; chạy lại cchc run."
    return path, None


def _disk_path(settings: Settings, source_path: str) -> str:
    """The name as the file system spells it."""
    return register.disk_names(settings.lake, source_path.split("/", maxsplit=1)[0]).get(source_path, source_path)


def _pdf_places(
    settings: Settings, document: SourceDocument, file: Path, boxes: tuple[Box, ...]
) -> tuple[PrintedPlace, ...] | Nowhere:
    looks = page_looks(settings, document)
    if not boxes:
        note = "Nội dung này thuộc cả văn bản; hiển thị trang đầu."
        return (PrintedPlace(file, 1, (), looks.get(1), note_vi=note),)
    here = {page: tuple(box for box in boxes if box.page == page) for page in pages_of(boxes)}
    whole = "Chỉ biết trang, không có khung vị trí."
    return tuple(
        PrintedPlace(file, page, found, looks.get(page), note_vi=None if any(map(has_extent, found)) else whole)
        for page, found in here.items()
    )


def _sheet_places(
    settings: Settings, document: SourceDocument, file: Path, boxes: tuple[Box, ...]
) -> tuple[PrintedPlace, ...] | Nowhere:
    cache = page_cache(settings)
    groups = [tuple(box for box in boxes if box.page == page) for page in pages_of(boxes)] or [()]
    try:
        drawn = [sheet_page(file, cache, document.document_id, group) for group in groups]
    except UnreadableDocument as error:
        return Nowhere(f"Không dựng được trang tính: {error.detail}.")
    look = PageLook(is_scan=False)
    places = tuple(
        PrintedPlace(one.pdf, one.page, one.boxes, look, note_vi=one.place_vi) for one in drawn if one is not None
    )
    return places or Nowhere("Trang tính này không còn được hiển thị trong tệp.")


def _office_places(
    settings: Settings, document: SourceDocument, texts: tuple[str, ...], near: Near, *, whole_row: bool
) -> tuple[PrintedPlace, ...]:
    if document.file is None:
        return ()
    kept = rendered_file(page_cache(settings), document.document_id)
    if isinstance(kept, RenderedFile):  # a report has laid the file out: nothing is read again
        pdf, located = kept.pdf, locate_among(kept.words, texts, whole_row=whole_row, near=near)
    else:
        pdf = pdf_of_office_file(document.file, page_cache(settings), document.document_id)
        located = locate(pdf, texts, whole_row=whole_row, near=near)
    look = PageLook(is_scan=False)
    if located is None:
        note = "Tệp Word không có trang cố định và không tìm lại được đoạn này trên trang dựng; hiển thị trang đầu."
        return (PrintedPlace(pdf, 1, (), look, is_approximate=True, note_vi=note),)
    note = "Trang gần đúng: tệp Word không có trang cố định, trang do LibreOffice dựng."
    if not located.is_whole:
        note += " Chỉ khoanh được phần đầu của đoạn."
    if located.occurrences > 1:
        note += f" Đoạn này có ở {located.occurrences} chỗ; khoanh chỗ thứ nhất."
    return tuple(
        PrintedPlace(pdf, page, tuple(box for box in located.boxes if box.page == page), look, True, note)
        for page in pages_of(located.boxes)
    )
