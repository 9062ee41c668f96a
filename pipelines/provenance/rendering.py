"""Pages of Word files and workbooks for the reports of a run: each content is laid out once and kept in the warehouse.

Laying out is done by the workers that read files (:mod:`pipelines.reading.isolation`): limited in time and memory, and
gone when the run is gone. A start of LibreOffice costs two seconds, a file a third of one, therefore several files
share a start; when one of them takes the others down, each is tried on its own. Beside the pages lie the words that
stand on them, so that a later run neither lays out nor reads anything again. What could not be laid out is remembered
with its reason until LibreOffice or our reader is another one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pipelines.model.document import Box, Document, ExtractionMethod
from pipelines.provenance.boxes import boxes_of
from pipelines.provenance.office_pages import Words, words_of
from pipelines.provenance.sheet_pages import SheetPage, open_book, page_of_book
from pipelines.reading.conversion import convert_many, office_program
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.isolation import FileToRead, ReadOutcome, read_many
from pipelines.reading.limits import ReadingLimits
from pipelines.registry.scan import hash_file
from pipelines.registry.versions import reader_version

_RENDERER: Final = "pipelines.provenance.rendering:render_batch"
_AT_ONCE: Final = 20  # files to one start of LibreOffice
_FORMAT: Final = "1"  # of what is kept beside the pages
_HASH_DIGITS: Final = 16
_SCRATCH: Final = ".orders-"
_NO_OFFICE: Final = "máy chạy chưa cài LibreOffice"
_NOT_MADE: Final = "LibreOffice không dựng được trang của tệp"


@dataclass(frozen=True, slots=True)
class FileToRender:
    """A file by the first 16 digits of its content's hash; a workbook comes with the places that are wanted of it.

    ``places`` are boxes as the warehouse stores them; of a Word file they are not needed.
    """

    path: Path
    content_hash: str
    places: tuple[str, ...] = ()

    @property
    def is_workbook(self) -> bool:
        """True when places of sheets are drawn, False when LibreOffice lays the file out."""
        return bool(self.places)


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """The pages of a file and what stands where: the words of a Word file, or the wanted places of a workbook."""

    pdf: Path
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRendered:
    """There are no pages, and why."""

    reason_vi: str


def render_files(files: Sequence[FileToRender], cache: Path, limits: ReadingLimits, *, workers: int) -> None:
    """Lay out those of ``files`` that ``cache`` does not hold yet; what fails is remembered there.

    Raises:
        OSError: the cache is not writable.
    """
    cache.mkdir(parents=True, exist_ok=True)
    waiting = {file.content_hash: file for file in files if _is_wanted(file, cache)}
    batches = list(_batches(list(waiting.values())))
    failed = _rendered(batches, cache, limits, workers)
    alone = [[file] for batch, _ in failed for file in batch if len(batch) > 1 and _is_wanted(file, cache)]
    problems = [(batch[0], outcome) for batch, outcome in failed if len(batch) == 1]
    problems += [(batch[0], outcome) for batch, outcome in _rendered(alone, cache, limits, workers)]
    for file, outcome in problems:
        _remember(file, cache, outcome.detail)


def rendered_file(cache: Path, content_hash: str) -> RenderedFile | NotRendered:
    """The pages of a Word file with their words, or why there are none."""
    pdf = _pdf_file(cache, content_hash)
    with suppress(OSError, ValueError, TypeError):
        stored = json.loads(_words_file(cache, content_hash).read_text(encoding="utf-8"))
        if pdf.is_file():
            return RenderedFile(pdf, tuple(_words(*one) for one in stored))
    return NotRendered(_problem(cache, content_hash) or (_NOT_MADE if office_program() else _NO_OFFICE))


def rendered_place(cache: Path, content_hash: str, bbox: str) -> SheetPage | NotRendered:
    """The drawn part of a sheet that holds a place of a workbook, or why there is none."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        stored = json.loads(_places_file(cache, content_hash).read_text(encoding="utf-8"))[bbox]
        if stored is None:
            return NotRendered("trang tính này bị ẩn hoặc không còn trong tệp")
        name, page, boxes, place_vi = stored
        if (cache / name).is_file():
            return SheetPage(cache / name, page, _boxes(boxes), place_vi)
    return NotRendered(_problem(cache, content_hash) or "không dựng được trang tính")


def forget_others(cache: Path, kept: Collection[str]) -> None:
    """Remove the pages of contents that are in the warehouse no more, and what earlier readers left beside pages."""
    for left in cache.glob(f"{_SCRATCH}*"):  # of a run that was ended
        shutil.rmtree(left, ignore_errors=True)
    for file in cache.glob("[0-9a-f]*"):
        is_beside = file.suffix == ".json" and _stamp() not in file.name
        if file.is_file() and (file.name[:_HASH_DIGITS] not in kept or is_beside):
            file.unlink(missing_ok=True)


def render_batch(path: Path, limits: ReadingLimits) -> Document:
    """The worker's side: lay out the files that the list at ``path`` names.

    Returns:
        An empty document: what was made lies in the cache.

    Raises:
        UnreadableDocument: LibreOffice is not there, ran out of time or failed; of several files those that were
            made before are in the cache.
    """
    order = json.loads(path.read_text(encoding="utf-8"))
    cache = Path(order["cache"])
    files = [FileToRender(Path(one), digest, tuple(places)) for one, digest, places in order["files"]]
    for file in files:
        if file.is_workbook:
            _draw_places(file, cache)
    _lay_out([file for file in files if not file.is_workbook], cache, path.parent, limits)
    return Document(ExtractionMethod.DOCX, (), ())


