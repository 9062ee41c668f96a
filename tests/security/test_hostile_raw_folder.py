"""The raw folder is a stranger's: no name and no kind of file in it harms a run or leaves the folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from silent_progress import Silent

from pipelines.model.tables import SCHEMAS
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.read import read_partition, registered_files
from pipelines.stages.register import register_partition
from pipelines.stages.understand import understand_partition
from pipelines.warehouse.lake.partitions import PLANS_STAGE, read_table

KEY = PartitionKey("nghe-an", 2026)
ODD_NAMES = (
    "=cmd|' calc'!A1.docx",
    "-rf --no-preserve-root.docx",
    "'; drop table core.dim_document; --.docx",
    "<img src=x onerror=alert(1)>&amp;.docx",
    "hai\ndòng.docx",
    "fdp\u202excod.docx",
    "${HOME}`id`.docx",
    "%s%n%x{0}{settings}.docx",
    f"{'dài ' * 40}.docx",
)


@pytest.fixture
def settings(tmp_path: Path, repository: Path) -> Settings:
    folder = tmp_path / "raw" / KEY.province_slug / str(KEY.plan_year)
    folder.mkdir(parents=True)
    plan = min((repository / "raw" / "nghe-an" / "2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for number, name in enumerate(ODD_NAMES):
        # an ending of its own, so that no file counts as a copy of another one
        (folder / name).write_bytes(plan.read_bytes() + b"\0" * number)
    os.mkfifo(folder / "đợi mãi.pdf")
    (folder / "ra ngoài.docx").symlink_to(plan)
    (folder / "lên trên").symlink_to(tmp_path)
    return Settings(tmp_path / "raw", tmp_path / "warehouse", workers=2)


# a mark that turns the order of letters round is for deceiving eyes, and a line break for forging lines of a log: names
# are told without the one and with the other as its escape
SHOWN = {name.replace("\u202e", "").replace("\n", "\\x0a") for name in ODD_NAMES}
NO_FILES = {"đợi mãi.pdf": "not_a_file", "ra ngoài.docx": "linked_file", "lên trên": "linked_file"}


def tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}


def test_odd_names_are_read_and_stored_as_they_are_told(settings: Settings, tmp_path: Path) -> None:
    before = tree(settings.raw)
    register_partition(settings, KEY, Silent())
    names = [file.source_path.removeprefix("nghe-an/2026/") for file in registered_files(settings, KEY)]
    assert set(names) == SHOWN | NO_FILES.keys()
    reading = read_partition(settings, KEY, Silent(), run_id="run")
    assert reading.quarantined == 0
    understand_partition(settings, KEY, Silent(), run_id="run")
    stored = read_table(settings.lake, PLANS_STAGE, "documents", SCHEMAS["documents"]).to_pylist()
    assert {row["file_name"] for row in stored} == SHOWN | NO_FILES.keys()
    assert tree(settings.raw) == before
    written = {path.name for path in tmp_path.iterdir()} - {"raw", "warehouse"}
    assert not written, "something was written outside the warehouse"


def test_links_and_pipes_are_neither_followed_nor_waited_for_and_each_is_told(settings: Settings) -> None:
    register_partition(settings, KEY, Silent())
    told = {file.file_name: file.problem for file in registered_files(settings, KEY) if file.problem}
    assert told == NO_FILES


def test_name_that_is_no_text_is_told_and_stops_nothing(settings: Settings) -> None:
    folder = settings.raw / KEY.province_slug / str(KEY.plan_year)
    source = next(path for path in folder.iterdir() if path.name.startswith("=cmd"))
    shutil.copy(source, os.fsencode(folder) + b"/t\xean c\xfb.docx")
    report = register_partition(settings, KEY, Silent())
    assert report.total == len(ODD_NAMES) + len(NO_FILES) + 1
    told = [event.reason_code for event in report.events]
    assert told.count("unreadable_file") == 1
    assert told.count("ok") == len(ODD_NAMES)
