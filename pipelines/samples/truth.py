"""Writes a sample's truth in the format of the hand-checked truth files (id, meta, blocks, gold)."""

from __future__ import annotations

import json
from typing import Any

from pipelines.samples.model import Block, Para, Row, Sample, Table, TwoColumns

_META = (
    "title",
    "unit_type",
    "unit_name",
    "province",
    "number",
    "issued_on",
    "period_kind",
    "period_start",
    "period_end",
    "signer",
    "signer_title",
    "commune_code",
    "status",
)


def _row(row: Row) -> dict[str, Any]:
    if row.kind == "section":
        return {"kind": "section", "no": row.no, "text": row.text, "declared_count": row.declared_count}
    cells = [None if cell is None else {"t": cell.text, "rs": cell.rows, "cs": cell.cols} for cell in row.cells]
    return {"kind": "task", "cells": cells}


def _block(block: Block) -> list[dict[str, Any]]:
    if isinstance(block, Para):
        paras = [{"type": "para", "style": block.style, "text": block.text}]
        return paras + ([{"type": "para", "style": "note", "text": block.footnote}] if block.footnote else [])
    if isinstance(block, TwoColumns):
        styles = ("center", "center") if block.role == "head" else ("note", "right")
        sides = zip(styles, (block.left, block.right), strict=True)
        return [{"type": "para", "style": style, "text": text} for style, side in sides for text in side]
    return [_table(block)]


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "landscape": table.landscape,
        "columns": [{"role": c.role, "title": c.title, "width": c.width} for c in table.columns],
        "header_groups": [{"title": title, "from": first, "to": last} for title, first, last in table.groups],
        "rows": [_row(row) for row in table.rows],
    }


def truth(sample: Sample) -> dict[str, Any]:
    """The truth of ``sample`` as plain data, ready for JSON."""
    gold = {"tasks": sample.tasks, "targets": sample.targets, "citations": sample.citations}
    return {
        "id": sample.recipe.stem,
        "meta": {key: sample.meta.get(key) for key in _META},
        "blocks": [entry for block in sample.blocks for entry in _block(block)],
        "gold": gold,
        "planted_findings": sample.planted,
    }


def truth_text(sample: Sample) -> str:
    """JSON text of the truth, UTF-8 letters kept, one space of indentation."""
    return json.dumps(truth(sample), ensure_ascii=False, indent=1) + "\n"
