"""One partition, three stages: nothing is done twice, nothing is lost, no file stops the others."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from silent_progress import Silent

from pipelines.model.tables import SCHEMAS
from pipelines.reference.units import commune_by_code
from pipelines.registry.scan import PartitionKey, list_raw
from pipelines.settings import Settings
from pipelines.stages import document as document_stage
from pipelines.stages.misplaced import EmptyRawFolder, sync_lake
from pipelines.stages.progress import StageReport
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.understand import understand_partition
from pipelines.text.vietnamese import ascii_key
from pipelines.warehouse.lake.partitions import PLANS_STAGE, list_partitions, read_table

KEY = PartitionKey("nghe-an", 2026)
RUN = "run-1"


@pytest.fixture
def settings(tmp_path: Path, repository: Path) -> Settings:
    folder = tmp_path / "raw" / KEY.province_slug / str(KEY.plan_year)
    folder.mkdir(parents=True)
    plans = sorted((repository / "raw" / "nghe-an" / "2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for path in plans[:3]:
        shutil.copy(path, folder / path.name)
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    (folder / "rỗng.pdf").touch()
    return Settings(tmp_path / "raw", tmp_path / "warehouse", workers=2)


def run_stages(settings: Settings) -> dict[str, StageReport]:
    reports = (
        register_partition(settings, KEY, Silent()),
        read_partition(settings, KEY, Silent(), run_id=RUN),
        understand_partition(settings, KEY, Silent(), run_id=RUN),
    )
    return {report.stage: report for report in reports}


def rows(settings: Settings, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = read_table(settings.lake, PLANS_STAGE, table, SCHEMAS[table]).to_pylist()
    return found


def test_unchanged_files_are_neither_read_nor_understood_again(settings: Settings) -> None:
    first = run_stages(settings)
    tables = {name: rows(settings, name) for name in SCHEMAS}
    second = run_stages(settings)
    assert first["read"].reused == 0
    assert second["read"].reused == second["read"].total == first["read"].total
    assert second["understand"].reused == second["understand"].total > 0
    assert {name: rows(settings, name) for name in SCHEMAS} == tables


def test_a_broken_file_is_put_aside_and_the_others_go_on(settings: Settings) -> None:
    reports = run_stages(settings)
    arrived, read = (
        {event.source_path.rsplit("/", 1)[-1]: event.reason_code for event in reports[stage].events}
        for stage in ("register", "read")
    )
    assert read["hỏng.pdf"] == "corrupt"
    assert arrived["rỗng.pdf"] == "empty_file"
    assert "rỗng.pdf" not in read, "a gate on arrival spares the reader"
    assert len([row for row in rows(settings, "documents") if row["is_plan"]]) >= 2


def test_every_file_has_an_outcome_with_words_and_a_next_action(settings: Settings) -> None:
    run_stages(settings)
    outcomes = rows(settings, "outcomes")
    files = {path.name for path in settings.raw.rglob("*.*")}
    assert {str(row["source_path"]).rsplit("/", 1)[-1] for row in outcomes} == files
    put_aside = [row for row in outcomes if row["status"] == "quarantined"]
    assert put_aside
    assert all(row["message_vi"] and row["next_action_vi"] for row in put_aside)


def test_only_the_changed_file_is_read_again(settings: Settings) -> None:
    run_stages(settings)
    (settings.raw / KEY.province_slug / str(KEY.plan_year) / "rỗng.pdf").write_bytes(b"%PDF-1.7 broken")
    report = run_stages(settings)["read"]
    assert [event.source_path.rsplit("/", 1)[-1] for event in report.events if not event.reused] == ["rỗng.pdf"]


def test_a_removed_file_leaves_the_tables(settings: Settings) -> None:
    run_stages(settings)
    gone = next(settings.raw.rglob("*.docx"))
    gone.unlink()
    run_stages(settings)
    assert not [row for row in rows(settings, "documents") if str(row["source_path"]).endswith(gone.name)]


def test_a_removed_partition_leaves_the_lake(settings: Settings) -> None:
    run_stages(settings)
    shutil.rmtree(settings.raw / KEY.province_slug)
    (settings.raw / "lang-son" / "2026").mkdir(parents=True)
    (settings.raw / "lang-son" / "2026" / "khác.pdf").write_bytes(b"%PDF-1.7")
    dropped = sync_lake(settings, list_raw(settings.raw), run_id=RUN)
    assert [(partition.province_slug, partition.plan_year) for partition in dropped] == [("nghe-an", 2026)]
    assert list_partitions(settings.lake, PLANS_STAGE) == ()


def test_an_empty_raw_folder_is_taken_for_a_share_that_is_not_mounted_and_nothing_is_removed(
    settings: Settings,
) -> None:
    run_stages(settings)
    shutil.rmtree(settings.raw / KEY.province_slug)
    with pytest.raises(EmptyRawFolder, match="chưa gắn"):
        sync_lake(settings, list_raw(settings.raw), run_id=RUN)
    assert len(list_partitions(settings.lake, PLANS_STAGE)) == 1


def test_a_misplaced_file_has_an_outcome_too(settings: Settings) -> None:
    run_stages(settings)
    (settings.raw / "kế hoạch quên chỗ.pdf").write_bytes(b"%PDF-1.7")
    sync_lake(settings, list_raw(settings.raw), run_id=RUN)
    (outcome,) = [row for row in rows(settings, "outcomes") if row["reason_code"] == "misplaced_file"]
    assert outcome["source_path"] == "kế hoạch quên chỗ.pdf"


def test_an_error_while_understanding_one_plan_is_its_outcome_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = document_stage.understand
    bad = min(path.name for path in settings.raw.rglob("*.docx"))

    def fails_on_one(document: object, context: object) -> object:
        if context.file_name == bad:  # type: ignore[attr-defined]
            raise ZeroDivisionError("planted")
        return genuine(document, context)  # type: ignore[arg-type]

    monkeypatch.setattr(document_stage, "understand", fails_on_one)
    events = {event.source_path.rsplit("/", 1)[-1]: event for event in run_stages(settings)["understand"].events}
    assert events[bad].reason_code == "understanding_failed"
    assert sum(event.status == "ok" for event in events.values()) >= 1
    (outcome,) = [row for row in rows(settings, "outcomes") if row["reason_code"] == "understanding_failed"]
    assert "ZeroDivisionError: planted" in str(outcome["message_vi"])
    (document,) = [row for row in rows(settings, "documents") if row["file_name"] == bad]
    assert (document["is_plan"], document["commune_code"]) == (None, None)
    presumed = commune_by_code(str(document["presumed_commune_code"]), date(2026, 1, 1))
    assert presumed is not None
    assert ascii_key(presumed.name) in ascii_key(bad), "its unit counts as unreadable, not as missing"
    monkeypatch.undo()
    retried = {event.source_path.rsplit("/", 1)[-1]: event for event in run_stages(settings)["understand"].events}
    assert not retried[bad].reused, "a failure is tried again on the next run"
