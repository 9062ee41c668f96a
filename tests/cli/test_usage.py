"""Wrong usage is answered at once, in Vietnamese, with exit code 2; help reads well."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import typer

from pipelines.cli import app as app_module
from pipelines.cli import dev as dev_module

CCHC = Path(sys.executable).with_name("cchc")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(CCHC), *arguments], capture_output=True, text=True, check=False)


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("run", "status", "dev", "Mã thoát"):
        assert word in done.stdout


def test_every_help_page_speaks_vietnamese_and_says_what_each_argument_is(capsys: pytest.CaptureFixture[str]) -> None:
    group = typer.main.get_command(app_module.app)
    assert isinstance(group, click.Group)
    english = r"Usage|Options|Arguments|Commands|default:|env var|required|Show this|PATH|TEXT|INTEGER|OPTIONS|COMMAND"
    for name, command in {**group.commands, "": group}.items():
        context = click.Context(command, info_name=f"cchc {name}".strip())
        page = context.get_help() + capsys.readouterr().out  # typer prints its pages itself
        assert re.search(english, page) is None
        assert f"Cách dùng: cchc {name}".strip() in page
        assert "Tùy chọn" in page
        assert name != "as-of" or "Ngày nhìn lại, ví dụ 2026-03-01." in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--raw", "/khong/co"], "không có thư mục này"),
        (["run", "--province", "quang-try"], "không có tỉnh nào tên thư mục như vậy; ý anh/chị là quang-tri?"),
        (["run", "--province", "Nghệ An"], "ý anh/chị là nghe-an?"),
        (["run", "--province", "zzzz"], "không có tỉnh nào tên thư mục như vậy. Ghi dạng không dấu"),
        (["backfill", "--years", "2026", "--province", "ca_mau"], "ý anh/chị là ca-mau?"),
        (["run", "--year", "1999"], "--year: nhận được “1999”; cần số nguyên từ 2000 đến 2099. Xem: cchc run --help"),
        (["run", "--workers", "nhiều"], "--workers: nhận được “nhiều”; cần số nguyên từ 0 đến 64."),
        (["run", "--yeer", "2026"], "Không có tùy chọn --yeer. Ý anh/chị là --year? Xem: cchc run --help"),
        (["run", "--year"], "Tùy chọn --year thiếu giá trị"),
        (["run", "nghe-an"], "Thừa từ trong lệnh: nghe-an. Xem: cchc run --help"),
        (["as-of", "2026"], "NGÀY: nhận được “2026”; cần ngày, ghi như 2026-03-01 hoặc 01/03/2026."),
        (["rollback"], "Thiếu PHIÊN_BẢN: Tên phiên bản, như cchc publish --list in ra. Xem: cchc rollback --help"),
        (["sheets"], "Thiếu --province: Tỉnh, ghi như tên thư mục"),
        (["publish"], "cần --list; để dựng và phát hành bản mới hãy chạy cchc run. Xem: cchc publish --help"),
        (["bay"], "Không có lệnh bay. Xem: cchc --help"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_is_wrong(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert not re.search(r"Invalid|Missing|No such|unexpected|Usage|Error|Try", done.stdout + done.stderr)


def test_an_empty_raw_folder_is_wrong_usage_and_says_where_files_belong(tmp_path: Path) -> None:
    done = run("run", "--raw", str(tmp_path), "--warehouse", str(tmp_path / "kho"))
    assert done.returncode == 2
    assert "<tỉnh>/<năm>/<tệp>" in done.stdout
    assert not (tmp_path / "kho" / "cchc.duckdb").exists()


def test_status_of_a_warehouse_that_was_never_published_says_how_to_begin(tmp_path: Path) -> None:
    done = run("status", "--warehouse", str(tmp_path))
    assert done.returncode == 1
    assert "cchc run" in done.stdout


def test_a_dry_run_says_what_would_be_read_and_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "nghe-an" / "2026"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 a")
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 b")
    (folder / "Copy of a.pdf").write_bytes(b"%PDF-1.4 a")
    done = run("run", "--dry-run", "--raw", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "kho"))
    assert done.returncode == 0
    assert "nghe-an/2026/b.pdf: đọc: tệp mới" in done.stdout
    assert "nghe-an/2026/Copy of a.pdf: bỏ qua: trùng nội dung" in done.stdout
    assert "3 tệp; chưa đọc gì, chưa ghi gì." in done.stdout
    assert not (tmp_path / "kho").exists()


def test_the_web_page_is_opened_from_any_folder_with_the_projects_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: called.append(arguments))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(dev_module, "start_pages", lambda *_: None)
    monkeypatch.setattr(dev_module, "is_free", lambda _: True)
    Path("raw").mkdir()
    app_module.dev(raw=Path("raw"), warehouse=Path("kho"), port=3000, reports_port=3001)
    (arguments,) = called
    workspace = Path(arguments[arguments.index("-w") + 1])
    assert workspace.is_absolute() and workspace.is_file()
    # no other dagster.yaml lies where Dagster looks first
    assert Path.cwd() == Path(os.environ["DAGSTER_HOME"])
    assert os.environ["PYTHONWARNINGS"] == "ignore"
    assert os.environ["CCHC_RAW"] == str(tmp_path / "raw")
