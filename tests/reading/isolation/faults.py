"""Readers with real faults, put in the place of the real one inside a worker. The file's content names the fault."""

import ctypes
import os
import signal
import subprocess
import time

from pipelines.model.document import Box, Document, ExtractionMethod, Page, PageKind, Paragraph
from pipelines.reading.errors import UnreadableDocument


def read(path, limits):
    fault = path.read_text()
    return FAULTS.get(fault, good)(path, limits)


def good(path, _limits):
    paragraph = Paragraph(f"đã đọc {path.name} bởi {os.getpid()}", (Box(1),))
    return Document(ExtractionMethod.DOCX, (Page(1, 595, 842, PageKind.TEXT),), (paragraph,))


def segfault(_path, _limits):
    ctypes.string_at(0)


def abort(_path, _limits):
    os.abort()


def kill(_path, _limits):
    os.kill(os.getpid(), signal.SIGKILL)


def leave(_path, _limits):
    os._exit(7)


def hog(_path, _limits):
    hoard = []
    while True:
        hoard.append(bytearray(16 << 20))


def native_hog(_path, limits):
    """What a native library does: takes memory up to the limit, then aborts by itself."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    while block := libc.malloc(ctypes.c_size_t(16 << 20)):
        ctypes.memset(block, 1, 16 << 20)
    os.abort()


def spin(_path, _limits):
    while True:
        pass


def sleep(_path, _limits):
    time.sleep(600)


def sleep_once(path, limits):
    marker = path.parent / "sleeping.pid"
    if not marker.exists():
        marker.write_text(str(os.getpid()))
        time.sleep(600)
    return good(path, limits)


def sleep_with_child(path, _limits):
    child = subprocess.Popen(["sleep", "600"], process_group=0)
    (path.parent / "child.pid").write_text(str(child.pid))
    time.sleep(600)


def hang_up(_path, _limits):
    """Native code that closes descriptors it does not own."""
    os.closerange(3, 64)
    time.sleep(600)


def refuse(path, _limits):
    raise UnreadableDocument("encrypted", f"{path.name}: có mật khẩu")


def bug(_path, _limits):
    raise ValueError("một lỗi chưa lường trước")


def noisy(path, limits):
    os.write(1, b"rubbish on stdout\n")
    os.write(2, b"rubbish on stderr\n")
    return good(path, limits)


def large(_path, _limits):
    paragraphs = tuple(Paragraph("chữ " * 200, (Box(1),)) for _ in range(5000))
    return Document(ExtractionMethod.DOCX, (Page(1, 595, 842, PageKind.TEXT),), paragraphs)


FAULTS = {
    function.__name__: function
    for function in (
        segfault, abort, kill, leave, hog, native_hog, spin, sleep, sleep_once, sleep_with_child, hang_up, refuse,
        bug, noisy, large,
    )
}  # fmt: skip
