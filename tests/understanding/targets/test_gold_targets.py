"""Promise: the commitments of the hand-checked plans are found with their indicators."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.model.plan import Target
from pipelines.understanding.targets import TargetContext, find_targets

pytestmark = pytest.mark.shared

ROLES = ("objective", "task", "activity", "output")


def _texts(truth: dict[str, Any]) -> Iterator[tuple[str, TargetContext]]:
    year = int(truth["meta"]["period_start"][:4])
    for block in truth["blocks"]:
        if block["type"] == "para":
            yield block["text"], TargetContext(plan_year=year)
            continue
        roles = [column["role"] for column in block["columns"]]
        for row in block["rows"]:
            for role, cell in zip(roles, row.get("cells", ()), strict=False):
                if cell and role in ROLES:
                    yield cell["t"], TargetContext(found_in="table", column=role, plan_year=year)


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _agrees(gold: dict[str, Any], target: Target) -> bool:
    stated = (Decimal(str(gold["value"])), gold["comparator"], gold["unit"], gold.get("change"))
    found = (target.value, target.comparator, target.unit, target.change)
    one, other = _squeezed(gold["evidence"]), _squeezed(target.evidence)
    return stated == found and (one in other or other in one)


@pytest.mark.parametrize("name", ["ben_quan_2026", "bac_hong_linh_2026", "loc_binh_2026_2030"])
def test_commitments_of_a_real_plan_are_found_with_their_indicators(shared: Path, name: str) -> None:
    truth = json.loads((shared / "documents" / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    found = [t for text, context in _texts(truth) for t in find_targets(text, context=context)]
    wanted = [gold for gold in truth["gold"]["targets"] if not gold.get("optional")]
    left, hits, coded = list(found), 0, 0
    for gold in wanted:
        match = next((t for t in left if _agrees(gold, t)), None)
        if match is not None:
            left.remove(match)
            hits += 1
            coded += match.indicator_code == gold["code"]
    assert 2 * hits / (len(wanted) + len(found)) >= 0.97
    assert coded / len(wanted) >= 0.95
