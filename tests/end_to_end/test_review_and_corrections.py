"""A decision made on the review page changes the published number, can be traced, survives a rebuild and expires."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import uvicorn
from browser import open_browser

from pipelines.review.app import review_app
from pipelines.review.frame import HOST
from pipelines.review.model import ReviewTask
from pipelines.settings import Settings

from .conftest import Finished, cchc

pytestmark = pytest.mark.slow

PLAN = "Nam Đàn - Kế hoạch CCHC 2026.pdf"
AUTHOR = "Trần Thị Rà Soát"


@dataclass(frozen=True)
class Corrected:
    """Three states of one small warehouse: as read, corrected, corrected and built anew from nothing."""

    settings: Settings
    indicator: str
    task: ReviewTask
    before: dict[str, Any]
    after: dict[str, Any]
    rebuilt: dict[str, Any]
    problems: list[str]
    trace: Finished


@contextmanager
def served(settings: Settings) -> Iterator[tuple[Any, str]]:
    """The review page on a free port: the application and its address with the key."""
    app = review_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield app, f"http://{HOST}:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def state(settings: Settings, indicator: str) -> dict[str, Any]:
    with duckdb.connect(str(settings.paths.published), read_only=True) as connection:

        def all_rows(query: str, *values: object) -> list[tuple[Any, ...]]:
            return connection.execute(query, list(values)).fetchall()

        return {
            "province": all_rows(
                "select target_count, mean_value from marts.province_indicators where indicator_code = ? "
                "and plan_year = 2026 and plan_count > 0",
                indicator,
            ),
            "commune": all_rows(
                "select value, is_corrected, target_id from marts.commune_indicators where indicator_code = ?",
                indicator,
            ),
            "corrections": all_rows(
                "select status, field, old_value, new_value, author, item_id from quality.correction order by file_row"
            ),
            "printed": all_rows("select target_id, evidence from core.fct_target order by target_id"),
            "expired": all_rows("select count(*) from quality.finding where rule = 'correction_expired'"),
        }


def unused_indicator(settings: Settings) -> str:
    query = """
        select indicator_code from core.dim_indicator
        where unit = 'percent' and indicator_code not in (select indicator_code from marts.commune_indicators)
        order by indicator_code
    """
    with duckdb.connect(str(settings.paths.published), read_only=True) as connection:
        return str(connection.execute(query).fetchall()[0][0])


def decide(settings: Settings, indicator: str) -> tuple[ReviewTask, list[str]]:
    """Give an unmatched commitment an indicator and another value, by keyboard; what the browser complained about."""
    with served(settings) as (app, address), open_browser() as browser, browser.page() as opened:
        site = app.state.site
        task = next(
            one
            for one in site.desk.waiting()
            if one.kind.kind == "unmatched_target" and dict(one.current)["unit"] == "percent"
        )
        opened.open(f"{address}/?khoa={site.access_key}")
        opened.page.wait_for_selector("h1:has-text('Hàng đợi')")  # the entrance leads on by itself
        opened.open(f"{address}/viec/{task.review_key}")
        page = opened.page
        page.keyboard.press("e")
        page.keyboard.type(indicator)
        page.fill("[name='f.value']", "35,5")
        page.fill("[name=author]", AUTHOR)
        page.fill("[name=reason]", "ghi theo bản gốc")
        page.keyboard.press("Escape")
        page.keyboard.press("2")
        page.wait_for_url(lambda url: task.review_key not in url)
        return task, list(opened.problems)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Corrected:
    base = tmp_path_factory.mktemp("corrected")
    settings = Settings(raw=base / "raw", warehouse=base / "warehouse")
    folder = settings.raw / "nghe-an" / "2026"
    folder.mkdir(parents=True)
    shutil.copy(repository / "raw" / "nghe-an" / "2026" / PLAN, folder)

    def run() -> None:
        done = cchc("run", "--raw", settings.raw, "--warehouse", settings.warehouse, cwd=repository)
        assert done.code == 0, done.output

    run()
    indicator = unused_indicator(settings)
    before = state(settings, indicator)
    task, problems = decide(settings, indicator)
    run()
    after = state(settings, indicator)
    trace = cchc("trace", task.item_id, "--raw", settings.raw, "--warehouse", settings.warehouse, cwd=repository)
    shutil.rmtree(settings.warehouse)
    run()
    return Corrected(settings, indicator, task, before, after, state(settings, indicator), problems, trace)


def test_decision_on_the_page_changes_the_published_number(corrected: Corrected) -> None:
    assert corrected.before["province"] == [(0, None)]
    ((count, mean),) = corrected.after["province"]
    assert (count, float(mean)) == (1, 35.5)
    ((value, is_corrected, target_id),) = corrected.after["commune"]
    assert (float(value), is_corrected, target_id) == (35.5, True, corrected.task.item_id)


def test_printed_words_stay(corrected: Corrected) -> None:
    assert corrected.after["printed"] == corrected.before["printed"]


def test_who_changed_what_is_published(corrected: Corrected) -> None:
    current = dict(corrected.task.current)
    assert corrected.after["corrections"] == [
        ("applied", "indicator_code", "-", corrected.indicator, AUTHOR, corrected.task.item_id),
        ("applied", "value", current["value"], "35,5", AUTHOR, corrected.task.item_id),
    ]


def test_correction_can_be_traced(corrected: Corrected) -> None:
    assert corrected.trace.code == 0, corrected.trace.output
    for words in (AUTHOR, "đã áp dụng", "35,5", "marts.province_indicators", f"{corrected.task.item_id}-trang-"):
        assert words in corrected.trace.output


def test_correction_survives_a_rebuild_from_nothing(corrected: Corrected) -> None:
    assert corrected.rebuilt == corrected.after


def test_review_page_has_no_console_errors(corrected: Corrected) -> None:
    assert corrected.problems == []


def test_correction_expires_when_the_document_changes(corrected: Corrected, repository: Path) -> None:
    settings = corrected.settings
    file = settings.raw / "nghe-an" / "2026" / PLAN
    file.write_bytes(file.read_bytes() + b"\n% another copy\n")
    done = cchc("run", "--raw", settings.raw, "--warehouse", settings.warehouse, cwd=repository)
    assert done.code == 0, done.output
    found = state(settings, corrected.indicator)
    assert found["province"] == corrected.before["province"]
    assert [row[0] for row in found["corrections"]] == ["expired", "expired"]
    assert found["expired"] == [(2,)]
