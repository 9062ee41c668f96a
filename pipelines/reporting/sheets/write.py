"""Sheets as files: DOCX with every report, PDF when asked, in one start of LibreOffice for all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipelines.reading.conversion import convert_many, office_program
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reporting.sheets.document import Sender, make_docx, sheet_text
from pipelines.reporting.sheets.points import Review, reviews
from pipelines.reporting.site.index import FactIndex
from pipelines.text.system_errors import error_vi
from pipelines.text.vietnamese import slug

FOLDER: Final = "phieu-ra-soat"
DEFAULT_AGENCY: Final = "Sở Nội vụ"
# a start of LibreOffice and its share of each page, several times what was measured
_START_SECONDS, _SECONDS_EACH = 60.0, 2.0


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet on disk."""

    review: Review
    docx: Path


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What became of the conversion to PDF; ``reason_vi`` says why some or all are missing."""

    made: tuple[Path, ...]
    reason_vi: str | None = None


def sheet_name(review: Review) -> str:
    """File name without suffix: ``phieu-ra-soat-2026-17329-xa-nam-dan``."""
    unit = review.unit
    name = slug(f"{unit.unit_type} {unit.commune_name}")
    return f"{FOLDER}-{unit.plan_year}-{unit.commune_code}-{name}"


def sender_of(index: FactIndex, agency: str = DEFAULT_AGENCY) -> Sender:
    """The office of the province that sends the sheets."""
    province = index.found.province
    return Sender(f"{province.unit_type} {province.province_name}", agency, province.province_name)


def write_sheets(
    index: FactIndex, folder: Path, *, year: int, agency: str = DEFAULT_AGENCY, communes: Sequence[str] = ()
) -> tuple[SheetFile, ...]:
    """Write the DOCX of every unit that has something to fix.

    Args:
        index: the facts of the province.
        folder: where to write; made when missing.
        year: plan year.
        agency: the office that sends the sheets.
        communes: codes of the units to write; all when empty.

    Raises:
        OSError: the folder is not writable or the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sender = sender_of(index, agency)
    files = sheet_files(index, folder, year=year, communes=communes)
    for file in files:
        file.docx.write_bytes(make_docx(sheet_text(file.review, sender)))
    return files


def sheet_files(index: FactIndex, folder: Path, *, year: int, communes: Sequence[str] = ()) -> tuple[SheetFile, ...]:
    """The sheets that :func:`write_sheets` writes, with the same arguments."""
    wanted = (one for one in reviews(index, year) if not communes or one.unit.commune_code in communes)
    return tuple(SheetFile(review, folder / f"{sheet_name(review)}.docx") for review in wanted)


def write_pdfs(files: Sequence[SheetFile]) -> PdfResult:
    """Turn sheets into PDF beside the DOCX, with one start of LibreOffice for all of them."""
    if not files:
        return PdfResult(())
    if office_program() is None:
        return PdfResult((), "Máy chưa có LibreOffice nên chỉ ghi bản DOCX; cài LibreOffice rồi chạy lại lệnh.")
    limits = replace(DEFAULT_LIMITS, max_seconds=_START_SECONDS + _SECONDS_EACH * len(files))
    with tempfile.TemporaryDirectory(prefix="cchc-sheets-") as work:
        try:
            converted = convert_many([file.docx for file in files], Path(work), limits, to="pdf")
        except UnreadableDocument as error:
            return PdfResult((), f"LibreOffice không chuyển được sang PDF: {error_vi(error)}. Bản DOCX vẫn dùng được.")
        made = [
            Path(shutil.move(pdf, file.docx.with_suffix(".pdf")))
            for file, pdf in zip(files, converted, strict=True)
            if pdf is not None
        ]
    missing = len(files) - len(made)
    reason = f"LibreOffice không tạo được {missing} tệp PDF; mở bản DOCX để kiểm tra." if missing else None
    return PdfResult(tuple(made), reason)
