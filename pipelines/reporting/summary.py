"""The summary that ends a run, read from the published file; also what ``cchc status`` shows.

Every figure comes from a contract table, so that the summary can never say more than the warehouse holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.warehouse.publication.counts import Counts, read_counts

# the five headline indicators, in the order of a dossier's life: offered, filed, digitised, reused, paid
HEADLINES = {
    "online_service_usage_rate": "Sử dụng dịch vụ công trực tuyến",
    "online_full_process_dossier_rate": "Hồ sơ trực tuyến toàn trình",
    "digitisation_rate": "Số hóa hồ sơ, kết quả",
    "digitised_data_reuse_rate": "Khai thác lại dữ liệu đã số hóa",
    "online_payment_rate": "Thanh toán trực tuyến",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline indicator of one province and plan year (planned targets, 0-100)."""

    province_name: str
    plan_year: int
    indicator_code: str
    indicator_name_vi: str
    target_count: int
    commune_count: int
    mean_value: float | None
    median_value: float | None
    reference_value: float | None
    excluded_count: int


@dataclass(frozen=True, slots=True)
class UnreadDocument:
    """A document that was not read, with what to do."""

    source_path: str
    reason_code: str
    message_vi: str
    next_action_vi: str | None
    is_known: bool = False
    """Whether an earlier version said the same of the file."""


@dataclass(frozen=True, slots=True)
class WarehouseSummary:
    """What the published warehouse holds."""

    counts: Counts
    quarantined: int
    skipped: int
    findings: dict[str, int]  # by severity
    checks_passed: int
    checks_total: int
    failed_checks: tuple[str, ...]
    headlines: tuple[Headline, ...]
    problems: tuple[UnreadDocument, ...]
    side_problems: tuple[str, ...] = ()
    """What in side files (manifests, corrections, reference rows) is not used, each with its place."""
    misnamed: tuple[str, ...] = ()
    """Files that are named for another unit than their text, in words."""
    decisions: tuple[tuple[str, int], ...] = ()
    """What became of the reviewers' decisions: status (``withdrawn`` for those that take one back) and count."""


# The last word on a file is its worst stage: a file that was read and then found to be no plan is quarantined.
_OUTCOMES = """
select status, count(distinct source_path)
from quality.document_outcome
where status in ('quarantined', 'skipped')
group by status
"""

_FAILED_CHECKS = """
select
    suite || '.' || check_name || ': ' || coalesce(message_vi, observed, '')
    -- a check about the whole run has no rows to name
    || case when sample is null or suite = 'run' then '' else ' Ở: ' || sample end
from quality.check_result
where not passed
order by suite, check_name
"""

_PROBLEMS = """
with known as (
    select distinct source_path, reason_code
    from quality.outcome_history
    where first_version < (select max(version) from quality.run_history)
)

select distinct
    outcome.source_path, outcome.reason_code, outcome.message_vi, outcome.next_action_vi, known.reason_code is not null
from quality.document_outcome as outcome
left join known
    on
        outcome.source_path = known.source_path
        and outcome.reason_code = known.reason_code
where outcome.status = 'quarantined'
order by outcome.source_path, outcome.reason_code
"""

_SIDE_PROBLEMS = """
select f.message_vi
from quality.finding as f
join quality.document_outcome as o using (document_id)
where
    o.reason_code in ('side_file_partly_used', 'side_file_unused', 'corrections_partly_used')
    and f.severity in ('error', 'warning')
order by o.source_path, f.finding_index
"""

_MISNAMED = """
select source_path || ': ' || message_vi
from quality.finding
where rule = 'file_named_for_other_unit'
order by source_path
"""

_DECISIONS = """
select
    case when decision = 'withdraw' and status = 'applied' then 'withdrawn' else status end as became,
    count(*)
from quality.correction
group by became
"""

# the newest plan year of each province stands for the province; no parameters (see `counts`)
_HEADLINES = f"""
with latest as (
    select province_key, max(plan_year) as plan_year
    from marts.province_indicators
    where plan_count > 0
    group by province_key
)

select
    i.province_name,
    i.plan_year,
    i.indicator_code,
    i.indicator_name_vi,
    i.target_count,
    i.commune_count,
    i.mean_value,
    i.median_value,
    i.reference_value,
    i.excluded_count
from marts.province_indicators as i
join latest using (province_key, plan_year)
where list_contains({list(HEADLINES)}, i.indicator_code)
order by i.plan_count desc, i.province_key, list_position({list(HEADLINES)}, i.indicator_code)
"""


def read_summary(published: Path) -> WarehouseSummary:
    """Read the summary from a published file, opened read-only.

    Raises:
        duckdb.IOException: the file does not exist or is held by a writer.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        outcomes = dict(_rows(connection, _OUTCOMES))
        checks = _row(connection, "select count(*) filter (where passed), count(*) from quality.check_result")
        return WarehouseSummary(
            counts=read_counts(connection),
            quarantined=outcomes.get("quarantined", 0),
            skipped=outcomes.get("skipped", 0),
            findings=dict(_rows(connection, "select severity, count(*) from quality.finding group by severity")),
            checks_passed=checks[0],
            checks_total=checks[1],
            failed_checks=tuple(row[0] for row in _rows(connection, _FAILED_CHECKS)),
            headlines=tuple(Headline(*row) for row in _rows(connection, _HEADLINES)),
            problems=tuple(UnreadDocument(*row) for row in _rows(connection, _PROBLEMS)),
            side_problems=tuple(row[0] for row in _rows(connection, _SIDE_PROBLEMS)),
            misnamed=tuple(row[0] for row in _rows(connection, _MISNAMED)),
            decisions=tuple(_rows(connection, _DECISIONS)),
        )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return _rows(connection, sql)[0]
