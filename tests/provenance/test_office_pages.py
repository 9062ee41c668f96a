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


def test_the_sentence_that_names_the_indicator_is_meant_where_two_sentences_give_the_same_level(tmp_path: Path) -> None:
    page = Page(595, 842)
    page.text(85, 700, "- Tỷ lệ hồ sơ nộp qua mạng: năm 2026 đạt 60%.", "Regular", 13)
    page.text(85, 600, "- Tỷ lệ khai thác lại dữ liệu: năm 2026 đạt 60%.", "Regular", 13)
    (tmp_path / "b.pdf").write_bytes(write_pdf([page], ""))
    level = ["năm 2026 đạt 60%"]
    meant = locate(tmp_path / "b.pdf", level, near=Near(False, ("Tỷ lệ khai thác lại dữ liệu",)))
    assert top_of(meant) > 200
    unknown = locate(tmp_path / "b.pdf", level, near=Near(False, ("Tỷ lệ nào khác nữa",)))
    assert unknown is not None and unknown.occurrences == 2


def test_what_is_known_never_hides_the_only_place(pages: Path) -> None:
    assert top_of(locate(pages, [TASKS[0]], near=Near(False, ("Không có ở đâu cả",)))) > 200
