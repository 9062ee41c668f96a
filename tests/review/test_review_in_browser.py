"""The review page in Chromium: nothing on the console, readable on a phone, usable without a mouse or a script."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from browser import DESKTOP, PHONE, OpenBrowser, OpenPage, Screen, open_browser
from served_review import ServedReview

from pipelines.corrections.files import read_corrections
from pipelines.review.frame import HOST

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chromium() -> Iterator[OpenBrowser]:
    with open_browser() as browser:
        yield browser


def enter(opened: OpenPage, review: ServedReview, path: str = "") -> None:
    opened.open(f"http://{HOST}:{review.port}/?khoa={review.site.access_key}")
    opened.page.wait_for_selector("h1")  # the entrance leads on by itself
    if path:
        opened.open(f"http://{HOST}:{review.port}{path}")


def saved(review: ServedReview) -> list[tuple[str, str, str]]:
    rows = [row for file in read_corrections(review.settings.raw) for row in file.rows]
    return [(row.get("field"), row.get("new_value"), row.get("decision")) for row in rows]


def height(opened: OpenPage) -> int:
    return int(opened.evaluate("document.images[0].naturalHeight"))


def wait_until(holds: Callable[[], object]) -> None:
    """The page's own policy forbids what the browser library waits with."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "nothing happened within 30 seconds"
        time.sleep(0.05)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_show_without_a_complaint_and_without_scrolling_sideways(
    chromium: OpenBrowser, review: ServedReview, screen: Screen
) -> None:
    with chromium.page(screen) as opened:
        for path in ("", *(f"/viec/{one.review_key}" for one in review.site.desk.waiting())):
            enter(opened, review, path)
            assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
            assert opened.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth > 0)"), path
        assert opened.problems == []


def test_whole_review_is_done_by_keyboard(chromium: OpenBrowser, review: ServedReview) -> None:
    with chromium.page() as opened:
        enter(opened, review)
        page = opened.page
        opened.press("Enter")  # the first task: a value that the figures hold and that is not sure
        page.wait_for_selector("h1:has-text('Chỉ tiêu đọc chưa chắc')")
        page.fill("[name=author]", "Lê Thị Thử")
        opened.press("Escape")
        opened.press("1")
        page.wait_for_selector("h1:has-text('Thời hạn chưa đọc được')")
        assert page.input_value("[name=author]") == "Lê Thị Thử"  # typed once
        opened.press("3")
        page.wait_for_selector("h1:has-text('Cơ quan chưa có trong danh mục')")
        opened.press("ArrowRight")
        page.wait_for_selector("h1:has-text('Chỉ tiêu chưa có mã')")
        page.fill("[name=reason]", "chọn lại chỉ tiêu theo bản gốc")  # a correction says why
        opened.press("Escape")
        opened.press("e")
        page.keyboard.type("digitisation_rate")
        opened.press("Control+Enter")
        page.wait_for_selector("h1:has-text('Hàng đợi rà soát')")
        assert opened.problems == []
    assert saved(review) == [
        ("value", "", "đúng"),
        ("deadline", "", "bỏ"),
        ("indicator_code", "digitisation_rate", "sửa"),
    ]


def test_a_missing_name_is_asked_for_in_vietnamese(chromium: OpenBrowser, review: ServedReview) -> None:
    with chromium.page() as opened:
        enter(opened, review, f"/viec/{review.task('low_confidence_target').review_key}")
        opened.press("1")
        complaint = "document.querySelector('[name=author]').validationMessage"
        wait_until(lambda: opened.evaluate(complaint) == "Ghi họ tên người rà soát.")
        opened.page.fill("[name=author]", "Lê Thị Thử")
        assert opened.evaluate(complaint) == ""
    assert saved(review) == []


def test_digits_typed_into_a_field_decide_nothing(chromium: OpenBrowser, review: ServedReview) -> None:
    with chromium.page() as opened:
        enter(opened, review, f"/viec/{review.task('low_confidence_target').review_key}")
        opened.page.fill("[name=author]", "Lê Thị Thử")
        opened.press("Escape")
        opened.press("e")
        opened.page.keyboard.type("123")
        opened.press("Enter")
        assert opened.page.input_value("[name='f.value']") == "123"
    assert saved(review) == []


def test_key_0_shows_the_whole_page_and_back(chromium: OpenBrowser, review: ServedReview) -> None:
    with chromium.page() as opened:
        enter(opened, review, f"/viec/{review.task('low_confidence_target').review_key}")
        part = height(opened)
        opened.press("0")
        wait_until(lambda: height(opened) > part)
        opened.press("0")
        wait_until(lambda: height(opened) == part)


def test_page_works_without_scripts(chromium: OpenBrowser, review: ServedReview) -> None:
    with chromium.page(javascript=False) as opened:
        enter(opened, review, f"/viec/{review.task('unknown_office').review_key}")
        opened.page.fill("[name='f.office_code']", "VHXH")
        opened.page.fill("[name=author]", "Lê Thị Thử")
        opened.page.fill("[name=reason]", "theo quyết định phân công")
        opened.page.click("button[value=edit]")
        wait_until(lambda: saved(review))
    assert saved(review) == [("office_code", "VHXH", "sửa")]


def test_every_input_has_a_label_and_every_picture_a_text(chromium: OpenBrowser, review: ServedReview) -> None:
    unlabelled = """
        [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
            .filter((one) => !one.labels || !one.labels.length).map((one) => one.name)
    """
    with chromium.page() as opened:
        for one in review.site.desk.waiting():
            enter(opened, review, f"/viec/{one.review_key}")
            assert opened.evaluate(unlabelled) == []
            assert opened.evaluate("[...document.images].every((one) => one.alt.length > 20)")
            assert opened.evaluate("document.querySelectorAll('h1').length") == 1
            assert opened.evaluate("document.documentElement.lang") == "vi"
