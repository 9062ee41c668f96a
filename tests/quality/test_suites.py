"""The suites are complete and say what they check."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.model.tables import SCHEMAS
from pipelines.quality.results import CheckSeverity
from pipelines.quality.suites import SuiteError, parse_suite, row_count_checks, suites


def test_plans_tasks_targets_and_citations_are_checked_by_at_least_25_expectations() -> None:
    found = {suite.name: len(suite.checks) for suite in suites()}
    assert set(found) == {"citations", "documents", "findings", "published_plans", "run", "targets", "tasks"}
    assert sum(found[name] for name in ("documents", "tasks", "targets", "citations")) >= 25


def test_every_check_gives_its_reason_in_vietnamese() -> None:
    assert [check.name for suite in suites() for check in suite.checks if len(check.reason_vi) < 10] == []


def test_identity_and_references_block_publication() -> None:
    severities = {(suite.name, check.name): check.severity for suite in suites() for check in suite.checks}
    for key in (
        ("documents", "document_id_counted_once"),
        ("tasks", "task_id_once"),
        ("tasks", "task_has_document"),
        ("targets", "parent_exists"),
        ("citations", "citation_has_document"),
    ):
        assert severities[key] is CheckSeverity.BLOCK


def test_odd_percentages_are_for_a_reviewer_and_do_not_block() -> None:
    severities = {check.name: check.severity for suite in suites() for check in suite.checks}
    assert severities["percent_within_0_100"] is CheckSeverity.WARN


def test_every_table_has_row_count_bounds() -> None:
    names = {check.name for suite in suites() if suite.name == "run" for check in suite.checks}
    assert {f"{table}_not_fewer_rows_than_expected" for table in SCHEMAS} <= names


def test_table_without_a_bound_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "row_counts.csv"
    path.write_text("table,min_rows,max_rows,reason,source\ndocuments,1,2,x,y\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="thiếu giới hạn số dòng của"):
        row_count_checks(path)


def test_check_named_twice_is_refused() -> None:
    check = {"name": "a", "type": "ExpectColumnValuesToNotBeNull", "severity": "block", "column": "x", "vi": "…"}
    with pytest.raises(SuiteError, match="'a'"):
        parse_suite("s", {"key": "k", "frame": "select 1", "checks": [check, check]})


def test_incomplete_check_is_refused_with_what_is_expected() -> None:
    with pytest.raises(SuiteError, match="severity"):
        parse_suite("s", {"key": "k", "frame": "select 1", "checks": [{"name": "a", "type": "T", "vi": "…"}]})
