"""The child program of :mod:`pipelines.reading.isolation`: one request line in, one framed reply out.

Started as ``python -m pipelines.reading.worker SETTINGS`` with SETTINGS a JSON object: ``reader``
(module:function), ``limits``, ``parent`` (process id) and the two inherited descriptors ``requests`` and
``replies``. It writes one byte when it is ready. A request is a JSON line with ``path``; a reply is 8 bytes of
length, a JSON line with ``reason_code``, ``detail``, ``trace``, ``seconds``, ``peak_kb``, ``method``,
``page_count``, and the document as JSON (empty when there is none).
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import os
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from pipelines.model.codec import document_to_json
from pipelines.model.document import Document
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.text.display import printable
from pipelines.text.system_errors import system_error_vi

_Reader = Callable[[Path, ReadingLimits], Document]
_WATCH_SECONDS = 0.5


def main(settings_text: str) -> None:
    """Serve requests until the parent closes its end."""
    settings = json.loads(settings_text)
    limits = ReadingLimits(**settings["limits"])
    replies = settings["replies"]
    for descriptor in (replies, settings["requests"]):
        os.set_inheritable(descriptor, False)
    threading.Thread(target=_follow_parent, args=(settings["parent"],), daemon=True).start()
    read = load_reader(settings["reader"])
    _limit_memory(limits)
    gc.disable()  # a document is a large tree that is built, sent and dropped: cycles are looked for between two
    _write(replies, b"+")
    with os.fdopen(settings["requests"], "rb") as requests:
        for line in requests:
            _allow_cpu_seconds(limits.max_cpu_seconds)
            request = json.loads(line)
            reply = answer(read, Path(request["path"]), limits, sha256=request["sha256"])
            _write(replies, len(reply).to_bytes(8, "big") + reply)
            gc.collect()
            gc.freeze()  # what is left are modules and tables that stay: the next look need not go through them again


def load_reader(name: str) -> _Reader:
    """Import ``module:function``."""
    module, _, function = name.partition(":")
    reader: _Reader = getattr(importlib.import_module(module), function)
    return reader


def answer(read: _Reader, path: Path, limits: ReadingLimits, *, sha256: str | None = None) -> bytes:
    """Read ``path``; the reply without its length. Every Python-level failure becomes a reason.

    With ``sha256`` the bytes that are read are those that were registered, or the reason is that they are others.
    """
    _reset_peak()
    began = time.monotonic()
    body, reason, detail, trace = "", None, "", ""
    about: dict[str, str | int | None] = {"method": None, "page_count": None}
    try:
        document = _read_as_registered(read, path, limits, sha256)
        body = document_to_json(document)
        about = {"method": document.method.value, "page_count": len(document.pages)}
    except UnreadableDocument as error:
        reason, detail = error.reason_code, error.detail
    except MemoryError:
        reason, detail = "memory_limit", f"quá {limits.max_memory_bytes >> 20} MiB"
    except RecursionError:
        reason, detail = "too_complex", f"{path.name}: các phần lồng nhau quá sâu"
    except Exception as error:  # the worker's whole purpose: no file may end the batch
        reason, detail = "crashed", f"{path.name}: {type(error).__name__}: {error}"
        trace = traceback.format_exc()
    facts: dict[str, str | int | float | None] = {"reason_code": reason, "detail": printable(detail), "trace": trace}
    facts |= about | {"peak_kb": _peak_kb(), "seconds": round(time.monotonic() - began, 3)}
    return json.dumps(facts).encode() + b"\n" + body.encode()


def _read_as_registered(read: _Reader, path: Path, limits: ReadingLimits, sha256: str | None) -> Document:
    """The document of ``path``, whose bytes were those of ``sha256`` before it was read and still are.

    Raises:
        UnreadableDocument: ``being_written`` when they are not, whatever the reader made of them.
    """
    if sha256 is None:
        return read(path, limits)
    before = _stamp_of_registered(path, sha256)
    try:
        return read(path, limits)
    finally:
        if _stamp(path) != before:
            _stamp_of_registered(path, sha256)


def _stamp_of_registered(path: Path, sha256: str) -> tuple[int, ...]:
    try:
        with path.open("rb") as stream:
            stamp = _stamp(path)
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableDocument("unreadable_file", f"{path.name}: {system_error_vi(error)}") from error
    if found != sha256:
        raise UnreadableDocument("being_written", f"{path.name}: nội dung nay khác nội dung đã tiếp nhận")
    return stamp


def _stamp(path: Path) -> tuple[int, ...]:
    """What the system changes with every change of the content; of a file that is gone nothing."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _limit_memory(limits: ReadingLimits) -> None:
    # Soft limit only: LibreOffice, started from here, gets a wider one (see libreoffice.py).
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.max_memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_cpu_seconds(seconds: int) -> None:
    """Move the soft limit to what is used already plus ``seconds``; beyond it SIGXCPU ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))


def _reset_peak() -> None:
    """Start the kernel's memory high-water mark anew; kernels that refuse give the peak since start."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak_kb() -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _follow_parent(parent: int) -> None:
    """End this session as soon as the parent is gone, even in the middle of a document."""
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    from pipelines.reading.isolation import kill_session  # noqa: PLC0415 - needed at the end only

    kill_session(os.getpid())


if __name__ == "__main__":
    main(sys.argv[1])
