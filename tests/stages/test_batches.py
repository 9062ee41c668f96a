"""Work done elsewhere is the same work: a batch's results are what one machine would have computed."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from silent_progress import Silent

from pipelines.model.tables import SCHEMAS
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.batch import Batch, WorkerVersionError, plan_batches, work_batch
from pipelines.stages.progress import StageReport
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.understand import understand_partition
from pipelines.warehouse.lake.artifacts import ArtifactStore
from pipelines.warehouse.lake.partitions import PLANS_STAGE, read_table

KEY = PartitionKey("nghe-an", 2026)
_MEASURED = {"seconds", "run_id"}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    root = tmp_path_factory.mktemp("raw")
    folder = root / KEY.province_slug / str(KEY.plan_year)
    folder.mkdir(parents=True)
    plans = sorted((repository / "raw" / "nghe-an" / "2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for path in plans[:3]:
        shutil.copy(path, folder / path.name)
    (folder / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    return root


@pytest.fixture
def settings(raw: Path, tmp_path: Path) -> Settings:
    return Settings(raw, tmp_path / "warehouse", workers=1, artifacts=str(tmp_path / "store"))


def finish(settings: Settings) -> tuple[StageReport, StageReport]:
    reading = read_partition(settings, KEY, Silent(), run_id="leader")
    return reading, understand_partition(settings, KEY, Silent(), run_id="leader")


def planned(settings: Settings, size: int = 2) -> list[Batch]:
    register_partition(settings, KEY, Silent())
    return list(plan_batches(settings, KEY, ArtifactStore(settings.artifacts), documents_per_batch=size))


def tables(settings: Settings) -> dict[str, list[dict[str, object]]]:
    found = {name: read_table(settings.lake, PLANS_STAGE, name, SCHEMAS[name]).to_pylist() for name in SCHEMAS}
    return {
        name: [{k: v for k, v in row.items() if k not in _MEASURED} for row in rows] for name, rows in found.items()
    }


def test_batches_done_elsewhere_leave_nothing_to_do_and_the_same_rows(settings: Settings, tmp_path: Path) -> None:
    store = ArtifactStore(settings.artifacts)
    batches = [Batch.from_json(batch.to_json()) for batch in planned(settings)]
    assert [len(batch.files) for batch in batches] == [2, 2]
    reports = [work_batch(batch, store, workers=1, run_id="worker") for batch in batches]
    assert sum(report.read for report in reports) == 4
    assert sum(report.understood for report in reports) == 3
    reading, understanding = finish(settings)
    assert reading.reused == reading.total == 4
    assert understanding.reused == understanding.total == 3

    alone = replace(settings, warehouse=tmp_path / "alone", artifacts="")
    register_partition(alone, KEY, Silent())
    finish(alone)
    assert tables(settings) == tables(alone)


def test_lost_worker_costs_time_and_no_document(settings: Settings) -> None:
    batches = planned(settings)
    work_batch(batches[0], ArtifactStore(settings.artifacts), workers=1, run_id="worker")
    reading, understanding = finish(settings)
    assert (reading.reused, reading.total) == (2, 4)
    assert understanding.total == 3


def test_what_is_known_is_not_planned_again(settings: Settings) -> None:
    for batch in planned(settings):
        work_batch(batch, ArtifactStore(settings.artifacts), workers=1, run_id="worker")
    assert planned(settings) == []


def test_worker_with_other_code_refuses_and_says_what_to_do(settings: Settings) -> None:
    batch = replace(planned(settings)[0], reader_version="another")
    with pytest.raises(WorkerVersionError, match="cùng một phiên bản trên mọi máy"):
        work_batch(batch, ArtifactStore(settings.artifacts), workers=1, run_id="worker")


def test_bucket_serves_as_well_as_a_folder(tmp_path: Path) -> None:
    store, file = ArtifactStore(f"memory://{tmp_path.name}"), tmp_path / "a.pdf"
    file.write_bytes(b"a plan")
    digest = hashlib.sha256(b"a plan").hexdigest()
    store.put("readings", "v", "abcdef", {"xã": "Bến"})
    store.put_source(digest, file)
    store.fetch_source(digest, tmp_path / "b.pdf")
    assert store.get("readings", "v", "abcdef") == {"xã": "Bến"}
    assert store.get("readings", "w", "abcdef") is None
    assert (tmp_path / "b.pdf").read_bytes() == b"a plan"


def test_damaged_object_is_named_and_never_read_as_a_result(tmp_path: Path) -> None:
    store = ArtifactStore(str(tmp_path / "damaged"))
    store.put("readings", "v", "abcdef", {"a": 1})
    path = next((tmp_path / "damaged").rglob("abcdef"))
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(OSError, match="xóa đối tượng rồi chạy lại"):
        store.get("readings", "v", "abcdef")


def test_bytes_that_are_not_those_that_were_registered_are_not_lent(tmp_path: Path) -> None:
    store, file = ArtifactStore(str(tmp_path / "store")), tmp_path / "a.pdf"
    assert not store.put_source(hashlib.sha256(b"before").hexdigest(), file)
    file.write_bytes(b"after")
    assert not store.put_source(hashlib.sha256(b"before").hexdigest(), file)
    assert store.put_source(hashlib.sha256(b"after").hexdigest(), file)


def test_source_with_another_hash_is_refused(tmp_path: Path) -> None:
    store, file = ArtifactStore(str(tmp_path / "store")), tmp_path / "a.pdf"
    file.write_bytes(b"something else")
    sha256 = hashlib.sha256(b"something else").hexdigest()
    store.put_source(sha256, file)
    (stored,) = (path for path in (tmp_path / "store").rglob(sha256))
    stored.write_bytes(b"damaged")
    with pytest.raises(OSError, match="nay có mã băm"):
        store.fetch_source(sha256, tmp_path / "b.pdf")
