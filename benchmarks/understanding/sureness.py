"""How often a value is right, by the confidence it was read with and by the rule that read it.

    python benchmarks/understanding/sureness.py WAREHOUSE.duckdb TRUTH_DIR [WAREHOUSE TRUTH_DIR …]

TRUTH_DIR holds a JSON file for each plan with ``gold.targets`` and ``gold.tasks`` as in ``tests/samples/truth``; a
file belongs to the document whose file name begins with its stem. A target is right when value, comparator, unit,
change and, where the truth has one, the code agree with a target of the truth read from the same words; a deadline
when kind, first and last day do. Aim: of the values read with 0.95 and more 99.5 % are right, of those with 0.8 and
more 95 %. Only plans that nobody tuned to say anything about that.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.samples.scoring import same_deadline, same_target, task_pairs
from pipelines.text.vietnamese import nfc

BANDS = ((0.95, "≥ 0.95"), (0.8, "0.80–0.95"), (0.0, "< 0.80"))
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One value of one plan: what it is, the rule and confidence it was read with, whether the truth agrees."""

    kind: str  # target | deadline
    rule: str
    confidence: float
    is_right: bool
    counts: bool  # enters a figure of the province
    place: str
    words: str


def main(arguments: Sequence[str]) -> None:
    """Print the curve, the rules that fall short and every wrong value that is published without a doubt."""
    pairs = list(zip(arguments[::2], arguments[1::2], strict=True))
    judged = [one for warehouse, truth in pairs for one in judge(Path(warehouse), Path(truth))]
    for kind in ("target", "deadline"):
        print(f"\n{kind}: share that is right, by confidence")
        own = [one for one in judged if one.kind == kind]
        for least, name, band in _by_band(own):
            above = [one for one in own if one.confidence >= least]
            print(f"  {name:10} {_share(band)}   (all from {least}: {_share(above)})")
    print("\nrules read with 0.95 and more of which fewer than 99.5 % are right")
    rules: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        if one.confidence >= BANDS[0][0]:
            rules[one.kind, one.rule].append(one)
    for (kind, rule), own in sorted(rules.items()):
        if _rate(own) < 0.995:
            print(f"  {kind:8} {rule:40} {_share(own)}")
    silent = [one for one in judged if one.counts and not one.is_right and one.confidence >= BANDS[0][0]]
    published = sum(one.counts for one in judged)
    print(f"\nsilent wrong published values: {len(silent)} of {published}")
    for one in silent:
        print(f"  {one.place}: {one.rule}: {one.words[:110]}")


def judge(warehouse: Path, truth: Path) -> Iterator[Judged]:
    """Every target and every deadline of the documents that have a truth, held against it."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        documents = _rows(connection, "select document_id, file_name from core.dim_document order by source_path")
        for path in sorted(truth.rglob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8")).get("gold")
            held = [one for one in documents if nfc(str(one["file_name"])).startswith(nfc(path.stem))]
            if gold and held:
                yield from _judge_document(connection, str(held[0]["document_id"]), gold, path.stem)


def _judge_document(
    connection: duckdb.DuckDBPyConnection, document_id: str, gold: Mapping[str, Sequence[Record]], place: str
) -> Iterator[Judged]:
    targets = _rows(connection, "select * from core.fct_target where document_id = ? order by target_id", document_id)
    free = list(gold["targets"])
    for found in targets:
        match = next((one for one in free if same_target(one, found)), None)
        if match is not None:
            free.remove(match)
        is_right = match is not None and match.get("code") in (None, found["indicator_code"])
        counts = bool(found.get("counts_in_indicators", True)) and found["indicator_code"] is not None
        yield Judged(
            "target", str(found["rule"]), float(found["confidence"]), is_right, counts, place, str(found["evidence"])
        )
    tasks = _rows(connection, "select * from core.fct_task where document_id = ? order by row_index", document_id)
    for wanted, found in task_pairs(gold["tasks"], tasks):
        sure = float(found["deadline_confidence"])
        right, words = same_deadline(wanted, found), str(found["deadline_text"])
        yield Judged("deadline", str(found["deadline_kind"]), sure, right, False, place, words)


def _by_band(judged: Sequence[Judged]) -> Iterator[tuple[float, str, list[Judged]]]:
    above = 1.01
    for least, name in BANDS:
        yield least, name, [one for one in judged if least <= one.confidence < above]
        above = least


def _rate(judged: Sequence[Judged]) -> float:
    return sum(one.is_right for one in judged) / len(judged) if judged else 1.0


def _share(judged: Sequence[Judged]) -> str:
    return f"{sum(one.is_right for one in judged):5d} of {len(judged):5d} = {_rate(judged):.4f}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, *arguments: object) -> list[Record]:
    cursor = connection.execute(sql, arguments)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


if __name__ == "__main__":
    main(sys.argv[1:])
