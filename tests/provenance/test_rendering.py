"""Promises about the pages of Word files and workbooks in reports: laid out once, and a bad file stops no other."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.provenance import rendering
from pipelines.provenance.office_pages import locate_among
from pipelines.provenance.rendering import (
    FileToRender,
    NotRendered,
    RenderedFile,
    forget_others,
    render_files,
    rendered_file,
    rendered_place,
)
from pipelines.provenance.sheet_pages import SheetPage
from pipelines.reading.limits import DEFAULT_LIMITS

LIMITS = replace(DEFAULT_LIMITS, max_seconds=8.0)
WORDS = "So hoa 80% ho so cua nam 2026"
PROGRAM = """#!{python}
import pathlib, shutil, sys, time
here = pathlib.Path(__file__).parent
out = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
files = [pathlib.Path(one) for one in sys.argv[sys.argv.index("--outdir") + 2:]]
with (here / "starts").open("a") as log:
    log.write(f"{{len(files)}}\\n")
for file in files:
    if b"hangs" in file.read_bytes():
        time.sleep(60)
    if b"fails" not in file.read_bytes():
        shutil.copyfile(here / "page.pdf", out / f"{{file.stem}}.pdf")
"""


class Office:
    """A stand-in for LibreOffice that makes the same page of every file, and counts its starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        canvas = Canvas(str(folder / "page.pdf"), pagesize=(595, 842))
        canvas.drawString(60, 700, WORDS)
        canvas.save()
        program = folder / "soffice"
        program.write_text(PROGRAM.format(python=sys.executable), encoding="utf-8")
        program.chmod(0o755)

    @property
    def starts(self) -> list[int]:
        """Number of files of each start."""
        log = self.folder / "starts"
        return [int(line) for line in log.read_text(encoding="utf-8").split()] if log.is_file() else []


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return Office(folder)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], FileToRender]:
    def made(content: str) -> FileToRender:
        path = tmp_path / f"{content}.doc"
        path.write_text(content, encoding="utf-8")
        return FileToRender(path, hashlib.sha256(path.read_bytes()).hexdigest()[:16])

    return made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "kho" / "cache"


def test_several_files_share_a_start_and_are_never_laid_out_again(
    office: Office, file: Callable[[str], FileToRender], cache: Path
) -> None:
    files = [file("one"), file("two"), file("three")]
    render_files(files, cache, LIMITS, workers=2)
    assert office.starts == [3]
    for one in files:
        made = rendered_file(cache, one.content_hash)
        assert isinstance(made, RenderedFile)
        found = locate_among(made.words, ["Số hóa 80% hồ sơ của năm"])
        assert found is not None and found.boxes[0].page == 1 and found.boxes[0].y1 > found.boxes[0].y0
    render_files([*files, file("four")], cache, LIMITS, workers=2)
    assert office.starts == [3, 1]


@pytest.mark.parametrize(("bad", "reason"), [("fails", "LibreOffice không dựng được"), ("hangs", "quá 8 giây")])
def test_a_file_that_cannot_be_laid_out_says_why_stops_no_other_and_is_not_tried_again(
    office: Office, file: Callable[[str], FileToRender], cache: Path, bad: str, reason: str
) -> None:
    files = [file("one"), file(bad), file("two")]
    limits = LIMITS if bad == "hangs" else DEFAULT_LIMITS
    render_files(files, cache, limits, workers=2)
    made = [rendered_file(cache, one.content_hash) for one in files]
    assert [isinstance(one, RenderedFile) for one in made] == [True, False, True]
    assert isinstance(made[1], NotRendered) and reason in made[1].reason_vi
    assert [path.name for path in cache.iterdir() if path.name.startswith(".")] == []
    starts = office.starts
    render_files(files, cache, limits, workers=2)
    assert office.starts == starts


def test_a_file_that_failed_is_tried_again_by_another_libreoffice(
    office: Office, file: Callable[[str], FileToRender], cache: Path
) -> None:
    render_files([file("fails")], cache, LIMITS, workers=1)
    os.utime(office.folder / "soffice", (1, 1))
    render_files([file("fails")], cache, LIMITS, workers=1)
    assert office.starts == [1, 1]


def test_without_libreoffice_the_reason_is_that_and_a_later_run_that_has_it_makes_the_pages(
    office: Office, file: Callable[[str], FileToRender], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = file("one")
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "office_program", lambda: None)
        render_files([one], cache, LIMITS, workers=1)
        assert rendered_file(cache, one.content_hash) == NotRendered("máy chạy chưa cài LibreOffice")
    assert office.starts == []
    render_files([one], cache, LIMITS, workers=1)
    assert isinstance(rendered_file(cache, one.content_hash), RenderedFile)


def test_a_file_that_changed_since_it_was_read_leaves_no_page_under_the_old_content(
    office: Office, file: Callable[[str], FileToRender], cache: Path
) -> None:
    one = file("one")
    one.path.write_text("another", encoding="utf-8")
    render_files([one], cache, LIMITS, workers=1)
    assert isinstance(rendered_file(cache, one.content_hash), NotRendered)


def test_pages_go_with_their_content_and_those_of_others_stay(
    office: Office, file: Callable[[str], FileToRender], cache: Path
) -> None:
    stays, goes = file("one"), file("two")
    render_files([stays, goes], cache, LIMITS, workers=1)
    forget_others(cache, {stays.content_hash})
    assert isinstance(rendered_file(cache, stays.content_hash), RenderedFile)
    assert not list(cache.glob(f"{goes.content_hash}*"))


def test_a_place_of_a_workbook_is_drawn_once_and_that_of_a_hidden_sheet_says_so(tmp_path: Path, cache: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nội dung", "Mức"])
    book.active.append(["Hồ sơ được số hóa", "80%"])
    book.create_sheet("Nháp").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    seen, hidden = "[[1,1.0,1.0,2.0,2.0]]", "[[2,0.0,0.0,1.0,1.0]]"
    render_files([FileToRender(tmp_path / "a.xlsx", "0" * 16, (seen, hidden))], cache, LIMITS, workers=1)
    page = rendered_place(cache, "0" * 16, seen)
    assert isinstance(page, SheetPage) and page.place_vi.endswith("ô B2.") and len(page.boxes) == 1
    assert isinstance(rendered_place(cache, "0" * 16, hidden), NotRendered)


def test_a_workbook_that_cannot_be_opened_says_so(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK no workbook")
    render_files([FileToRender(tmp_path / "a.xlsx", "1" * 16, ("[]",))], cache, LIMITS, workers=1)
    found = rendered_place(cache, "1" * 16, "[]")
    assert isinstance(found, NotRendered) and found.reason_vi
