"""Letterheads, titles and annex lines in every shape, as data (own wording)."""

from __future__ import annotations

import json
import re
import unicodedata
from enum import Enum
from pathlib import Path

import pytest
from plan_builder import context, document, para

from pipelines.model.plan import Plan
from pipelines.text.vietnamese import match_key
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


LEAST_CASES, LEAST_F1 = 40, 0.95


def test_fields_of_the_letterheads_are_read_with_an_f1_of_at_least_095():
    """F1 over (case, field, value): a field that is wanted and wrong counts on both sides."""
    hits = wanted = found = 0
    for case in CASES:
        metadata = _read(case).metadata
        for name, value in case["want"].items():
            read = _shown(getattr(metadata, name))
            wanted, found, hits = wanted + (value is not None), found + (read is not None), hits + (read == value)
            hits -= read == value and value is None
    assert len(CASES) >= LEAST_CASES
    assert 2 * hits / (wanted + found) >= LEAST_F1


OLD_TONES = {"HÒA": "HOÀ", "Hòa": "Hoà", "hòa": "hoà", "HÓA": "HOÁ", "hóa": "hoá", "ỦY": "UỶ", "Ủy": "Uỷ", "ủy": "uỷ"}
RETYPED = {
    "decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "old tone placement": lambda text: re.sub("|".join(OLD_TONES), lambda m: OLD_TONES[m.group()], text),
    "double blanks": lambda text: text.replace(" ", "  "),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
}
SPELT = {"title", "place", "signer", "commune_name"}  # shown as printed: compared by their matching key


@pytest.mark.parametrize("how", RETYPED)
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_way_a_letterhead_is_typed_changes_nothing(case, how):
    retyped = {**case, "lines": [RETYPED[how](line) for line in case["lines"]]}
    before, after = _read(case).metadata, _read(retyped).metadata
    changed = [name for name in case["want"] if _told(name, before) != _told(name, after)]
    assert changed == []


def _told(name, metadata):
    value = _shown(getattr(metadata, name))
    return match_key(value) if name in SPELT and isinstance(value, str) else value
