"""A damaged warehouse heals: every kind of file times every kind of damage."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.model.tables import SCHEMAS
from pipelines.registry.hash_cache import HashCache
from pipelines.registry.tree import PartitionKey
from pipelines.settings import WarehousePaths
from pipelines.stages.heal import heal_warehouse, unfinished_partitions
from pipelines.stages.healed import RECORD, Healed, healed_earlier, remember_healed
from pipelines.warehouse.lake.partitions import Partition, write_partition
from pipelines.warehouse.publication.versions import list_versions, rollback

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
HERE = Partition("quang-tri", 2026)
PLACE = "province=quang-tri/plan_year=2026"
ROWS = pa.table({"a": list(range(50))})


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("kho")
    paths = WarehousePaths(root)
    for stage, tables in (
        ("register", ["files"]),
        ("read", ["readings"]),
        ("registry", ["sightings"]),
        ("plans", [*SCHEMAS, "understood"]),
        ("corrections", [*SCHEMAS]),
    ):
        write_partition(paths.lake, stage, HERE, dict.fromkeys(tables, ROWS))
    for version in ("20260101T000000-a", "20260102T000000-b"):
        folder = paths.lake / "history" / f"run={version}"
        folder.mkdir(parents=True)
        for name in ("runs", "findings", "outcomes", "checks"):
            pq.write_table(ROWS, folder / f"{name}.parquet")
        paths.versions.mkdir(exist_ok=True)
        (paths.versions / f"cchc-{version}.duckdb").write_bytes(b"version")
        (paths.versions / f"cchc-{version}.json").write_text(json.dumps({"run_id": version}))
    unchanged = paths.lake / "history" / "run=20260103T000000-c"  # a run that found nothing to do
    unchanged.mkdir()
    pq.write_table(ROWS, unchanged / "runs.parquet")
    cache = root / "registry" / "hashes" / "quang-tri" / "2026.json"
    cache.parent.mkdir(parents=True)
    cache.write_text('{"format": 1, "files": {}}')
    (root / "registry" / "looks.json").write_text('{"format": 1, "partitions": {}}')
    (root / "logs").mkdir()
    (root / "logs" / "last_run.log").write_text("x")
    (root / "reports").mkdir()
    (root / "reports" / "index.html").write_text("<h1>x</h1>")
    remember_healed(root, [Healed("lake/x", "được làm lại từ tệp kế hoạch")], NOW)
    home = root / ".dagster" / "history"
    home.mkdir(parents=True)
    (root / ".dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}")
    with sqlite3.connect(home / "runs.db") as connection:
        connection.execute("create table runs (id int)")
    paths.published.write_bytes(b"version")
    return root


FILES = (
    f"lake/register/{PLACE}/files.parquet",
    f"lake/read/{PLACE}/readings.parquet",
    f"lake/registry/{PLACE}/sightings.parquet",
    f"lake/plans/{PLACE}/documents.parquet",
    f"lake/plans/{PLACE}/understood.parquet",
    f"lake/corrections/{PLACE}/corrections.parquet",
    "lake/history/run=20260101T000000-a/runs.parquet",
    "lake/history/run=20260101T000000-a/findings.parquet",
    "lake/history/run=20260103T000000-c/runs.parquet",
    "registry/hashes/quang-tri/2026.json",
    "registry/looks.json",
    "logs/last_run.log",
    "logs/healed.jsonl",
    "reports/index.html",
    ".dagster/history/runs.db",
    ".dagster/dagster.yaml",
    "versions/cchc-20260101T000000-a.json",
)


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    (path / "x").mkdir(parents=True)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "garbage in the middle": lambda path: path.write_bytes(
        (data := path.read_bytes())[: len(data) // 4] + b"\xff" * (len(data) // 4) + data[len(data) // 2 :]
    ),
    "a folder in its place": folder_in_its_place,
    "missing": lambda path: path.unlink(),
}


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("damage", list(DAMAGES))
@pytest.mark.parametrize("file", FILES)
def test_any_damage_of_any_file_is_put_right_and_touches_nothing_else(
    sound: Path, tmp_path: Path, file: str, damage: str
) -> None:
    root = shutil.copytree(sound, tmp_path / "kho")
    before = everything(root)
    DAMAGES[damage](root / file)
    paths = WarehousePaths(root)
    healed = heal_warehouse(paths, now=NOW)
    assert all(one.text_vi.startswith(one.place) for one in healed)
    assert heal_warehouse(paths, now=NOW) == ()
    assert set(healed) <= {one.what for one in healed_earlier(root)}
    after = everything(root)
    unit = file.rsplit("/", 1)[0] if file.startswith("lake") else ".dagster" if file.startswith(".dagster") else file
    assert {name for name in before if name not in after and not name.startswith(unit)} == set()
    kept = [name for name in before if not name.startswith((unit, RECORD))]
    assert all(after[name] == before[name] for name in kept)
    # what cannot be made again is kept under a dated name whenever something is left of it
    if file.startswith(("lake/registry", "lake/history")) and healed:
        assert [name for name in (root / "set_aside").iterdir()] == [root / "set_aside" / "20261130T080000"]
        assert all(one.kept_at for one in healed)
    if file.startswith("lake") and damage != "garbage in the middle":
        assert healed
    assert "20260102T000000-b" in list_versions(paths)
    HashCache(root / "registry/hashes/quang-tri/2026.json", now=0.0).save(set())


def test_what_was_thrown_away_is_worked_on_again(sound: Path, tmp_path: Path) -> None:
    root = shutil.copytree(sound, tmp_path / "kho")
    assert unfinished_partitions(root / "lake") == frozenset()
    (root / FILES[3]).write_bytes(b"")
    heal_warehouse(WarehousePaths(root), now=NOW)
    assert unfinished_partitions(root / "lake") == {PartitionKey("quang-tri", 2026)}


def test_a_version_with_a_damaged_manifest_is_no_version_to_go_back_to_and_nothing_else(
    sound: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(sound, tmp_path / "kho")
    paths = WarehousePaths(root)
    for content in (b"", b"[]", b"{", b"\xff\xfe", b"{}"):
        (paths.versions / "cchc-20260101T000000-a.json").write_bytes(content)
        assert list_versions(paths) == ("20260102T000000-b",)
    with pytest.raises(FileNotFoundError, match="20260102T000000-b"):
        rollback(paths, "20260101T000000-a")
    assert rollback(paths, "20260102T000000-b").is_file()


def test_a_file_in_the_place_of_what_was_set_aside_gives_way(sound: Path, tmp_path: Path) -> None:
    root = shutil.copytree(sound, tmp_path / "kho")
    (root / "set_aside").write_text("x")
    (root / FILES[2]).write_bytes(b"")
    (healed,) = heal_warehouse(WarehousePaths(root), now=NOW)
    assert (root / str(healed.kept_at)).is_dir()
    assert (root / "set_aside-20261130T080000").read_text() == "x"


@pytest.mark.parametrize("place", ["lake", "lake/plans", "lake/history", "registry", "logs", ".dagster", "build"])
def test_a_file_where_a_folder_belongs_is_set_aside(sound: Path, tmp_path: Path, place: str) -> None:
    root = shutil.copytree(sound, tmp_path / "kho")
    shutil.rmtree(root / place, ignore_errors=True)
    (root / place).write_text("x")
    (healed,) = heal_warehouse(WarehousePaths(root), now=NOW)
    assert (root / str(healed.kept_at)).read_text() == "x"
    assert not (root / place).is_file()


def test_a_warehouse_that_is_new_needs_nothing(tmp_path: Path) -> None:
    assert heal_warehouse(WarehousePaths(tmp_path / "kho"), now=NOW) == ()
