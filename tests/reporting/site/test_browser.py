"""The report of the sample plans, opened in Chromium from the folder as a reader opens it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from browser import DESKTOP, PHONE, OpenBrowser, OpenPage, Screen, open_browser
from fontTools.ttLib import TTFont
from reporting.sitecheck import broken_links, faults, pages_of, remote_addresses

from pipelines.reporting.site import assets

pytestmark = pytest.mark.slow

PROVINCE = "nghe-an"
# one page of every kind; the unit has a plan in PDF with findings in both years
KINDS = (
    "index.html",
    "2026/chi-tieu/index.html",
    "2026/chi-tieu/digitisation_rate.html",
    "2026/don-vi/index.html",
    "2026/don-vi/17464.html",
    "2025/don-vi/17464.html",
    "lich-su/17464.html",
    "lich/index.html",
    "lich/2026-11.html",
    "2026/co-quan.html",
    "2026/can-cu-phap-ly.html",
    "phuong-phap.html",
    "2026/chat-luong/index.html",
    "2026/chat-luong/core_indicators.html",
    "chat-luong/lan-chay.html",
    "tai-ve.html",
)
# letters of the page that the embedded font lacks and every desktop font has
FALLBACK = set("≥≤→←↑↓▼⚠✓")


@pytest.fixture(scope="module")
def chromium() -> Iterator[OpenBrowser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(sample_reports: Path) -> Path:
    return sample_reports / PROVINCE


def audit(opened: OpenPage) -> list[str]:
    """Violations of WCAG 2.2 A and AA, and of axe's best practices."""
    opened.page.add_script_tag(content=(files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = opened.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:120]})" for v in found["violations"]]


