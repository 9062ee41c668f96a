"""A warehouse that an earlier release wrote is opened and continued; nothing that it remembered is lost."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from pathlib import Path

import duckdb
import pytest

from .conftest import Finished, cchc

pytestmark = pytest.mark.slow
STORED = Path(__file__).parent / "earlier_release" / "warehouse-0.1.0.tar.xz"
NEW = "nghe-an/2026/KH cải cách hành chính 2026 xã Yên Thành.docx"


class Warehouse:
    """The stored warehouse unpacked beside the plans that it was made of."""

    def __init__(self, base: Path, repository: Path) -> None:
        self.raw, self.root, self._repository = base / "raw", base / "kho", repository
        with tarfile.open(STORED) as stored:
            stored.extractall(self.root, filter="data")
        (manifest,) = (self.root / "versions").glob("cchc-*.json")
        self.manifest = json.loads(manifest.read_text(encoding="utf-8"))
        os.link(self.root / "cchc.duckdb", manifest.with_suffix(".duckdb"))  # as publication does
        for plan in self.manifest["inputs"]:
            self.add(plan)

    def add(self, plan: str) -> None:
        target = self.raw / plan
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._repository / "raw" / plan, target)

    def cchc(self, *arguments: str) -> Finished:
        where = ["--raw", str(self.raw)] if arguments[0] == "run" else []
        return cchc(*arguments, *where, "--warehouse", self.root, cwd=self._repository)

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.root / "cchc.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def test_a_warehouse_of_an_earlier_release_is_opened_continued_and_gone_back_to(
    tmp_path: Path, repository: Path
) -> None:
    warehouse = Warehouse(tmp_path, repository)
    old = warehouse.manifest["version"]
    first_seen = "select source_path, first_seen_at, first_run_id from quality.file_registry"
    seen = set(warehouse.rows(first_seen))
    assert {path for path, *_ in seen} == set(warehouse.manifest["inputs"])
    for command in (("status",), ("publish", "--list")):
        told = warehouse.cchc(*command)
        assert told.code == 0, told.output
    assert old in told.output

    warehouse.add(NEW)
    done = warehouse.cchc("run")
    assert done.code == 0, done.output
    assert {path for (path,) in warehouse.rows("select source_path from core.dim_document")} == {
        *warehouse.manifest["inputs"],
        NEW,
    }
    # what only the old warehouse knew: when each file was first seen, what that run found
    assert seen < set(warehouse.rows(first_seen))
    assert (old,) in warehouse.rows("select version from quality.run_history")
    told = warehouse.rows(f"select distinct source_path from quality.outcome_history where first_version = '{old}'")
    assert {path for (path,) in told} == set(warehouse.manifest["inputs"])
    assert not (warehouse.root / "set_aside").exists(), "an older format is no damage"

    back = warehouse.cchc("rollback", old)
    assert back.code in (0, 3), back.output
    assert "Traceback" not in back.output
    assert len(warehouse.rows("select 1 from core.dim_document")) == 3
    forth = warehouse.cchc("run")
    assert forth.code == 0, forth.output
    assert len(warehouse.rows("select 1 from core.dim_document")) == 4
