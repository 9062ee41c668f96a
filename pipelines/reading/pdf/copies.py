"""Pages that stand in a file twice: printed twice, scanned twice, bound in twice. They count once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipelines.model.document import Box, PageKind, ReadingIssue
from pipelines.reading.pdf.pagelayout import LaidOutPage
from pipelines.reading.pdf.stitch import Fragment
from pipelines.reading.pdf.textlines import Line

_TELLING = 200  # letters: pages with fewer may be equal and yet two, as forms are
_SCANNED_ALIKE = 97.0  # per cent of the letters that two recognitions of one page share; other pages stay below 70
_SAME_LENGTH = 0.03

_Printed = tuple[tuple[str, int, int], ...]


def _lines(page: LaidOutPage) -> Iterator[Line]:
    for item in page.items:
        if isinstance(item, Fragment):
            yield from (line for cell in item.cells for line in cell.lines)
        else:
            yield item[0].line


def _printed(page: LaidOutPage) -> _Printed:
    """What a page prints and where; page numbers are no part of it."""
    return tuple((line.text, round(line.x0), round(line.top)) for line in _lines(page))


def _same_scan(first: str, second: str) -> bool:
    if abs(len(first) - len(second)) > _SAME_LENGTH * max(len(first), len(second)):
        return False
    return fuzz.ratio(first, second, score_cutoff=_SCANNED_ALIKE) > 0


class _Seen:
    """The pages so far."""

    def __init__(self) -> None:
        self._printed: dict[_Printed, int] = {}
        self._scanned: dict[int, str] = {}

    def first(self, page: LaidOutPage) -> int | None:
        """Number of the earlier page that ``page`` repeats; None when it is new, and kept in mind then."""
        printed, number = _printed(page), page.page.number
        if sum(len(text) for text, _, _ in printed) < _TELLING:
            return None
        found = self._printed.setdefault(printed, number)
        if found != number or page.page.kind is not PageKind.SCAN:
            return found if found != number else None
        letters = " ".join(text for text, _, _ in printed)
        again = next((other for other, text in self._scanned.items() if _same_scan(text, letters)), None)
        if again is None:
            self._scanned[number] = letters
        return again


def without_copies(pages: Sequence[LaidOutPage]) -> tuple[list[LaidOutPage], list[ReadingIssue]]:
    """Leave out what earlier pages print already, each told by an issue ``page_repeated``."""
    seen, kept, issues = _Seen(), [], []
    for page in pages:
        first = seen.first(page)
        if first is not None:
            number = page.page.number
            issues.append(ReadingIssue("page_repeated", f"trang {number} giống trang {first}", Box(number)))
            page = replace(page, items=(), notes=())  # noqa: PLW2901 - the page without its content
        kept.append(page)
    return kept, issues
