"""A PDF file → :class:`~pipelines.model.document.Document`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.model.document import (
    Block,
    Document,
    ExtractionMethod,
    Page,
    PageKind,
    Paragraph,
    ParagraphKind,
    ReadingIssue,
)
from pipelines.model.document import Box as PageBox
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.fontrepair import readable_copy
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.pdf.columns import SidedLine
from pipelines.reading.pdf.copies import without_copies
from pipelines.reading.pdf.fillins import filled_in
from pipelines.reading.pdf.furniture import body_size, running_texts
from pipelines.reading.pdf.layers import visible_copy
from pipelines.reading.pdf.opentables import OpenColumns
from pipelines.reading.pdf.pagelayout import LaidOutPage, PlacedLine, RawPage, lay_out, raw_page, usual_area
from pipelines.reading.pdf.paragraphs import build_paragraphs
from pipelines.reading.pdf.paths import UserBox
from pipelines.reading.pdf.primitives import open_pdf, read_page
from pipelines.reading.pdf.second_reader import sample_pages, second_opinion
from pipelines.reading.pdf.sideways import join_sideways
from pipelines.reading.pdf.stitch import Fragment, join_readings, same_columns
from pipelines.reading.pdf.tablenotes import is_note_below
from pipelines.reading.pdf.textarea import text_area
from pipelines.reading.pdf_pictures import with_pictures

if TYPE_CHECKING:
    import pikepdf

    from pipelines.reading.scan import Scans

_SHOWN_STRUCK = 200  # characters of struck words that a finding quotes
_MOST_ASIDE = 200  # letters; more upright print outside tables is no name of a margin but text that nobody reads
_LINE_STEP = 1.2  # height of a text line, in letter sizes


def _is_scan(raw: RawPage) -> bool:
    return raw.page.kind is PageKind.SCAN


def _read_pages(path: Path, limits: ReadingLimits) -> tuple[list[RawPage], dict[str, str]]:
    """All pages as the file's own objects tell, and the file's metadata."""
    with open_pdf(str(path), limits) as document:
        known: list[OpenColumns] = []
        pages = [raw_page(read_page(document, index, limits), known) for index in range(len(document))]
        properties = {key: value for key, value in sorted(document.get_metadata_dict().items()) if value}
    return pages, properties


def _recognise(path: Path, pages: Sequence[RawPage], limits: ReadingLimits) -> Scans | None:
    """OCR of the scanned pages; None when there are none, or when OCR is missing and other pages have text.

    Raises:
        UnreadableDocument: ``needs_ocr`` when OCR is missing and nothing but scans is in the file.
    """
    numbers = [raw.page.number for raw in pages if _is_scan(raw)]
    if not numbers:
        return None
    from pipelines.reading.scan import read_scans  # noqa: PLC0415 - born-digital files never load the OCR engine

    try:
        return read_scans(path, numbers, limits)
    except UnreadableDocument as error:
        nothing_else = all(raw.page.kind in (PageKind.SCAN, PageKind.EMPTY) for raw in pages)
        if error.reason_code != "needs_ocr" or nothing_else:
            raise
        return None


def _with_scans(pages: Sequence[RawPage], scans: Scans | None) -> tuple[list[RawPage], list[ReadingIssue]]:
    """Put what OCR read into the scanned pages; without OCR they are skipped, each with an issue."""
    kept: list[RawPage] = []
    issues: list[ReadingIssue] = []
    for raw in pages:
        if not _is_scan(raw):
            kept.append(raw)
        elif scans is not None:
            kept.append(_scanned(raw, scans))
        else:
            kept.append(replace(raw, fragments=(), lines=()))
            issues.append(ReadingIssue("scanned_page_skipped", f"trang {raw.page.number}", PageBox(raw.page.number)))
    return kept, issues


def _scanned(printed: RawPage, scans: Scans) -> RawPage:
    """A scanned page as recognised, with the stamps of the page that has the scan: their words are known."""
    content = scans.content(printed.page.number)
    if printed.stamps and content.rotation == printed.page.rotation:
        stamps = scans.stamps(printed.page.number, printed.stamps)
        content = replace(content, glyphs=filled_in(content.glyphs, stamps, recognised=True))
    raw = raw_page(content)
    return replace(
        raw,
        page=replace(raw.page, kind=PageKind.SCAN),
        fragments=tuple(scans.with_confidence(fragment) for fragment in raw.fragments),
        signatures=(*printed.signatures, *raw.signatures),
        covers=printed.covers,
        stamps_refused=printed.stamps_refused,
    )


def _page_issues(pages: Sequence[RawPage]) -> list[ReadingIssue]:
    """What is to be told of how pages were read, page by page."""
    told: tuple[tuple[str, Callable[[RawPage], bool]], ...] = (
        ("page_too_complex", lambda raw: raw.rules_skipped),
        ("annotations_skipped", lambda raw: raw.stamps_refused),
        ("open_table", lambda raw: raw.inferred),
        ("table_like_text", lambda raw: raw.unread_table),
        ("loose_boxes", lambda raw: raw.loose_boxes),
        ("content_unread", lambda raw: sum(len(line.text) for line in raw.aside) > _MOST_ASIDE),
    )
    return [
        ReadingIssue(code, f"trang {raw.page.number}", PageBox(raw.page.number))
        for raw in pages
        for code, is_so in told
        if is_so(raw)
    ]


def _lay_out_all(pages: Sequence[RawPage]) -> list[LaidOutPage]:
    running = running_texts([raw.lines for raw in pages], [raw.page.height for raw in pages])
    size = body_size([line for raw in pages for line in raw.lines])
    formats: dict[tuple[int, int], list[RawPage]] = {}
    for raw in pages:
        formats.setdefault(_format(raw.page), []).append(raw)
    areas = {format_: usual_area(members) for format_, members in formats.items()}
    return [lay_out(raw, running, size, areas[_format(raw.page)]) for raw in pages]


def _format(page: Page) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _with_room(pages: Sequence[LaidOutPage]) -> list[LaidOutPage]:
    """Tell each page's last fragment how many more lines its page would have held."""
    deepest: dict[tuple[int, int], float] = {}
    for page in pages:
        deepest[_format(page.page)] = max(deepest.get(_format(page.page), 0.0), page.bottom)
    return [
        replace(page, items=(*page.items[:-1], _room(last, deepest[_format(page.page)])))
        if page.items and isinstance(last := page.items[-1], Fragment)
        else page
        for page in pages
    ]


