"""Local servers that receive what is told."""

from __future__ import annotations

import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipelines.alerts.message import FailedCheck, PutAside, RunMessage


@pytest.fixture
def failed() -> RunMessage:
    return RunMessage(
        warehouse="kho",
        run_id="run-1",
        trigger="nightly",
        version=None,
        failures=("published_warehouse: kiểm tra chặn không đạt",),
        failed_checks=(FailedCheck("dbt", "fct_target", "targets_have_a_page", "block", "fail: 3", 3),),
        put_aside=(PutAside("quang-tri/2026/hỏng.pdf", "Tệp hỏng.", "Đề nghị gửi lại."),),
        put_aside_count=1,
    )


@pytest.fixture
def fine() -> RunMessage:
    return RunMessage("kho", "run-2", "files", "20260203T010203-run2", counts={"Kế hoạch": 3})


class Received:
    """What a server got."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.commands: list[str] = []


@contextmanager
def served(server: Any) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def webhook_server(received: Received, status: int = 200, location: str = "") -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            received.headers.append(dict(self.headers))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield port


_ANSWERS = {"AUTH": "235 ok", "DATA": "354 send", "QUIT": "221 bye", "STARTTLS": "220 go"}


class SmtpHandler(socketserver.BaseRequestHandler):
    """As much of SMTP as a client needs: greeting, EHLO, STARTTLS, AUTH PLAIN, one message."""

    received: Received
    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None

    def handle(self) -> None:
        connection = self.tls.wrap_socket(self.request, server_side=True) if self.tls else self.request
        stream = connection.makefile("rwb")
        self._say(stream, "220 local")
        while line := stream.readline():
            command = line.decode().strip()
            verb = command.split(" ")[0].upper()
            self._note(verb, command)
            if verb == "STARTTLS" and self.starttls is None:
                self._say(stream, "502 no")
                continue
            self._say(stream, self._offers() if verb == "EHLO" else _ANSWERS.get(verb, "250 ok"))
            if verb == "STARTTLS":
                connection = self.starttls.wrap_socket(connection, server_side=True)
                stream = connection.makefile("rwb")
                self.received.commands.append("(TLS)")
            elif verb == "DATA":
                self._take_message(stream)

    def _note(self, verb: str, command: str) -> None:
        self.received.commands.append(verb)
        if verb == "AUTH":
            self.received.headers.append({"auth": command})

    def _offers(self) -> str:
        return "250-local\r\n250-AUTH PLAIN\r\n250 STARTTLS" if self.starttls else "250-local\r\n250 AUTH PLAIN"

    def _take_message(self, stream: Any) -> None:
        body = b""
        while (part := stream.readline()) != b".\r\n":
            body += part
        self.received.bodies.append(body)
        self._say(stream, "250 ok")

    def _say(self, stream: Any, text: str) -> None:
        stream.write(text.encode() + b"\r\n")
        stream.flush()


class SmtpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that refuses the certificate hangs up in the middle: that is the test."""


@contextmanager
def mail_server(
    received: Received, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> Iterator[int]:
    handler = type("Handler", (SmtpHandler,), {"received": received, "tls": tls, "starttls": starttls})
    with served(SmtpServer(("127.0.0.1", 0), handler)) as port:
        yield port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate of its own, and the file that makes a client trust it."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", cert, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert


@pytest.fixture
def received() -> Received:
    return Received()
