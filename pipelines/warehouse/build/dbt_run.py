"""Run dbt on a build file as a subprocess, and read what its tests found.

A subprocess, because dbt in process keeps DuckDB's exclusive file lock. Dagster runs the same project through
dagster-dbt; both end in :func:`read_dbt_results`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.quality.results import CheckResult, CheckSeverity, Engine
from pipelines.warehouse.build.dbt_wording import promise_vi

BUILD_PATH_VARIABLE: Final = "CCHC_BUILD_PATH"
_REPORTED_KINDS: Final = ("test", "unit_test")
_PASSED: Final = ("pass", "success")


class DbtFailed(RuntimeError):  # noqa: N818 - named for what happened
    """dbt did not run to its end: the project does not compile, or the build file cannot be opened."""


@dataclass(frozen=True, slots=True)
class DbtReport:
    """What one dbt run did; ``checks`` holds data tests, unit tests and models that failed to build."""

    succeeded: bool
    checks: tuple[CheckResult, ...]
    target: Path


def run_dbt(
    project: Path,
    build_file: Path,
    target: Path,
    *,
    run_id: str,
    variables: Mapping[str, object] | None = None,
    command: str = "build",
) -> DbtReport:
    """Run ``dbt <command>`` on ``build_file``.

    Args:
        project: folder of ``dbt_project.yml`` and ``profiles.yml``.
        build_file: private DuckDB file with the schema ``landing``; no connection to it may be open.
        target: folder for compiled SQL, manifest and results.
        run_id: recorded with every check.
        variables: values for the project's ``vars``.
        command: a dbt command that writes ``run_results.json``, with its own options.

    Raises:
        DbtFailed: dbt stopped before it could report results (exit code 2 or no result file).
    """
    target.mkdir(parents=True, exist_ok=True)
    (target / "run_results.json").unlink(missing_ok=True)
    done = subprocess.run(
        _arguments(project, target, command, variables or {}),
        env=dbt_environment(build_file),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    # 0: all passed; 1: something failed, and the results say what; anything else: dbt itself broke
    if done.returncode not in (0, 1) or not (target / "run_results.json").exists():
        raise DbtFailed(
            f"dbt {command} on {build_file.name} ended with code {done.returncode} and no results. "
            f"Last lines:\n{_tail(done.stdout + done.stderr)}"
        )
    return DbtReport(done.returncode == 0, read_dbt_results(target, run_id=run_id), target)


def dbt_environment(build_file: Path) -> dict[str, str]:
    """Return the environment for dbt: which file to build, no telemetry, no colours."""
    return {
        **os.environ,
        BUILD_PATH_VARIABLE: str(build_file),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "DBT_USE_COLORS": "false",
        "PYTHONUTF8": "1",
    }


def read_dbt_results(target: Path, *, run_id: str) -> tuple[CheckResult, ...]:
    """Return the checks of ``<target>/run_results.json``, sorted by suite and name.

    Tests keep their severity: ``error`` blocks, ``warn`` warns, and ``warn`` with ``meta: {gate: inform}`` informs (dbt
    itself knows two). A model that could not be built, or that was skipped
    because of a failure before it, is a blocking failure of its own.

    Raises:
        DbtFailed: a result names a node that the manifest does not know.
    """
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes = {**manifest["nodes"], **manifest.get("unit_tests", {})}
    # exposures are listed too, as "no-op": nothing was run for them
    ran = [entry for entry in results if not entry["unique_id"].startswith("exposure.")]
    checks = [_to_check(entry, nodes, run_id) for entry in ran]
    return tuple(sorted((check for check in checks if check), key=lambda check: (check.suite, check.check_name)))


def _arguments(project: Path, target: Path, command: str, variables: Mapping[str, object]) -> list[str]:
    # `-m` keeps dbt in this interpreter, whatever PATH says
    return [
        *(sys.executable, "-m", "dbt.cli.main", *command.split()),
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(target), "--log-path", str(target / "logs")),
        *("--vars", json.dumps(dict(variables), ensure_ascii=False)),
    ]


def _node(nodes: Mapping[str, Any], unique_id: str) -> Mapping[str, Any]:
    node: Mapping[str, Any] | None = nodes.get(unique_id)
    if node is None:
        raise DbtFailed(f"{unique_id}: in run_results.json but not in manifest.json; delete the dbt target folder.")
    return node


def _to_check(entry: Mapping[str, Any], nodes: Mapping[str, Any], run_id: str) -> CheckResult | None:
    node = _node(nodes, entry["unique_id"])
    is_test = node["resource_type"] in _REPORTED_KINDS
    passed = entry["status"] in _PASSED
    if not is_test and passed:
        return None
    return CheckResult(
        engine=Engine.DBT,
        suite=_suite(node),
        check_name=node["name"] if is_test else f"{node['name']}_is_built",
        severity=_severity(node, entry, is_test=is_test),
        passed=passed,
        observed=f"{entry['status']}: {_first_line(entry.get('message'))}".removesuffix(": "),
        failing_rows=entry.get("failures"),
        run_id=run_id,
        message_vi=promise_vi(node, nodes) if is_test else None,
        failure_table=_failing_rows_table(entry) if is_test and not passed else None,
    )


def _failing_rows_table(entry: Mapping[str, Any]) -> str | None:
    # the name of the database is the run's; schema and table are the same in every run
    relation = str(entry.get("relation_name") or "")
    return ".".join(part.strip('"') for part in relation.split(".")[-2:]) or None


def _suite(node: Mapping[str, Any]) -> str:
    attached = node.get("attached_node") or ""
    return str(attached.rsplit(".", 1)[-1] or node.get("model") or node["name"])


def _severity(node: Mapping[str, Any], entry: Mapping[str, Any], *, is_test: bool) -> CheckSeverity:
    # an error is a test that could not run: that always blocks, whatever the test's own severity
    if not is_test or entry["status"] in ("error", "skipped", "runtime error"):
        return CheckSeverity.BLOCK
    config = node.get("config", {})
    if config.get("meta", {}).get("gate") == CheckSeverity.INFORM:
        return CheckSeverity.INFORM
    warns = str(config.get("severity", "error")).lower() == "warn"
    return CheckSeverity.WARN if warns else CheckSeverity.BLOCK


def _first_line(message: object) -> str:
    return " ".join(str(message or "").split())[:300]


def _tail(text: str, lines: int = 15) -> str:
    return "\n".join(text.strip().splitlines()[-lines:])
