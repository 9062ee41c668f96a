"""Work is done once for (file hash, reader version, understanding version); ``--why`` says what will be done again."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from silent_progress import Silent

from pipelines.cli.why import explanation_lines, why_command
from pipelines.reference.tables import DATA_DIR
from pipelines.registry.hash_cache import HashCache
from pipelines.registry.ledger import read_sightings
from pipelines.registry.scan import PartitionKey, hash_file, list_raw
from pipelines.settings import Settings
from pipelines.stages import document as document_stage
from pipelines.stages import read as read_stage
from pipelines.stages import stale as stale_stage
from pipelines.stages import understand as understand_stage
from pipelines.stages.backfill import BackfillError, parse_years, plan_backfill
from pipelines.stages.misplaced import sync_lake
from pipelines.stages.progress import StageReport
from pipelines.stages.read import UNFINISHED, read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.retire import publish_registry, published_plans, removed_before, retire_removed
from pipelines.stages.stale import Need, needs_of_partition, stale_partitions
from pipelines.stages.understand import understand_partition
from pipelines.stages.why import explain, find_sightings
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.lake.partitions import list_partitions

KEY = PartitionKey("nghe-an", 2026)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Settings:
    """A partition that was worked on once; tests work on copies."""
    base = tmp_path_factory.mktemp("incremental")
    folder = base / "raw" / KEY.province_slug / str(KEY.plan_year)
    folder.mkdir(parents=True)
    plans = sorted((repository / "raw" / "nghe-an" / "2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for path in plans[1:3]:
        shutil.copy(path, folder / path.name)
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    settings = Settings(base / "raw", base / "kho", workers=1)
    run(settings)
    return settings


def run(settings: Settings, run_id: str = "run") -> dict[str, StageReport]:
    reports = (
        register_partition(settings, KEY, Silent(), run_id=run_id),
        read_partition(settings, KEY, Silent(), run_id=run_id),
        understand_partition(settings, KEY, Silent(), run_id=run_id),
    )
    return {report.stage: report for report in reports}


def plan_of(settings: Settings) -> Path:
    return min(settings.raw.rglob("*.docx"))


def change_version(monkeypatch: pytest.MonkeyPatch, name: str, *modules: object) -> None:
    for module in modules:
        monkeypatch.setattr(module, name, lambda *_: "new version")


def test_another_understanding_re_does_understanding_only(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stale_partitions(settings) == ()
    change_version(monkeypatch, "understanding_version", document_stage, understand_stage, stale_stage)
    assert stale_partitions(settings) == (KEY,)
    reports = run(settings)
    assert reports["read"].reused == reports["read"].total == 3
    assert (reports["understand"].reused, reports["understand"].total) == (0, 2)
    assert stale_partitions(settings) == ()


def test_another_reader_reads_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    change_version(monkeypatch, "reader_version", read_stage, stale_stage)
    assert set(needs_of_partition(settings, KEY).values()) == {(Need.READER_CHANGED,)}
    reports = run(settings)
    assert reports["read"].reused == 0
    assert run(settings)["read"].reused == 3


def test_work_asked_for_again_is_done_again(settings: Settings) -> None:
    assert read_partition(settings, KEY, Silent(), run_id="again", again=True).reused == 0
    assert understand_partition(settings, KEY, Silent(), run_id="again", again=True).reused == 0


def test_what_a_killed_run_had_read_is_not_read_twice(settings: Settings) -> None:
    shutil.rmtree(settings.lake / "read")

    class Killed(Silent):
        def advance(self, event: object) -> None:
            if self.seen:
                raise KeyboardInterrupt
            self.seen = True

        seen = False

    with pytest.raises(KeyboardInterrupt):
        read_partition(settings, KEY, Killed(), run_id="killed", keep_every=0.0)
    report = read_partition(settings, KEY, Silent(), run_id="next")
    assert (report.reused, report.total) == (1, 3)
    assert list_partitions(settings.lake, UNFINISHED) == ()


def test_raw_files_are_never_written_to(settings: Settings) -> None:
    files = sorted(path for path in settings.raw.rglob("*") if path.is_file())
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ctime_ns, hash_file(path)) for path in files}
    folders = [path for path in (settings.raw, *settings.raw.rglob("*")) if path.is_dir()]
    times = {path: path.stat().st_mtime_ns for path in folders}
    shutil.rmtree(settings.lake)
    run(settings)
    sync_lake(settings, list_raw(settings.raw), run_id="run")
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ctime_ns, hash_file(path)) for path in files} == before
    assert {path: path.stat().st_mtime_ns for path in folders} == times, "no file was added, renamed or removed"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for the superuser")
def test_a_raw_folder_without_write_permission_is_enough(settings: Settings) -> None:
    for path in (settings.raw, *settings.raw.rglob("*")):
        path.chmod(stat.S_IRUSR | (stat.S_IXUSR if path.is_dir() else 0))
    try:
        assert run(settings)["read"].total == 3
    finally:
        for path in (settings.raw, *settings.raw.rglob("*")):
            path.chmod(stat.S_IRWXU)


def test_the_registry_knows_the_outcome_of_every_stage(settings: Settings) -> None:
    rows = {row.source_path.rsplit("/", 1)[-1]: row for row in read_sightings(settings.lake, KEY)}
    assert (rows["hỏng.pdf"].read_status, rows["hỏng.pdf"].read_reason) == ("quarantined", "corrupt")
    assert rows["hỏng.pdf"].understand_status is None
    assert all(row.was_plan for name, row in rows.items() if name.endswith(".docx"))


def build(settings: Settings) -> Path:
    target = settings.paths.build_file("build")
    load_landing(settings.lake, DATA_DIR, target, run_id="build")
    return target


def test_a_removed_plan_leaves_the_figures_and_a_finding_says_so(settings: Settings) -> None:
    gone = plan_of(settings)
    digest = hash_file(gone)[:16]
    gone.unlink()
    (settings.raw / "nghe-an/2026/hỏng.pdf").unlink()
    run(settings, "second")
    target = build(settings)
    assert [identity for identity, _ in retire_removed(target, settings.lake)] == [digest]
    rows = publish_registry(target, settings.lake)
    with duckdb.connect(str(target)) as connection:
        documents = connection.execute("select document_id from landing.documents").fetchall()
        findings = connection.execute(
            "select document_id, severity, message_vi from landing.findings where rule = 'source_file_removed'"
        ).fetchall()
        counted = connection.execute(
            "select state, count(*) from quality.file_registry group by 1 order by 1"
        ).fetchall()
    assert (digest,) not in documents
    assert [(row[0], row[1]) for row in findings] == [(digest, "warning")]
    assert gone.name in findings[0][2]
    assert (rows, counted) == (3, [("present", 1), ("removed", 2)])


def test_a_plan_that_only_the_published_version_remembers_is_told_until_its_file_or_another_lies_there(
    settings: Settings,
) -> None:
    target = build(settings)
    lost = ("b" * 64, "nghe-an/2026/mất.docx")
    replaced = ("c" * 64, plan_of(settings).relative_to(settings.raw).as_posix())
    renamed = (hash_file(plan_of(settings)), "nghe-an/2026/tên cũ.docx")
    assert retire_removed(target, settings.lake, [lost, replaced, renamed]) == (("b" * 16, lost[1]),)
    with duckdb.connect(str(target)) as connection:
        told = connection.execute("select source_path from landing.findings where rule = 'source_file_removed'")
        assert told.fetchall() == [(lost[1],)]


def test_a_published_file_that_is_damaged_or_of_another_release_remembers_nothing(tmp_path: Path) -> None:
    damaged, other = tmp_path / "damaged.duckdb", tmp_path / "other.duckdb"
    damaged.write_bytes(b"no database")
    duckdb.connect(str(other)).close()
    for published in (damaged, other, tmp_path / "missing.duckdb"):
        assert (*published_plans(published), *removed_before(published)) == ()


def test_a_moved_plan_is_no_removal(settings: Settings) -> None:
    plan = plan_of(settings)
    plan.rename(plan.with_name("tên mới.docx"))
    run(settings, "second")
    assert retire_removed(build(settings), settings.lake) == ()
    (row,) = [row for row in read_sightings(settings.lake, KEY) if row.source_path.endswith("tên mới.docx")]
    assert row.earlier_path is not None and row.earlier_path.endswith(plan.name)


def test_why_says_that_nothing_will_be_done(settings: Settings) -> None:
    (found,) = find_sightings(settings, plan_of(settings).name)
    text = "\n".join(explanation_lines(explain(settings, found)))
    assert "không đọc lại: nội dung và các phiên bản đều không đổi" in text
    assert text.count("đạt") == 3


@pytest.mark.parametrize("how", ["path", "relative", "hash"])
def test_why_finds_a_file_by_path_and_by_hash(settings: Settings, how: str) -> None:
    plan = plan_of(settings)
    named = {"path": str(plan), "relative": f"nghe-an/2026/{plan.name}", "hash": hash_file(plan)[:12]}
    assert [row.source_path for row in find_sightings(settings, named[how])] == [f"nghe-an/2026/{plan.name}"]


def test_why_says_what_a_new_version_will_do(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    change_version(monkeypatch, "understanding_version", stale_stage)
    (found,) = find_sightings(settings, plan_of(settings).name)
    (reason,) = explain(settings, found).reasons
    assert "sẽ phân tích lại, không đọc lại" in reason


def test_why_notices_a_content_that_changed_and_a_file_that_is_gone(settings: Settings) -> None:
    plan = plan_of(settings)
    (found,) = find_sightings(settings, plan.name)
    plan.write_bytes(b"other")
    assert "khác nội dung đã tiếp nhận" in explain(settings, found).reasons[0]
    plan.unlink()
    gone = explain(settings, found)
    assert (gone.disk_sha256, gone.reasons) == (None, ())
    assert "đặt lại" in gone.next_action


def test_why_of_a_broken_file_says_what_to_do(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert why_command(settings, "hỏng.pdf", Console(width=200)) == 0
    said = capsys.readouterr().out
    assert "Tệp hỏng hoặc bị cắt cụt" in said
    assert "Đề nghị đơn vị gửi lại tệp" in said
    assert why_command(settings, "chưa từng thấy.pdf", Console(width=200)) == 1
    assert "chưa từng thấy tệp này" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "years"),
    [("2016:2018", (2016, 2017, 2018)), ("2016-2017,2020", (2016, 2017, 2020)), ("2020", (2020,))],
)
def test_years_are_written_as_people_write_them(text: str, years: tuple[int, ...]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["", "2018:2016", "1999", "2016:", "năm 2016", "2016:2090"])
def test_years_that_cannot_be_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(BackfillError, match=r"2016:2025|từ 2001"):
        parse_years(text)


def test_a_backfill_does_only_what_is_not_done(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    older = settings.raw / "nghe-an" / "2020"
    older.mkdir()
    shutil.copy(plan_of(settings), older / "a.docx")
    plan = plan_backfill(settings, ["nghe-an"], range(2016, 2027), again=False)
    assert (plan.to_do, plan.files, plan.is_done) == ((PartitionKey("nghe-an", 2020),), 1, False)
    assert plan_backfill(settings, [], range(2016, 2027), again=True).to_do == plan.keys
    change_version(monkeypatch, "reader_version", stale_stage)
    assert plan_backfill(settings, [], [2026], again=False).to_do == (KEY,)


def test_a_backfill_of_what_is_not_there_says_so(settings: Settings) -> None:
    with pytest.raises(BackfillError, match="không có tệp kế hoạch nào"):
        plan_backfill(settings, [], [2016], again=False)
    with pytest.raises(BackfillError, match="quang-tri"):
        plan_backfill(settings, ["quang-try"], [2016], again=False)


def test_a_verification_reads_every_file_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine, opened = HashCache.hash_now, []

    def noted(cache: HashCache, name: str, path: Path) -> str:
        opened.append(name)
        return genuine(cache, name, path)

    monkeypatch.setattr(HashCache, "hash_now", noted)
    register_partition(settings, KEY, Silent(), verify=True)
    assert len(opened) == 3
