"""A piece of text in one format: what runs become."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.reading.legacy.encodings import LegacyEncoding


@dataclass(frozen=True, slots=True)
class Format:
    """Formatting of a run after styles: ``size`` in points, ``font`` the face of Latin text."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    capitals: bool = False
    struck: bool = False
    raised: bool = False
    lowered: bool = False
    size: float | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one format; ``page_breaks`` counts rendered page breaks before it."""

    text: str
    format: Format
    page_breaks: int = 0
    encoding: LegacyEncoding | None = None
