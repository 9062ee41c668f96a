"""A partition in which nothing changed is left as it is; whatever could change its rows makes it one to work on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from silent_progress import Silent

from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages import settled as settled_stage
from pipelines.stages import understand as understand_stage
from pipelines.stages.progress import DocumentEvent
from pipelines.stages.read import read_partition, registered_files
from pipelines.stages.register import STAGE, TABLE, register_partition, to_files_table
from pipelines.stages.settled import settled_partitions, tell_settled
from pipelines.stages.understand import understand_partition
from pipelines.warehouse.lake.partitions import Partition, write_partition

KEY = PartitionKey("nghe-an", 2026)


class Listener(Silent):
    def __init__(self) -> None:
        self.events: list[DocumentEvent] = []
        self.started: list[tuple[str, int]] = []

    def start(self, stage: str, _: PartitionKey, total: int) -> None:
        self.started.append((stage, total))

    def advance(self, event: DocumentEvent) -> None:
        self.events.append(event)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Settings:
    """A partition that was worked on once; tests work on copies."""
    base = tmp_path_factory.mktemp("settled")
    folder = base / "raw" / KEY.province_slug / str(KEY.plan_year)
    folder.mkdir(parents=True)
    plans = sorted((repository / "raw" / "nghe-an" / "2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    shutil.copy(plans[1], folder / plans[1].name)
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    (folder / "trống.pdf").touch()
    settings = Settings(base / "raw", base / "kho", workers=1)
    work(settings, Silent())
    return settings


def work(settings: Settings, listener: Silent) -> None:
    register_partition(settings, KEY, listener, run_id="run")
    read_partition(settings, KEY, listener, run_id="run")
    understand_partition(settings, KEY, listener, run_id="run")


def is_settled(settings: Settings) -> bool:
    return settled_partitions(settings, [KEY]) == (KEY,)


def folder_of(settings: Settings) -> Path:
    return settings.raw / KEY.province_slug / str(KEY.plan_year)


def test_a_partition_in_which_nothing_changed_is_settled(settings: Settings) -> None:
    assert is_settled(settings)
    assert settled_partitions(settings, [PartitionKey("ca-mau", 2026), KEY]) == (KEY,)


def test_a_settled_partition_is_told_of_as_if_it_were_worked_on(settings: Settings) -> None:
    told, heard = Listener(), Listener()
    tell_settled(settings, KEY, told)
    work(settings, heard)

    def of(listener: Listener) -> list[tuple[str, str, str, str, bool]]:
        return sorted((e.stage, e.source_path, e.status, e.reason_code, e.reused) for e in listener.events)

    assert of(told) == of(heard)
    assert told.started == heard.started


def test_another_content_is_not_settled(settings: Settings) -> None:
    plan = next(folder_of(settings).glob("*.docx"))
    content = plan.read_bytes()
    plan.write_bytes(content + b" ")
    assert not is_settled(settings)
    plan.write_bytes(content)
    assert is_settled(settings)
    plan.rename(plan.with_name("KH khác.docx"))
    assert not is_settled(settings)


def test_a_file_that_came_or_went_is_not_settled(settings: Settings) -> None:
    (folder_of(settings) / "mới.pdf").write_bytes(b"%PDF-1.7\n")
    assert not is_settled(settings)
    (folder_of(settings) / "mới.pdf").unlink()
    (folder_of(settings) / "trống.pdf").unlink()
    assert not is_settled(settings)


def test_a_row_of_the_manifest_is_a_change(settings: Settings) -> None:
    plan = next(folder_of(settings).glob("*.docx"))
    (folder_of(settings) / "manifest.csv").write_text(f"file_name,received_on\n{plan.name},2026-01-20\n")
    assert not is_settled(settings)


def test_a_row_of_the_catalogue_is_a_change(settings: Settings) -> None:
    reference = settings.raw / "reference"
    reference.mkdir()
    (reference / "indicator_synonyms.csv").write_text(
        "indicator_code,phrase,source\nonline_submission_rate,nộp ở nhà,thử\n", encoding="utf-8"
    )
    assert not is_settled(settings)


def test_other_code_is_a_change(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settled_stage, "hash_of_code", lambda: "other")
    assert not is_settled(settings)


def test_another_limit_is_a_change(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_READ_MAX_FILE_BYTES", "1000")
    assert not is_settled(settings)


def test_who_dies_between_two_stages_leaves_no_mark(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = next(folder_of(settings).glob("*.docx"))
    (folder_of(settings) / "manifest.csv").write_text(f"file_name,received_on\n{plan.name},2026-01-20\n")
    register_partition(settings, KEY, Silent(), run_id="killed")
    assert not is_settled(settings)
    read_partition(settings, KEY, Silent(), run_id="killed")
    assert not is_settled(settings)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(understand_stage, "write_partition", killed)
        understand_partition(settings, KEY, Silent(), run_id="killed")
    assert not is_settled(settings)
    understand_partition(settings, KEY, Silent(), run_id="next")
    assert is_settled(settings)


def test_a_file_that_waits_for_another_attempt_keeps_its_partition_open(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = understand_stage._outcomes_before

    def without_office(*given: object) -> object:
        register, *_ = real(*given)  # type: ignore[arg-type]  # handed on as it came
        return register, understand_stage.stage_outcome("read", "needs_office", None, None)

    monkeypatch.setattr(understand_stage, "_outcomes_before", without_office)
    work(settings, Silent())
    assert not is_settled(settings)


def test_what_was_not_registered_with_its_content_is_not_settled(settings: Settings) -> None:
    table = to_files_table(registered_files(settings, KEY))
    write_partition(settings.lake, STAGE, Partition(KEY.province_slug, KEY.plan_year), {TABLE: table})
    understand_partition(settings, KEY, Silent(), run_id="elsewhere")
    assert not is_settled(settings)


@pytest.mark.parametrize("stage", ["registry", "plans"])
def test_what_was_thrown_away_is_made_again(settings: Settings, stage: str) -> None:
    shutil.rmtree(settings.lake / stage)
    assert not is_settled(settings)
