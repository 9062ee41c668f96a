"""A text that no grammar was made for costs its document some seconds, and the others nothing."""

from __future__ import annotations

import signal
import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.document import Document, ExtractionMethod, Paragraph
from pipelines.model.plan import DeadlineKind, FolderContext
from pipelines.reference.readers import Reader
from pipelines.stages import document as stage
from pipelines.stages.time_limit import TooLong, time_limit
from pipelines.understanding.deadlines import parse_deadline
from pipelines.understanding.kept import Kept, Place
from pipelines.understanding.plan import understand
from pipelines.understanding.words.pieces import pieces


def spin() -> None:
    while True:
        pass


def test_time_is_over_even_for_readers_whose_exceptions_are_kept() -> None:
    with pytest.raises(TooLong), time_limit(0.05):
        Kept().read(Place(Reader.TARGETS), None, spin)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_within_its_time_a_document_hears_nothing_of_it() -> None:
    with time_limit(5):
        found = sum(range(1000))
    assert found == 499_500


def test_another_thread_has_no_limit() -> None:
    done: list[int] = []

    def work() -> None:
        with time_limit(0.000_001):
            done.append(sum(range(100_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def test_a_document_that_takes_too_long_is_put_aside_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "LONGEST_SECONDS", 0.05)
    monkeypatch.setattr(stage, "understand", lambda *_: spin())
    monkeypatch.setattr(stage, "document_from_json", lambda _: None)
    request = stage.UnderstandRequest("a.pdf", "0" * 16, "{}", FolderContext("quang-tri", 2026, "a.pdf"), "v", "f")
    plan, failure, _ = stage._plan(request)
    assert (plan, failure) == (None, stage.TOO_LONG)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["đạt 90% ", "100% ", "tỷ lệ hồ sơ đạt 90%; ", "76/NQ-CP ", "quý I, ", "1.", "("])
def test_a_paragraph_of_a_hundred_pages_is_read_in_the_time_of_a_hundred_pages(words: str) -> None:
    text = "Kế hoạch cải cách hành chính. " + words * (40_000 // len(words))
    found = Document(ExtractionMethod.DOCX, (), (Paragraph(text, ()),))
    with time_limit(60):
        understand(found, FolderContext("quang-tri", 2026, "Gio Linh.docx"))


def test_a_cell_of_a_whole_page_is_no_deadline() -> None:
    read = parse_deadline("quý I, " * 5_000, plan_year=2026)
    assert (read.kind, [finding.rule for finding in read.findings]) == (DeadlineKind.NONE, ["deadline_unparsed"])
    assert len(read.findings[0].evidence or "") < 300
    assert parse_deadline("Kế hoạch " * 200 + "trước 30/6/2026", plan_year=2026).end == date(2026, 6, 30)


@given(st.text(alphabet="ab. \n;", max_size=300), st.integers(1, 40))
def test_pieces_are_the_text_and_none_is_too_long(text: str, longest: int) -> None:
    found = pieces(text, longest)
    assert "".join(found) == text
    assert max(map(len, found)) <= longest
