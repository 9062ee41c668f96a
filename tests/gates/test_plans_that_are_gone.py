"""Plans of the published version whose files are gone: told by name wherever people look, and nobody is stopped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_plans import write_plan
from test_nobody_stops_the_others import QUANG_TRI, Run, run

from pipelines.alerts.gather import run_message
from pipelines.alerts.message import RunState, as_text
from pipelines.settings import Settings
from pipelines.warehouse.publication.versions import list_versions, read_manifest

pytestmark = pytest.mark.slow  # several whole runs each
UNITS = ("xã Gio Linh", "xã Cam Lộ", "xã Hải Lăng")


@pytest.fixture
def published(tmp_path: Path) -> Run:
    for number, unit in enumerate(UNITS, start=15):
        write_plan(tmp_path / "raw" / QUANG_TRI / f"{unit}.docx", unit, number=str(number))
    done = run(Settings(tmp_path / "raw", tmp_path / "warehouse", workers=1))
    assert done.code == 0, done.said
    assert "published_plans" not in done.said
    return done


def _forget_everything(settings: Settings) -> None:
    """As on another machine: the published file was copied there, and nothing else."""
    for name in ("lake", "registry", "build", "logs", ".dagster"):
        shutil.rmtree(settings.warehouse / name, ignore_errors=True)


def test_a_folder_in_which_nothing_can_be_read_is_published_and_every_plan_that_it_costs_is_named(
    published: Run,
) -> None:
    folder = published.settings.raw / QUANG_TRI
    for path in folder.iterdir():
        path.unlink()
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.7 cut")
    _forget_everything(published.settings)
    done = run(published.settings)
    assert done.code == 0, done.said
    assert done.rows("select count(*) from core.dim_document") == [(0,)]
    names = [f"{QUANG_TRI}/{unit}.docx" for unit in UNITS]
    told = done.rows("select evidence from quality.finding where rule = 'source_file_removed' order by evidence")
    assert [path for (path,) in told] == sorted(names)
    version = list_versions(done.settings.paths)[-1]
    message = run_message(done.settings, read_manifest(done.settings.paths, version)["run_id"], "command_line")
    assert message.state is RunState.ATTENTION
    quality = done.settings.paths.data_docs / "index.html"
    for said in (" ".join(done.said.split()), as_text(message)):
        assert "published_plans.file_is_still_there" in said
        assert "cchc rollback" in said
        assert all(name in said for name in names)
    assert "published_plans" in quality.read_text(encoding="utf-8")

    # the next version still tells of them, although the one before it holds no plan any more
    write_plan(folder / "mới.docx", "xã Ba Lòng", number="30")
    after = run(done.settings)
    assert after.code == 0, after.said
    assert "published_plans" not in after.said
    told = after.rows("select evidence from quality.finding where rule = 'source_file_removed' order by evidence")
    assert [path for (path,) in told] == sorted(names)


def test_plans_that_are_renamed_or_replaced_are_not_gone(published: Run) -> None:
    folder = published.settings.raw / QUANG_TRI
    first, second, _ = (folder / f"{unit}.docx" for unit in UNITS)
    first.rename(first.with_name("tên mới.docx"))
    write_plan(second, "xã Cam Lộ", number="99")
    _forget_everything(published.settings)
    done = run(published.settings)
    assert done.code == 0, done.said
    assert "published_plans" not in done.said
    assert done.rows("select count(*) from quality.finding where rule = 'source_file_removed'") == [(0,)]
