"""Rows that a province adds to the catalogue of indicators (``<raw>/reference/indicators.csv``, ``…_synonyms.csv``).

The shipped files stay as they are; added rows have the same columns and come after them. The stage that understands
plans looks once with :func:`find_extension` and works inside :func:`extended_by`; the loaders of
:mod:`pipelines.reference.indicators` ask :func:`current_extension` and are cached per extension. The extension's
fingerprint is part of the version of a stored plan, so a changed row re-does the understanding and nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.reference.tables import reference_rows

FOLDER = "reference"
EXTENSIBLE = ("indicators", "indicator_synonyms")
_CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")
_DIRECTIONS = ("higher", "lower")


class ExtensionError(ValueError):
    """A file under ``<raw>/reference`` cannot be used; the text says which line and what to do."""


@dataclass(frozen=True, slots=True)
class Extension:
    """The added files, read and checked; ``fingerprint`` changes with every byte of them."""

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
    """The extension under ``<raw>/reference``, checked; None when neither file is there.

    Raises:
        ExtensionError: a row is incomplete, repeated or contradicts the catalogue.
    """
    folder = raw / FOLDER
    files = [folder / f"{name}.csv" for name in EXTENSIBLE if (folder / f"{name}.csv").is_file()]
    if not files:
        return None
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    extension = Extension(folder, digest.hexdigest()[:12])
    _check(extension)
    return extension


def catalogue_rows(name: str, extension: Extension | None) -> tuple[dict[str, str], ...]:
    """Shipped rows of ``name`` followed by the province's own."""
    return (*reference_rows(name), *(added_rows(extension, name) if extension else ()))


@cache
def added_rows(extension: Extension, name: str) -> tuple[dict[str, str], ...]:
    """The province's own rows of ``name``, trimmed; empty when there is no such file.

    Raises:
        ExtensionError: the columns are not those of the shipped file.
    """
    path = extension.folder / f"{name}.csv"
    if not path.is_file():
        return ()
    expected = tuple(reference_rows(name)[0])
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        found = tuple(reader.fieldnames or ())
        if set(found) != set(expected):
            raise ExtensionError(
                f"{path.name}: các cột là {', '.join(found) or '(trống)'}; cần đúng các cột {', '.join(expected)}. "
                "Sửa dòng tiêu đề, giữ nguyên tên cột."
            )
        return tuple({column: (row.get(column) or "").strip() for column in expected} for row in reader)


def _check(extension: Extension) -> None:
    _check_indicators(extension)
    _check_synonyms(extension)


def _fail(name: str, line: int, problem: str, remedy: str) -> ExtensionError:
    return ExtensionError(f"{name}.csv, dòng {line}: {problem}. {remedy}")


def _check_indicators(extension: Extension) -> None:
    name = "indicators"
    shipped = reference_rows(name)
    codes = {row["indicator_code"] for row in shipped}
    allowed = {
        "unit": sorted({row["unit"] for row in shipped}),
        "direction": list(_DIRECTIONS),
        "area_code": sorted({row["area_code"] for row in reference_rows("areas")}),
        "is_core": ["yes", "no"],
        "change": ["", "decrease", "increase"],
    }
    for line, row in enumerate(added_rows(extension, name), start=2):
        code = row["indicator_code"]
        if not _CODE.fullmatch(code):
            raise _fail(
                name, line, f"mã chỉ tiêu {code!r} không hợp lệ", "Dùng chữ thường không dấu, chữ số và dấu gạch dưới."
            )
        if code in codes:
            raise _fail(name, line, f"mã {code!r} đã có trong danh mục", "Đặt mã khác, hoặc chỉ thêm cách viết.")
        _require(name, line, row, ("name_vi", "source"))
        for column, values in allowed.items():
            if row[column] not in values:
                shown = ", ".join(value or "(để trống)" for value in values)
                raise _fail(name, line, f"cột {column} là {row[column]!r}", f"Ghi một trong: {shown}.")
        codes.add(code)


def _check_synonyms(extension: Extension) -> None:
    name = "indicator_synonyms"
    codes = {row["indicator_code"] for row in catalogue_rows("indicators", extension)}
    for line, row in enumerate(added_rows(extension, name), start=2):
        _require(name, line, row, ("pattern", "source"))
        if row["indicator_code"] not in codes:
            raise _fail(
                name,
                line,
                f"không có mã {row['indicator_code']!r}",
                "Kiểm tra mã, hoặc thêm chỉ tiêu vào indicators.csv cùng thư mục.",
            )
        for pattern in (row["pattern"], *row["must_have"].split("|"), *row["must_not"].split("|")):
            if not _is_balanced(pattern):
                raise _fail(name, line, f"mẫu {pattern!r} có ngoặc không khớp", "Mỗi ( cần một ), mỗi [ cần một ].")
        if not re.search(r"\w", re.sub(r"\[[^\]]*\]|…", "", row["pattern"])):
            raise _fail(name, line, f"mẫu {row['pattern']!r} không có từ nào bắt buộc", "Ghi ít nhất một từ ngoài [ ].")


def _require(name: str, line: int, row: dict[str, str], columns: tuple[str, ...]) -> None:
    for column in columns:
        if not row[column]:
            remedy = "Ghi văn bản hoặc người quyết định." if column == "source" else "Điền giá trị."
            raise _fail(name, line, f"cột {column} để trống", remedy)


def _is_balanced(pattern: str) -> bool:
    marks = re.sub(r"[^()\[\]]", "", pattern)
    return re.fullmatch(r"(?:\(\)|\[\])*", marks) is not None