# ------------------------------------------------------------------------------------------------ the run's side


def _is_wanted(file: FileToRender, cache: Path) -> bool:
    """Whether there is something to do, and it did not fail before."""
    if _problem(cache, file.content_hash) is not None:
        return False
    if file.is_workbook:
        return any(isinstance(rendered_place(cache, file.content_hash, place), NotRendered) for place in file.places)
    return office_program() is not None and isinstance(rendered_file(cache, file.content_hash), NotRendered)


def _batches(files: Sequence[FileToRender]) -> Iterator[list[FileToRender]]:
    """Word files by the start of LibreOffice, workbooks one by one."""
    yield from ([file] for file in files if file.is_workbook)
    others = iter([file for file in files if not file.is_workbook])
    while batch := list(islice(others, _AT_ONCE)):
        yield batch


def _rendered(
    batches: Sequence[list[FileToRender]], cache: Path, limits: ReadingLimits, workers: int
) -> list[tuple[list[FileToRender], ReadOutcome]]:
    """Batches that failed, with what became of them."""
    if not batches:
        return []
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=cache, ignore_cleanup_errors=True) as folder:
        orders = [_order(Path(folder) / f"{number}.json", batch, cache) for number, batch in enumerate(batches)]
        outcomes = list(read_many(orders, workers=workers, limits=limits, reader=_RENDERER))
    return [(batches[int(outcome.id)], outcome) for outcome in outcomes if outcome.reason_code is not None]


def _order(path: Path, batch: Sequence[FileToRender], cache: Path) -> FileToRead:
    files = [(str(file.path.resolve()), file.content_hash, file.places) for file in batch]
    path.write_text(json.dumps({"cache": str(cache.resolve()), "files": files}), encoding="utf-8")
    return FileToRead(path.stem, path)


def _remember(file: FileToRender, cache: Path, detail: str) -> None:
    _write(_problem_file(cache, file.content_hash), {"reason_vi": detail or _NOT_MADE, "office": _office()})


def _problem(cache: Path, content_hash: str) -> str | None:
    """Why the content could not be laid out by the LibreOffice that is there."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        stored = json.loads(_problem_file(cache, content_hash).read_text(encoding="utf-8"))
        return str(stored["reason_vi"]) if stored["office"] == _office() else None
    return None


def _office() -> str:
    """What tells one installation of LibreOffice from the next."""
    program = office_program()
    return f"{Path(program).resolve()} {Path(program).stat().st_mtime_ns}" if program else ""


# ------------------------------------------------------------------------------------------------ the worker's side


def _lay_out(files: Sequence[FileToRender], cache: Path, scratch: Path, limits: ReadingLimits) -> None:
    """Work in ``scratch``, which the run removes: a worker that is ended removes nothing."""
    missing = [file for file in files if not _pdf_file(cache, file.content_hash).is_file()]
    if missing:
        with tempfile.TemporaryDirectory(prefix="convert-", dir=scratch) as folder:
            made = convert_many([file.path for file in missing], Path(folder), limits, to="pdf")
            for file, pdf in zip(missing, made, strict=True):
                if pdf is not None and hash_file(file.path).startswith(file.content_hash):
                    pdf.replace(_pdf_file(cache, file.content_hash))
    there = [file for file in files if _pdf_file(cache, file.content_hash).is_file()]
    for file in there:
        words = [_plain(one) for one in words_of(_pdf_file(cache, file.content_hash))]
        _write(_words_file(cache, file.content_hash), words)
    if len(there) < len(files):
        raise UnreadableDocument("office_failed", _NOT_MADE)


def _draw_places(file: FileToRender, cache: Path) -> None:
    book = open_book(file.path)
    drawn: dict[str, object] = {}
    for place in file.places:
        page = page_of_book(book, cache, file.content_hash, boxes_of(place))
        drawn[place] = page and (page.pdf.name, page.page, _numbers(page.boxes), page.place_vi)
    _write(_places_file(cache, file.content_hash), drawn)


# ------------------------------------------------------------------------------------------------ what is kept


def _plain(words: Words) -> tuple[object, ...]:
    return words.key, _numbers(words.boxes), words.row_key, _numbers(words.row_boxes)


def _words(key: str, boxes: Sequence[Sequence[float]], row_key: str, row_boxes: Sequence[Sequence[float]]) -> Words:
    return Words(key, _boxes(boxes), row_key, _boxes(row_boxes))


def _numbers(boxes: Sequence[Box]) -> list[tuple[float, ...]]:
    return [(box.page, *(round(corner, 1) for corner in (box.x0, box.y0, box.x1, box.y1))) for box in boxes]


def _boxes(stored: Sequence[Sequence[float]]) -> tuple[Box, ...]:
    return tuple(Box(int(page), *corners) for page, *corners in stored)


def _stamp() -> str:
    """Of what was read from pages: another reader reads them again."""
    return f"{_FORMAT}-{reader_version()}"


def _pdf_file(cache: Path, content_hash: str) -> Path:
    return cache / f"{content_hash}.pdf"


def _words_file(cache: Path, content_hash: str) -> Path:
    return cache / f"{content_hash}-{_stamp()}.words.json"


def _places_file(cache: Path, content_hash: str) -> Path:
    return cache / f"{content_hash}-{_stamp()}.places.json"


def _problem_file(cache: Path, content_hash: str) -> Path:
    return cache / f"{content_hash}-{_stamp()}.problem.json"


def _write(path: Path, content: object) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
