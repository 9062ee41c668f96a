"""The report pages beside Dagster's page: what the browser may open, and what stays closed."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import uvicorn

from pipelines.reporting.served import served_app
from pipelines.settings import PAGES_ADDRESS, Settings, page_address


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(raw=tmp_path / "kế hoạch", warehouse=tmp_path / "kho")
    for path in (
        settings.paths.reports / "index.html",
        settings.paths.reports / "nghe-an" / "trang một.html",
        settings.paths.reports / ".fresh" / "index.html",
        settings.paths.versions / "changes-1.html",
        settings.paths.versions / "1.duckdb",
        settings.paths.published,
        settings.raw / "nghe-an" / "2026" / "Kế hoạch số 1.pdf",
        settings.raw / "nghe-an" / "2026" / "trang.html",
        tmp_path / "bí mật.html",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name, encoding="utf-8")
    return settings


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str


@dataclass(frozen=True)
class Client:
    """Asks the server on this machine's port, under any host name."""

    port: int

    def ask(self, path: str, method: str = "GET", host: str = "127.0.0.1") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, quote(path, safe="/%"), headers={"Host": host})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return Answer(answer.status, text, answer.headers.get("location", ""))


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    server = uvicorn.Server(uvicorn.Config(served_app(settings), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Client(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join(10)


def test_links_open_reports_changes_and_plans_under_the_names_that_they_have_on_disk(
    settings: Settings, client: Client
) -> None:
    for path in (
        settings.paths.reports / "index.html",
        settings.paths.reports / "nghe-an" / "trang một.html",
        settings.paths.versions / "changes-1.html",
        settings.raw / "nghe-an" / "2026" / "Kế hoạch số 1.pdf",
    ):
        address = page_address(path)
        assert address is not None
        answer = client.ask(urlsplit(address).path)
        assert (answer.status, answer.text) == (200, path.name)


def test_the_bare_address_and_a_folder_lead_to_the_first_page(settings: Settings, client: Client) -> None:
    first = page_address(settings.paths.reports / "index.html")
    assert first is not None
    assert client.ask("/").location == urlsplit(first).path
    assert client.ask(str(settings.paths.reports)).location == urlsplit(first).path


@pytest.mark.parametrize(
    "place",
    [
        "kho/cchc.duckdb", "kho/versions/1.duckdb", "kho/reports/.fresh/index.html", "kế hoạch/nghe-an/2026/trang.html",
        "bí mật.html", "kho/reports/../../bí mật.html", "kho", "kho/reports/không có.html", "",
    ],
)  # fmt: skip
def test_nothing_else_is_given_out(tmp_path: Path, client: Client, place: str) -> None:
    assert client.ask(f"{tmp_path}/{place}").status == 404


def test_a_link_out_of_the_reports_leads_nowhere(settings: Settings, client: Client) -> None:
    (settings.paths.reports / "ra ngoài.html").symlink_to(settings.paths.published)
    assert client.ask(str(settings.paths.reports / "ra ngoài.html")).status == 404


def test_another_host_name_is_refused(settings: Settings, client: Client) -> None:
    assert client.ask(str(settings.paths.reports / "index.html"), host="evil.example").status == 400


def test_nothing_can_be_written(client: Client, settings: Settings) -> None:
    assert client.ask(str(settings.paths.reports / "index.html"), "POST").status == 405


def test_where_no_pages_are_served_there_is_no_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(PAGES_ADDRESS, "")
    assert page_address(tmp_path) is None
