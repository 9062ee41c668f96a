"""Promises about names on scans: the catalogue's marks where only one name is meant, and the reading is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_builder import LETTERHEAD, TITLE, context, document, para

from pipelines.model.document import Document, Paragraph
from pipelines.understanding.plan import understand
from pipelines.understanding.scanned_names import with_names_of_catalogue


def scan(*texts: str, confidence: float | None = 0.95) -> Document:
    read = document(*(replace(para(text), confidence=confidence) for text in texts))
    return replace(read, pages=(replace(read.pages[0], confidence=confidence),))


def mended(text: str, slug: str = "lam-dong") -> str:
    (block,) = with_names_of_catalogue(scan(text), context(slug))[0].blocks
    assert isinstance(block, Paragraph)
    return block.text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Theo Kế hoạch của UBND tỉnh Lâm Đông năm 2026", "Theo Kế hoạch của UBND tỉnh Lâm Đồng năm 2026"),
        ("ỦY BAN NHÂN DÂN TỈNH LÂM ĐÔNG", "ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG"),
        ("- Sở Nội vụ Lâm Đông;", "- Sở Nội vụ Lâm Đồng;"),
        ("Lâm Đông, ngày 05 tháng 01 năm 2026", "Lâm Đồng, ngày 05 tháng 01 năm 2026"),
        ("kết nối với tỉnh Quảng Tri", "kết nối với tỉnh Quảng Trị"),
        ("UBND xã Đơn Dướng", "UBND xã Đơn Dương"),
        ("XÃ ĐÔN DƯƠNG NĂM 2026", "XÃ ĐƠN DƯƠNG NĂM 2026"),
    ],
)
def test_name_that_lost_a_mark_has_the_one_of_the_catalogue(read: str, meant: str) -> None:
    assert mended(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Ông Nguyễn Lâm Đông",  # a person
        "phía lâm đông của xã",  # no name
        "UBND xã Lâm Đông Hải",  # the beginning of a longer name
        "tỉnh Lâm Đồng và xã Đơn Dương",  # as the catalogue has them
        "phối hợp với xã Đơn Dướng Nam",
        "Quảng Tri là tên sách",  # another province's name without its kind before it
    ],
)
def test_what_may_be_another_name_stays_as_read(text: str) -> None:
    assert mended(text) == text


def test_reading_that_is_a_name_elsewhere_is_not_touched() -> None:
    assert mended("UBND xã Tân Hòa", "dong-thap") == "UBND xã Tân Hòa"
    assert mended("UBND xã Tân Hóa", "dong-thap") == "UBND xã Tân Hóa"


def test_printed_words_are_the_authors_and_stay() -> None:
    read = scan("UBND tỉnh Lâm Đông", confidence=None)
    assert with_names_of_catalogue(read, context("lam-dong")) == (read, ())


def test_reading_is_kept_in_one_finding_for_each_name() -> None:
    seen = scan(*(block.text for block in (*LETTERHEAD, *TITLE)), "của UBND tỉnh Quảng Tri;", "của tỉnh Quảng Tri.")
    told = [one for one in understand(seen, context()).findings if one.rule == "scanned_name_mended"]
    assert [(one.detail, one.evidence) for one in told] == [("Quảng Tri → Quảng Trị (2)", "của UBND tỉnh Quảng Tri;")]
    assert told[0].box is not None
