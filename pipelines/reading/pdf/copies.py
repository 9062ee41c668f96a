"""Pages that stand in a file twice: printed, scanned or bound in twice, or once as print and once as a scan.

They count once.
"""

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
        self._typed: dict[int, _Printed] = {}

    def first(self, page: LaidOutPage) -> int | None:
        """Number of the earlier page that ``page`` repeats; None when it is new, and kept in mind then."""
        printed, number = _printed(page), page.page.number
        if sum(len(text) for text, _, _ in printed) < _TELLING:
            return None
        found = self._printed.setdefault(printed, number)
        if found != number:
            return found
        is_scan = page.page.kind is PageKind.SCAN
        again = self._scanned_again(printed, among_typed=is_scan)
        if again is None and is_scan:
            self._scanned[number] = _letters(printed)
        elif again is None:
            self._typed[number] = printed
        return again

    def _scanned_again(self, printed: _Printed, *, among_typed: bool) -> int | None:
        """The earlier page that says the same, where one of the two was recognised."""
        typed = {number: _letters(other) for number, other in self._typed.items()} if among_typed else {}
        others = {**self._scanned, **typed}
        letters = _letters(printed) if others else ""
        return next((number for number, text in sorted(others.items()) if _same_scan(text, letters)), None)


def _letters(printed: _Printed) -> str:
    return " ".join(text for text, _, _ in printed)


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
