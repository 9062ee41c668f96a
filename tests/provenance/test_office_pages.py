"""Promises about words that stand several times in a Word file: the frame stands at the place that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.provenance.office_pages import Located, Near, locate
from pipelines.samples.render.pdf import Page, write_pdf

GOAL = "100% hồ sơ được giải quyết đúng hạn"
TASKS = ("Rà soát quy trình nội bộ", "Kiểm tra việc tiếp nhận hồ sơ")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The same goal in the text and in both rows of a table."""
    page = Page(595, 842)
    page.text(85, 700, f"Phấn đấu {GOAL}.", "Regular", 13)
    for number, task in enumerate(TASKS):
        top = 600 - 40 * number
        page.text(90, top - 20, task, "Regular", 12)
        page.text(310, top - 20, GOAL, "Regular", 12)
        for x in (85, 305, 540):
            page.rect(x, top - 40, 0.5, 40)
        page.rect(85, top, 455, 0.5)
    page.rect(85, 600 - 40 * len(TASKS), 455, 0.5)
    (tmp_path / "a.pdf").write_bytes(write_pdf([page], ""))
    return tmp_path / "a.pdf"


def top_of(found: Located | None) -> float:
    assert found is not None and found.occurrences == 1
    return found.boxes[0].y0


def test_words_of_the_text_are_framed_there_and_those_of_the_table_in_their_row(pages: Path) -> None:
    assert top_of(locate(pages, [GOAL], near=Near(in_table=False))) < 200
    for number, task in enumerate(TASKS):
        assert top_of(locate(pages, [GOAL], near=Near(True, (task,)))) == pytest.approx(242 + 40 * number, abs=3)


def test_several_places_are_told_where_nothing_tells_them_apart(pages: Path) -> None:
    found = locate(pages, [GOAL])
    assert found is not None and found.occurrences == 3


def test_what_is_known_never_hides_the_only_place(pages: Path) -> None:
    assert top_of(locate(pages, [TASKS[0]], near=Near(False, ("Không có ở đâu cả",)))) > 200
