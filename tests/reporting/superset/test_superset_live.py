"""The dashboard opens in a real Superset and shows the province's figures.

Installs Superset (several hundred megabytes) into an environment of its own, so it runs only where that is asked for.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Screen, open_browser
from end_to_end.conftest import SampleRun

PASSWORD = "only-for-this-test"
TALL = Screen(1500, 3000)  # charts below the window are not drawn


@pytest.fixture(scope="module")
def address(sample_run: SampleRun, tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[str]:
    if os.environ.get("CCHC_TEST_SUPERSET") != "1":
        pytest.skip("set CCHC_TEST_SUPERSET=1 to install Superset and test its dashboard")
    home = Path(os.environ.get("CCHC_SUPERSET_HOME") or tmp_path_factory.mktemp("superset"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        ["deploy/superset/start", "--warehouse", sample_run.warehouse, "--home", home, "--port", str(port)],
        cwd=repository,
        env=os.environ | {"CCHC_SUPERSET_PASSWORD": PASSWORD},
        start_new_session=True,
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=60)


def wait_until_up(url: str, server: subprocess.Popen[bytes], seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, "deploy/superset/start ended early"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    pytest.fail(f"{url} did not answer within {seconds:.0f} s")


@pytest.mark.slow
def test_dashboard_of_the_province_shows_its_figures(address: str, tmp_path: Path, repository: Path) -> None:
    with open_browser() as browser, browser.page(TALL) as opened:
        page = opened.page
        page.set_default_timeout(180_000)
        page.goto(f"{address}/login/")
        page.fill("input[name=username], input#username", "admin")
        page.fill("input[name=password], input#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        page.goto(f"{address}/superset/dashboard/ke-hoach-cchc/")
        page.wait_for_selector("text=Bình quân chỉ tiêu cốt lõi (%)")
        page.wait_for_function(
            "() => document.querySelectorAll('.slice_container canvas, .slice_container table').length >= 6"
            " && !document.querySelector('.dashboard .loading')"
        )
        picture = tmp_path / "superset.png"
        page.screenshot(path=picture)
        text = page.inner_text("body")
    wanted = repository / "build"
    wanted.mkdir(exist_ok=True)
    shutil.copy(picture, wanted / "superset.png")
    assert "Unexpected error" not in text
    assert "Tỷ lệ" in text
    assert "Nghệ An" in text
    assert picture.stat().st_size > 100_000
