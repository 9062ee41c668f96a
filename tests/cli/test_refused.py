"""A disk that is full or read-only is a message and exit code 1, never a trace; the published file is as it was."""

from __future__ import annotations

import errno
import io
import sqlite3
from pathlib import Path

import pytest

from pipelines.cli import run as run_module
from pipelines.cli.refused import told_when_refused
from pipelines.cli.run import run_command
from pipelines.cli.terminal import SafeConsole
from pipelines.settings import Settings

REFUSALS = [
    (OSError(errno.ENOSPC, "No space left on device", "/kho/lake/x"), "Đĩa đầy"),
    (OSError(errno.EROFS, "Read-only file system", "/kho/.lock"), "Đĩa chỉ đọc"),
    (PermissionError(errno.EACCES, "Permission denied", "/kho"), "Thiếu quyền"),
    (sqlite3.OperationalError("database or disk is full"), "Đĩa đầy"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "Đĩa chỉ đọc"),
    (RuntimeError("dbt cannot parse the project\nTraceback"), "Xem nhật ký"),
]


@pytest.mark.parametrize(("error", "remedy"), REFUSALS)
def test_what_the_machine_refuses_is_said_with_its_remedy(tmp_path: Path, error: Exception, remedy: str) -> None:
    def refuse() -> int:
        raise error

    stream = io.StringIO()
    assert told_when_refused(refuse, Settings(tmp_path, tmp_path), SafeConsole(file=stream, width=200)) == 1
    assert remedy in stream.getvalue()
    assert "Traceback" not in stream.getvalue()


def test_a_warehouse_that_cannot_be_written_to_leaves_the_published_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "raw" / "nghe-an" / "2026"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    published = tmp_path / "kho" / "cchc.duckdb"
    published.parent.mkdir()
    published.write_bytes(b"the last good version")

    def refuse(_: Settings) -> object:
        raise OSError(errno.EROFS, "Read-only file system", str(published.parent / ".lock"))

    monkeypatch.setattr(run_module, "keep_if_unchanged", refuse)
    stream = io.StringIO()
    settings = Settings(tmp_path / "raw", tmp_path / "kho")
    assert run_command(settings, None, None, SafeConsole(file=stream, width=200)) == 1
    assert "Đĩa chỉ đọc" in stream.getvalue()
    assert published.read_bytes() == b"the last good version"
