"""Sets of annexes whose rows lie over page feet: many page heights, in three ways of laying out."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from arrival.annexes import KINDS, Annex, annex
from arrival.drawn import draw, sheet_of
from arrival.office import Layout, docx, to_pdf

_BATCH = 40  # files that one run of LibreOffice converts


def _truth(file: str, made: Annex, cut: list[int]) -> dict[str, Any]:
    """An entry of ``truth.json``."""
    table = {
        "rows": len(made.lines),
        "columns": len(made.widths),
        "header_rows": len(made.header),
        "cells": made.cells,
        "cut_rows": cut,
    }
    return {"file": file, "kind": made.kind, "tables": [table], "table_pages": [1]}


def drawn(folder: Path, heights: int, seed: int, *, keep_rows: float) -> list[dict[str, Any]]:
    """Laid out as Word does it, with widow and orphan control; ``keep_rows``: share of the files that cut no row."""
    rng = random.Random(seed)
    found = []
    for index in range(len(KINDS)):
        for height in range(heights):
            made = annex(index, seed + index + 100 * (height % 3))
            drawing = draw(made, sheet_of(made, rng, keep_rows))
            file = f"{index:02d}-{height:02d}.pdf"
            (folder / file).write_bytes(drawing.data)
            found.append(_truth(file, made, list(drawing.cut)) | {"page_count": drawing.page_count})
    return found


def _layout(made: Annex, rng: random.Random) -> Layout:
    wide = len(made.widths) >= 6
    return Layout(
        width=842 if wide else 595,
        height=rng.uniform(330, 600) if wide else rng.uniform(380, 842),
        size=rng.choice((10, 11, 12)) if wide else rng.choice((11, 12, 13)),
        after=rng.choice((0, 0, 2, 3)),
        middle=rng.random() < 0.4,
        repeat_header=rng.random() < 0.8,
    )


def office(folder: Path, heights: int, seed: int) -> list[dict[str, Any]]:
    """Laid out by LibreOffice."""
    rng = random.Random(seed)
    found = []
    files = {}
    for index in range(len(KINDS)):
        made = annex(index, seed + index)
        for height in range(heights):
            name = f"{index:02d}-{height:02d}"
            files[name] = docx(made, _layout(made, rng))
            found.append(_truth(f"{name}.pdf", made, []))
    names = list(files)
    for start in range(0, len(names), _BATCH):
        to_pdf({name: files[name] for name in names[start : start + _BATCH]}, folder)
    return found
