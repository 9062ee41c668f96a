"""Pages opened in the machine's own Chromium, without a network: what a reader would meet, seen by a test.

with open_browser() as browser:
    with browser.page(PHONE) as page:
        page.open(path.as_uri())
        assert page.problems == []
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LOCAL = ("file:", "data:", "blob:", "about:", "http://127.0.0.1", "http://localhost")


@dataclass(frozen=True)
class Screen:
    """Width and height in CSS pixels."""

    width: int
    height: int


PHONE = Screen(360, 740)
DESKTOP = Screen(1280, 900)


@dataclass
class OpenPage:
    """A page with everything that went wrong on it: console errors, exceptions, failed or remote requests."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def open(self, url: str) -> None:
        """Go to a page; the one before is left when it has loaded: what a test cuts off is no fault of a page."""
        self.page.wait_for_load_state("load")
        self.page.goto(url, wait_until="load")

    def press(self, key: str) -> None:
        """Press a key in the window in front, when it has been painted: before, Chromium drops it."""
        self.page.bring_to_front()
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.page.keyboard.press(key)

    def evaluate(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)


@dataclass
class OpenBrowser:
    """One Chromium process; every page has its own profile."""

    browser: Browser

    @contextmanager
    def page(self, screen: Screen = DESKTOP, *, javascript: bool = True) -> Iterator[OpenPage]:
        context = self.browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=javascript,
        )
        opened = OpenPage(context.new_page())
        _listen(opened)
        try:
            yield opened
        finally:
            context.close()


@contextmanager
def open_browser() -> Iterator[OpenBrowser]:
    """Start Chromium; skips the test with a reason where the machine has none."""
    binary = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if binary is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        # a container's root may not use the sandbox; the pages are our own
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield OpenBrowser(browser)
        finally:
            browser.close()


def _listen(opened: OpenPage) -> None:
    page, problems = opened.page, opened.problems

    def failed(request: Request) -> None:
        # the tab's icon is fetched after the page has loaded: a test that goes on at once cuts the request off itself
        if not (request.failure == "net::ERR_ABORTED" and request.url.endswith("/icon.svg")):
            problems.append(f"request: {request.url} ({request.failure})")

    page.on("console", lambda message: problems.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(f"exception: {error}"))
    page.on("requestfailed", failed)

    def only_local(route: Route) -> None:
        if route.request.url.startswith(_LOCAL):
            route.continue_()
        else:
            problems.append(f"remote request: {route.request.url}")
            route.abort()

    page.route("**/*", only_local)