def _room(fragment: Fragment, deepest: float) -> Fragment:
    sizes = sorted(line.size for cell in fragment.cells for line in cell.lines)
    step = _LINE_STEP * (sizes[len(sizes) // 2] if sizes else 12.0)
    return replace(fragment, room_below=round(max(0.0, deepest - fragment.ys[-1]) / step, 2))


def _belongs(previous: Fragment, fragment: Fragment) -> bool:
    """True when ``fragment`` goes on with the table of ``previous``, which ends the page before it."""
    follows = fragment.page - 1 in (previous.page, *previous.beside)
    return follows and same_columns(previous.xs, fragment.xs) >= 0.7


def _boxed_lines(fragment: Fragment, page: Page) -> list[PlacedLine]:
    """Lines of a box drawn around text: a grid of one cell is not a table."""
    lines = fragment.cells[0].lines
    area = text_area(fragment.page, lines, page.width)
    return [(SidedLine(line, None), area) for line in lines]


def _stands_beside(line: PlacedLine, fragment: Fragment) -> bool:
    """True for what is printed beside a table: a letter that hangs over its border, a note in the margin."""
    placed, area = line
    return area.page == fragment.page and fragment.ys[0] <= placed.line.baseline <= fragment.ys[-1]


class _Assembler:
    """Collects runs of lines and runs of fragments into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.issues: list[ReadingIssue] = []
        self._lines: list[PlacedLine] = []
        self._fragments: list[Fragment] = []
        self._beside: list[PlacedLine] = []  # beside the last fragment, or notes below it: they part no table

    def add_line(self, line: PlacedLine) -> None:
        last = self._fragments[-1] if self._fragments else None
        beside = self._beside[-1] if self._beside else None
        if last is not None and (_stands_beside(line, last) or is_note_below(last, line, beside)):
            self._beside.append(line)
            return
        self._flush_table()
        self._lines.append(line)

    def add_fragment(self, fragment: Fragment, page: Page) -> None:
        continues = bool(self._fragments) and _belongs(self._fragments[-1], fragment)
        if not continues:
            self._flush_table()
            if len(fragment.cells) == 1:
                self._lines += _boxed_lines(fragment, page)
                return
        self._flush_lines()
        self._fragments.append(fragment)

    def finish(self) -> tuple[tuple[Block, ...], tuple[ReadingIssue, ...]]:
        self._flush_lines()
        self._flush_table()
        self._flush_lines()
        return tuple(self.blocks), tuple(self.issues)

    def _flush_lines(self) -> None:
        self.blocks += build_paragraphs(self._lines)
        self._lines = []

    def _flush_table(self) -> None:
        if self._fragments:
            joined = join_readings(self._fragments)
            self.blocks.append(joined.table)
            self.issues += joined.issues
        self._fragments = []
        self._lines += self._beside
        self._beside = []


def _assemble(pages: Sequence[LaidOutPage]) -> tuple[tuple[Block, ...], tuple[ReadingIssue, ...]]:
    """The blocks of a document, and what joining them repaired."""
    assembler = _Assembler()
    for page in pages:
        for item in page.items:
            if isinstance(item, Fragment):
                assembler.add_fragment(item, page.page)
            else:
                assembler.add_line(item)
    return assembler.finish()


def _apart(lines: Sequence[PlacedLine], kind: ParagraphKind) -> tuple[Paragraph, ...]:
    return build_paragraphs(lines, kind)


def read_pdf(path: Path, limits: ReadingLimits = DEFAULT_LIMITS, *, compare_all_pages: bool = False) -> Document:
    """Read a PDF; damaged fonts are repaired in a copy, scanned pages go through OCR.

    Args:
        path: the file.
        limits: bounds on pages, objects and characters; how many documents are read twice.
        compare_all_pages: read every table page with the second reader, whatever the limits say.

    Raises:
        UnreadableDocument: ``encrypted``, ``corrupt``, ``too_many_pages``, ``too_large`` or ``needs_ocr``.
    """
    with visible_copy(path) as (seen, opened):
        return _read_seen(path, seen, opened, limits, compare_all_pages=compare_all_pages)


def _read_seen(
    path: Path, seen: Path, opened: pikepdf.Pdf | None, limits: ReadingLimits, *, compare_all_pages: bool
) -> Document:
    """A document out of ``seen``: the file without what it does not show."""
    read = _read_pages(seen, limits)
    with readable_copy(seen, partial(_printed, read[0]), opened) as readable:
        if readable.path != seen:
            read = _read_pages(readable.path, limits)
        every = 0 if compare_all_pages else limits.second_reading_every
        sample = sample_pages(path, read[0], every, readable.pages)
        document = _read_readable(readable.path, limits, *read, sample)
    return replace(document, issues=(*readable.issues, *document.issues))


def _printed(pages: Sequence[RawPage]) -> frozenset[str]:
    """The letters that a file's text layer gives."""
    cells = (cell.lines for raw in pages for fragment in raw.fragments for cell in fragment.cells)
    lines = [*(raw.lines for raw in pages), *cells]
    return frozenset("".join(line.text for run in lines for line in run))


def _struck(pages: Sequence[RawPage]) -> list[ReadingIssue]:
    """What was left out because it is struck out, once for each place."""
    return [
        ReadingIssue("struck_text", f"“{_short(one.text)}”", _cover(raw.page, one.box))
        for raw in pages
        for one in raw.struck
    ]


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN_STRUCK else f"{words[: _SHOWN_STRUCK - 1]}…"


def _signatures(pages: Sequence[RawPage]) -> dict[str, str]:
    """Who signed the file and when, as the appearances of its signatures say; never who signed the plan."""
    words = [one for raw in pages for one in raw.signatures]
    told = {
        "signature_signers": dict.fromkeys(one.signer for one in words if one.signer),
        "signature_times": dict.fromkeys(one.signed_at for one in words if one.signed_at),
    }
    return {name: "; ".join(values) for name, values in told.items() if values}


def _cover(page: Page, box: UserBox) -> PageBox:
    left, top, right, bottom = (round(value, 2) for value in box)
    return PageBox(page.number, left, top, right, bottom)


def _read_readable(
    path: Path, limits: ReadingLimits, pages: list[RawPage], properties: dict[str, str], sample: Sequence[RawPage]
) -> Document:
    """A document out of its pages as read from a file whose fonts say what they draw."""
    doubts = second_opinion(path, sample)
    scans = _recognise(path, pages, limits)
    pages, skipped = _with_scans(pages, scans)
    pictured = with_pictures(path, pages, limits)
    laid_out, copies = without_copies(_with_room(_lay_out_all(pictured.pages)))
    laid_out, sheets = join_sideways(laid_out)
    blocks, repaired = _assemble(laid_out)
    document = Document(
        method=ExtractionMethod.PDF_TEXT if scans is None else ExtractionMethod.PDF_OCR,
        pages=tuple(page.page for page in laid_out),
        blocks=blocks,
        furniture=tuple(p for page in laid_out for p in _apart(page.furniture, ParagraphKind.FURNITURE)),
        notes=tuple(p for page in laid_out for p in _apart(page.notes, ParagraphKind.NOTE)),
        issues=(
            *_page_issues(pages),
            *_struck(pages),
            *skipped,
            *pictured.issues,
            *doubts,
            *copies,
            *sheets,
            *repaired,
        ),
        properties={**properties, **_signatures(pages)},
        covers=tuple(_cover(raw.page, cover) for raw in pages for cover in raw.covers),
    )
    if pictured.scans is not None:
        document = pictured.scans.told(document)
    return document if scans is None else scans.finish(document)
