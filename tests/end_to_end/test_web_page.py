"""Materialising from Dagster's web page does exactly what the command line does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from network_watch import can_watch, outward, watched

from pipelines.warehouse.publication.copy import content_hashes

from .conftest import CCHC, cchc
from .web_page import dagster_page

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


def test_materialising_from_the_web_page_gives_what_the_command_line_gives(
    raw: Path, tmp_path: Path, repository: Path
) -> None:
    partition = {
        "dagster/partition": "2026|nghe-an",
        "dagster/partition/plan_year": "2026",
        "dagster/partition/province": "nghe-an",
    }
    with dagster_page(raw, tmp_path / "web", repository, tmp_path / "dev.log") as page:
        assert page.launch("plans_job", partition, 300) == "SUCCESS"
        assert page.launch("warehouse_job", {}, 420) == "SUCCESS"
    done = cchc("run", "--raw", raw, "--warehouse", tmp_path / "line", cwd=repository)
    assert done.code == 0, done.output
    assert content_hashes(tmp_path / "web" / "cchc.duckdb") == content_hashes(tmp_path / "line" / "cchc.duckdb")
