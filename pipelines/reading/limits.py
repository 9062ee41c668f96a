"""How much of a hostile or broken file the reader is willing to swallow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds for one document; a plan of a commune stays two orders of magnitude below each of them.

    Attributes:
        max_file_bytes: size of the file as it lies on disk.
        max_pages: pages of a PDF.
        max_objects_per_page: page objects looked at for rules. A full table whose rules are drawn as single
            dots needs about 20,000; a page above the bound keeps its text and loses its tables, with an issue.
        max_chars_per_page: characters of a page; the smallest legible print fills a page with some 15,000.
        max_annotations_per_page: annotations of a page that are looked at for stamps and fields; a page with more is
            read without them, with an issue.
        max_form_depth: nesting of Form XObjects.
        max_cells: cells and rows that the sheets of a spreadsheet write down, empty formatted ones included; with
            them formats, and places under merges (three count as one). Holds a reader below 150 MB.
        max_sheet_bytes: text of a spreadsheet's parts once inflated.
        max_stream_bytes: size of one PDF stream or zip member once inflated.
        max_seconds: wall clock for one document, enforced by the parent process.
        max_cpu_seconds: processor time for one document (``RLIMIT_CPU``).
        max_memory_bytes: address space of the child process (``RLIMIT_AS``).
        second_reading_every: one document in so many has a page read by a second parser (see
            ``pdf.second_reader``); 1 samples every document, 0 reads every table page twice.
    """

    max_file_bytes: int = 200 * _MEBIBYTE
    max_pages: int = 500
    max_objects_per_page: int = 100_000
    max_chars_per_page: int = 50_000
    max_annotations_per_page: int = 2_000
    max_form_depth: int = 8
    max_cells: int = 40_000
    max_sheet_bytes: int = 24 * _MEBIBYTE
    max_stream_bytes: int = 64 * _MEBIBYTE
    max_seconds: float = 300.0
    max_cpu_seconds: int = 240
    max_memory_bytes: int = 1536 * _MEBIBYTE
    second_reading_every: int = 20


DEFAULT_LIMITS = ReadingLimits()
PREFIX = "CCHC_READ_"


class LimitError(ValueError):
    """A limit in the environment that is no number or out of range."""


def limits_from(environment: Mapping[str, str]) -> ReadingLimits:
    """The limits with what the environment sets: ``CCHC_READ_MAX_PAGES=800`` and so on, one name for each field.

    Raises:
        LimitError: a value is no number or below 1 (0 is allowed for ``second_reading_every``).
    """
    found: dict[str, int | float] = {}
    for field in fields(ReadingLimits):
        name = PREFIX + field.name.upper()
        if environment.get(name, "").strip():
            found[field.name] = _number(name, environment[name], whole=isinstance(field.default, int))
    return ReadingLimits(**found)  # type: ignore[arg-type]  # each value has the type of its field's default


def _number(name: str, text: str, *, whole: bool) -> int | float:
    least = 0 if name.endswith("_EVERY") else 1
    try:
        value: int | float = int(text) if whole else float(text)
    except ValueError:
        value = least - 1
    if value < least:
        kind = "số nguyên" if whole else "số"
        raise LimitError(f"{name}={text!r}: cần {kind} không nhỏ hơn {least}; hãy sửa hoặc bỏ biến này")
    return value
