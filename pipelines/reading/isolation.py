"""Documents are read in child processes: a file can take down its reader, never the batch.

Both PDF engines can be made to abort, to spin or to eat memory by files of a few hundred bytes. Therefore every
document is read by a warm worker (see :mod:`pipelines.reading.worker`) under ``RLIMIT_AS`` and ``RLIMIT_CPU``,
with the wall clock held by the parent. Whatever happens to a worker becomes the outcome of its document:

* ``timeout``: wall clock or processor time used up;
* ``memory_limit``: out of memory, in Python or (judged by the peak) in native code;
* ``crashed``: died by a signal (twice, when it was SIGKILL, which comes from outside), left without an answer,
  or the reader raised an error that it has no name for;
* any reason of :class:`~pipelines.reading.errors.UnreadableDocument`.

Workers are plain child programs (never forks of a threaded parent) in sessions of their own, and watch the parent:
when it dies, however it dies, they follow, and so does what they started (LibreOffice).

One file on purpose: starting, feeding, timing and burying a worker are one state machine over the same processes.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Self

from pipelines.model.codec import document_from_json
from pipelines.model.document import Document
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits

DEFAULT_READER = "pipelines.reading.read:read_document"
MAX_DOCUMENTS_PER_WORKER = 250  # a fresh process now and then bounds what native leaks can add up to
_START_SECONDS = 120.0  # importing the readers takes about one
_MAX_START_FAILURES = 3
_DEATH_SECONDS = 5.0  # between the end of a worker's pipe and its own end
_CHUNK = 1 << 16
_MEMORY_SHARE = 0.6  # of the limit: a native death above it is put down to memory
_LOOK_SECONDS = 0.05  # how long a worker's memory may go unwatched
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file with the id under which its outcome comes back, and the hash of the bytes that are meant (None: any)."""

    id: str
    path: Path
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """What became of one file: a document, or a reason why not.

    ``seconds`` is the wall time of the reading and ``peak_kb`` the worker's peak memory in KiB (0 when unknown);
    both are measured and differ from run to run, everything else is a function of the file. ``method`` and
    ``page_count`` are those of the document.
    """

    id: str
    document_json: str | None
    reason_code: str | None
    detail: str
    seconds: float
    peak_kb: int
    method: str | None = None
    page_count: int | None = None

    @property
    def document(self) -> Document | None:
        """The document, parsed anew on each call: whoever stores it needs no more than the text."""
        return None if self.document_json is None else document_from_json(self.document_json)


class WorkerStartError(RuntimeError):
    """The worker program cannot start; no file is to blame."""


@dataclass(slots=True)
class _Worker:
    """A child program with its two pipes; ``job`` is what it reads now."""

    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    replies: IO[bytes]
    errors: IO[bytes]
    job: FileToRead | None = None
    started: float = 0.0
    done: int = 0
    ready: bool = False
    buffer: bytearray = field(default_factory=bytearray)
    seen_kb: int = 0  # highest memory seen while it lived


def read_many(
    files: Sequence[FileToRead],
    workers: int = 2,
    limits: ReadingLimits = DEFAULT_LIMITS,
    *,
    reader: str = DEFAULT_READER,
    documents_per_worker: int = MAX_DOCUMENTS_PER_WORKER,
) -> Iterator[ReadOutcome]:
    """Read ``files`` in child processes of their own; yield one outcome per file as they are done.

    Args:
        files: What to read; ids must be unique.
        workers: Child processes at a time (at least 1).
        limits: Bounds per document; time and memory are enforced here.
        reader: ``module:function`` that the workers call with (path, limits); tests put faults in its place.
        documents_per_worker: A worker is replaced after so many documents.

    Raises:
        ValueError: two files have the same id, or ``workers`` or ``documents_per_worker`` is below 1.
        WorkerStartError: workers die before they are ready (a broken installation, not a broken file).

    Closing the generator early (or any error in the consumer) ends all workers.
    """
    _require_different_ids(files)
    pool = ReadingPool(workers, limits, reader=reader, documents_per_worker=documents_per_worker)
    return _read_and_close(pool, files)


def _read_and_close(pool: ReadingPool, files: Sequence[FileToRead]) -> Iterator[ReadOutcome]:
    with pool:
        yield from pool.read(files)


