"""Two workers on this machine with the real servers: PostgreSQL for Dagster's storage, Redis for the queue.

Everything runs as on several machines — the workers see the shared store and the servers, and no other folder — and
everything is stopped and removed at the end, except the warehouse.

    .venv/bin/python deploy/two_workers.py --raw raw --warehouse warehouse [--workers 2] [--store URL] [--ducklake]
                                           [--one-processor-each]

Needs PostgreSQL and Redis (`apt-get install postgresql redis-server`) and `requirements/distributed.lock`.
Exit code: as ``cchc run``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
_DATABASE, _LAKE_DATABASE, _USER = "dagster", "lake", "dagster"
_START_SECONDS = 60.0

DAGSTER_YAML = ROOT / "deploy" / "dagster.yaml"
CELERY_YAML = """\
execution:
  config:
    broker: {broker}
    backend: {broker}
"""


class StackError(RuntimeError):
    """A server is missing or did not start."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The running servers: what a leader or a worker needs in its environment."""

    folder: Path
    environment: Mapping[str, str]


def main() -> int:
    """Start the servers and workers, read everywhere, build and publish here, stop everything."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped in any case
    with tempfile.TemporaryDirectory(prefix="cchc-stack-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user when this one is root
        servers = stack.enter_context(running_servers(Path(folder), arguments.store))
        workers: dict[str, subprocess.Popen[bytes]] = {}
        for number in range(arguments.workers):
            queues = ("leader", "dagster") if number == 0 else ("dagster",)
            raw = arguments.raw if number == 0 else None
            processor = number % (os.cpu_count() or 1) if arguments.one_processor_each else None
            name = f"worker{number + 1}"
            started_worker = running_worker(servers, name, queues, raw, arguments.warehouse, processor=processor)
            workers[name] = stack.enter_context(started_worker)
        leader = dict(servers.environment) | _places(arguments.raw, arguments.warehouse)
        _wait_for_workers(servers, workers)
        started = time.monotonic()
        subprocess.run([sys.executable, "-m", "pipelines.orchestration.lead"], check=True, env=leader, cwd=ROOT)
        print(f"{arguments.workers} worker(s): read and understood in {time.monotonic() - started:.1f} s", flush=True)
        places = ["--raw", str(arguments.raw), "--warehouse", str(arguments.warehouse)]
        code = subprocess.run([str(BIN / "cchc"), "run", *places], check=False, env=leader, cwd=ROOT).returncode
        if code == 0 and arguments.ducklake:
            lake = [str(BIN / "cchc"), "lake", *places]
            code = subprocess.run(lake, check=False, env=leader | _ducklake(servers, arguments), cwd=ROOT).returncode
        return code


@contextmanager
def running_servers(folder: Path, store: str = "") -> Iterator[Stack]:
    """PostgreSQL and Redis on free ports of 127.0.0.1, with their data below ``folder``.

    Raises:
        StackError: a program is missing or does not answer.
    """
    secret = os.urandom(16).hex()
    pg_port, redis_port = _free_port(), _free_port()
    broker = f"redis://:{secret}@127.0.0.1:{redis_port}/0"
    home = folder / "dagster_home"
    home.mkdir()
    shutil.copy(DAGSTER_YAML, home / "dagster.yaml")
    (folder / "celery.yaml").write_text(CELERY_YAML.format(broker=broker))
    environment = dict(os.environ) | {
        "DAGSTER_HOME": str(home),
        "CCHC_DAGSTER_HOME": str(home),
        "CCHC_PG_HOST": "127.0.0.1",
        "CCHC_PG_PORT": str(pg_port),
        "CCHC_PG_PASSWORD": secret,
        "CCHC_BROKER": broker,
        "CCHC_ARTIFACTS": store or str(folder / "store"),
    }
    with _postgres(folder / "postgres", pg_port, secret), _redis(folder, redis_port, secret):
        # the tables are made by one process: two at the same moment trip over each other, and Dagster retries only
        # some of the ways in which they do
        _run([BIN / "dagster", "instance", "migrate"], None, environment)
        yield Stack(folder, environment)


@contextmanager
def running_worker(
    stack: Stack,
    name: str,
    queues: Sequence[str],
    raw: Path | None,
    warehouse: Path,
    *,
    processor: int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker with one process; without ``raw`` it sees neither the plans nor the warehouse.

    ``processor`` binds it, with the reader it starts, to one processor: unbound, the worker understands a document
    while its reader reads the next, and one worker fills a good part of a second processor.
    """
    nowhere = stack.folder / f"{name}-sees-nothing"
    places = _places(raw, warehouse) if raw else _places(nowhere, nowhere)
    command = [BIN / "dagster-celery", "worker", "start", "-A", "dagster_celery.app"]
    # one -q with commas: of several, Celery hears only the last
    command += ["-y", stack.folder / "celery.yaml", "-q", ",".join(queues), "-n", name, "-l", "info"]
    command += ["--", "--concurrency", "1"]
    with (stack.folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=dict(stack.environment) | places | {"PATH": f"{BIN}:{os.environ['PATH']}"},
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        if processor is not None:
            os.sched_setaffinity(process.pid, {processor})  # before it starts anything: what it starts inherits it
        try:
            yield process
        finally:
            _stop(process, group=True)


def _wait_for_workers(stack: Stack, workers: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Until every worker says that it is ready; without them the leader would wait for ever."""
    for name, process in workers.items():
        log = stack.folder / f"{name}.log"
        try:
            _wait_for(name, process, partial(_says, log, b" ready."))
        except StackError as error:
            raise StackError(f"{error}\n{log.read_text(errors='replace')[-2000:]}") from None


def _ducklake(stack: Stack, arguments: argparse.Namespace) -> dict[str, str]:
    """A DuckLake with its catalogue in the same PostgreSQL; its files beside the warehouse."""
    port, data = stack.environment["CCHC_PG_PORT"], arguments.warehouse.resolve() / "ducklake"
    return {
        "CCHC_DUCKLAKE_CATALOGUE": f"postgres:dbname={_LAKE_DATABASE} host=127.0.0.1 port={port} user={_USER}",
        "CCHC_DUCKLAKE_DATA": f"{data}/",
        "PGPASSWORD": stack.environment["CCHC_PG_PASSWORD"],
    }


def _places(raw: Path, warehouse: Path) -> dict[str, str]:
    return {"CCHC_RAW": str(raw.resolve()), "CCHC_WAREHOUSE": str(warehouse.resolve()), "CCHC_WORKERS": "1"}


@contextmanager
def _postgres(data: Path, port: int, password: str) -> Iterator[None]:
    programs = _postgres_programs()
    owner = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    data.mkdir()
    if owner:
        shutil.chown(data, owner, owner)
    secret = data.parent / "secret"
    secret.write_text(password)
    secret.chmod(0o644 if owner else 0o600)
    initdb = [programs / "initdb", "-D", data, "-U", _USER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"]
    _run(initdb, owner)
    secret.unlink()
    server = [programs / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", data, "-c", "fsync=off"]
    null = subprocess.DEVNULL
    process = subprocess.Popen([str(part) for part in server], stdout=null, stderr=null, user=owner, group=owner)
    try:
        _wait_for("PostgreSQL", process, lambda: _listens(port))
        environment = dict(os.environ) | {"PGPASSWORD": password}
        for name in (_DATABASE, _LAKE_DATABASE):
            _run([programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", _USER, name], None, environment)
        yield
    finally:
        _stop(process, signal.SIGINT)


@contextmanager
def _redis(folder: Path, port: int, password: str) -> Iterator[None]:
    program = shutil.which("redis-server")
    if program is None:
        raise StackError("redis-server not found; install it with: sudo apt-get install redis-server")
    settings = f'port {port}\nbind 127.0.0.1\nrequirepass {password}\nsave ""\nappendonly no\ndir {folder}\n'
    # the password goes by standard input: command lines are readable by every user of the machine
    process = subprocess.Popen([program, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin
    process.stdin.write(settings.encode())
    process.stdin.close()
    try:
        _wait_for("Redis", process, lambda: _listens(port))
        yield
    finally:
        _stop(process)


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise StackError("PostgreSQL not found; install it with: sudo apt-get install postgresql")
    return found[-1].parent


def _run(command: Sequence[object], owner: str | None, environment: Mapping[str, str] | None = None) -> None:
    words = [str(part) for part in command]
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, env=environment, cwd="/", user=owner, group=owner
    )
    if done.returncode:
        raise StackError(f"{words[0]} failed with exit code {done.returncode}: {done.stderr.strip()}")


def _wait_for(name: str, process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise StackError(f"{name} did not start (exit code {process.poll()})")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _says(log: Path, words: bytes) -> bool:
    return words in log.read_bytes()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, *, group: bool = False) -> None:
    def send(what: signal.Signals) -> None:
        if group:  # the worker's launcher does not pass signals on
            os.killpg(process.pid, what)
        else:
            process.send_signal(what)

    if process.poll() is None:
        send(how)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            send(signal.SIGKILL)
            process.wait()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--raw", type=Path, default=Path("raw"))
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ducklake", action="store_true", help="build the models in a DuckLake as well")
    parser.add_argument(
        "--one-processor-each", action="store_true", help="bind each worker to a processor (for measurements)"
    )
    parser.add_argument("--store", default="", help="fsspec URL; default: a folder that is removed at the end")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
