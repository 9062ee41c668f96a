"""The look at raw/: exactly what changed, nothing that is still being written, nothing missed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipelines.registry.scan import PartitionKey, partition_content
from pipelines.registry.snapshot import MAX_WAIT_SECONDS, LookSettings, Rest, Snapshot, content_fingerprint, take_look

QT, LS = PartitionKey("quang-tri", 2026), PartitionKey("lang-son", 2025)
QUIET = 20.0


class Watch:
    """Looks at a raw folder again and again, as the sensor does."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.settings = LookSettings(self.raw, folder / "kho", quiet_seconds=QUIET)
        self.rest: Mapping[PartitionKey, Rest] = {}
        self.registered: dict[PartitionKey, str] = {}
        self.now = 0.0

    def put(self, place: str, content: bytes = b"%PDF-1.7 x") -> Path:
        path = self.raw / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.now = max(self.now, path.stat().st_ctime)
        return path

    def look(self, after: float = 30.0) -> Snapshot:
        self.now += after
        found = take_look(self.settings, self.registered, self.rest, now=self.now)
        self.rest = found.rest
        return found

    def settle(self) -> Snapshot:
        self.look()
        return self.look()

    def register(self) -> None:
        """What a run does with everything that is there."""
        tree = {QT, LS}
        self.registered = {
            key: content_fingerprint(found) for key in tree if (found := partition_content(self.raw, key)).files
        }


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    made = Watch(tmp_path)
    made.put("quang-tri/2026/a.pdf")
    made.put("quang-tri/2026/b.pdf", b"b")
    made.put("lang-son/2025/c.docx", b"c")
    return made


def test_what_was_never_taken_in_is_touched(watch: Watch) -> None:
    assert set(watch.settle().touched) == {QT, LS}


def test_nothing_is_touched_when_nothing_changed_and_no_file_is_read(watch: Watch) -> None:
    watch.settle()
    watch.register()
    watch.look()
    look = watch.look()
    assert (look.touched, look.waiting, look.hashed) == ({}, (), 0)


def test_exactly_the_partition_with_a_new_file_is_touched(watch: Watch) -> None:
    watch.settle()
    watch.register()
    watch.put("lang-son/2025/mới.pdf")
    assert set(watch.settle().touched) == {LS}


def test_a_changed_content_under_an_unchanged_name_size_and_time_is_touched(watch: Watch) -> None:
    watch.settle()
    watch.register()
    path = watch.raw / "quang-tri/2026/b.pdf"
    before = path.stat()
    path.write_bytes(b"B")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert set(watch.settle().touched) == {QT}


def test_a_touched_time_without_a_changed_content_is_nothing(watch: Watch) -> None:
    watch.settle()
    watch.register()
    os.utime(watch.raw / "quang-tri/2026/b.pdf")
    assert watch.settle().touched == {}


def test_a_removed_file_and_a_removed_partition_are_touched(watch: Watch) -> None:
    watch.settle()
    watch.register()
    (watch.raw / "quang-tri/2026/b.pdf").unlink()
    shutil.rmtree(watch.raw / "lang-son")
    assert set(watch.settle().touched) == {QT, LS}


def test_a_renamed_file_is_touched(watch: Watch) -> None:
    watch.settle()
    watch.register()
    path = watch.raw / "quang-tri/2026/b.pdf"
    path.rename(path.with_name("b đổi tên.pdf"))
    assert set(watch.settle().touched) == {QT}


def test_a_file_that_is_still_being_copied_is_waited_for(watch: Watch) -> None:
    watch.settle()
    watch.register()
    for size in range(1, 6):
        watch.put("quang-tri/2026/lớn.pdf", b"x" * 1000 * size)
        look = watch.look()
        assert QT in look.waiting
        assert look.touched == {}
    assert set(watch.look().touched) == {QT}


def test_the_quiet_period_is_counted_from_the_last_change(watch: Watch) -> None:
    watch.settle()
    watch.register()
    watch.put("quang-tri/2026/mới.pdf")
    assert watch.look(1).touched == {}
    assert watch.look(QUIET - 1).touched == {}
    assert set(watch.look(2).touched) == {QT}


def test_a_partition_that_never_rests_is_taken_in_the_end(watch: Watch) -> None:
    watch.settle()
    watch.register()
    looks = []
    for number in range(int(MAX_WAIT_SECONDS / 30) + 3):
        watch.put("quang-tri/2026/nhật ký.pdf", b"x" * (number + 1))
        looks.append(watch.look())
    assert looks[0].touched == {}
    assert set(looks[-1].touched) == {QT}


def test_a_changed_manifest_touches_its_partition(watch: Watch) -> None:
    watch.settle()
    watch.register()
    watch.put("quang-tri/2026/manifest.csv", b"file_name,commune_code\na.pdf,19366\n")
    assert set(watch.settle().touched) == {QT}


def test_a_manifest_that_cannot_be_used_is_requested_so_that_the_run_says_why(watch: Watch) -> None:
    watch.settle()
    watch.register()
    watch.put("quang-tri/2026/manifest.csv", b"name\na.pdf\n")
    first = watch.settle()
    second = watch.look()
    assert set(first.touched) == {QT}
    assert second.touched == first.touched, "the same content, so that the sensor asks once"


def test_hashing_stops_in_time_and_goes_on_with_the_next_look(watch: Watch) -> None:
    clock = iter(range(0, 10_000, 15))
    watch.look()
    watch.now += 30
    first = take_look(watch.settings, {}, watch.rest, now=watch.now, clock=lambda: float(next(clock)))
    assert first.unfinished
    assert set(first.touched) == {LS}
    assert set(take_look(watch.settings, {}, first.rest, now=watch.now).touched) == {LS, QT}


def test_half_copies_and_lock_files_are_not_seen(watch: Watch) -> None:
    watch.settle()
    watch.register()
    for name in ("~$a.docx", "b.pdf.part", "c.pdf.crdownload", ".b.pdf.Xy12", "d.filepart"):
        watch.put(f"quang-tri/2026/{name}")
    assert watch.settle().touched == {}


def test_reference_rows_and_corrections_are_watched_apart_from_plans(watch: Watch) -> None:
    before = watch.settle()
    watch.put("reference/indicators.csv", b"x")
    watch.put("quang-tri/corrections/2026.csv", b"y")
    after = watch.look()
    changed = {kind for kind in before.side_kinds if before.side_kinds[kind] != after.side_kinds[kind]}
    assert changed == {"reference", "corrections"}
