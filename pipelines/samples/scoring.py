"""Score a published warehouse against the truth of plans: how much of each plan came through right.

Figures per document, each 0..1 or None where the truth has nothing of the kind:

``rows``     F1 of task rows; a row is found when the text of its cells agrees to 0.9
``cells``    share of the truth's non-empty cells recovered exactly (NFC, white space folded)
``dates``    share of the truth's tasks whose deadline kind, start and end are all right
``targets``  F1 of (value, comparator, unit, change) read from the right clause
``codes``    share of the truth's coded targets that were found with that code
``cites``    F1 of (number, date)
``meta``     share of the truth's metadata fields that are right
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.text.vietnamese import nfc, squeeze_spaces

Record = Mapping[str, Any]
Scores = dict[str, float | None]

_CELLS: Final = (
    "objective", "task", "activity", "output", "lead", "coordination", "monitor", "deadline_text", "budget",
)  # fmt: skip
# field of the truth → column of core.dim_document
_META: Final = {
    "unit_type": "unit_type",
    "unit_name": "commune_name",
    "province": "province_name",
    "number": "document_number",
    "issued_on": "issued_on",
    "period_kind": "period_kind",
    "period_start": "period_start",
    "period_end": "period_end",
    "signer": "signer",
}
_ALIKE: Final = 0.9


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """Scores of one document; ``scores`` is empty when the warehouse does not hold it."""

    source_path: str
    scores: Scores


def score_warehouse(published: Path, truth: Path) -> tuple[DocumentScore, ...]:
    """Score every truth file below ``truth`` that has a ``gold`` part, in order of path.

    Args:
        published: the published DuckDB file.
        truth: folder ``<province slug>/<plan year>/<stem of the document>.json``.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        documents = _records(connection, "select * from core.dim_document order by source_path", [])
        found = [
            _score_document(connection, documents, path, json.loads(path.read_text(encoding="utf-8")), truth)
            for path in sorted(truth.rglob("*.json"))
        ]
    return tuple(score for score in found if score is not None)


def mean_scores(scored: Sequence[DocumentScore]) -> dict[str, float]:
    """Mean of each figure over the documents that have it; a document that is missing counts 0 in every figure."""
    names = sorted({name for document in scored for name in document.scores})
    values = {name: [_value(document, name) for document in scored] for name in names}
    present = {name: [value for value in column if value is not None] for name, column in values.items()}
    return {name: sum(column) / len(column) for name, column in present.items() if column}


def _value(document: DocumentScore, name: str) -> float | None:
    return document.scores.get(name) if document.scores else 0.0


def _score_document(
    connection: duckdb.DuckDBPyConnection, documents: list[Record], path: Path, truth: Record, root: Path
) -> DocumentScore | None:
    if "gold" not in truth:
        return None
    place = nfc(path.relative_to(root).with_suffix("").as_posix())
    held = [document for document in documents if str(document["source_path"]).rsplit(".", 1)[0] == place]
    if not held:
        return DocumentScore(place, {})
    document, gold = held[0], truth["gold"]

    def rows(table: str) -> list[Record]:
        return _records(connection, f"select * from core.{table} where document_id = ?", [document["document_id"]])

    tasks = sorted(rows("fct_task"), key=lambda task: task["row_index"])
    scores = score_tasks(gold["tasks"], tasks) if gold["tasks"] or tasks else {}
    scores |= score_targets(gold["targets"], rows("fct_target")) | score_citations(
        gold["citations"], rows("fct_citation")
    )
    return DocumentScore(str(document["source_path"]), scores | score_metadata(truth["meta"], document))


def score_tasks(gold: Sequence[Record], found: Sequence[Record]) -> Scores:
    """``rows``, ``cells`` and ``dates``; ``found`` in document order."""
    pairs = dict(_pair(gold, found, _row_key))
    cells = [(i, name) for i, task in enumerate(gold) for name in _CELLS if _fold(task.get(name))]
    right = sum(i in pairs and _fold(found[pairs[i]].get(name)) == _fold(gold[i][name]) for i, name in cells)
    dated = sum(same_deadline(gold[i], found[j]) for i, j in pairs.items())
    return {
        "rows": _f1(len(pairs), len(gold), len(found)),
        "cells": right / len(cells) if cells else None,
        "dates": dated / len(gold) if gold else None,
    }


