from __future__ import annotations

import hashlib
import io
import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipelines.reporting.site import pictures
from pipelines.reporting.site.facts import PicturePlace
from pipelines.reporting.site.pictures import write_pictures
from pipelines.reporting.site.pieces import Pieces


@pytest.fixture
def place(tmp_path: Path) -> PicturePlace:
    """A one-page plan under ``raw`` with a line at 100 to 112 points from the top."""
    file = tmp_path / "raw" / "thu.pdf"
    file.parent.mkdir()
    canvas = Canvas(str(file), pagesize=(595, 842))
    canvas.drawString(60, 842 - 110, "so hoa ho so dat 80%")
    canvas.save()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return PicturePlace("d-g0", "thu.pdf", digest, False, 1, "[[1, 60.0, 100.0, 200.0, 112.0]]")


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., dict[str, str]]:
    return lambda *places: write_pictures(tmp_path / "raw", tmp_path / "site", places)


def test_picture_is_a_narrow_band_with_the_clause_framed(
    draw: Callable[..., dict[str, str]], place: PicturePlace, tmp_path: Path
) -> None:
    assert draw(place) == {"d-g0": "anh/d-g0.webp"}
    image = Image.open(io.BytesIO((tmp_path / "site" / "anh" / "d-g0.webp").read_bytes())).convert("RGB")
    assert image.width == 680
    assert image.height < 120
    pixels = np.asarray(image)
    reds = int(((pixels[..., 0] > 120) & (pixels[..., 1] < 90) & (pixels[..., 2] < 90)).sum())
    assert reds > 100


def test_pictures_stop_at_the_budget(
    draw: Callable[..., dict[str, str]], place: PicturePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_BUDGET", 1)
    assert list(draw(place, replace(place, target_id="d-g1"))) == ["d-g0"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sha256": "0" * 64}, "tệp đã đổi"),
        ({"source_path": "mat.pdf"}, "không vẽ được"),
        ({"page": 7, "bbox": "[[7, 60.0, 100.0, 200.0, 112.0]]"}, "không có trang 7"),
    ],
    ids=["changed", "gone", "no such page"],
)
def test_file_that_is_not_what_was_read_has_no_picture_and_that_is_logged(
    draw: Callable[..., dict[str, str]],
    place: PicturePlace,
    caplog: pytest.LogCaptureFixture,
    changes: dict[str, object],
    reason: str,
) -> None:
    with caplog.at_level(logging.WARNING):
        assert draw(replace(place, **changes)) == {}
    assert reason in caplog.text


def test_clause_without_extent_has_no_picture(draw: Callable[..., dict[str, str]], place: PicturePlace) -> None:
    assert draw(replace(place, bbox="[[1, 0.0, 0.0, 0.0, 0.0]]")) == {}


# ------------------------------------------------------------------------------------------------ taken over


@pytest.fixture
def report_anew(tmp_path: Path, place: PicturePlace) -> Callable[..., tuple[bytes, int]]:
    """Write a report whose facts are always others; gives its picture and how often a place was drawn."""

    def write_one(monkeypatch: pytest.MonkeyPatch, wanted: PicturePlace = place) -> tuple[bytes, int]:
        old, new, drawn = tmp_path / "nghe-an", tmp_path / "moi", []
        pieces = Pieces(old, new, {}, facts_hash=os.urandom(8).hex())
        draw_one = pictures.clause_band
        with monkeypatch.context() as patch:
            patch.setattr(pictures, "clause_band", lambda *a, **k: drawn.append(1) or draw_one(*a, **k))
            pieces.write("pages", lambda: write_pictures(tmp_path / "raw", new, [wanted], pieces=pieces))
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
