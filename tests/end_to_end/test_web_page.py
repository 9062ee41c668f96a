"""Materialising from Dagster's web page does exactly what the command line does."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import open_browser
from network_watch import can_watch, outward, watched

from pipelines.warehouse.publication.copy import content_hashes

from .conftest import CCHC, cchc
from .web_page import PARTITIONS, dagster_page, dev_page, free_port

pytestmark = pytest.mark.slow
PORT = 3917  # of a network of its own: nobody else has it


@pytest.fixture
def raw(tmp_path: Path, repository: Path) -> Path:
    folder = tmp_path / "raw" / "nghe-an" / "2026"
    folder.mkdir(parents=True)
    plans = sorted((repository / "raw/nghe-an/2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for plan in plans[:3]:
        shutil.copy(plan, folder)
    return tmp_path / "raw"


def test_the_web_page_starts_without_a_word_to_another_machine(raw: Path, tmp_path: Path, repository: Path) -> None:
    if not can_watch():
        pytest.skip("only root may give it a network of its own")
    command = [str(CCHC), "dev", "--raw", str(raw), "--warehouse", str(tmp_path / "kho"), "--port", str(PORT)]
    report = tmp_path / "network.json"
    subprocess.run(watched(report, command, port=PORT), cwd=repository, check=True, capture_output=True)
    assert outward(report) == {}


def test_dev_opens_from_any_folder_with_the_partitions_that_exist_links_that_open_and_no_warning(
    raw: Path, tmp_path: Path, repository: Path
) -> None:
    warehouse, log, elsewhere = tmp_path / "kho", tmp_path / "dev.log", tmp_path / "thư mục khác"
    elsewhere.mkdir()
    assert cchc("run", "--raw", raw, "--warehouse", warehouse, cwd=repository).code == 0
    with dev_page(raw, warehouse, elsewhere, log) as dev, open_browser() as browser, browser.page() as page:
        assert dev.page.ask(PARTITIONS, {}) == {
            "assetNodeOrError": {
                "partitionKeys": ["nghe-an/2026"],
                "partitionStats": {"numPartitions": 1, "numMaterialized": 1, "numFailed": 0},
            }
        }
        links = dev.page.links(("published_warehouse", "province_reports"))
        assert {Path(urlsplit(link).path).parent.name for link in links} == {"reports", "data_quality", "versions"}
        for link in links:
            page.open(link.replace(":3001/", f":{dev.reports_port}/"))
            assert page.page.inner_text("h1")
        page.open(f"http://127.0.0.1:{dev.reports_port}/")
        page.page.get_by_role("link", name="Nghệ An").first.click()
        assert page.page.inner_text("h1")
        assert page.problems == []
    assert not re.search(r"warn", log.read_text(encoding="utf-8"), re.IGNORECASE), log.read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_said_at_once(raw: Path, tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = cchc(
            "dev", "--raw", raw, "--warehouse", tmp_path / "kho", "--port", str(free_port()),
            "--reports-port", str(port), cwd=tmp_path,
        )  # fmt: skip
    assert done.code == 2
    assert f"--reports-port {port}" in done.output


def test_materialising_from_the_web_page_gives_what_the_command_line_gives(
    raw: Path, tmp_path: Path, repository: Path
) -> None:
    partition = {"dagster/partition": "nghe-an/2026"}
    with dagster_page(raw, tmp_path / "web", repository, tmp_path / "dev.log") as page:
        assert page.launch("plans_job", partition, 300) == "SUCCESS"
        assert page.launch("warehouse_job", {}, 420) == "SUCCESS"
    done = cchc("run", "--raw", raw, "--warehouse", tmp_path / "line", cwd=repository)
    assert done.code == 0, done.output
    assert content_hashes(tmp_path / "web" / "cchc.duckdb") == content_hashes(tmp_path / "line" / "cchc.duckdb")
