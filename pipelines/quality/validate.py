"""Run the suites on the landing tables of a build file and write Data Docs that need no network.

Frames are read with DuckDB and checked as pandas frames. Great Expectations takes about nine seconds to import, so
it is imported where it is used.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from pipelines.quality.data_docs import replace_docs, write_index
from pipelines.quality.results import Checker, CheckResult, CheckRunFailed, CheckSeverity
from pipelines.quality.suites import Suite, SuiteCheck, suites
from pipelines.startup import fields_copied_once, imported_for_good, load_seldom_used_late, skip_unused_grammar

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.data_context import AbstractDataContext
    from great_expectations.expectations import Expectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

_GX_SEVERITY: Final = {
    CheckSeverity.BLOCK: "critical",
    CheckSeverity.WARN: "warning",
    CheckSeverity.INFORM: "info",
}
_SAMPLE_SIZE: Final = 5
STORED_ROWS: Final = 100
"""Failing rows of one check that are kept with their place; the count is always complete."""
Frames = dict[str, "pd.DataFrame"]


def run_expectations(
    build_file: Path,
    docs_folder: Path,
    *,
    run_id: str,
    wanted: tuple[Suite, ...] | None = None,
) -> tuple[CheckResult, ...]:
    """Check the landing tables of ``build_file``; return one result per expectation, in suite order.

    Args:
        build_file: private DuckDB file with the schema ``landing``.
        docs_folder: where the Data Docs go; the pages of the previous run are replaced.
        run_id: recorded with every result.
        wanted: suites to run, all of :func:`pipelines.quality.suites.suites` when None.

    Raises:
        CheckRunFailed: an expectation could not be evaluated. That is a fault of the check, never bad data.
    """
    chosen = suites() if wanted is None else wanted
    frames = _read_frames(build_file, chosen)
    with replace_docs(docs_folder) as fresh_docs, _quiet_environment():
        return _run(chosen, frames, fresh_docs, run_id)


def _read_frames(build_file: Path, chosen: tuple[Suite, ...]) -> Frames:
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return {suite.name: connection.execute(suite.frame).df() for suite in chosen}


@contextmanager
def _quiet_environment() -> Iterator[None]:
    """Switch analytics off before the import reads its settings."""
    before = os.environ.get("GX_ANALYTICS_ENABLED")
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("GX_ANALYTICS_ENABLED", None)
        else:
            os.environ["GX_ANALYTICS_ENABLED"] = before


def _run(chosen: tuple[Suite, ...], frames: Frames, docs: Path, run_id: str) -> tuple[CheckResult, ...]:
    context = _new_context(docs)
    results = [result for suite in chosen for result in _run_suite(context, suite, frames[suite.name], run_id)]
    context.build_data_docs(build_index=False)  # ours takes its place
    write_index(docs, results, run_id=run_id)
    return tuple(results)


def _new_context(docs: Path) -> AbstractDataContext:
    skip_unused_grammar()
    load_seldom_used_late()
    with imported_for_good("great_expectations"), fields_copied_once():
        import great_expectations as gx  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = {"globally": False}
    for name in list(context.get_site_names()):
        context.delete_data_docs_site(name)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs)}
    site = {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": store,
    }
    context.add_data_docs_site("data_quality", site)
    return context


def _run_suite(context: AbstractDataContext, suite: Suite, frame: pd.DataFrame, run_id: str) -> Iterator[CheckResult]:
    import great_expectations as gx  # noqa: PLC0415

    source = context.data_sources.add_pandas(f"landing_{suite.name}")
    batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
    expectations = [_expectation(check) for check in suite.checks]
    made = context.suites.add(gx.ExpectationSuite(suite.name, expectations=expectations))
    definition = gx.ValidationDefinition(name=suite.name, data=batch, suite=made)
    context.validation_definitions.add(definition)
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name=suite.name,
            validation_definitions=[definition],
            result_format={
                "result_format": "SUMMARY",
                "unexpected_index_column_names": [suite.key],
                "partial_unexpected_count": STORED_ROWS,
            },
        )
    )
    with _configurations_kept():
        outcome = checkpoint.run(batch_parameters={"dataframe": frame}, run_id=gx.RunIdentifier(run_name=run_id))
    found = {
        entry["expectation_config"]["meta"]["check"]: entry
        for result in outcome.run_results.values()
        for entry in (item.to_json_dict() for item in result.results)
    }
    return (_to_result(suite, check, found, run_id) for check in suite.checks)


@contextmanager
def _configurations_kept() -> Iterator[None]:
    """Let Great Expectations put the configuration of each expectation together once in this block.

    A run asks an expectation for it a hundred and forty times, and each time it is made anew from the same fields: a
    third of a run's processor time. Nothing changes an expectation, nor a configuration that it gave, while it runs.
    """
    from great_expectations.expectations.expectation import Expectation  # noqa: PLC0415

    own = Expectation.configuration
    kept: dict[int, tuple[Expectation, ExpectationConfiguration]] = {}

    def configuration(expectation: Expectation) -> ExpectationConfiguration:
        if id(expectation) not in kept:  # the expectation stays with it: nobody else gets its number meanwhile
            kept[id(expectation)] = (expectation, own.fget(expectation))
        return kept[id(expectation)][1]

    Expectation.configuration = property(configuration)
    try:
        yield
    finally:
        Expectation.configuration = own


def _expectation(check: SuiteCheck) -> Expectation:
    from great_expectations import expectations  # noqa: PLC0415

    kind = getattr(expectations, check.type, None)
    if kind is None:
        raise CheckRunFailed(f"Kiểm tra {check.name}: Great Expectations không có {check.type!r}; hãy sửa bộ kiểm tra.")
    notes = {"check": check.name, "notes": {"format": "string", "content": check.reason_vi}}
    return kind(severity=_GX_SEVERITY[check.severity], meta=notes, **check.arguments)


def _to_result(suite: Suite, check: SuiteCheck, found: Mapping[str, Any], run_id: str) -> CheckResult:
    entry = found.get(check.name)
    if entry is None:
        raise CheckRunFailed(
            f"Kiểm tra {suite.name}.{check.name}: không có kết quả trả về, kiểm tra đã không chạy; hãy chạy lại."
        )
    _raise_if_not_evaluated(suite, check, entry)
    result = entry["result"]
    keys = _failing_keys(result, suite.key)
    return CheckResult(
        engine=Checker.GREAT_EXPECTATIONS,
        suite=suite.name,
        check_name=check.name,
        severity=check.severity,
        passed=bool(entry["success"]),
        observed=_observed(result),
        failing_rows=result.get("unexpected_count"),
        run_id=run_id,
        message_vi=check.reason_vi,
        sample=", ".join(keys[:_SAMPLE_SIZE]) or None,
        row_keys=keys,
    )


def _raise_if_not_evaluated(suite: Suite, check: SuiteCheck, entry: Mapping[str, Any]) -> None:
    """An exception inside an expectation comes back as success=False; it must not read as bad data."""
    information = entry.get("exception_info") or {}
    nested = [value for value in information.values() if isinstance(value, dict)]
    raised = [item for item in (information, *nested) if item.get("raised_exception")]
    if raised:
        raise CheckRunFailed(
            f"Kiểm tra {suite.name}.{check.name} ({check.type} {dict(check.arguments)}) không tính được: "
            f"{raised[0].get('exception_message')}. Hãy sửa tệp bộ kiểm tra hoặc bảng mà nó kiểm tra."
        )


def _observed(result: Mapping[str, Any]) -> str | None:
    if "observed_value" in result:
        return json.dumps(result["observed_value"], ensure_ascii=False, default=str)
    if "element_count" not in result:
        return None
    seen = f"{result.get('unexpected_count', 0)}/{result['element_count']}"
    examples = result.get("partial_unexpected_list") or []
    return f"{seen}: {json.dumps(examples[:_SAMPLE_SIZE], ensure_ascii=False, default=str)}" if examples else seen


def _failing_keys(result: Mapping[str, Any], key: str) -> tuple[str, ...]:
    rows = result.get("partial_unexpected_index_list") or []
    return tuple(str(row.get(key)) for row in rows if isinstance(row, dict))
