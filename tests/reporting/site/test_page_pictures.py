"""Promises about the pictures of the units' pages: every target has its words on the page, or the reason why not."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipelines.provenance import rendering
from pipelines.provenance.rendering import render_batch
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reporting.site import pictures
from pipelines.reporting.site.facts import Picture, PicturePlace
from pipelines.reporting.site.pictures import write_pictures
from pipelines.reporting.site.pieces import Pieces
from pipelines.reporting.site.spots import sources_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROW = re.compile(r'<tr id="[0-9a-f]{16}-g\d+">.*?</tr>', re.DOTALL)
Draw = Callable[..., dict[str, Picture]]


@pytest.fixture
def place(tmp_path: Path) -> PicturePlace:
    """A one-page plan under ``raw`` with a line at 100 to 112 points from the top."""
    file = tmp_path / "raw" / "thu.pdf"
    file.parent.mkdir()
    canvas = Canvas(str(file), pagesize=(595, 842))
    canvas.drawString(60, 842 - 110, "so hoa ho so dat 80%")
    canvas.save()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    box = "[[1, 60.0, 100.0, 200.0, 112.0]]"
    words = {
        "evidence": "số hóa hồ sơ đạt 80%",
        "indicator_text": None,
        "in_table": False,
        "activity": None,
        "task": None,
    }
    return PicturePlace("d-g0", "thu.pdf", digest, "application/pdf", False, 1, box, **words)


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    def drawn(*places: PicturePlace) -> dict[str, Picture]:
        sources = sources_of(tmp_path / "raw", tmp_path / "cache", places)
        return write_pictures(tmp_path / "site", places, sources)

    return drawn


@pytest.fixture
def word(tmp_path: Path, place: PicturePlace) -> PicturePlace:
    """The same words in a Word file, whose pages (two of them, the words on the second) were laid out before."""
    cache, digest = tmp_path / "cache", hashlib.sha256(b"word").hexdigest()
    cache.mkdir()
    (tmp_path / "raw" / "thu.docx").write_bytes(b"word")
    canvas = Canvas(str(cache / f"{digest[:16]}.pdf"), pagesize=(595, 842))
    canvas.drawString(60, 700, "Uy ban nhan dan xa ban hanh ke hoach")
    canvas.showPage()
    canvas.drawString(60, 842 - 110, "so hoa ho so dat 80%")
    canvas.save()
    order = tmp_path / "order.json"
    order.write_text(f'{{"cache": "{cache}", "files": [["{tmp_path}/raw/thu.docx", "{digest[:16]}", []]]}}')
    render_batch(order, DEFAULT_LIMITS)
    box = "[[1, 0.0, 0.0, 0.0, 0.0]]"
    return replace(place, target_id="d-g9", source_path="thu.docx", sha256=digest, media_type=WORD, bbox=box)


def pixels_of(tmp_path: Path, picture: Picture) -> tuple[Image.Image, int]:
    """The picture, and how many of its points have the colour of the frame."""
    assert picture.path is not None
    image = Image.open(io.BytesIO((tmp_path / "site" / picture.path).read_bytes())).convert("RGB")
    points = np.asarray(image)
    return image, int(((points[..., 0] > 120) & (points[..., 1] < 90) & (points[..., 2] < 90)).sum())


def test_picture_is_a_narrow_band_with_the_clause_framed(draw: Draw, place: PicturePlace, tmp_path: Path) -> None:
    made = draw(place)
    assert made == {"d-g0": Picture("anh/d-g0.webp")}
    image, reds = pixels_of(tmp_path, made["d-g0"])
    assert image.width == 680
    assert image.height < 120
    assert reds > 100


def test_targets_of_one_clause_share_a_picture(draw: Draw, place: PicturePlace) -> None:
    other = replace(place, target_id="d-g2", bbox="[[1, 60.0, 300.0, 200.0, 312.0]]")
    made = draw(place, replace(place, target_id="d-g1"), other)
    assert [made[f"d-g{number}"].path for number in range(3)] == ["anh/d-g0.webp", "anh/d-g0.webp", "anh/d-g2.webp"]


def test_pictures_stop_at_the_budget_and_that_is_said(
    draw: Draw, place: PicturePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_BUDGET", 1)
    made = draw(place, replace(place, target_id="d-g1", bbox="[[1, 60.0, 300.0, 200.0, 312.0]]"))
    assert made["d-g0"].path is not None
    assert made["d-g1"] == Picture(None, "Không có ảnh: báo cáo đã đủ số ảnh của một tỉnh.")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sha256": "0" * 64}, "tệp đã đổi"),
        ({"source_path": "mat.pdf"}, "không còn trong thư mục"),
        ({"page": 7, "bbox": "[[7, 60.0, 100.0, 200.0, 112.0]]"}, "không có trang 7"),
        ({"page": None, "bbox": None}, "chưa rõ trang in"),
    ],
    ids=["changed", "gone", "no such page", "page unknown"],
)
def test_target_without_a_picture_says_why(
    draw: Draw, place: PicturePlace, changes: dict[str, object], reason: str
) -> None:
    made = draw(replace(place, **changes))["d-g0"]
    assert made.path is None
    assert made.note_vi is not None and reason in made.note_vi


@pytest.mark.parametrize("bbox", [None, "[[1, 0.0, 0.0, 0.0, 0.0]]", "[[2, 60.0, 100.0, 200.0, 112.0]]"])
def test_clause_without_a_known_place_has_the_whole_page_without_a_frame_and_that_is_said(
    draw: Draw, place: PicturePlace, tmp_path: Path, bbox: str | None
) -> None:
    made = draw(replace(place, bbox=bbox))["d-g0"]
    image, reds = pixels_of(tmp_path, made)
    assert image.height > 900
    assert reds == 0
    assert made.note_vi is not None and "không có khung" in made.note_vi


# ------------------------------------------------------------------------------------------------ taken over


@pytest.fixture
def report_anew(tmp_path: Path, place: PicturePlace) -> Callable[..., tuple[bytes, int]]:
    """Write a report whose facts are always others; gives its picture and how often a place was drawn."""

    def write_one(monkeypatch: pytest.MonkeyPatch, wanted: PicturePlace = place) -> tuple[bytes, int]:
        old, new, drawn = tmp_path / "nghe-an", tmp_path / "moi", []
        pieces = Pieces(old, new, {}, facts_hash=os.urandom(8).hex())
        sources = sources_of(tmp_path / "raw", tmp_path / "cache", [wanted])
        draw_one = pictures.clause_band
        with monkeypatch.context() as patch:
            patch.setattr(pictures, "clause_band", lambda *a, **k: drawn.append(1) or draw_one(*a, **k))
            pieces.write("pages", lambda: write_pictures(new, [wanted], sources, pieces))
        pieces.leave_record()
        shutil.rmtree(old, ignore_errors=True)
        new.rename(old)
        return (old / "anh" / "d-g0.webp").read_bytes(), len(drawn)

    return write_one


def test_picture_of_the_same_place_is_taken_over_where_the_pages_are_written_again(
    report_anew: Callable[..., tuple[bytes, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, drawn = report_anew(monkeypatch)
    assert drawn == 1
    assert report_anew(monkeypatch) == (first, 0)
    assert report_anew(monkeypatch) == (first, 0)  # what was taken over is known the next time too


def test_picture_of_another_place_is_drawn(
    report_anew: Callable[..., tuple[bytes, int]], monkeypatch: pytest.MonkeyPatch, place: PicturePlace
) -> None:
    first, _ = report_anew(monkeypatch)
    moved, drawn = report_anew(monkeypatch, replace(place, bbox="[[1, 60.0, 100.0, 220.0, 112.0]]"))
    assert drawn == 1
    assert moved != first


def test_picture_that_somebody_changed_is_drawn_again(
    report_anew: Callable[..., tuple[bytes, int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, _ = report_anew(monkeypatch)
    (tmp_path / "nghe-an" / "anh" / "d-g0.webp").write_bytes(b"another")
    assert report_anew(monkeypatch) == (first, 1)


# ------------------------------------------------------------------------------------------------ Word files, workbooks


def test_words_of_a_word_file_are_framed_on_its_laid_out_page_which_the_picture_opens(
    draw: Draw, place: PicturePlace, word: PicturePlace, tmp_path: Path
) -> None:
    made = draw(place, word)["d-g9"]
    image, reds = pixels_of(tmp_path, made)
    assert image.height < 120
    assert reds > 100
    assert made.note_vi is not None and "Trang 2 dựng bằng LibreOffice" in made.note_vi
    assert made.opens is not None and made.opens.endswith(".pdf#page=2")
    assert (tmp_path / "site" / made.opens.partition("#")[0]).is_file()


def test_words_that_the_laid_out_page_does_not_hold_have_the_page_without_a_frame_and_that_is_said(
    draw: Draw, word: PicturePlace, tmp_path: Path
) -> None:
    made = draw(replace(word, evidence="câu này không có ở trang nào cả"))["d-g9"]
    image, reds = pixels_of(tmp_path, made)
    assert image.height > 900
    assert reds == 0
    assert made.note_vi is not None and "Không tìm lại được câu này" in made.note_vi


def test_words_that_are_not_found_in_a_task_have_the_row_of_the_task_framed_and_that_is_said(
    draw: Draw, word: PicturePlace, tmp_path: Path
) -> None:
    made = draw(replace(word, evidence="câu này không có ở trang nào cả", task="Số hóa hồ sơ đạt 80%"))["d-g9"]
    assert pixels_of(tmp_path, made)[1] > 100
    assert made.note_vi is not None and "khoanh dòng nhiệm vụ" in made.note_vi


def test_without_libreoffice_the_page_says_so(draw: Draw, word: PicturePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "office_program", lambda: None)
    made = draw(replace(word, sha256="f" * 64))
    assert made == {"d-g9": Picture(None, "Không có ảnh: máy chạy chưa cài LibreOffice.")}


def test_place_of_a_workbook_that_was_not_drawn_says_so(draw: Draw, place: PicturePlace) -> None:
    made = draw(replace(place, media_type=SHEET, source_path="a.xlsx"))["d-g0"]
    assert made == Picture(None, "Không có ảnh: không dựng được trang tính.")


# ------------------------------------------------------------------------------------------------ the samples


def test_every_target_of_the_samples_main_year_has_a_picture_or_its_page_says_why_not(sample_reports: Path) -> None:
    rows = [
        row
        for page in sample_reports.glob("*/2026/don-vi/*.html")
        for row in ROW.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(rows) > 500
    silent = [row for row in rows if 'class="picture"' not in row and "Không có ảnh:" not in row]
    assert silent == []


def test_pages_of_an_earlier_year_say_that_their_pictures_are_drawn_by_trace(sample_reports: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in sample_reports.glob("*/2025/don-vi/*.html")]
    with_targets = [page for page in pages if ROW.search(page)]
    assert with_targets
    assert all("Ảnh chỗ in chỉ vẽ cho các số từ năm 2026" in page for page in with_targets)


def test_pictures_and_laid_out_pages_that_the_samples_pages_show_are_there(sample_reports: Path) -> None:
    for page in sample_reports.glob("*/2026/don-vi/*.html"):
        shown = re.findall(r'(?:src|href)="([^"]*anh/[^"#]*)', page.read_text(encoding="utf-8"))
        assert all((page.parent / address).is_file() for address in shown)