def overflow(opened: OpenPage) -> int:
    return int(opened.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_open_without_errors_fit_the_screen_and_pass_the_audit(
    chromium: OpenBrowser, folder: Path, screen: Screen
) -> None:
    faults: dict[str, list[str]] = {}
    for kind in KINDS:
        with chromium.page(screen) as opened:
            opened.open((folder / kind).as_uri())
            found = [*opened.problems, *audit(opened)]
            if overflow(opened) > 0:
                found.append(f"{overflow(opened)} pixels too wide")
            if found:
                faults[kind] = found
    assert faults == {}


def test_entry_page_passes_the_audit(chromium: OpenBrowser, sample_reports: Path) -> None:
    with chromium.page() as opened:
        opened.open((sample_reports / "index.html").as_uri())
        assert [*opened.problems, *audit(opened)] == []


def test_every_letter_of_the_report_has_a_glyph(folder: Path) -> None:
    used = {letter for page in pages_of(folder) for letter in page.read_text(encoding="utf-8")}
    fonts = Path(assets.__file__).parent / "assets" / "fonts"
    # the TrueType files hold the letters of the embedded ones
    drawn = {chr(code) for code in TTFont(fonts / "BeVietnamPro-Regular.ttf").getBestCmap()}
    assert sorted(letter for letter in used - drawn - FALLBACK if letter.isprintable()) == []


def test_text_is_set_in_the_embedded_font(chromium: OpenBrowser, folder: Path) -> None:
    with chromium.page() as opened:
        opened.open((folder / "2026" / "don-vi" / "17464.html").as_uri())
        session = opened.page.context.new_cdp_session(opened.page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        heading = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
        used = session.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
        assert {font["familyName"].split(" SemiBold")[0] for font in used} == {"Be Vietnam Pro"}


def test_links_of_the_sample_report_resolve_and_stay_in_the_folder(folder: Path) -> None:
    assert broken_links(folder) == []
    assert remote_addresses(folder) == []
    assert {page.name: list(faults(page)) for page in pages_of(folder) if list(faults(page))} == {}


def test_links_made_by_the_script_open_the_plan_on_its_page(chromium: OpenBrowser, folder: Path) -> None:
    with chromium.page() as opened:
        opened.open((folder / "2026" / "don-vi" / "17464.html").as_uri())
        addresses = opened.evaluate("[...document.querySelectorAll('.p a')].map((a) => a.href)")
    assert addresses
    for address in addresses:
        parts = urlsplit(address)
        assert parts.fragment.startswith("page=")
        assert Path(unquote(parts.path)).is_file()


def visible_rows(opened: OpenPage, table: str) -> list[str]:
    return list(
        opened.evaluate(
            "(id) => [...document.querySelectorAll(`#${id} tbody tr`)].filter((row) => row.offsetParent)"
            ".map((row) => row.innerText.replace(/\\s+/g, ' '))",
            table,
        )
    )


def test_units_that_plan_less_than_95_percent_are_found_in_two_clicks_with_their_pages(
    chromium: OpenBrowser, folder: Path
) -> None:
    with chromium.page() as opened:
        opened.open((folder / "index.html").as_uri())
        opened.page.click("text=Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC >> nth=0")
        everyone = visible_rows(opened, "bang")
        opened.page.fill("input[name=duoi]", "95")
        below = visible_rows(opened, "bang")
        assert 0 < len(below) < len(everyone)
        assert opened.page.inner_text(".filter output") == f"{len(below)} / {len(everyone)} dòng"
        assert opened.page.locator(".tiles a:not(.off)").count() == len(below)
        first = opened.page.locator("#bang tbody tr:visible").first
        assert "trang" in first.inner_text() or "mở tệp" in first.inner_text()
        first.locator("td:nth-child(3) a").click()
        assert "“" in opened.page.locator("tr:target").inner_text()


def test_tasks_due_this_month_at_an_office_are_two_clicks_away(chromium: OpenBrowser, folder: Path) -> None:
    with chromium.page() as opened:
        opened.page.clock.set_fixed_time("2026-06-15T08:00:00+07:00")
        opened.open((folder / "index.html").as_uri())
        opened.page.click("a[data-this-month=VHXH]")
        assert "tháng 6/2026" in opened.page.inner_text("h1")
        shown = "[...document.querySelectorAll('tr[data-o]')].filter((row) => row.offsetParent)"
        offices = set(opened.evaluate(f"{shown}.map((row) => row.dataset.o)"))
        assert offices
        assert all("VHXH" in codes.split() for codes in offices)


def test_office_without_work_in_the_month_has_no_rows(chromium: OpenBrowser, folder: Path) -> None:
    month = max((folder / "lich").glob("2026-*.html"), key=lambda path: path.stat().st_size)
    with chromium.page() as opened:
        opened.open(f"{month.as_uri()}#cq=KHONG-CO")
        assert opened.evaluate("document.querySelectorAll('main tbody tr:not([hidden])').length") == 0
        assert opened.page.inner_text("form.filter output").startswith("0 / ")
        assert "không có dòng nào khớp" in opened.page.inner_text("form.filter output")
        assert opened.page.input_value("select[name=cq]") == "KHONG-CO"
        opened.page.click("form.filter button[type=reset]")
        assert opened.evaluate("document.querySelectorAll('main tbody tr[hidden]').length") == 0


@pytest.mark.parametrize("width", [1366, 1440, 1920])
def test_headline_table_is_whole_on_every_desktop(chromium: OpenBrowser, folder: Path, width: int) -> None:
    with chromium.page(Screen(width, 900)) as opened:
        opened.open((folder / "2026" / "index.html").as_uri())
        assert (
            opened.evaluate(
                "[...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth).length"
            )
            == 0
        )


def test_phone_shows_charts_whole_and_the_tab_of_the_page(chromium: OpenBrowser, folder: Path) -> None:
    with chromium.page(PHONE) as opened:
        for kind in ("2026/index.html", "lich/index.html", "2026/chat-luong/index.html"):
            opened.open((folder / kind).as_uri())
            wide = "[...document.querySelectorAll('.chart, .scroll')].filter(b => b.scrollWidth > b.clientWidth).length"
            assert opened.evaluate(wide) == 0, kind
            tab = "document.querySelector('.menu [aria-current]').getBoundingClientRect()"
            assert opened.evaluate(f"{tab}.left >= 0 && {tab}.right <= innerWidth"), kind


def test_search_understands_words_without_marks(chromium: OpenBrowser, folder: Path) -> None:
    with chromium.page() as opened:
        opened.open((folder / "phuong-phap.html").as_uri())
        opened.page.fill("#tim", "dien chau")
        names = opened.page.locator("#thay a").all_inner_texts()
        assert names[0].startswith("Xã Diễn Châu")
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_load_state()
        assert opened.page.inner_text("h1").startswith("Xã Diễn Châu")


def test_headings_sort_words_in_vietnamese_order_and_figures_by_size(chromium: OpenBrowser, folder: Path) -> None:
    with chromium.page() as opened:
        opened.open((folder / "2026" / "chi-tieu" / "digitisation_rate.html").as_uri())
        opened.page.click("#bang thead th:nth-child(2) button")
        names = opened.page.locator("#bang tbody th").all_inner_texts()
        order = opened.evaluate("(names) => [...names].sort(new Intl.Collator('vi').compare)", names)
        assert names == order
        assert opened.page.get_attribute("#bang thead th:nth-child(2)", "aria-sort") == "ascending"
        opened.page.click("#bang thead th:nth-child(3) button")
        levels = opened.page.locator("#bang tbody td:nth-child(3)").all_inner_texts()
        figures = [float(level.strip("≥> \u00a0%").replace(",", ".")) for level in levels]
        assert figures == sorted(figures)


def test_report_can_be_read_without_scripts(chromium: OpenBrowser, folder: Path) -> None:
    with chromium.page(javascript=False) as opened:
        opened.open((folder / "2026" / "chi-tieu" / "digitisation_rate.html").as_uri())
        assert opened.page.locator("#bang tbody tr:visible").count() > 10
        assert not opened.page.locator(".filter").first.is_visible()


def test_commune_page_prints_on_paper_without_cut_columns(chromium: OpenBrowser, folder: Path, tmp_path: Path) -> None:
    with chromium.page() as opened:
        opened.open((folder / "2026" / "don-vi" / "17464.html").as_uri())
        opened.page.emulate_media(media="print")
        assert not opened.page.locator(".menu").is_visible()
        paper = tmp_path / "page.pdf"
        opened.page.pdf(path=paper, prefer_css_page_size=True)
    assert paper.stat().st_size > 10_000
