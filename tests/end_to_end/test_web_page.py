"""Materialising from Dagster's web page does exactly what the command line does."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.warehouse.publish import content_hashes

from .conftest import cchc

pytestmark = pytest.mark.slow

_LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } }
  }
}
"""
_STATUS = "query Status($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


class WebPage:
    """Dagster's own page, asked as the browser asks."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self._url}/server_info", timeout=5).read()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(1)
        raise TimeoutError(f"{self._url}: no answer in {seconds} seconds")

    def ask(self, query: str, variables: dict[str, object]) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"{self._url}/graphql", data=body, headers={"content-type": "application/json"}
        )
        return json.load(urllib.request.urlopen(request, timeout=60))["data"]

    def launch(self, job: str, tags: dict[str, str], seconds: float) -> str:
        selector = {"repositoryLocationName": "cchc", "repositoryName": "__repository__", "jobName": job}
        metadata = {"tags": [{"key": key, "value": value} for key, value in tags.items()]}
        params = {"selector": selector, "mode": "default", "executionMetadata": metadata}
        answer = self.ask(_LAUNCH, {"params": params})["launchRun"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return self._finished(answer["run"]["runId"], seconds)

    def _finished(self, run_id: str, seconds: float) -> str:
        end = time.monotonic() + seconds
        status = "STARTING"
        while time.monotonic() < end and status not in ("SUCCESS", "FAILURE", "CANCELED"):
            time.sleep(2)
            status = self.ask(_STATUS, {"id": run_id})["runOrError"]["status"]
        return status


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def raw(tmp_path: Path, repository: Path) -> Path:
    folder = tmp_path / "raw" / "nghe-an" / "2026"
    folder.mkdir(parents=True)
    plans = sorted((repository / "raw/nghe-an/2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for plan in plans[:3]:
        shutil.copy(plan, folder)
    return tmp_path / "raw"


@pytest.fixture
def page(tmp_path: Path, raw: Path, repository: Path) -> Iterator[WebPage]:
    port = _free_port()
    environment = os.environ | {"CCHC_RAW": str(raw), "CCHC_WAREHOUSE": str(tmp_path / "web"), "CCHC_AUTOMATION": "off"}
    dagster = Path(sys.executable).with_name("dagster")
    with (tmp_path / "dev.log").open("w") as log:
        process = subprocess.Popen(
            # a non-interactive shell starts its children deaf to SIGINT, and Dagster then ignores SIGTERM too
            [
                "env",
                "--default-signal=INT",
                str(dagster),
                "dev",
                "-w",
                "workspace.yaml",
                "-h",
                "127.0.0.1",
                "-p",
                str(port),
            ],
            cwd=repository,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            web_page = WebPage(port)
            web_page.wait(240)
            yield web_page
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def test_materialising_from_the_web_page_gives_what_the_command_line_gives(
    page: WebPage, raw: Path, tmp_path: Path, repository: Path
) -> None:
    partition = {
        "dagster/partition": "2026|nghe-an",
        "dagster/partition/plan_year": "2026",
        "dagster/partition/province": "nghe-an",
    }
    assert page.launch("plans_job", partition, 300) == "SUCCESS"
    assert page.launch("warehouse_job", {}, 420) == "SUCCESS"
    done = cchc("run", "--raw", raw, "--warehouse", tmp_path / "line", cwd=repository)
    assert done.code == 0, done.output
    assert content_hashes(tmp_path / "web" / "cchc.duckdb") == content_hashes(tmp_path / "line" / "cchc.duckdb")
