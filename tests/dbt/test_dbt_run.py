"""What dbt's result files mean for publication."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.quality.results import CheckSeverity
from pipelines.warehouse.build.dbt_command import dbt_environment
from pipelines.warehouse.build.dbt_run import DbtFailed, read_dbt_results, run_dbt

MANIFEST = {
    "nodes": {
        "model.cchc.fct_task": {"resource_type": "model", "name": "fct_task", "config": {}},
        "model.cchc.plan_coverage": {"resource_type": "model", "name": "plan_coverage", "config": {}},
        "test.cchc.strict": {
            "resource_type": "test",
            "name": "unique_task",
            "attached_node": "model.cchc.fct_task",
            "config": {"severity": "ERROR"},
        },
        "test.cchc.soft": {
            "resource_type": "test",
            "name": "area_known",
            "attached_node": "model.cchc.fct_task",
            "config": {"severity": "warn"},
        },
        "test.cchc.note": {
            "resource_type": "test",
            "name": "every_cell_is_short",
            "attached_node": "model.cchc.fct_task",
            "config": {"severity": "warn", "meta": {"gate": "inform"}},
        },
    },
    "unit_tests": {
        "unit_test.cchc.rank": {
            "resource_type": "unit_test",
            "name": "ties_share_a_rank",
            "model": "commune_indicators",
        },
    },
}


def result(unique_id: str, status: str, **more: object) -> dict[str, object]:
    return {"unique_id": unique_id, "status": status, "message": None, "failures": None, **more}


def read(folder: Path, *results: dict[str, object]) -> dict[str, tuple[bool, CheckSeverity]]:
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (folder / "run_results.json").write_text(json.dumps({"results": results}), encoding="utf-8")
    checks = read_dbt_results(folder, run_id="r")
    return {f"{check.suite}.{check.check_name}": (check.passed, check.severity) for check in checks}


def test_failed_tests_keep_their_severity(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        result("model.cchc.fct_task", "success"),
        result("test.cchc.strict", "fail", failures=2),
        result("test.cchc.soft", "warn", failures=1),
        result("unit_test.cchc.rank", "pass"),
        result("exposure.cchc.report", "no-op"),
    )
    assert found == {
        "fct_task.unique_task": (False, CheckSeverity.BLOCK),
        "fct_task.area_known": (False, CheckSeverity.WARN),
        "commune_indicators.ties_share_a_rank": (True, CheckSeverity.BLOCK),
    }


def test_third_level_informs_and_still_blocks_when_it_could_not_run(tmp_path: Path) -> None:
    assert read(tmp_path, result("test.cchc.note", "warn", failures=4)) == {
        "fct_task.every_cell_is_short": (False, CheckSeverity.INFORM)
    }
    assert read(tmp_path, result("test.cchc.note", "error")) == {
        "fct_task.every_cell_is_short": (False, CheckSeverity.BLOCK)
    }


def test_model_that_was_not_built_blocks_publication(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        result("model.cchc.fct_task", "error", message="Contract Error"),
        result("model.cchc.plan_coverage", "skipped"),
    )
    assert found == {
        "fct_task.fct_task_is_built": (False, CheckSeverity.BLOCK),
        "plan_coverage.plan_coverage_is_built": (False, CheckSeverity.BLOCK),
    }


def test_soft_test_that_could_not_run_blocks_all_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, result("test.cchc.soft", "error", message="Binder Error"))
    assert found == {"fct_task.area_known": (False, CheckSeverity.BLOCK)}


def test_result_of_another_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DbtFailed, match="xóa dbt_project/target"):
        read(tmp_path, result("model.other.x", "success"))


def test_dbt_without_a_project_says_how_it_ended(tmp_path: Path) -> None:
    with pytest.raises(DbtFailed, match="dừng với mã 2"):
        run_dbt(tmp_path / "absent", tmp_path / "b.duckdb", tmp_path / "target", run_id="r", command="parse")


def test_telemetry_is_off_for_dbt(tmp_path: Path) -> None:
    environment = dbt_environment(tmp_path / "b.duckdb")
    assert environment["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["CCHC_BUILD_PATH"].endswith("b.duckdb")
