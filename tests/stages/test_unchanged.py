"""A run is skipped only when it would publish what is published already."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest
from recorded_runs import recorded_runs

from pipelines.settings import Settings
from pipelines.stages import ingredients as ingredients_module
from pipelines.stages.ingredients import ingredients
from pipelines.stages.unchanged import keep_if_unchanged, look_for_changes
from pipelines.warehouse.build.locking import WarehouseBusy

VERSION = "20260601T080000-first000"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A published warehouse over three files, and a small world of code."""
    for name, content in {
        "raw/ca-mau/2026/a.pdf": "một",
        "raw/ca-mau/2026/manifest.csv": "file_name,commune_code\n",
        "raw/ca-mau/corrections/sửa.csv": "mã,giá trị\n",
        "code/pipelines/reader.py": "pass",
        "code/dbt_project/models/mart.sql": "select 1",
        "code/requirements/base.lock": "duckdb==1",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.setattr(ingredients_module, "_REPOSITORY", tmp_path / "code")
    made = Settings(tmp_path / "raw", tmp_path / "kho")
    publish(made)
    return made


def publish(settings: Settings, version: str = VERSION, reason: str | None = None) -> None:
    """Publish ``version`` made from what lies there now; ``reason`` is the outcome of its one file."""
    paths = settings.paths
    paths.versions.mkdir(parents=True, exist_ok=True)
    file = paths.versions / f"cchc-{version}.duckdb"
    record = settings.lake / "history" / f"run={version}" / "runs.parquet"
    record.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema quality")
        connection.execute(
            "create table quality.run_history as select ? as version, 'r' as run_id, 'then' as recorded_at, "
            "1 as finding_count, 1 as outcome_count, 1 as check_count, 0 as failed_check_count, 0 as blocking_count, "
            "null::varchar as same_as",
            [version],
        )
        connection.execute("create table quality.document_outcome as select ?::varchar as reason_code", [reason])
        connection.execute(f"copy quality.run_history to '{record}'")
    manifest = {"ingredients": ingredients(settings), "size_bytes": file.stat().st_size}
    file.with_suffix(".json").write_text(json.dumps(manifest), encoding="utf-8")
    switch(settings, version)


def switch(settings: Settings, version: str) -> None:
    settings.paths.published.unlink(missing_ok=True)
    os.link(settings.paths.versions / f"cchc-{version}.duckdb", settings.paths.published)


def test_unchanged_corpus_keeps_the_version_and_the_run_is_recorded(settings: Settings) -> None:
    assert keep_if_unchanged(settings).version == VERSION
    assert keep_if_unchanged(settings).version == VERSION
    assert len(recorded_runs(settings.lake)) == 3
    assert not list(settings.paths.versions.glob("*tmp*"))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("raw/ca-mau/2026/a.pdf", "raw"),
        ("raw/ca-mau/2026/new.pdf", "raw"),
        ("raw/ca-mau/2026/manifest.csv", "raw"),
        ("raw/ca-mau/corrections/sửa.csv", "raw"),
        ("raw/reference/indicators.csv", "raw"),
        ("code/pipelines/reader.py", "code"),
        ("code/dbt_project/models/mart.sql", "code"),
        ("code/requirements/base.lock", "code"),
    ],
)
def test_any_change_of_what_the_version_was_made_from_is_noticed(
    settings: Settings, tmp_path: Path, changed: str, reason: str
) -> None:
    path = tmp_path / changed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("hai", encoding="utf-8")
    look = keep_if_unchanged(settings)
    assert (look.version, look.reasons) == (None, (reason,))
    assert recorded_runs(settings.lake) == (VERSION,)


def test_content_decides_not_size_or_time(settings: Settings) -> None:
    path = settings.raw / "ca-mau" / "2026" / "a.pdf"
    before = path.stat()
    path.write_text("mốt", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert look_for_changes(settings).reasons == ("raw",)


def test_a_file_that_moved_or_went_is_a_change_and_one_that_was_only_touched_is_none(settings: Settings) -> None:
    path = settings.raw / "ca-mau" / "2026" / "a.pdf"
    path.touch()
    assert look_for_changes(settings).version == VERSION
    moved = path.rename(path.with_name("b.pdf"))
    assert look_for_changes(settings).reasons == ("raw",)
    moved.unlink()
    assert look_for_changes(settings).reasons == ("raw",)


def test_lock_file_of_an_open_document_is_no_change(settings: Settings) -> None:
    (settings.raw / "ca-mau" / "2026" / "~$a.docx").write_text("khóa", encoding="utf-8")
    assert look_for_changes(settings).version == VERSION


def test_other_libraries_or_settings_are_a_change(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = Settings(settings.raw, settings.warehouse, export_parquet=False)
    assert look_for_changes(fewer).reasons == ("settings",)
    monkeypatch.setattr(ingredients_module, "_libraries", lambda: ["duckdb==2"])
    assert look_for_changes(settings).reasons == ("libraries",)


def test_a_file_that_may_be_read_next_time_is_tried_again(settings: Settings) -> None:
    publish(settings, "20260602T080000-second00", "needs_ocr")
    assert look_for_changes(settings).reasons == ("retry",)
    publish(settings, "20260603T080000-third000", "encrypted")
    assert look_for_changes(settings).version == "20260603T080000-third000"


def test_after_a_roll_back_the_version_that_readers_see_is_compared(settings: Settings) -> None:
    later = settings.raw / "ca-mau" / "2026" / "b.pdf"
    later.write_text("sau", encoding="utf-8")
    publish(settings, "20260602T080000-second00")
    assert look_for_changes(settings).version == "20260602T080000-second00"
    switch(settings, VERSION)
    assert look_for_changes(settings).reasons == ("raw",)
    later.unlink()
    assert look_for_changes(settings).version == VERSION


def test_published_file_that_is_gone_or_damaged_is_built_again(settings: Settings) -> None:
    shutil.copy(settings.paths.published, copy := settings.paths.root / "copy")
    settings.paths.published.unlink()
    assert keep_if_unchanged(settings).reasons == ("nothing_published",)
    settings.paths.published.write_bytes(copy.read_bytes() + b"more")
    assert keep_if_unchanged(settings).version is None
    settings.paths.published.write_bytes(copy.read_bytes()[:100])
    assert keep_if_unchanged(settings).version is None


def test_a_version_that_does_not_know_its_ingredients_or_lost_its_record_is_built_again(settings: Settings) -> None:
    shutil.rmtree(settings.lake / "history")
    (settings.lake / "history").mkdir()
    assert keep_if_unchanged(settings).reasons == ("not_recorded",)
    manifest = settings.paths.versions / f"cchc-{VERSION}.json"
    manifest.write_text(json.dumps({"size_bytes": 1}), encoding="utf-8")
    assert keep_if_unchanged(settings).reasons == ("not_recorded",)


def test_busy_warehouse_is_left_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise WarehouseBusy

    monkeypatch.setattr("pipelines.stages.unchanged.warehouse_lock", busy)
    with pytest.raises(WarehouseBusy):
        keep_if_unchanged(settings)
    assert recorded_runs(settings.lake) == (VERSION,)
