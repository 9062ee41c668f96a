"""``python -m pipelines.cli.pages``: serves the report pages while ``cchc dev`` is open; ends with it."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import uvicorn

from pipelines.reporting.served import served_app
from pipelines.settings import REVIEW_HOST, Settings

_LOOK_SECONDS = 1.0


def is_free(port: int) -> bool:
    """Whether nobody listens on the port of this machine."""
    with socket.socket() as listener:
        # a server that has just ended leaves its port in waiting, which keeps no new one from it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((REVIEW_HOST, port))
        except OSError:
            return False
    return True


def start_pages(settings: Settings, port: int) -> subprocess.Popen[bytes]:
    """Serve in a process of its own, which ends when this one does."""
    places = ["--raw", str(settings.raw), "--warehouse", str(settings.warehouse)]
    command = [sys.executable, "-m", "pipelines.cli.pages", *places, "--port", str(port), "--parent", str(os.getpid())]
    return subprocess.Popen(command)


def main(argv: list[str] | None = None) -> int:
    """Serve until the parent has ended; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    given = parser.parse_args(argv)
    app = served_app(Settings(raw=given.raw, warehouse=given.warehouse))
    server = uvicorn.Server(
        uvicorn.Config(app, host=REVIEW_HOST, port=given.port, log_level="warning", access_log=False)
    )
    threading.Thread(target=_end_with, args=(given.parent, server), daemon=True).start()
    server.run()
    return 0


def _end_with(parent: int, server: uvicorn.Server) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
