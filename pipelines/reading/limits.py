"""How much of a hostile or broken file the reader is willing to swallow."""

from __future__ import annotations

from dataclasses import dataclass

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
        max_form_depth: nesting of Form XObjects.
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
    max_form_depth: int = 8
    max_stream_bytes: int = 64 * _MEBIBYTE
    max_seconds: float = 300.0
    max_cpu_seconds: int = 240
    max_memory_bytes: int = 1536 * _MEBIBYTE
    second_reading_every: int = 10


DEFAULT_LIMITS = ReadingLimits()
