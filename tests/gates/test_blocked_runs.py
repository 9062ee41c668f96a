"""A fault of our own making stops publication, and says what, where, of which files and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_plans import write_plan
from test_nobody_stops_the_others import QUANG_TRI, Run, run

from pipelines.alerts.gather import run_message
from pipelines.alerts.message import as_text
from pipelines.reference.tables import reference_rows
from pipelines.settings import Settings
from pipelines.stages import load
from pipelines.warehouse.lake import rows

pytestmark = pytest.mark.slow  # several whole runs each


@pytest.fixture
def published(tmp_path: Path) -> Run:
    for number, unit in enumerate(("xã Gio Linh", "xã Cam Lộ", "xã Hải Lăng"), start=15):
        write_plan(tmp_path / "raw" / QUANG_TRI / f"{unit}.docx", unit, number=str(number))
    done = run(Settings(tmp_path / "raw", tmp_path / "warehouse", workers=1))
    assert done.code == 0, done.said
    return done


def _told_everywhere(stopped: Run, *words: str) -> None:
    runs_page = stopped.settings.paths.reports / "quang-tri" / "chat-luong" / "lan-chay.html"
    home = stopped.settings.paths.reports / "index.html"
    places = [" ".join(stopped.said.split()), runs_page.read_text(encoding="utf-8"), home.read_text(encoding="utf-8")]
    (target,) = (path for path in stopped.settings.paths.build.iterdir() if (path / "blocked.json").is_file())
    places.append(as_text(run_message(stopped.settings, target.name.removesuffix("-dbt"), "command_line")))
    for place in places:
        for word in words:
            assert word in place


@pytest.mark.parametrize("engine", ["great_expectations", "dbt"])
def test_a_run_that_is_stopped_says_the_same_on_the_console_in_the_alert_and_in_the_report(
    published: Run, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.settings.paths.published.read_bytes()
    write_plan(published.settings.raw / QUANG_TRI / "mới.docx", "xã Ba Lòng", number="30")
    if engine == "great_expectations":
        words = ("Dấu so sánh thuộc danh sách", "targets.comparator_in_list", "landing.targets", "mới.docx")
        _damage_rows(monkeypatch)
    else:
        first = next(iter(reference_rows("indicators")))["indicator_code"]
        words = ("staging.stg_indicators", "stg_indicators.unique_stg_indicators_indicator_code", f"Ở: {first}.")
        _damage_catalogue(monkeypatch)
    stopped = run(published.settings)
    assert stopped.code == 1
    assert published.settings.paths.published.read_bytes() == before
    _told_everywhere(stopped, *words, "Việc cần làm: Lỗi của chương trình", "bộ phận kỹ thuật")
    monkeypatch.undo()
    (published.settings.raw / QUANG_TRI / "mới.docx").unlink()
    assert run(published.settings).code == 0
    page = published.settings.paths.reports / "quang-tri" / "chat-luong" / "lan-chay.html"
    assert "bi-chan" not in page.read_text(encoding="utf-8")


def _damage_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    true: Callable[..., dict[str, Any]] = rows._target_row
    monkeypatch.setattr(rows, "_target_row", lambda *given: true(*given) | {"comparator": "~"})


def _damage_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    true = load.load_landing

    def doubled(*given: Any, **named: Any) -> Any:
        report = true(*given, **named)
        with duckdb.connect(str(report.build_file)) as connection:
            connection.execute("insert into landing.ref_indicators select * from landing.ref_indicators limit 1")
        return report

    monkeypatch.setattr(load, "load_landing", doubled)


def test_a_plan_that_is_removed_stops_neither_this_run_nor_the_next(published: Run) -> None:
    (published.settings.raw / QUANG_TRI / "xã Cam Lộ.docx").unlink()
    removed = run(published.settings)
    assert removed.code == 0, removed.said
    told = removed.rows("select evidence from quality.finding where rule = 'source_file_removed'")
    assert told == [(f"{QUANG_TRI}/xã Cam Lộ.docx",)]
    assert removed.state("Cam Lộ") == "missing"
    write_plan(published.settings.raw / QUANG_TRI / "mới.docx", "xã Ba Lòng", number="30")
    after = run(published.settings)
    assert after.code == 0, after.said
    assert {name for (name,) in after.rows("select file_name from core.dim_document")} == {
        "xã Gio Linh.docx",
        "xã Hải Lăng.docx",
        "mới.docx",
    }
