"""The plans of text once more: as bent scans, as pages measured in pixels, and in the letters of old fonts."""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.shared import Pt

from arrival import prose, scans
from pipelines.reading.legacy import LegacyEncoding, to_legacy

_LOOKS = {
    "curved": scans.Look("curved", bend=0.06, angle=0.3),
    "pixels": scans.Look("pixels", angle=0.0, quality=70, colour=True),
}
_OLD_FONTS = {LegacyEncoding.TCVN3: ".VnTime", LegacyEncoding.VNI: "VNI-Times"}
_CAPITALS = ".VnTimeH"


def photographed(folder: Path, look: str, documents: int, seed: int, dpi: int = 200) -> list[dict[str, Any]]:
    """Plans of text as pictures; the pages of ``pixels`` are as many points wide as the picture has pixels."""
    truth = prose.written(folder, documents=documents, seed=seed)
    for number, document in enumerate(truth):
        path = folder / document["file"]
        made = scans.scanned(path.read_bytes(), _LOOKS[look], dpi, seed + 100 * number, in_pixels=look == "pixels")
        path.write_bytes(made)
    return truth


def in_old_letters(folder: Path, documents: int, seed: int) -> list[dict[str, Any]]:
    """Plans of text as Word files typed in TCVN3 and VNI fonts."""
    truth = prose.written(folder, documents=documents, seed=seed)
    encodings = list(_OLD_FONTS)
    for number, document in enumerate(truth):
        encoding = encodings[number % len(encodings)]
        (folder / document["file"]).unlink()
        document["file"] = f"{number:03d}.docx"
        (folder / document["file"]).write_bytes(_word_file(document["paragraphs"], encoding))
    return truth


def _word_file(paragraphs: list[str], encoding: LegacyEncoding) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        paragraph = made.add_paragraph()
        for capitals, letters in groupby(text, key=lambda letter: _needs_capitals_font(letter, encoding)):
            words = "".join(letters)
            run = paragraph.add_run(to_legacy(words.lower() if capitals else words, encoding))
            run.font.name = _CAPITALS if capitals else _OLD_FONTS[encoding]
            run.font.size = Pt(14)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _needs_capitals_font(letter: str, encoding: LegacyEncoding) -> bool:
    """TCVN3 has no accented capitals: they were typed in a font that draws capitals for small letters."""
    return encoding is LegacyEncoding.TCVN3 and letter.isupper() and not letter.isascii()
