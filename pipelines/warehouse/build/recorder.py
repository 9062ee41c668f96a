"""Have dbt build empty tables once and keep its statements: ``python -m pipelines.warehouse.build.recorder``.

A process of its own: dbt needs some 200 MiB and keeps the files that it opens. It writes three things below the
project's ``target``: ``manifest.json``, dbt's memory of what it parsed (``partial_parse.msgpack``), and the statements.

dbt builds every model from landing tables without rows, which checks the contracts and says every statement; its
questions to the catalogue are left out, their answers are the same in every fresh build file. A statement of a kind
that nobody has thought of makes the recording fail, and dbt builds by itself from then on.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from pipelines.startup import skip_unused_grammar
from pipelines.warehouse.build.dbt_command import BUILD_PATH_VARIABLE
from pipelines.warehouse.build.dbt_run import check_of_node
from pipelines.warehouse.build.manifest import manifest_file, mark_manifest
from pipelines.warehouse.build.statements import (
    DATABASE,
    BuildStatements,
    CheckQuery,
    ModelStatements,
    landing_signature,
    save_statements,
)

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

_COMMENT: Final = re.compile(r"^\s*/\*.*?\*/", re.DOTALL)
_KEPT: Final = ("create ", "insert ", "alter ", "comment ")
# questions, transactions (a build is one), and what removes the tables of an earlier build
_LEFT_OUT: Final = ("select ", "describe ", "begin", "commit", "drop ")
_BLANK: Final = re.compile(r"\s+")


class RecordingFailed(RuntimeError):  # noqa: N818 - named for what happened
    """dbt could not build the empty tables, or did something that cannot be repeated without it."""


def main(argv: list[str]) -> int:
    """Record ``argv[0]`` (the project) on the landing tables defined in the JSON file ``argv[1]``; exit code 0 or 1."""
    project, definitions = Path(argv[0]), json.loads(Path(argv[1]).read_text(encoding="utf-8"))
    try:
        save_statements(project, record(project, definitions))
    except RecordingFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def record(project: Path, definitions: Iterable[str]) -> BuildStatements:
    """Parse the project, build it from empty landing tables, and return what dbt did.

    Raises:
        RecordingFailed: see there.
    """
    definitions = tuple(definitions)
    with tempfile.TemporaryDirectory(prefix="cchc-dbt-") as folder:
        # dbt parses anew when the path of the file changes: it is always this one, seen from the working folder
        os.chdir(folder)
        os.environ[BUILD_PATH_VARIABLE] = f"{DATABASE}.duckdb"
        _create_landing(definitions)
        heard: list[tuple[str, str]] = []
        _invoke(project, ["run", "--threads", "1"], heard)
        compiled = _invoke(project, ["compile", "--select", "test_type:data", "--threads", "1"], [])
    mark_manifest(project)
    manifest = json.loads(manifest_file(project).read_text(encoding="utf-8"))
    queries = {one.node.unique_id: str(one.node.compiled_code) for one in compiled.result.results}
    return BuildStatements(
        landing=landing_signature(definitions),
        schemas=tuple(sorted({node["schema"] for node in manifest["nodes"].values()})),
        models=tuple(_models(heard)),
        checks=tuple(_check(manifest, name, query) for name, query in sorted(queries.items())),
    )


def _create_landing(definitions: Iterable[str]) -> None:
    with duckdb.connect(f"{DATABASE}.duckdb") as connection:
        connection.execute("create schema landing")
        for definition in definitions:
            connection.execute(definition)


def _invoke(project: Path, command: list[str], heard: list[tuple[str, str]]) -> dbtRunnerResult:
    skip_unused_grammar()
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - only this process needs it

    def listen(event: Any) -> None:  # noqa: ANN401 - dbt's events have no common type
        if event.info.name == "SQLQuery":
            heard.append((event.data.node_info.unique_id, event.data.sql))

    places = ["--project-dir", project, "--profiles-dir", project, "--target-path", project / "target"]
    where = [*map(str, places), "--log-path", "logs", "--quiet"]
    done = dbtRunner(callbacks=[listen]).invoke([*command, *where])
    if not done.success:
        raise RecordingFailed(f"{project}: dbt {' '.join(command)} failed: {done.exception or _failures(done)}")
    return done


def _failures(done: dbtRunnerResult) -> str:
    results = getattr(done.result, "results", [])
    return "; ".join(f"{one.node.name}: {one.message}" for one in results if one.status not in ("success", "pass"))


def _models(heard: Iterable[tuple[str, str]]) -> Iterable[ModelStatements]:
    by_model: dict[str, list[str]] = {}
    for unique_id, text in heard:
        if unique_id and _is_kept(statement := _COMMENT.sub("", text).strip()):
            by_model.setdefault(unique_id, []).append(statement)
    return (ModelStatements(unique_id, tuple(statements)) for unique_id, statements in by_model.items())


def _is_kept(statement: str) -> bool:
    start = _BLANK.sub(" ", statement[:40].lower()) + " "
    if start.startswith(_KEPT):
        return True
    if start.startswith(_LEFT_OUT):
        return False
    raise RecordingFailed(f"dbt executed a statement of a kind that is not known here: {statement[:200]!r}")


def _check(manifest: Mapping[str, Any], unique_id: str, query: str) -> CheckQuery:
    node = manifest["nodes"][unique_id]
    described = check_of_node(node, {**manifest["nodes"], **manifest["unit_tests"]})
    config = node["config"]
    limit = config.get("limit")
    return CheckQuery(
        unique_id=unique_id,
        suite=described.suite,
        name=described.name,
        severity=described.severity,
        message_vi=described.message_vi,
        query=f"{query.strip()}\nlimit {limit}" if limit else query.strip(),
        failure_table=f"{node['schema']}.{node['alias']}",
        fail_calc=config["fail_calc"],
        warn_if=config["warn_if"],
        error_if=config["error_if"],
        can_fail=str(config["severity"]).lower() == "error",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
