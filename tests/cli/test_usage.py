"""Wrong usage is answered at once, in Vietnamese, with exit code 2; help reads well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CCHC = Path(sys.executable).with_name("cchc")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(CCHC), *arguments], capture_output=True, text=True, check=False)


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("run", "status", "dev", "Mã thoát"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--raw", "/khong/co"], "không có thư mục này"),
        (["run", "--province", "quang-try"], "không có tỉnh nào"),
        (["run", "--year", "26"], "26"),
        (["run", "--workers", "nhiều"], "nhiều"),
        (["bay"], "bay"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_is_wrong(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr


def test_an_empty_raw_folder_is_wrong_usage_and_says_where_files_belong(tmp_path: Path) -> None:
    done = run("run", "--raw", str(tmp_path), "--warehouse", str(tmp_path / "kho"))
    assert done.returncode == 2
    assert "<tỉnh>/<năm>/<tệp>" in done.stdout
    assert not (tmp_path / "kho" / "cchc.duckdb").exists()


def test_status_of_a_warehouse_that_was_never_published_says_how_to_begin(tmp_path: Path) -> None:
    done = run("status", "--warehouse", str(tmp_path))
    assert done.returncode == 1
    assert "cchc run" in done.stdout
