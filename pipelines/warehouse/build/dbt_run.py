"""Build the models: by dbt's recorded statements, or by dbt itself, as a subprocess.

:func:`build_models` is what a run calls. A subprocess, because dbt in process keeps DuckDB's exclusive file lock, and
because a run that repeats recorded statements need not import dbt at all.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.quality.results import Checker, CheckResult, CheckSeverity
from pipelines.warehouse.build.dbt_command import dbt_command, dbt_environment
from pipelines.warehouse.build.dbt_wording import promise_vi
from pipelines.warehouse.build.replay import ReplayFailed, replay
from pipelines.warehouse.build.statements import (
    DATABASE,
    BuildStatements,
    landing_definitions,
    landing_signature,
    load_statements,
)

_REPORTED_KINDS: Final = ("test", "unit_test")
_PASSED: Final = ("pass", "success")
_log = logging.getLogger(__name__)


class DbtFailed(RuntimeError):  # noqa: N818 - named for what happened
    """dbt did not run to its end: the project does not compile, or the build file cannot be opened."""


@dataclass(frozen=True, slots=True)
class DbtReport:
    """What one dbt run did; ``checks`` holds data tests, unit tests and models that failed to build."""

    succeeded: bool
    checks: tuple[CheckResult, ...]
    target: Path


@dataclass(frozen=True, slots=True)
class DescribedCheck:
    """What a test of the project is called and what it promises, whatever it finds."""

    suite: str
    name: str
    severity: CheckSeverity
    message_vi: str | None


def build_models(project: Path, build_file: Path, target: Path, *, run_id: str) -> tuple[CheckResult, ...]:
    """Build every model of the project in ``build_file`` and evaluate its checks.

    dbt works out its statements once for each version of the project and of the landing tables; a build executes them.
    Where that is not possible, or a statement fails, dbt builds the file itself and says why.

    Args:
        project: folder of ``dbt_project.yml`` and ``profiles.yml``.
        build_file: private DuckDB file with the schema ``landing``; no connection to it may be open.
        target: folder for dbt's own files, should it have to run.
        run_id: recorded with every check.

    Raises:
        DbtFailed: dbt stopped before it could report results.
    """
    statements = _statements(project, build_file)
    if statements is not None:
        try:
            return replay(statements, build_file, run_id=run_id)
        except ReplayFailed as error:
            _log.warning("the recorded statements do not fit, dbt builds the models itself: %s", error)
    # unit tests try the SQL on made-up rows: they belong to the project's tests, not to every night's run
    return run_dbt(project, build_file, target, run_id=run_id, command="build --exclude-resource-type unit_test").checks


def _statements(project: Path, build_file: Path) -> BuildStatements | None:
    with duckdb.connect(str(build_file), read_only=True) as connection:
        definitions = landing_definitions(connection, build_file.stem)
    landing = landing_signature(definitions)
    known = load_statements(project, landing)
    if known is not None:
        return known
    return load_statements(project, landing) if record_statements(project, definitions) else None


def record_statements(project: Path, definitions: tuple[str, ...]) -> bool:
    """Have dbt say its statements for landing tables of these definitions; returns whether it could.

    ``target/manifest.json`` of the project is made anew with them.
    """
    target = project / "target"
    target.mkdir(parents=True, exist_ok=True)
    listed = target / f".landing-{os.getpid()}.json"
    listed.write_text(json.dumps(definitions, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "pipelines.warehouse.build.recorder", str(project), str(listed)]
    try:
        done = subprocess.run(
            command,
            env=dbt_environment(Path(f"{DATABASE}.duckdb")),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    finally:
        listed.unlink(missing_ok=True)
    if done.returncode:
        _log.warning("dbt's statements could not be recorded, dbt builds the models itself: %s", _tail(done.stderr))
    return done.returncode == 0


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
        dbt_command(project, target, [*command.split(), *_variables(variables)], logs=target / "logs"),
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
            f"dbt {command} trên {build_file.name} dừng với mã {done.returncode}, không để lại kết quả. "
            f"Những dòng cuối của dbt:\n{_tail(done.stdout + done.stderr)}"
        )
    return DbtReport(done.returncode == 0, read_dbt_results(target, run_id=run_id), target)


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


def _variables(variables: Mapping[str, object] | None) -> tuple[str, ...]:
    return ("--vars", json.dumps(dict(variables), ensure_ascii=False)) if variables else ()


def _node(nodes: Mapping[str, Any], unique_id: str) -> Mapping[str, Any]:
    node: Mapping[str, Any] | None = nodes.get(unique_id)
    if node is None:
        raise DbtFailed(
            f"{unique_id}: có trong run_results.json, không có trong manifest.json; "
            "hãy xóa dbt_project/target rồi chạy lại."
        )
    return node


def _to_check(entry: Mapping[str, Any], nodes: Mapping[str, Any], run_id: str) -> CheckResult | None:
    node = _node(nodes, entry["unique_id"])
    is_test = node["resource_type"] in _REPORTED_KINDS
    passed = entry["status"] in _PASSED
    if not is_test and passed:
        return None
    described = check_of_node(node, nodes)
    # an error is a test that could not run: that always blocks, whatever the test's own severity
    always_blocks = not is_test or entry["status"] in ("error", "skipped", "runtime error")
    return CheckResult(
        engine=Checker.DBT,
        suite=described.suite,
        check_name=described.name if is_test else f"{described.name}_is_built",
        severity=CheckSeverity.BLOCK if always_blocks else described.severity,
        passed=passed,
        observed=f"{entry['status']}: {_first_line(entry.get('message'))}".removesuffix(": "),
        failing_rows=entry.get("failures"),
        run_id=run_id,
        message_vi=described.message_vi if is_test else None,
        failure_table=_failing_rows_table(entry) if is_test and not passed else None,
    )


def _failing_rows_table(entry: Mapping[str, Any]) -> str | None:
    # the name of the database is the run's; schema and table are the same in every run
    relation = str(entry.get("relation_name") or "")
    return ".".join(part.strip('"') for part in relation.split(".")[-2:]) or None


def check_of_node(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> DescribedCheck:
    """Describe a node of dbt's manifest as a check; ``nodes`` are all of them, for the labels of columns."""
    attached = node.get("attached_node") or ""
    suite = str(attached.rsplit(".", 1)[-1] or node.get("model") or node["name"])
    return DescribedCheck(suite, node["name"], _severity(node), promise_vi(node, nodes))


def _severity(node: Mapping[str, Any]) -> CheckSeverity:
    config = node.get("config", {})
    if config.get("meta", {}).get("gate") == CheckSeverity.INFORM:
        return CheckSeverity.INFORM
    warns = str(config.get("severity", "error")).lower() == "warn"
    return CheckSeverity.WARN if warns else CheckSeverity.BLOCK


def _first_line(message: object) -> str:
    return " ".join(str(message or "").split())[:300]


def _tail(text: str, lines: int = 15) -> str:
    return "\n".join(text.strip().splitlines()[-lines:])
