"""``cchc review``: the queue of what a person has to look at, as a page on this machine or as a file.

Exit codes: 0 done (the page was closed, the file was written, every row is usable); 1 nothing is published yet, or
``--check`` found rows that cannot be used; 2 wrong usage.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import webbrowser
from pathlib import Path

import duckdb
import uvicorn
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED, EXIT_USAGE
from pipelines.corrections.contradictions import contradictions
from pipelines.corrections.files import SUFFIXES, pending, read_corrections, write_csv, write_workbook
from pipelines.corrections.model import Correction, Problem
from pipelines.corrections.validate import validate
from pipelines.reference.extension import extended_by, extension_files, find_extension
from pipelines.review.app import review_app
from pipelines.review.frame import HOST
from pipelines.review.queue import review_tasks
from pipelines.review.writing import written_keys
from pipelines.settings import Settings
from pipelines.text.system_errors import error_vi


def export_command(settings: Settings, target: Path, province: str | None, console: Console) -> int:
    """Write the waiting tasks to ``target`` (CSV or XLSX); returns the exit code."""
    if target.suffix.lower() not in SUFFIXES:
        return _say(console, f"--export {target}: ghi tệp .xlsx hoặc .csv.", EXIT_USAGE)
    if not settings.paths.published.is_file():
        return _say(console, _nothing(settings), EXIT_NOT_PUBLISHED)
    try:
        tasks = review_tasks(settings.paths.published, province=province)
    except duckdb.Error as error:
        return _say(console, f"{settings.paths.published}: không mở được ({error_vi(error)}).", EXIT_NOT_PUBLISHED)
    written = written_keys(settings.raw)
    waiting = [one for one in tasks if not one.is_decided and one.review_key not in written]
    write = write_csv if target.suffix.lower() == ".csv" else write_workbook
    write(target, [one.as_row() for one in waiting])
    _say(console, f"Đã ghi {len(waiting)} việc cần rà soát vào {target}.", EXIT_PUBLISHED)
    folder = settings.raw / (province or "<tỉnh>") / "corrections"
    return _say(console, f"Điền các cột tô màu rồi đặt tệp vào {folder}, sau đó chạy: cchc run", EXIT_PUBLISHED)


def check_command(settings: Settings, console: Console) -> int:
    """Say which rows of the correction files cannot be used; returns the exit code."""
    extension = find_extension(settings.raw)
    for side in extension_files(extension) if extension else ():
        for one in side.problems:
            _say(console, f"Danh mục bổ sung: {one.text_vi}", 0)
    files = read_corrections(settings.raw)
    with extended_by(extension):
        checked = [validate(row) for file in files for row in pending(file.rows)]
    problems = [problem for file in files for problem in file.problems]
    problems += [one for one in checked if isinstance(one, Problem)]
    for problem in problems:
        _say(console, problem.text_vi, 0)
    for contradiction in contradictions(one for one in checked if isinstance(one, Correction)):
        _say(console, f"Lưu ý: {contradiction.text_vi}", 0)
    rows = sum(len(file.rows) for file in files)
    _say(
        console,
        f"{len(files)} tệp, {rows} dòng: {len(checked)} dòng có quyết định, {len(problems)} chỗ chưa dùng được.",
        0,
    )
    return EXIT_NOT_PUBLISHED if problems else EXIT_PUBLISHED


def serve_command(settings: Settings, province: str | None, console: Console, *, port: int, opens_browser: bool) -> int:
    """Serve the review page on this machine until it is stopped; returns the exit code."""
    try:
        app = review_app(settings, province=province)
    except (FileNotFoundError, duckdb.Error) as error:
        return _say(console, error_vi(error), EXIT_NOT_PUBLISHED)
    address = f"http://{HOST}:{port}/?khoa={app.state.site.access_key}"
    _say(console, f"Mở trang rà soát: {address}", 0)
    _say(console, "Chỉ mở được trên máy này. Dừng: Ctrl+C.", 0)
    if opens_browser:
        _open_browser(address)
    # the address with its key must not stand in a log
    uvicorn.run(app, host=HOST, port=port, log_level="warning", access_log=False, server_header=False)
    return EXIT_PUBLISHED


def _open_browser(address: str) -> None:
    """Open the page through a file that only this user reads: a browser's command line is seen by everybody."""
    folder = Path(tempfile.mkdtemp(prefix="cchc-ra-soat-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    page = folder / "mo.html"
    page.touch(mode=0o600)
    page.write_text(f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}">')
    webbrowser.open(page.as_uri())


def _nothing(settings: Settings) -> str:
    return f"{settings.warehouse}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run"


def _say(console: Console, text: str, code: int) -> int:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
    return code
