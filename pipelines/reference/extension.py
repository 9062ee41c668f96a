"""Rows that a province adds to the catalogue of indicators (``<raw>/reference/indicators.csv``, ``…_synonyms.csv``).

The shipped files stay as they are; added rows have the same columns and come after them. The stage that understands
plans looks once with :func:`find_extension` and works inside :func:`extended_by`; a row that cannot be used is left out
and told (:func:`extension_problems`). The loaders of
:mod:`pipelines.reference.indicators` ask :func:`current_extension` and are cached per extension. The extension's
fingerprint is part of the version of a stored plan, so a changed row re-does the understanding and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipelines.reference.tables import reference_rows
from pipelines.sidefiles.model import VALUE_UNUSED, SideProblem, in_order, shown
from pipelines.sidefiles.records import Columns, SideFile, read_side_file

FOLDER = "reference"
EXTENSIBLE = ("indicators", "indicator_synonyms")
# columns that came later: the files of a province may do without them
_OPTIONAL = {"indicators": ("of_sectors", "headline_basis", "basis_by_default", "basis_source")}
_CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")
_DIRECTIONS = ("higher", "lower")


@dataclass(frozen=True, slots=True)
class Extension:
    """The added files; ``fingerprint`` changes with every byte of them."""

    folder: Path
    fingerprint: str


_CURRENT: ContextVar[Extension | None] = ContextVar("reference_extension", default=None)


def current_extension() -> Extension | None:
    """The extension in force here, None when the shipped catalogue stands alone."""
    return _CURRENT.get()


@contextmanager
def extended_by(extension: Extension | None) -> Iterator[None]:
    """Let ``extension`` be in force inside the ``with`` block (of this thread or task only)."""
    token = _CURRENT.set(extension)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def find_extension(raw: Path) -> Extension | None:
    """The extension under ``<raw>/reference``; None when neither file is there."""
    folder = raw / FOLDER
    files = [folder / f"{name}.csv" for name in EXTENSIBLE if (folder / f"{name}.csv").is_file()]
    if not files:
        return None
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + _bytes(file))
    return Extension(folder, digest.hexdigest()[:12])


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:  # told by `extension_files`; what is known of the file goes into the fingerprint
        return f"unreadable: {error.strerror}".encode()


def catalogue_rows(name: str, extension: Extension | None) -> tuple[dict[str, str], ...]:
    """Shipped rows of ``name`` followed by the province's own."""
    return (*reference_rows(name), *(added_rows(extension, name) if extension else ()))


def added_rows(extension: Extension, name: str) -> tuple[dict[str, str], ...]:
    """The province's own usable rows of ``name``, trimmed; empty when there is no such file."""
    return _checked(extension).rows[name]


def extension_files(extension: Extension) -> tuple[SideFile, ...]:
    """The files of the extension, each with everything in it that is not used."""
    return _checked(extension).files


@dataclass(frozen=True, slots=True)
class _Checked:
    rows: Mapping[str, tuple[dict[str, str], ...]]
    files: tuple[SideFile, ...]


@cache
def _checked(extension: Extension) -> _Checked:
    """Both files, the indicators first: a wording may speak of an indicator that was added."""
    rows: dict[str, tuple[dict[str, str], ...]] = {}
    files = []
    codes = {row["indicator_code"] for row in reference_rows("indicators")}
    for name, faults in (("indicators", _indicator_faults), ("indicator_synonyms", _synonym_faults)):
        columns = tuple(reference_rows(name)[0])
        needed = tuple(column for column in columns if column not in _OPTIONAL.get(name, ()))
        path = extension.folder / f"{name}.csv"
        if not path.is_file():
            rows[name] = ()
            continue
        file = read_side_file(path, f"{FOLDER}/{path.name}", Columns(columns, needed))
        problems = list(file.problems)
        kept = []
        for record in file.records:
            row = {column: record.get(column) for column in columns}
            found = [] if record.surplus else list(faults(row, codes))
            problems += [
                SideProblem(file.name, VALUE_UNUSED, record.line, column, problem, remedy)
                for column, problem, remedy in found
            ]
            if not found and not record.surplus:
                kept.append(row)
                codes.add(row["indicator_code"])
        rows[name] = tuple(kept)
        files.append(replace(file, problems=in_order(problems)))
    return _Checked(rows, tuple(files))


_Fault = tuple[str, str, str]
"""Column, what was found, what is expected."""


def _indicator_faults(row: Mapping[str, str], codes: AbstractSet[str]) -> Iterator[_Fault]:
    shipped = reference_rows("indicators")
    allowed = {
        "unit": sorted({one["unit"] for one in shipped}),
        "direction": list(_DIRECTIONS),
        "area_code": sorted({one["area_code"] for one in reference_rows("areas")}),
        "is_core": ["yes", "no"],
        "change": ["", "decrease", "increase"],
        "of_sectors": ["", "yes"],
        "headline_basis": ["", *(row["basis"] for row in reference_rows("bases"))],
        "basis_by_default": ["", "yes", "no"],
    }
    code = row["indicator_code"]
    if not _CODE.fullmatch(code):
        yield "indicator_code", f"mã chỉ tiêu {shown(code)} không hợp lệ", "chữ thường không dấu, chữ số, gạch dưới"
    elif code in codes:
        yield "indicator_code", f"mã {shown(code)} đã có trong danh mục", "mã khác, hoặc chỉ thêm cách viết"
    yield from _empty(row, ("name_vi", "source"))
    for column, values in allowed.items():
        if row[column] not in values:
            listed = ", ".join(value or "(để trống)" for value in values)
            yield column, shown(row[column]), f"một trong: {listed}"


def _synonym_faults(row: Mapping[str, str], codes: AbstractSet[str]) -> Iterator[_Fault]:
    yield from _empty(row, ("pattern", "source"))
    if row["indicator_code"] not in codes:
        yield (
            "indicator_code",
            f"không có mã {shown(row['indicator_code'])}",
            "mã có trong danh mục hoặc indicators.csv",
        )
    for column in ("pattern", "must_have", "must_not"):
        for pattern in row[column].split("|"):
            if not _is_balanced(pattern):
                yield column, f"mẫu {shown(pattern)} có ngoặc không khớp", "mỗi ( một ), mỗi [ một ], < > bao cả mẫu"
    if row["pattern"] and not re.search(r"\w", re.sub(r"\[[^\]]*\]|…", "", row["pattern"])):
        yield "pattern", f"mẫu {shown(row['pattern'])} không có từ nào bắt buộc", "ít nhất một từ ngoài [ ]"


def _empty(row: Mapping[str, str], columns: tuple[str, ...]) -> Iterator[_Fault]:
    for column in columns:
        if not row[column]:
            yield column, "ô để trống", "văn bản hoặc người quyết định" if column == "source" else "một giá trị"


def _is_balanced(pattern: str) -> bool:
    stripped = pattern.strip()
    whole = stripped[1:-1] if stripped.startswith("<") and stripped.endswith(">") and "+" not in stripped else stripped
    marks = re.sub(r"[^()\[\]<>]", "", whole)
    return re.fullmatch(r"(?:\(\)|\[\])*", marks) is not None
