"""LibreOffice as a converter: Word files of every kind to DOCX or PDF, with the fields' stored results kept.

Every conversion has a profile and a folder of its own, so any number may run side by side; LibreOffice would
otherwise hand the file to an instance that is already running, or wait for its lock. A program start costs about
a second, so :func:`convert_many` gives several files to one start.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.run_marks import without_run_marks
from pipelines.reading.sniff import FileKind, sniff
from pipelines.reading.stored import FROZEN_KINDS, frozen

_PROGRAMS = ("soffice", "libreoffice")
_FILTERS = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf:writer_pdf_Export"}
# LibreOffice maps libraries and locale data of about 1.5 GB before it reads a byte.
_OFFICE_ADDRESS_SPACE = 6 * 1024**3
# It draws on canvases of 64 MiB, one after the other. Memory that it frees stays with it: to be given and to clear
# every page of a canvas anew was a third of the processor time of a small file.
_OFFICE_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(128 * 1024**2), "MALLOC_TRIM_THRESHOLD_": str(256 * 1024**2)}
# The private profile forbids macros, and links to anything outside the file: a document must not make the machine
# fetch pages or read other files. Proxy type 1 ("manual") with a closed port is the second lock on the network.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
)
CONVERTED_KINDS = {
    FileKind.DOC: ".doc",
    FileKind.ODT: ".odt",
    FileKind.RTF: ".rtf",
    FileKind.HTML: ".html",
    FileKind.WORD_XML: ".xml",
}


def office_program() -> str | None:
    """Path of the LibreOffice program; None when it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def convert_many(
    paths: Sequence[Path], folder: Path, limits: ReadingLimits = DEFAULT_LIMITS, *, to: str = "docx"
) -> list[Path | None]:
    """Convert ``paths`` to DOCX (or PDF, to show their pages) below ``folder`` with one start of LibreOffice.

    Args:
        paths: Files of any kind that LibreOffice Writer opens; names may repeat.
        folder: A private folder, emptied by the caller.
        limits: ``max_seconds`` is allowed once for the start and all files.
        to: ``docx`` or ``pdf``.

    Returns:
        For every file the converted one, or None when LibreOffice made none of it.

    Raises:
        UnreadableDocument: ``needs_office``, ``office_failed`` (program cannot start) or ``timeout``.
    """
    program = office_program()
    if program is None:
        raise UnreadableDocument("needs_office", "không tìm thấy chương trình soffice/libreoffice")
    sources, targets = folder / "in", folder / "out"
    for part in (sources, targets, folder / "home"):
        part.mkdir()
    _write_profile(folder / "profile")
    inputs = [_copied(path, sources, index) for index, path in enumerate(paths)]
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}",
        *("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", _FILTERS[to], "--outdir", str(targets)),
        *map(str, inputs),
    ]
    _run(command, folder, limits.max_seconds)
    outputs = [targets / f"{item.stem}.{to}" for item in inputs]
    made = [output if output.is_file() else None for output in outputs]
    for output in filter(None, made if to == "pdf" else ()):
        output.write_bytes(without_run_marks(output.read_bytes()))
    return made


def _write_profile(profile: Path) -> None:
    items = "\n".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")


def _copied(path: Path, folder: Path, index: int) -> Path:
    """A copy under a neutral name: LibreOffice trusts the suffix, and leaves lock files beside the original.

    Stored results of its fields are plain text (see ``reading.stored``).
    """
    kind = sniff(path)
    suffix = ".docx" if kind is FileKind.DOCX else CONVERTED_KINDS.get(kind, ".doc")
    copy = folder / f"{index:06d}{suffix}"
    if kind in FROZEN_KINDS:
        copy.write_bytes(frozen(path.read_bytes(), kind)[0])
    else:
        shutil.copyfile(path, copy)
    return copy


def _run(command: list[str], folder: Path, seconds: float) -> None:
    # HOME is private too: fonts caches and dconf would otherwise be shared between conversions.
    private = {"HOME": str(folder / "home"), "SAL_USE_VCLPLUGIN": "svp", "TMPDIR": str(folder)}
    environment = {**os.environ, **private, **_OFFICE_MEMORY}
    with _roomy_address_space():
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument("timeout", f"LibreOffice chạy quá {seconds:.0f} giây") from error
    finally:
        _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the launcher and the program it started; harmless when both are gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _roomy_address_space() -> Iterator[None]:
    """Raise the soft memory limit while a child is started, as far as the hard limit allows.

    A reading worker lives under a limit that LibreOffice cannot start in; a child inherits the limit that is in
    force at its start, and the worker goes back to its own at once.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _OFFICE_ADDRESS_SPACE if hard == resource.RLIM_INFINITY else min(hard, _OFFICE_ADDRESS_SPACE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