def _require_different_ids(files: Sequence[FileToRead]) -> None:
    if len({item.id for item in files}) != len(files):
        raise ValueError("read_many: two files have the same id; every file needs an id of its own")


class ReadingPool:
    """The parent's side: hands out files, watches clocks and deaths.

    Workers start when there is something to read and stay for the next call of :meth:`read`: a start costs most of a
    second of processor time, as much as a document. Not for several threads at once.

    Args:
        size: Child processes at a time (at least 1).
        limits: Bounds per document.
        reader: ``module:function`` that the workers call.
        documents_per_worker: A worker is replaced after so many documents (at least 1).
    """

    def __init__(
        self,
        size: int,
        limits: ReadingLimits = DEFAULT_LIMITS,
        *,
        reader: str = DEFAULT_READER,
        documents_per_worker: int = MAX_DOCUMENTS_PER_WORKER,
    ) -> None:
        if size < 1 or documents_per_worker < 1:
            raise ValueError(f"ReadingPool: workers={size}, documents_per_worker={documents_per_worker}; need ≥ 1")
        self.size = size
        self.limits = limits
        self._waiting: deque[FileToRead] = deque()
        self._reader = reader
        self._recycle = documents_per_worker
        self._workers: list[_Worker] = []
        self._start_failures = 0
        self._killed_once: set[str] = set()
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        for worker in list(self._workers):
            self._end(worker)
        self._selector.close()

    def read(self, files: Sequence[FileToRead]) -> Iterator[ReadOutcome]:
        """Yield one outcome per file as they are done; closing the generator early ends the workers that are at work.

        Raises:
            ValueError: two files have the same id.
            WorkerStartError: workers die before they are ready.
        """
        _require_different_ids(files)
        self._waiting = deque(files)
        self._start_failures = 0
        self._killed_once.clear()
        try:
            self._hand_out()
            while self._waiting or any(worker.job for worker in self._workers):
                outcomes = list(self._collect())
                self._hand_out()  # before the consumer takes its time
                yield from outcomes
        finally:
            self._waiting.clear()
            for worker in [worker for worker in self._workers if worker.job]:
                self._end(worker)

    def _hand_out(self) -> None:
        for worker in list(self._workers):
            if self._waiting and worker.job is None:
                self._assign(worker)
        while self._waiting and len(self._workers) < self.size:
            self._assign(self._start())

    def _start(self) -> _Worker:
        worker = _spawn(self._reader, self.limits)
        os.set_blocking(worker.replies.fileno(), False)
        self._selector.register(worker.replies, selectors.EVENT_READ, worker)
        self._workers.append(worker)
        return worker

    def _assign(self, worker: _Worker) -> None:
        """Give the next file to ``worker``; one that died while idle is replaced, the file stays queued."""
        job = self._waiting[0]
        request = json.dumps({"path": os.fspath(job.path), "sha256": job.sha256}).encode() + b"\n"
        try:
            worker.requests.write(request)
            worker.requests.flush()
        except BrokenPipeError:
            self._lost_while_idle(worker)
            return
        self._waiting.popleft()
        worker.job, worker.started = job, time.monotonic()

    def _collect(self) -> Iterator[ReadOutcome]:
        """Wait until something happens; yield what is decided by it."""
        for worker in self._workers:
            worker.seen_kb = max(worker.seen_kb, _memory_mark_kb(worker.process.pid))
        for key, _ in self._selector.select(self._next_look()):
            outcome = self._progress(key.data)
            if outcome is not None:
                yield outcome
        for worker in [worker for worker in self._workers if worker.job and self._left(worker) <= 0]:
            outcome = self._overdue(worker)
            if outcome is not None:
                yield outcome

    def _left(self, worker: _Worker) -> float:
        """Seconds that ``worker`` still has for its file; its start-up does not count against the file."""
        allowed = self.limits.max_seconds if worker.ready else _START_SECONDS
        return worker.started + allowed - time.monotonic()

    def _next_look(self) -> float | None:
        """Seconds to wait at most: to the next deadline, and no longer than memory may go unwatched."""
        left = [self._left(worker) for worker in self._workers if worker.job]
        return max(0.0, min([*left, _LOOK_SECONDS])) if left else None

    def _progress(self, worker: _Worker) -> ReadOutcome | None:
        """Take what the worker has written; an outcome when its reply is whole or the worker is dead."""
        chunk = _read_available(worker.replies)
        if chunk is None:
            return None
        if not chunk:
            return self._died(worker)
        if not worker.buffer:
            # An answer has begun: its transfer has a clock of its own, so a slow consumer is no time-out.
            worker.started = time.monotonic()
        worker.buffer += chunk
        if not worker.ready:
            self._note_ready(worker)
        reply = _whole_reply(worker.buffer)
        return None if reply is None else self._answered(worker, reply)

    def _note_ready(self, worker: _Worker) -> None:
        # The first byte says that imports are done and limits are set: the file's clock starts here.
        del worker.buffer[:1]
        worker.ready, worker.started = True, time.monotonic()
        self._start_failures = 0

    def _answered(self, worker: _Worker, reply: bytes) -> ReadOutcome:
        worker.buffer.clear()
        job, worker.job = _job(worker), None
        worker.done += 1
        head, _, body = reply.partition(b"\n")
        facts = json.loads(head)
        if facts["trace"]:
            _LOG.warning("%s: %s", job.path.name, facts["trace"])
        if worker.done >= self._recycle or facts["reason_code"] == "memory_limit":
            self._end(worker)
        return ReadOutcome(
            id=job.id,
            document_json=body.decode() if body else None,
            reason_code=facts["reason_code"],
            detail=facts["detail"],
            seconds=facts["seconds"],
            peak_kb=facts["peak_kb"],
            method=facts["method"],
            page_count=facts["page_count"],
        )

    def _overdue(self, worker: _Worker) -> ReadOutcome | None:
        if not worker.ready:
            self._lost_while_idle(worker)
            return None
        return self._failed(worker, "timeout", f"quá {self.limits.max_seconds:g} giây")

    def _died(self, worker: _Worker) -> ReadOutcome | None:
        """Judge the death of a worker; None when no file is to blame."""
        if worker.job is None or not worker.ready:
            self._lost_while_idle(worker)
            return None
        code, peak_kb = _wait(worker.process, worker.seen_kb)
        if code == -signal.SIGKILL and worker.job.id not in self._killed_once:
            # Nobody but the system or an operator sends this; the file gets a second chance.
            self._killed_once.add(worker.job.id)
            self._waiting.appendleft(worker.job)
            self._end(worker)
            return None
        reason, detail = _cause_of_death(code, peak_kb, self.limits)
        return self._failed(worker, reason, detail, peak_kb)

    def _lost_while_idle(self, worker: _Worker) -> None:
        """Forget a worker that was lost without a file in hand; a file that it never began goes back."""
        if worker.job is not None:
            self._waiting.appendleft(worker.job)
        self._start_failures += not worker.ready
        words = self._end(worker)
        if self._start_failures >= _MAX_START_FAILURES:
            raise WorkerStartError(
                f"{self._start_failures} tiến trình đọc liền nhau dừng trước khi sẵn sàng; {sys.executable} phải nạp "
                f"được {self._reader}. Hãy cài đặt lại (make setup) rồi chạy lại. Lời cuối:{words}"
            )

    def _failed(self, worker: _Worker, reason: str, detail: str, peak_kb: int = 0) -> ReadOutcome:
        job = _job(worker)
        seconds = round(time.monotonic() - worker.started, 3)
        words = self._end(worker)
        _LOG.warning("%s: %s (%s)%s", job.path.name, reason, detail, words)
        return ReadOutcome(job.id, None, reason, detail, seconds, peak_kb)

    def _end(self, worker: _Worker) -> str:
        """End ``worker`` and everything of its session, and forget it; returns the end of its error output."""
        self._workers.remove(worker)
        self._selector.unregister(worker.replies)
        kill_session(worker.process.pid)
        if worker.process.returncode is None:
            worker.process.wait()
        with suppress(BrokenPipeError):
            worker.requests.close()
        worker.replies.close()
        with worker.errors:
            return _last_words(worker.errors)


