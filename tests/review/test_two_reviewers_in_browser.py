"""Two people review at once in browsers of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import OpenBrowser, OpenPage, open_browser
from served_review import ServedReview

from pipelines.corrections.files import read_corrections
from pipelines.review.frame import HOST

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chromium() -> Iterator[OpenBrowser]:
    with open_browser() as browser:
        yield browser


def enter(opened: OpenPage, review: ServedReview, name: str) -> None:
    opened.open(f"http://{HOST}:{review.port}/?khoa={review.site.access_key}")
    opened.page.wait_for_selector("h1:has-text('Hàng đợi')")
    opened.press("Enter")
    opened.page.wait_for_selector("[name=author]")
    opened.page.fill("[name=author]", name)
    opened.press("Escape")


def test_two_browsers_at_once_do_not_overwrite_each_other(chromium: OpenBrowser, review: ServedReview) -> None:
    with chromium.page() as first, chromium.page() as second:
        enter(first, review, "Lê Thị Một")
        enter(second, review, "Trần Văn Hai")
        # the second was led past the task of the first, and opens it all the same: he is told
        assert second.page.inner_text("h1") == "Thời hạn chưa đọc được"
        second.open(first.page.url)
        second.page.wait_for_selector("text=đang mở việc này")
        second.page.fill("[name=author]", "Trần Văn Hai")
        second.press("Escape")
        first.press("1")
        # led past the task that the second one looks at
        first.page.wait_for_selector("h1:has-text('Cơ quan chưa có trong danh mục')")
        second.press("3")
        second.page.wait_for_selector("text=vừa có quyết định khác")
        assert "đọc đúng (Lê Thị Một" in second.page.inner_text("main")
        second.press("3")
        second.page.wait_for_selector("h1:has-text('Thời hạn chưa đọc được')")  # his own
        # and taken back by the first
        first.open(f"http://{HOST}:{review.port}/quyet-dinh")
        first.page.click("text=Hoàn tác")
        first.page.wait_for_selector("text=đã rút lại")
        assert first.problems == []
        (told,) = second.problems  # the answer that the decision of the other comes first
        assert "409 (Conflict)" in told
    rows = [row for file in read_corrections(review.settings.raw) for row in file.rows]
    written = sorted((row.get("decided_at"), row.get("author"), row.get("decision")) for row in rows)
    assert [(author, decision) for _, author, decision in written] == [
        ("Lê Thị Một", "đúng"),
        ("Trần Văn Hai", "bỏ"),
        ("Lê Thị Một", "hoàn tác"),
    ]