def score_targets(gold: Sequence[Record], found: Sequence[Record]) -> Scores:
    """``targets`` and ``codes``; a target of the truth marked optional is neither asked for nor held against."""
    free = list(found)
    hits = coded = optional_hits = 0
    for wanted in sorted(gold, key=lambda target: bool(target.get("optional"))):
        match = next((target for target in free if same_target(wanted, target)), None)
        if match is None:
            continue
        free.remove(match)
        optional_hits += bool(wanted.get("optional"))
        hits += not wanted.get("optional")
        coded += bool(wanted.get("code")) and match["indicator_code"] == wanted["code"]
    asked = sum(not target.get("optional") for target in gold)
    with_code = sum(bool(target.get("code")) for target in gold)
    return {
        "targets": _f1(hits, asked, len(found) - optional_hits),
        "codes": coded / with_code if with_code else None,
    }


def score_citations(gold: Sequence[Record], found: Sequence[Record]) -> Scores:
    """``cites``: documents with their dates, each counted once."""
    wanted = {(_letters(citation["number"]), _day(citation["date"])) for citation in gold}
    read = {(_letters(citation["number"]), _day(citation["issued_on"])) for citation in found}
    return {"cites": _f1(len(wanted & read), len(wanted), len(read))}


def score_metadata(gold: Record, document: Record) -> Scores:
    """``meta``: only the fields that the truth states are asked for."""
    asked = {name: column for name, column in _META.items() if gold.get(name) is not None}
    right = sum(_plain(gold[name]) == _plain(document[column]) for name, column in asked.items())
    return {"meta": right / len(asked) if asked else None}


def _pair(gold: Sequence[Record], found: Sequence[Record], key: Callable[[Record], str]) -> Iterator[tuple[int, int]]:
    """Best-first one-to-one pairing by likeness; nearness in order decides between equals."""
    wanted, read = [key(row) for row in gold], [key(row) for row in found]
    candidates = [
        (likeness - abs(i / len(gold) - j / len(found)) * 1e-3, i, j)
        for i, left in enumerate(wanted)
        for j, right in enumerate(read)
        if (likeness := _likeness(left, right)) >= _ALIKE
    ]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in sorted(candidates, reverse=True):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            yield i, j


def _likeness(left: str, right: str) -> float:
    if left == right:
        return 1.0 if left else 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _row_key(row: Record) -> str:
    return _letters(" ".join(_fold(row.get(name)) for name in _CELLS))


def task_pairs(gold: Sequence[Record], found: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    """Tasks of the truth, each with the row that was read of it; ``found`` in document order."""
    return ((gold[i], found[j]) for i, j in _pair(gold, found, _row_key))


def same_deadline(gold: Record, found: Record) -> bool:
    """Whether kind, first and last day of a deadline are those of the truth."""
    wanted = gold.get("deadline") or {"kind": "none"}
    return (wanted["kind"], _day(wanted.get("start")), _day(wanted.get("end"))) == (
        found["deadline_kind"] or "none",
        _day(found["deadline_start"]),
        _day(found["deadline_end"]),
    )


def same_target(gold: Record, found: Record) -> bool:
    """Whether figures and place in the words of a target are those of the truth."""
    return _figures(gold) == _figures(found) and _same_place(gold["evidence"], found["evidence"])


def _figures(target: Record) -> tuple[float, str, str, str | None]:
    return float(target["value"]), target["comparator"], target["unit"], target.get("change") or None


def _same_place(left: str, right: str) -> bool:
    one, other = _letters(left), _letters(right)
    if not one or not other:
        return False
    common = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return one in other or other in one or common >= 0.5 * min(len(one), len(other))


def _f1(hits: int, gold: int, found: int) -> float:
    if not gold and not found:
        return 1.0
    return 2 * hits / (gold + found)


def _fold(value: object) -> str:
    return squeeze_spaces(str(value or ""))


def _letters(value: object) -> str:
    return re.sub(r"\W+", "", _fold(value)).casefold()


def _day(value: object) -> str | None:
    return None if value is None else str(value)[:10]


def _plain(value: object) -> str:
    return _fold(value).casefold()[:10] if re.match(r"\d{4}-\d\d-\d\d", str(value)) else _fold(value).casefold()


def _records(connection: duckdb.DuckDBPyConnection, sql: str, arguments: list[object]) -> list[Record]:
    cursor = connection.execute(sql, arguments)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
