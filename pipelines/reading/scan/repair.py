"""Stub."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.scan.shapes import OcrWord


def repair_words(words: Sequence[OcrWord]) -> tuple[list[OcrWord], list[tuple[str, str]]]:
    """Nothing yet."""
    return list(words), []
