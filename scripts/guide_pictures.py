"""Draw the pictures of the guides again, from a published warehouse: they stay true because nobody makes them by hand.

Usage: ``python scripts/guide_pictures.py --warehouse warehouse [--raw raw] [--province nghe-an] [--year 2026]``.
Needs Chromium. Writes ``docs/users/pictures/*.png``.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "users" / "pictures"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WIDTH, _PORT = 1200, 8766


def main() -> int:
    """Draw every picture; returns 0."""
    arguments = _arguments()
    reports = arguments.warehouse.resolve() / "reports" / arguments.province
    OUT.mkdir(parents=True, exist_ok=True)
    with _page() as page:
        for name, relative, height in _static_pages(reports, arguments.year):
            page.set_viewport_size({"width": _WIDTH, "height": height})
            page.goto((reports / relative).as_uri())
            _save(page, name)
        with _review_server(arguments.raw, arguments.warehouse, arguments.province) as address:
            page.set_viewport_size({"width": _WIDTH, "height": 800})
            page.goto(address)
            page.wait_for_selector("h1")  # the entrance leads on by itself
            page.keyboard.press("Enter")  # the first task of the queue
            page.wait_for_load_state("networkidle")
            _save(page, "review")
    return 0


def _static_pages(reports: Path, year: int) -> tuple[tuple[str, Path, int], ...]:
    """Name of the picture, page below the province's folder, height of the window."""
    commune = max((reports / f"{year}/don-vi").glob("*.html"), key=lambda path: (path.stat().st_size, path.name))
    return (
        ("overview", Path(f"{year}/index.html"), 1200),
        ("indicator", Path(f"{year}/chi-tieu/digitisation_rate.html"), 1250),
        ("commune", commune.relative_to(reports), 1000),
        ("calendar", Path(f"lich/{year}-06.html"), 800),
        ("quality", Path(f"{year}/chat-luong/index.html"), 900),
    )


@contextmanager
def _page() -> Iterator[Page]:
    binary = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if binary is None:
        raise SystemExit("Chromium not found; install it with: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
        finally:
            browser.close()


@contextmanager
def _review_server(raw: Path, warehouse: Path, province: str) -> Iterator[str]:
    """Address (with its key) of a running review page."""
    command = [Path(sys.executable).with_name("cchc"), "review", "--no-browser", "--port", str(_PORT)]
    command += ["--raw", raw.resolve(), "--warehouse", warehouse.resolve(), "--province", province]
    server = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert server.stdout
        found = (re.search(r"http://127\.0\.0\.1:\d+\S*", line) for line in server.stdout)
        address = next(match.group(0) for match in found if match)
        _wait_until_it_answers()
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_it_answers() -> None:
    # the address is printed just before the page listens
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", _PORT)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("cchc review did not answer within a minute")


def _save(page: Page, name: str) -> None:
    """A palette of 128 colours is plenty for a page, and a third of the bytes."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)
    print(OUT.relative_to(ROOT) / f"{name}.png")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"))
    parser.add_argument("--raw", type=Path, default=Path("raw"))
    parser.add_argument("--province", default="nghe-an")
    parser.add_argument("--year", type=int, default=2026)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
