"""The way through the models is dbt's own, and rules of reading are told in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.provenance.lineage import Lineage, read_lineage
from pipelines.provenance.rules import rule_in_words


def node(name: str, schema: str, kind: str = "model") -> dict[str, object]:
    return {
        "name": name,
        "schema": schema,
        "resource_type": kind,
        "description": f"about {name}",
        "original_file_path": f"models/{schema}/{name}.sql",
        "config": {"meta": {"description_vi": f"về {name}"}},
        "columns": {"value": {"description": "number", "config": {"meta": {"label_vi": "Giá trị"}}}},
    }


@pytest.fixture
def lineage(tmp_path: Path) -> Lineage:
    content = {
        "nodes": {
            "m.stg": node("stg", "staging"),
            "m.side": node("side", "intermediate"),
            "m.mart": node("mart", "marts"),
            "t.x": node("a_test", "tests", "test"),
        },
        "sources": {"s.raw": node("raw", "landing", "source")},
        "parent_map": {"m.stg": ["s.raw"], "m.side": ["m.stg"], "m.mart": ["m.side", "m.stg"], "t.x": ["m.mart"]},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return read_lineage(path)


def test_route_is_the_shortest_way_from_landing_to_mart(lineage: Lineage) -> None:
    route = lineage.route("landing.raw", "marts.mart")
    assert [step.relation for step in route] == ["landing.raw", "staging.stg", "marts.mart"]
    assert [step.file for step in route] == [None, "models/staging/stg.sql", "models/marts/mart.sql"]
    assert route[1].description_vi == "về stg"


def test_route_against_the_stream_is_empty(lineage: Lineage) -> None:
    assert lineage.route("marts.mart", "landing.raw") == ()


def test_labels_are_vietnamese_and_fall_back_to_the_name(lineage: Lineage) -> None:
    assert (lineage.label("marts.mart", "value"), lineage.label("marts.mart", "other")) == ("Giá trị", "other")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("percent.value_last", ("phần trăm", "số đứng sau")),
        ("quarter_before", ("quý", "chỉ có mốc cuối")),
        ("correction.day", ("người rà soát", "một ngày cụ thể")),
        ("row.as_above", ("một dòng", "như trên")),
    ],
)
def test_rules_are_told_in_words(rule: str, words: tuple[str, ...]) -> None:
    told = rule_in_words(rule) or ""
    assert all(word in told for word in words)


def test_unknown_rule_is_not_explained_away() -> None:
    assert rule_in_words("something_new") is None
