"""A file that changed is always noticed; a file that did not is not read again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.registry.hash_cache import RACY_SECONDS, RECHECK_SECONDS, HashCache, stamp_of
from pipelines.registry.scan import hash_file

NAME = "quang-tri/2026/a.pdf"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"first content")
    return path


def later(path: Path, seconds: float = 60.0) -> float:
    """A moment safely after the file's last change."""
    return path.stat().st_ctime + seconds


def cached(tmp_path: Path, path: Path, now: float) -> HashCache:
    """A cache that was filled at ``now``, written down and read again at the same moment."""
    cache = HashCache(tmp_path / "cache.json", now=now)
    cache.hash(NAME, path)
    cache.save({NAME})
    return HashCache(tmp_path / "cache.json", now=now)


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = hash_file(file)
    cache = cached(tmp_path, file, later(file))
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    assert cache.hash(NAME, file) == expected


def test_a_change_that_keeps_size_and_mtime_is_noticed_by_ctime(tmp_path: Path, file: Path) -> None:
    before = file.stat()
    cache = cached(tmp_path, file, later(file))
    file.write_bytes(b"other content")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert cache.hash(NAME, file) == hash_file(file)


def test_a_file_put_in_place_of_another_is_noticed_by_inode(tmp_path: Path, file: Path) -> None:
    cache = cached(tmp_path, file, later(file))
    other = tmp_path / "other"
    other.write_bytes(b"third content")
    stamp = stamp_of(other.stat())
    other.rename(file)
    assert stamp.inode == file.stat().st_ino
    assert cache.trusted(NAME, stamp_of(file.stat())) is None


def test_a_hash_taken_in_the_same_moment_as_a_write_is_not_trusted(tmp_path: Path, file: Path) -> None:
    cache = cached(tmp_path, file, later(file, RACY_SECONDS - 0.5))
    assert cache.trusted(NAME, stamp_of(file.stat())) is None


def test_an_old_hash_is_taken_again(tmp_path: Path, file: Path) -> None:
    now = later(file)
    cached(tmp_path, file, now)
    fresh = HashCache(tmp_path / "cache.json", now=now + RECHECK_SECONDS / 2 - 1)
    old = HashCache(tmp_path / "cache.json", now=now + RECHECK_SECONDS)
    assert fresh.trusted(NAME, stamp_of(file.stat())) == hash_file(file)
    assert old.trusted(NAME, stamp_of(file.stat())) is None


def test_a_clock_that_was_set_back_does_not_make_a_hash_trusted(tmp_path: Path, file: Path) -> None:
    now = later(file)
    cached(tmp_path, file, now)
    assert HashCache(tmp_path / "cache.json", now=now - 1).trusted(NAME, stamp_of(file.stat())) is None


def test_a_verification_reads_every_file(tmp_path: Path, file: Path) -> None:
    now = later(file)
    cached(tmp_path, file, now)
    assert HashCache(tmp_path / "cache.json", now=now, recheck_seconds=0).trusted(NAME, stamp_of(file.stat())) is None


@pytest.mark.parametrize(
    "text", ["", "not json", "[]", '{"format": 99, "files": {}}', '{"format": 1, "files": {"a": [1]}}']
)
def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path, file: Path, text: str) -> None:
    (tmp_path / "cache.json").write_text(text)
    assert HashCache(tmp_path / "cache.json", now=later(file)).hash(NAME, file) == hash_file(file)


def test_entries_of_files_that_are_gone_are_dropped(tmp_path: Path, file: Path) -> None:
    cache = cached(tmp_path, file, later(file))
    cache.save(set())
    assert HashCache(tmp_path / "cache.json", now=later(file)).trusted(NAME, stamp_of(file.stat())) is None


def test_a_name_that_is_not_utf8_survives_the_cache(tmp_path: Path, file: Path) -> None:
    name = os.fsdecode(b"quang-tri/2026/k\xe9.pdf")
    cache = HashCache(tmp_path / "cache.json", now=later(file))
    digest = cache.hash(name, file)
    cache.save({name})
    assert HashCache(tmp_path / "cache.json", now=later(file)).trusted(name, stamp_of(file.stat())) == digest
