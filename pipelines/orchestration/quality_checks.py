"""Great Expectations suites as asset checks of the landing tables.

Belongs here: how results become Dagster's. Does not: expectations (``pipelines/quality/data``). The checks block: dbt
starts only when no expectation of severity ``block`` failed.
"""

from collections.abc import Iterator
from datetime import datetime

import dagster as dg

from pipelines.model.tables import SCHEMAS
from pipelines.orchestration.instance import WAREHOUSE_POOL
from pipelines.orchestration.resources import ProgressSource, Workspace
from pipelines.orchestration.retries import retrying
from pipelines.orchestration.stopped import telling_of_gates
from pipelines.orchestration.warehouse_assets import landing_key
from pipelines.quality.known_exceptions import load_exceptions, weigh
from pipelines.quality.results import Checker, CheckResult, CheckSeverity
from pipelines.quality.store import save_results
from pipelines.quality.suites import suites
from pipelines.quality.validate import run_expectations
from pipelines.reference.extension import FOLDER
from pipelines.stages.progress import Step
from pipelines.stages.stopped import stop_before_models
from pipelines.text.display import VIET_NAM


def quality_checks() -> list[dg.AssetChecksDefinition]:
    """One check per suite, evaluated together."""
    return [_expectation_checks()]


def checked_table(suite: str) -> str:
    """Landing table that a suite's check stands beside; the suite about the whole run stands beside the outcomes."""
    return suite if suite in SCHEMAS else "outcomes"


def _specs() -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            f"great_expectations_{suite.name}",
            asset=landing_key(checked_table(suite.name)),
            blocking=True,
            description=f"{len(suite.checks)} kỳ vọng Great Expectations; kết quả chi tiết trong Data Docs.",
        )
        for suite in suites()
    ]


def _expectation_checks() -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(
        specs=_specs(),
        name="great_expectations",
        pool=WAREHOUSE_POOL,
        description="Kỳ vọng Great Expectations trên các bảng nạp kho; kỳ vọng chặn không đạt thì không dựng tiếp.",
    )
    def great_expectations(
        context: dg.AssetCheckExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> Iterator[dg.AssetCheckResult]:
        progress.listen(context).begin(Step.EXPECTATIONS)
        settings, run_id = workspace.settings(), context.op_execution_context.run_id
        paths, exceptions = settings.paths, load_exceptions(settings.raw / FOLDER)
        found = run_expectations(paths.build_file(run_id), paths.data_docs, run_id=run_id)
        results = weigh(found, exceptions, datetime.now(VIET_NAM).date())
        save_results(paths.dbt_target(run_id), Checker.GREAT_EXPECTATIONS, results)
        for suite in suites():
            yield suite_result(suite.name, [result for result in results if result.suite == suite.name])
        with retrying(), telling_of_gates(settings, run_id):
            stop_before_models(settings, run_id, results)

    return great_expectations


def suite_result(suite: str, results: list[CheckResult]) -> dg.AssetCheckResult:
    """One Dagster result for a suite: failed when an expectation that blocks or warns failed."""
    failed = [result for result in results if not result.passed]
    blocks = any(result.stops_publication for result in failed)
    return dg.AssetCheckResult(
        check_name=f"great_expectations_{suite}",
        asset_key=landing_key(checked_table(suite)),
        passed=not any(result.severity is not CheckSeverity.INFORM for result in failed),
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description="; ".join(_sentence(result) for result in failed) or None,
        metadata={"Số kỳ vọng": len(results), "Không đạt": len(failed)},
    )


def _sentence(result: CheckResult) -> str:
    rows = f" ({result.failing_rows} dòng)" if result.failing_rows else ""
    return f"{result.suite}.{result.check_name}: {result.message_vi or result.observed}{rows}"
