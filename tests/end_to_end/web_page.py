"""Dagster's own web page on this machine, asked as the browser asks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
_BACKFILL = """
mutation Backfill($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message }
  }
}
"""
_BACKFILL_STATUS = """
query Backfill($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } } }
"""
PARTITIONS = """
{
  assetNodeOrError(assetKey: {path: ["plans"]}) {
    ... on AssetNode {
      partitionKeys
      partitionStats { numPartitions numMaterialized numFailed }
    }
  }
}
"""
_LINKS = """
query Links($key: AssetKeyInput!) {
  assetOrError(assetKey: $key) {
    ... on Asset {
      assetMaterializations(limit: 1) { metadataEntries { ... on UrlMetadataEntry { url } } }
    }
  }
}
"""
_ENDS = ("SUCCESS", "FAILURE", "CANCELED", "COMPLETED_SUCCESS", "COMPLETED_FAILED", "FAILED")


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
        run_id = answer["run"]["runId"]
        return _ended(lambda: self.ask(_STATUS, {"id": run_id})["runOrError"]["status"], seconds)

    def backfill(self, assets: Sequence[str], partitions: Sequence[str], seconds: float) -> str:
        """Materialise ``assets`` for ``partitions`` as the page's own backfill does; how it ended."""
        selection = [{"path": [asset]} for asset in assets]
        params = {"assetSelection": selection, "partitionNames": list(partitions), "fromFailure": False}
        answer = self.ask(_BACKFILL, {"params": params})["launchPartitionBackfill"]
        assert answer["__typename"] == "LaunchBackfillSuccess", answer
        identity = {"id": answer["backfillId"]}
        return _ended(lambda: self.ask(_BACKFILL_STATUS, identity)["partitionBackfillOrError"]["status"], seconds)

    def links(self, assets: Sequence[str]) -> list[str]:
        """The links beside the newest materialisation of each asset."""
        found = [self.ask(_LINKS, {"key": {"path": [asset]}})["assetOrError"] for asset in assets]
        entries = [entry for one in found for made in one["assetMaterializations"] for entry in made["metadataEntries"]]
        return [entry["url"] for entry in entries if "url" in entry]


def _ended(status_of, seconds: float) -> str:
    end = time.monotonic() + seconds
    status = "STARTING"
    while time.monotonic() < end and status not in _ENDS:
        time.sleep(2)
        status = status_of()
    return status


@dataclass(frozen=True)
class Dev:
    """``cchc dev`` that is open: Dagster's page and the port of the reports beside it."""

    page: WebPage
    reports_port: int


@contextmanager
def dev_page(raw: Path, warehouse: Path, cwd: Path, log: Path) -> Iterator[Dev]:
    """``cchc dev``, typed in ``cwd``, without sensors and schedules; ends with the block."""
    port, reports_port = free_port(), free_port()
    cchc = str(Path(sys.executable).with_name("cchc"))
    ports = ["--port", str(port), "--reports-port", str(reports_port)]
    command = ["env", "--default-signal=INT", cchc, "dev", "--raw", str(raw), "--warehouse", str(warehouse), *ports]
    with _served(command, cwd, os.environ | {"CCHC_AUTOMATION": "off"}, log, port) as page:
        yield Dev(page, reports_port)


@contextmanager
def dagster_page(raw: Path, warehouse: Path, repository: Path, log: Path) -> Iterator[WebPage]:
    """``dagster dev`` on a free port, without sensors and schedules; ends with the block."""
    port = free_port()
    environment = os.environ | {"CCHC_RAW": str(raw), "CCHC_WAREHOUSE": str(warehouse), "CCHC_AUTOMATION": "off"}
    dagster = str(Path(sys.executable).with_name("dagster"))
    # a non-interactive shell starts its children deaf to SIGINT, and Dagster then ignores SIGTERM too
    command = ["env", "--default-signal=INT", dagster, "dev", "-w", "workspace.yaml", "-h", "127.0.0.1"]
    with _served([*command, "-p", str(port)], repository, environment, log, port) as page:
        yield page


@contextmanager
def _served(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], log: Path, port: int
) -> Iterator[WebPage]:
    with log.open("w") as stream:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdout=stream,
            stderr=stream,
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


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
