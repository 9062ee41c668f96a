"""Every check that stops publication is in the list that says who could break it and what happens instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.quality.gates import action_of, gates, gates_markdown
from pipelines.quality.results import CheckSeverity
from pipelines.quality.suites import suites
from pipelines.warehouse.build.manifest import ensure_manifest

ROOT = Path(__file__).parents[2]


def listed(engine: str) -> set[tuple[str, str]]:
    return {(gate.suite, name) for gate in gates() if gate.engine == engine for name in gate.checks}


def blocking_expectations() -> set[tuple[str, str]]:
    return {(suite.name, check.name) for suite in suites() for check in suite.checks if check.severity == "block"}


def blocking_dbt_tests() -> set[tuple[str, str]]:
    nodes = json.loads(ensure_manifest(ROOT / "dbt_project").read_text(encoding="utf-8"))["nodes"].values()
    tests = [node for node in nodes if node["resource_type"] == "test"]
    return {
        (str(node["attached_node"]).rsplit(".", 1)[-1], node["name"])
        for node in tests
        if str(node["config"]["severity"]).lower() != "warn"
    }


def test_every_blocking_expectation_is_listed() -> None:
    assert listed("great_expectations") == blocking_expectations()


def test_every_blocking_dbt_test_is_listed() -> None:
    found = blocking_dbt_tests()
    new, gone = sorted(found - listed("dbt")), sorted(listed("dbt") - found)
    hint = "say in pipelines/quality/data/gates.csv who could break it and what happens instead; see gates.md"
    assert (new, gone) == ([], []), hint


def test_the_page_shows_the_list() -> None:
    page = (ROOT / "docs" / "developer" / "gates.md").read_text(encoding="utf-8")
    for is_dbt in (False, True):
        table = gates_markdown(gate for gate in gates() if (gate.engine == "dbt") is is_dbt)
        assert table in page, "write the table of docs/developer/gates.md again: gates_markdown(gates())"


def test_no_gate_stops_everybody_for_what_somebody_else_did() -> None:
    for gate in gates():
        assert len(gate.now) > 15, gate
        assert gate.broken_by.startswith("nobody") or "stops" not in gate.now, gate


def test_every_gate_says_in_vietnamese_what_to_do() -> None:
    assert [gate for gate in gates() if len(gate.action_vi) < 30] == []
    assert "bộ phận kỹ thuật" in action_of("fct_task", "fct_task_is_built")


@pytest.mark.parametrize("name", ["few_files_quarantined", "most_files_readable"])
def test_many_unreadable_files_are_told_and_stop_nobody(name: str) -> None:
    (severity,) = [check.severity for suite in suites() for check in suite.checks if check.name == name]
    assert severity is CheckSeverity.WARN
