"""Runs of the daemon are told of by sensors, runs of the command line tell of themselves."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from pipelines.orchestration.alert_sensors import tell_of
from pipelines.orchestration.metadata import markdown_table
from pipelines.orchestration.resources import Workspace
from pipelines.orchestration.tags import IN_PROCESS, PLAN_YEAR, PROVINCE, TRIGGER
from pipelines.settings import Settings


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict]]:
    received: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setenv("CCHC_ALERT_WEBHOOK", f"http://127.0.0.1:{server.server_port}/")
    yield received
    server.shutdown()
    server.server_close()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.of(Settings(tmp_path / "raw", tmp_path / "kho"))


def a_run(**tags: str) -> dg.DagsterRun:
    return dg.DagsterRun(job_name="plans_job", tags=tags)


def test_a_failed_partition_is_named_in_the_alert(bodies: list[dict], workspace: Workspace) -> None:
    run = a_run(**{PROVINCE: "quang-tri", PLAN_YEAR: "2026", TRIGGER: "files"})
    assert tell_of(run, workspace, ["raw_plans: manifest.csv thiếu cột file_name"]) is None
    (body,) = bodies
    assert body["state"] == "failed"
    assert "quang-tri/2026" in body["text"]
    assert "thiếu cột file_name" in body["text"]


def test_a_run_of_the_command_line_is_not_told_of_twice(bodies: list[dict], workspace: Workspace) -> None:
    reason = tell_of(a_run(**{IN_PROCESS: "yes"}), workspace, ["x"])
    assert isinstance(reason, dg.SkipReason)
    assert bodies == []


def test_nobody_configured_is_quiet(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCHC_ALERT_WEBHOOK", raising=False)
    assert isinstance(tell_of(a_run(), workspace, ["x"]), dg.SkipReason)


def test_file_names_forge_nothing_in_what_the_web_page_shows() -> None:
    table = markdown_table(["tệp"], [("a | b [x](http://y.z) <img src=x> `c`\nd",)])
    assert len(table.splitlines()) == 3
    assert "<img" not in table
    assert "\\[x](" in table
    assert "a \\| b" in table


@pytest.mark.parametrize(
    "words",
    [
        "\\\\[x](javascript:alert(1))",
        "https://evil.example/x",
        "www.evil.example",
        "<img src=x onerror=alert(1)>",
        "a\nb | c",
    ],
)
def test_hostile_words_are_no_link_tag_or_column_in_the_tables_of_the_web_page(words: str) -> None:
    row = markdown_table(["tệp"], [(words,)]).splitlines()
    assert len(row) == 3
    cell = row[-1].removeprefix("| ").removesuffix(" |")
    assert not re.search(r"(?<!\\)(?:\\\\)*\[", cell)  # a bracket with an even number of backslashes opens a link
    assert "://" not in cell
    assert "www." not in cell
    assert "<" not in cell
    assert not re.search(r"(?<!\\)\|", cell)
