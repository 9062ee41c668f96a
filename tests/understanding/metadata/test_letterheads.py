"""Letterheads, titles and annex lines in every shape, as data (own wording)."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path

import pytest
from plan_builder import context, document, para

from pipelines.model.plan import Plan
from pipelines.understanding.plan import understand

CASES = json.loads(Path(__file__).with_name("letterheads.json").read_text(encoding="utf-8"))


def _blocks(lines):
    for line in lines:
        kind, text = line.split("|", 1) if line[1:2] == "|" else ("", line)
        yield para(text, kind)


def _read(case) -> Plan:
    where = context(case["slug"], case["year"], case["file"])
    return understand(document(*_blocks(case["lines"])), where)


def _shown(value):
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, (str, int, type(None))) else value.isoformat()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_letterhead_is_read_as_printed(case):
    metadata = _read(case).metadata
    assert {name: _shown(getattr(metadata, name)) for name in case["want"]} == case["want"]


@pytest.mark.parametrize("case", [case for case in CASES if "rules" in case], ids=lambda case: case["name"])
def test_doubt_about_the_letterhead_is_reported(case):
    assert set(case["rules"]) <= {finding.rule for finding in _read(case).findings}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_only_other_documents_are_refused(case):
    assert _read(case).is_plan is case.get("is_plan", True)
