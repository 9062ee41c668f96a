"""What the script adds to the pages: files for spreadsheets, a state that a link carries, a guide on phones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PHONE, OpenBrowser, open_browser
from reporting.conftest import frame

from pipelines.reporting.site.read import ProvinceFacts
from pipelines.reporting.site.write import write_pages

pytestmark = pytest.mark.slow

INDICATOR = "2026/chi-tieu/digitisation_rate.html"


@pytest.fixture(scope="module")
def chromium() -> Iterator[OpenBrowser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def drawn(province: ProvinceFacts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools") / "pages"
    write_pages(province, frame(province), folder)
    return folder


def test_every_table_is_saved_as_it_is_shown(chromium: OpenBrowser, drawn: Path, tmp_path: Path) -> None:
    with chromium.page() as opened:
        opened.open((drawn / INDICATOR).as_uri())
        tables = opened.evaluate("document.querySelectorAll('main table').length")
        assert opened.evaluate("document.querySelectorAll('.save button').length") == tables
        opened.page.fill("[name=duoi]", "80")
        with opened.page.expect_download() as saved:
            opened.page.click("#danh-sach ~ .save button >> nth=0")
        saved.value.save_as(tmp_path / "bang.csv")
        assert saved.value.suggested_filename.endswith(".csv")
        assert opened.problems == []
    text = (tmp_path / "bang.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = text.decode("utf-8-sig").strip().splitlines()
    assert rows[0].startswith('"Hạng";"Đơn vị";"Chỉ tiêu 2026"')
    # only what is shown: the unit below 80%, with its sign as spreadsheets know it
    assert len(rows) == 2
    assert '"≥ 75%"' in rows[1]
    assert '"-5 điểm %"' in rows[1]


def test_filter_and_sort_stand_in_the_address_and_a_link_shows_the_same(chromium: OpenBrowser, drawn: Path) -> None:
    shown = "[...document.querySelectorAll('#bang tbody tr:not([hidden]) th')].map((cell) => cell.innerText)"
    with chromium.page() as opened:
        opened.open((drawn / INDICATOR).as_uri())
        opened.page.click("#bang thead button >> nth=1")
        opened.page.click("#bang thead button >> nth=1")
        assert opened.evaluate(shown) == ["Xã Bình Xá", "Xã Ân Hòa"]
        opened.page.fill("[name=duoi]", "95")
        address = opened.evaluate("location.href")
    assert "sap=0.1-" in address and "duoi=95" in address
    with chromium.page() as opened:
        opened.open(address)
        assert opened.evaluate(shown) == ["Xã Bình Xá", "Xã Ân Hòa"]
        assert opened.page.input_value("[name=duoi]") == "95"
        opened.page.click("text=Bỏ lọc")
        opened.page.wait_for_function("!location.hash.includes('duoi')")
        assert "sap=0.1-" in opened.evaluate("location.hash")


def test_a_phone_gets_a_summary_and_a_way_back_up(chromium: OpenBrowser, drawn: Path) -> None:
    with chromium.page(PHONE) as opened:
        opened.open((drawn / INDICATOR).as_uri())
        opened.page.click(".inside summary")
        names = opened.evaluate("[...document.querySelectorAll('.inside a')].map((one) => one.innerText)")
        assert names == opened.evaluate("[...document.querySelectorAll('main h2')].map((one) => one.innerText)")
        opened.page.click(".inside a >> nth=3")
        assert opened.evaluate("scrollY") > 0
        opened.page.click(".to-top")
        opened.page.wait_for_function("scrollY < 400")
    with chromium.page() as opened:
        opened.open((drawn / INDICATOR).as_uri())
        assert not opened.page.is_visible(".to-top")
        assert not opened.page.is_visible(".inside")


def test_paper_keeps_tables_as_tables(chromium: OpenBrowser, drawn: Path) -> None:
    with chromium.page(PHONE) as opened:
        opened.open((drawn / INDICATOR).as_uri())
        display = "getComputedStyle(document.querySelector('#bang tbody tr')).display"
        assert opened.evaluate(display) == "block"
        opened.page.emulate_media(media="print")
        assert opened.evaluate(display) == "table-row"
        assert not opened.page.is_visible(".save")


def test_every_number_leads_to_the_review_page_of_this_machine(chromium: OpenBrowser, drawn: Path) -> None:
    with chromium.page() as opened:
        opened.open((drawn / "2026" / "don-vi" / "00000.html").as_uri())
        links = opened.evaluate("[...document.querySelectorAll('.id a')].map((one) => one.href)")
    assert "http://127.0.0.1:8765/so/d0-2026-g0" in links
