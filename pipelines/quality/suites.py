"""Suites as data: ``data/suites/*.yaml`` and ``data/row_counts.csv`` → frozen definitions.

A suite names the SQL that gives its frame (read from the build file by DuckDB), the column that identifies a row, and
its expectations, each with a severity and the reason in Vietnamese.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from pipelines.model.tables import SCHEMAS
from pipelines.quality.results import CheckSeverity

_DATA: Final = Path(__file__).parent / "data"


class SuiteError(ValueError):
    """A suite file is incomplete or contradicts itself."""


@dataclass(frozen=True, slots=True)
class SuiteCheck:
    """One expectation: ``type`` is a class of ``great_expectations.expectations``, ``arguments`` its parameters."""

    name: str
    type: str
    severity: CheckSeverity
    arguments: Mapping[str, Any]
    reason_vi: str


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations about one frame; ``key`` is the column that names a failing row."""

    name: str
    frame: str
    key: str
    checks: tuple[SuiteCheck, ...]


@cache
def suites() -> tuple[Suite, ...]:
    """Return every suite, sorted by name; the suite ``run`` also holds the row-count bounds.

    Raises:
        SuiteError: a check name occurs twice, a field is missing, or a table has no row-count bound.
    """
    paths = sorted((_DATA / "suites").glob("*.yaml"))
    found = [parse_suite(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths]
    bounds = row_count_checks(_DATA / "row_counts.csv")
    return tuple(_with_checks(suite, bounds) if suite.name == "run" else suite for suite in found)


def parse_suite(name: str, content: Mapping[str, Any]) -> Suite:
    """Return the suite ``name`` from the content of its file.

    Raises:
        SuiteError: a field is missing or a check name occurs twice.
    """
    try:
        checks = tuple(_parse_check(item) for item in content["checks"])
        suite = Suite(name, content["frame"], content["key"], checks)
    except (KeyError, ValueError) as error:
        raise SuiteError(f"Bộ kiểm tra {name}: {error!r}; cần frame, key, checks[name, type, severity, vi].") from error
    _require_unique(suite)
    return suite


def row_count_checks(path: Path) -> tuple[SuiteCheck, ...]:
    """Return the bounds of ``row_counts.csv``: below the minimum blocks, above the maximum warns.

    Raises:
        SuiteError: a normalised table has no bound. Absence of an assertion is an error, not a pass.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    missing = sorted(set(SCHEMAS) - {row["table"] for row in rows})
    if missing:
        raise SuiteError(f"{path.name}: thiếu giới hạn số dòng của {missing}; hãy thêm một dòng cho mỗi bảng.")
    return tuple(check for row in rows for check in _bounds(row))


def _bounds(row: Mapping[str, str]) -> tuple[SuiteCheck, SuiteCheck]:
    table, column = row["table"], f"{row['table']}_rows"
    kind = "ExpectColumnValuesToBeBetween"
    least = SuiteCheck(
        f"{table}_not_fewer_rows_than_expected",
        kind,
        CheckSeverity.BLOCK,
        {"column": column, "min_value": int(row["min_rows"])},
        f"Bảng {table} phải có ít nhất {row['min_rows']} dòng: {row['reason']}",
    )
    most = SuiteCheck(
        f"{table}_not_more_rows_than_expected",
        kind,
        CheckSeverity.WARN,
        {"column": column, "max_value": int(row["max_rows"])},
        f"Bảng {table} không nên quá {row['max_rows']} dòng: {row['reason']}",
    )
    return least, most


def _parse_check(item: Mapping[str, Any]) -> SuiteCheck:
    fixed = {"name", "type", "severity", "vi"}
    arguments = {key: value for key, value in item.items() if key not in fixed}
    return SuiteCheck(item["name"], item["type"], CheckSeverity(item["severity"]), arguments, item["vi"])


def _with_checks(suite: Suite, checks: tuple[SuiteCheck, ...]) -> Suite:
    return Suite(suite.name, suite.frame, suite.key, (*suite.checks, *checks))


def _require_unique(suite: Suite) -> None:
    names = [check.name for check in suite.checks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SuiteError(f"Bộ kiểm tra {suite.name}: tên {twice} dùng hai lần; hãy đặt cho mỗi kiểm tra một tên riêng.")