def _job(worker: _Worker) -> FileToRead:
    if worker.job is None:
        raise RuntimeError("a worker answered without having been asked; this is a fault of isolation.py")
    return worker.job


def _spawn(reader: str, limits: ReadingLimits) -> _Worker:
    """Start a worker program. Only the two pipe ends it needs are inherited."""
    request_read, request_write = os.pipe()
    reply_read, reply_write = os.pipe()
    errors = tempfile.TemporaryFile(prefix="cchc-worker-")  # noqa: SIM115 - lives as long as the worker
    settings = {"reader": reader, "requests": request_read, "replies": reply_write, "limits": asdict(limits)}
    settings["parent"] = os.getpid()
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", "pipelines.reading.worker", json.dumps(settings)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=_environment(),
            pass_fds=(request_read, reply_write),
            start_new_session=True,
        )
    except BaseException:
        os.close(request_write)
        os.close(reply_read)
        errors.close()
        raise
    finally:
        os.close(request_read)
        os.close(reply_write)
    return _Worker(process, os.fdopen(request_write, "wb"), os.fdopen(reply_read, "rb", buffering=0), errors)


def _environment() -> dict[str, str]:
    """The parent's environment with its import path, and single-threaded libraries.

    Processes are the parallelism here, and every thread of a numeric library or of malloc reserves address space
    that would count against ``RLIMIT_AS`` before a byte is read.
    """
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)  # noqa: PTH100 - not resolved
    threads = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {**os.environ, **threads, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"}


def _read_available(stream: IO[bytes]) -> bytes | None:
    """What is there to read; b'' at the end, None when nothing is there yet."""
    try:
        return os.read(stream.fileno(), _CHUNK)
    except BlockingIOError:
        return None


def _whole_reply(buffer: bytearray) -> bytes | None:
    """The reply in ``buffer`` (8 bytes length, then as many bytes); None while it is incomplete."""
    if len(buffer) < 8:
        return None
    length = int.from_bytes(buffer[:8], "big")
    return bytes(buffer[8 : 8 + length]) if len(buffer) >= 8 + length else None


def _wait(process: subprocess.Popen[bytes], seen_kb: int) -> tuple[int, int]:
    """Reap ``process``: its return code (negative: signal) and its peak memory in KiB, at least ``seen_kb``.

    One that has closed its pipe but goes on living is killed after a grace period.
    """
    end = time.monotonic() + _DEATH_SECONDS
    try:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        while pid == 0 and time.monotonic() < end:
            time.sleep(0.01)
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid == 0:
            kill_session(process.pid)
            pid, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:  # reaped by somebody else, for example a SIGCHLD handler of the host program
        return process.poll() or 0, 0
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, max(seen_kb, _own_peak_kb(usage.ru_maxrss))


def _own_peak_kb(peak_kb: int) -> int:
    """``peak_kb`` if it can be the worker's own, else 0.

    The kernel carries the high-water mark of the parent's memory over into the program that it starts: a peak that
    is no higher than ours says nothing about the worker.
    """
    return peak_kb if peak_kb > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss else 0


def _memory_mark_kb(pid: int) -> int:
    """High-water mark of a living process's memory in KiB; 0 when it cannot be had."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)


def _cause_of_death(code: int, peak_kb: int, limits: ReadingLimits) -> tuple[str, str]:
    if code == -signal.SIGXCPU:
        return "timeout", f"quá {limits.max_cpu_seconds} giây bộ xử lý"
    if code < 0 and peak_kb * 1024 >= _MEMORY_SHARE * limits.max_memory_bytes:
        return "memory_limit", f"quá {limits.max_memory_bytes >> 20} MiB"
    if code < 0:
        return "crashed", f"tín hiệu {_signal_name(-code)}"
    return "crashed", f"tiến trình đọc kết thúc với mã {code} mà không trả lời"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _last_words(errors: IO[bytes]) -> str:
    """The end of what the worker wrote to its standard error, for the log."""
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - 2000))
    text = errors.read().decode("utf-8", "replace").strip()
    return f"\n{text}" if text else ""


def kill_session(leader: int) -> None:
    """Kill every process of the session that ``leader`` started, orphans included; none left is fine."""
    # The leader last: when it is the caller itself, nothing after its death would be done.
    members = [pid for pid in _session_members(leader) if pid != leader]
    for pid in (*members, leader):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _session_members(leader: int) -> list[int]:
    """Processes whose session is ``leader``, from /proc; none where there is no /proc."""
    members = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                members.append(int(entry.name))
    return members
