"""No number that is no level enters a figure of the province unseen: from the words of a plan to the published file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.review.model import ReviewTask
from pipelines.review.queue import review_tasks

from .conftest import cchc
from .silent_numbers import write_plans

pytestmark = pytest.mark.slow

CONFIRMED = "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 95%"


def rows(published: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(published), read_only=True) as connection:
        return connection.execute(query).fetchall()


@dataclass(frozen=True)
class Reviewed:
    """What was published before and after a reviewer said which of two values counts."""

    published: Path
    before: list[tuple[Any, ...]]
    reasons: list[tuple[Any, ...]]
    by_basis: list[tuple[Any, ...]]
    changes: list[tuple[Any, ...]]
    ranges: list[tuple[Any, ...]]
    tasks: tuple[ReviewTask, ...]
    page: str


_FIGURES = """
select indicator_code, target_count, mean_value, excluded_count, basis from marts.province_indicators
where plan_year = 2026 and target_count + excluded_count > 0 order by 1
"""
_REASONS = """
select commune_name, indicator_code, value::integer, excluded_reason from marts.excluded_targets order by 1, 2, 3
"""


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[Reviewed]:
    base = tmp_path_factory.mktemp("silent_numbers")
    raw, warehouse = base / "raw", base / "kho"
    write_plans(raw)
    first = cchc("run", "--raw", raw, "--warehouse", warehouse, cwd=repository)
    assert first.code == 0, first.output
    published = warehouse / "cchc.duckdb"
    before, reasons = rows(published, _FIGURES), rows(published, _REASONS)
    by_basis = rows(
        published,
        "select basis, is_headline, target_count, mean_value from marts.province_indicators_by_basis "
        "where indicator_code = 'online_payment_rate' order by is_headline desc, basis",
    )
    changes = rows(published, "select indicator_code, change, value::integer, baseline from marts.change_targets")
    ranges = rows(
        published,
        "select value::integer, value_max::integer from marts.commune_indicators where value_max is not null",
    )
    tasks = review_tasks(published)
    page = (warehouse / "reports/quang-tri/2026/chi-tieu/on_time_rate.html").read_text(encoding="utf-8")
    confirm(raw, next(one for one in tasks if one.evidence == CONFIRMED))
    second = cchc("run", "--raw", raw, "--warehouse", warehouse, cwd=repository)
    assert second.code == 0, second.output
    yield Reviewed(published, before, reasons, by_basis, changes, ranges, tasks, page)


def confirm(raw: Path, task: ReviewTask) -> None:
    """A reviewer says that this one of the plan's values is right."""
    decision = {"decision": "đúng", "author": "Lê Thị Rà Soát", "decided_on": "01/02/2026", "reason": "theo bản giấy"}
    filled = task.as_row() | decision
    folder = raw / "quang-tri" / "corrections"
    folder.mkdir(parents=True)
    with (folder / "ra-soat.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(filled))
        writer.writerow({name: f"{name} ({name})" for name in filled})
        writer.writerow(filled)


def test_only_levels_of_the_commune_by_the_headline_basis_are_averaged(reviewed: Reviewed) -> None:
    assert reviewed.before == [
        ("digitisation_rate", 4, 77.5, 3, None),  # 80, 90, 75 of the commune itself, 65 of the table; 850 is none
        ("digitised_data_reuse_rate", 1, 60.0, 1, None),  # "tăng 15%" is no level of 15
        ("on_time_rate", 3, 95.0, 3, None),  # 98, 97 and the lower end of 90–95
        ("online_payment_rate", 1, 70.0, 2, "dossiers"),
    ]


def test_what_stays_out_says_why(reviewed: Reviewed) -> None:
    assert reviewed.reasons == [
        ("Cồn Tiên", "digitisation_rate", 60, "settled_by_table"),
        ("Cửa Tùng", "on_time_rate", 99, "other_scope"),
        ("Cửa Tùng", "online_payment_rate", 75, "basis_unclear"),
        ("Vĩnh Hoàng", "digitisation_rate", 70, "settled_by_scope"),
        ("Vĩnh Hoàng", "on_time_rate", 95, "contradicted"),
        ("Vĩnh Hoàng", "on_time_rate", 100, "contradicted"),
        ("Vĩnh Linh", "digitisation_rate", 850, "out_of_range"),
        ("Vĩnh Linh", "digitised_data_reuse_rate", 15, "change_not_level"),
        ("Vĩnh Linh", "online_payment_rate", 90, "other_basis"),
    ]


def test_each_basis_has_its_own_figure_and_a_range_both_ends(reviewed: Reviewed) -> None:
    assert reviewed.by_basis == [
        ("dossiers", True, 1, 70.0),
        ("transactions", False, 1, 90.0),
        ("unspecified", False, 1, 75.0),
    ]
    assert reviewed.ranges == [(90, 95)]


def test_a_change_is_published_with_its_base(reviewed: Reviewed) -> None:
    assert reviewed.changes == [("digitised_data_reuse_rate", "increase", 15, "so với năm 2025")]


def test_slips_and_conflicts_head_the_review_queue_and_stand_on_the_page(reviewed: Reviewed) -> None:
    kinds = [task.kind.kind for task in reviewed.tasks]
    assert kinds[:3] == ["impossible_target", "contradicted_target", "contradicted_target"]
    assert "3 giá trị bị loại" in reviewed.page
    assert "Mâu thuẫn trong kế hoạch" in reviewed.page


def test_a_reviewer_settles_which_value_counts(reviewed: Reviewed) -> None:
    after = {row[0]: row for row in rows(reviewed.published, _FIGURES)}
    assert after["on_time_rate"] == ("on_time_rate", 4, 95.0, 2, None)
    assert ("Vĩnh Hoàng", "on_time_rate", 100, "settled_by_review") in rows(reviewed.published, _REASONS)
