"""Plans that are removed, renamed, moved, or go with their whole folder: the real gates publish every time."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from .conftest import Finished, cchc

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Corpus:
    raw: Path
    warehouse: Path
    repository: Path

    def run(self) -> Finished:
        return cchc("run", "--raw", self.raw, "--warehouse", self.warehouse, cwd=self.repository)

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.warehouse / "cchc.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def documents(self) -> set[str]:
        return {row[0] for row in self.rows("select source_path from core.dim_document")}

    def removed(self) -> set[str]:
        return {row[0] for row in self.rows("select evidence from quality.finding where rule = 'source_file_removed'")}


def test_files_that_go_are_told_and_never_stop_publication(tmp_path: Path, repository: Path) -> None:
    corpus = Corpus(tmp_path / "raw", tmp_path / "kho", repository)
    places = ("nghe-an/2026", "nghe-an/2025", "ca-mau/2026")
    for place in places:
        plans = sorted((repository / "raw" / place).glob("*.docx"), key=lambda path: path.stat().st_size)
        (corpus.raw / place).mkdir(parents=True)
        for plan in plans[:3]:
            shutil.copy(plan, corpus.raw / place)
    first = corpus.run()
    assert first.code == 0, first.output
    before = corpus.documents()
    assert len(before) >= 5

    # one removed, one renamed, one moved to another year
    gone, renamed, moved = sorted((corpus.raw / places[0]).glob("*.docx"))
    gone.unlink()
    renamed.rename(renamed.with_name("tên mới.docx"))
    moved.rename(corpus.raw / places[1] / moved.name)
    done = corpus.run()
    assert done.code == 0, done.output
    assert corpus.removed() == {f"{places[0]}/{gone.name}"} & before
    assert f"{places[0]}/tên mới.docx" in corpus.documents()
    assert corpus.documents() & {f"{places[0]}/{gone.name}", f"{places[0]}/{renamed.name}"} == set()

    # a folder emptied, and after it a whole province taken out
    for path in (corpus.raw / places[1]).iterdir():
        path.unlink()
    done = corpus.run()
    assert done.code == 0, done.output
    assert not {path for path in corpus.documents() if path.startswith(places[1])}
    shutil.rmtree(corpus.raw / "ca-mau")
    done = corpus.run()
    assert done.code == 0, done.output
    assert {path.split("/")[0] for path in corpus.documents()} == {"nghe-an"}
    assert {path for path in before if path.startswith("ca-mau")} <= corpus.removed()

    # put back, it is as if it had never been away
    shutil.copy(repository / "raw" / places[0] / gone.name, gone)
    done = corpus.run()
    assert done.code == 0, done.output
    assert f"{places[0]}/{gone.name}" not in corpus.removed()
    idle = corpus.run()
    assert (idle.code, "Không có gì thay đổi" in idle.output) == (0, True)


def test_a_whole_folder_that_is_gone_is_taken_for_a_share_that_is_not_mounted(tmp_path: Path, repository: Path) -> None:
    corpus = Corpus(tmp_path / "raw", tmp_path / "kho", repository)
    (corpus.raw / "nghe-an/2026").mkdir(parents=True)
    plans = sorted((repository / "raw/nghe-an/2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for plan in plans[:3]:  # the smallest is no plan, and a folder of nothing else is not published
        shutil.copy(plan, corpus.raw / "nghe-an/2026")
    assert corpus.run().code == 0
    published = corpus.documents()
    shutil.rmtree(corpus.raw / "nghe-an")
    done = corpus.run()
    assert done.code != 0
    assert corpus.documents() == published
