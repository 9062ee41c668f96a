"""Versions of the code that a stored result depends on: a changed reader or word list re-does only its stage."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipelines.reference.extension import Extension

_PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIXES = frozenset({".py", ".csv", ".json", ".yaml"})
_SHARED = ("model/document.py", "model/codec.py", "text")
_READING_LIBRARIES = (
    "pypdfium2",
    "pdfplumber",
    "pikepdf",
    "fonttools",
    "lxml",
    "opencv-python-headless",
    "tesserocr",
    "olefile",
    "openpyxl",
    "python-calamine",
    "xlrd",
)


@cache
def reader_version() -> str:
    """Fingerprint (12 hex digits) of everything that decides what `reading` gives."""
    return _fingerprint((*_SHARED, "reading"), _READING_LIBRARIES)


def understanding_version(extension: Extension | None = None) -> str:
    """Fingerprint of everything that decides what `understanding` gives: 12 hex digits.

    With an ``extension`` of the reference data its own fingerprint follows after "+".
    """
    return f"{_understanding('sidefiles')}+{extension.fingerprint}" if extension else _understanding()


@cache
def _understanding(*more: str) -> str:
    return _fingerprint((*_SHARED, "model/plan.py", "understanding", "reference", *more), ("rapidfuzz",))


def _fingerprint(parts: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for file in _files(parts):
        digest.update(file.relative_to(_PACKAGE).as_posix().encode())
        digest.update(file.read_bytes())
    for library in libraries:
        digest.update(f"{library}={_library_version(library)}".encode())
    return digest.hexdigest()[:12]


def _files(parts: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for part in parts:
        path = _PACKAGE / part
        found += [path] if path.is_file() else [p for p in path.rglob("*") if p.suffix in _SUFFIXES]
    return sorted(found)


def _library_version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"
