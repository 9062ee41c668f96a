"""What lies under ``raw/``: one :class:`RawFile` per file, with hash, type and the place it was found in.

Files are opened for reading only. A file outside ``<province slug>/<plan year>/`` is listed too, with the reason
why it cannot be read, so that nothing disappears silently.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.model.plan import FolderContext
from pipelines.reference.units import provinces
from pipelines.text.vietnamese import nfc

MANIFEST_NAME = "manifest.csv"
# folders beside the provinces that are not plans: reviewed corrections, reference inputs
_NOT_PLANS = frozenset({"corrections", "reference"})
# what desktops and office programs leave beside the documents
_LEFTOVERS = re.compile(r"^(?:\..*|~\$.*|Thumbs\.db|desktop\.ini|README(?:\.\w+)?|.*\.tmp)$", re.IGNORECASE)
_COPY_NAME = re.compile(r"(?i)^copy of |[ _-]copy\b|\(\d\)|bản sao|ban sao")
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file under the raw folder.

    Attributes:
        document_id: first 16 hex digits of the SHA-256 of the content.
        source_path: path below the raw folder, with ``/``, NFC.
        path: where to open it (absolute; the name as the file system spells it).
        problem: reason code when the file's *place* is wrong (``outcome_reasons.csv``), else None.
    """

    document_id: str
    source_path: str
    path: Path
    sha256: str
    size_bytes: int
    province_slug: str
    plan_year: int
    problem: str | None = None
    problem_detail: str | None = None
    commune_code: str | None = None
    received_on: date | None = None
    document_number: str | None = None
    issued_on: date | None = None

    @property
    def file_name(self) -> str:
        """Last part of ``source_path``."""
        return self.source_path.rsplit("/", 1)[-1]

    @property
    def context(self) -> FolderContext:
        """What the place of the file and its manifest row tell about the plan."""
        return FolderContext(
            province_slug=self.province_slug,
            plan_year=self.plan_year,
            file_name=self.file_name,
            commune_code=self.commune_code,
            received_on=self.received_on,
            document_number=self.document_number,
            issued_on=self.issued_on,
        )


@dataclass(frozen=True, slots=True, order=True)
class PartitionKey:
    """Province folder × plan year: the unit of scheduling."""

    province_slug: str
    plan_year: int


@dataclass(frozen=True, slots=True)
class RawListing:
    """Everything found under the raw folder: files by partition, and files that stand in no partition."""

    partitions: tuple[PartitionKey, ...]
    misplaced: tuple[RawFile, ...]


class ManifestError(ValueError):
    """A ``manifest.csv`` that cannot be used; the text says which line and what to do."""


def known_province_slugs() -> frozenset[str]:
    """Folder names accepted for provinces: slugs of all provinces, present and former."""
    return frozenset(province.slug for province in provinces())


def list_partitions(raw: Path, *, province: str | None = None, year: int | None = None) -> RawListing:
    """List the partitions under ``raw`` that hold files, and the files that stand outside any.

    Args:
        raw: the raw folder.
        province: only this province slug.
        year: only this plan year.

    Raises:
        FileNotFoundError: ``raw`` is not a folder.
    """
    if not raw.is_dir():
        raise FileNotFoundError(f"{raw}: không phải thư mục; cần <thư mục>/<tỉnh>/<năm>/<tệp kế hoạch>")
    keys: set[PartitionKey] = set()
    misplaced: list[RawFile] = []
    for path in _walk(raw):
        parts = path.relative_to(raw).parts
        key, problem = _place(parts)
        if province not in (None, parts[0]) or (year is not None and key is not None and key.plan_year != year):
            continue
        if key is not None:
            keys.add(key)
        elif problem is not None:
            misplaced.append(_misplaced_file(raw, path, problem))
    return RawListing(tuple(sorted(keys)), tuple(misplaced))


def scan_partition(raw: Path, key: PartitionKey) -> tuple[RawFile, ...]:
    """Hash every file of one partition, in order of ``source_path``.

    Raises:
        ManifestError: the partition's ``manifest.csv`` is malformed.
    """
    folder = raw / key.province_slug / str(key.plan_year)
    if not folder.is_dir():
        return ()
    rows = read_manifest(folder / MANIFEST_NAME)
    files = (_raw_file(raw, path, key) for path in _walk(folder))
    return tuple(sorted((_with_manifest(file, rows) for file in files), key=lambda file: file.source_path))


def read_manifest(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a sidecar ``manifest.csv`` by NFC file name; empty when there is none.

    Columns: ``file_name`` (required), ``commune_code``, ``received_on``, ``document_number``, ``issued_on``
    (dates as YYYY-MM-DD). Encoding UTF-8 with or without BOM.
    """
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    if rows and "file_name" not in rows[0]:
        raise ManifestError(
            f"{path.name}: thiếu cột file_name (có: {', '.join(rows[0])}); thêm dòng tiêu đề file_name,commune_code,…"
        )
    return {nfc(row["file_name"]): {k: (v or "").strip() for k, v in row.items() if k} for row in rows}


def hash_file(path: Path) -> str:
    """SHA-256 of the content, read in blocks."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        if path.name != MANIFEST_NAME and not _LEFTOVERS.match(path.name):
            yield path


def _place(parts: tuple[str, ...]) -> tuple[PartitionKey | None, str | None]:
    """Partition of a path below raw, or the reason why it has none; (None, None) for non-plan folders."""
    if _NOT_PLANS & set(parts[:2]):
        return None, None
    if len(parts) < 3:
        return None, "misplaced_file"
    if parts[0] not in known_province_slugs():
        return None, "unknown_province_folder"
    if not re.fullmatch(r"\d{4}", parts[1]) or not FIRST_YEAR <= int(parts[1]) <= LAST_YEAR:
        return None, "unknown_year_folder"
    return PartitionKey(parts[0], int(parts[1])), None


def _raw_file(raw: Path, path: Path, key: PartitionKey) -> RawFile:
    try:
        digest, problem, detail = hash_file(path), None, None
    except OSError as error:
        digest, problem, detail = (
            _digest_of_name(raw, path),
            "unreadable_file",
            error.strerror or type(error).__name__,
        )
    return RawFile(
        document_id=digest[:16],
        source_path=_source_path(raw, path),
        path=path,
        sha256=digest,
        size_bytes=path.stat().st_size,
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        problem=problem,
        problem_detail=detail,
    )


def _misplaced_file(raw: Path, path: Path, problem: str) -> RawFile:
    file = _raw_file(raw, path, PartitionKey("", 0))
    return replace(file, problem=problem, problem_detail=file.source_path)


def _source_path(raw: Path, path: Path) -> str:
    return nfc(path.relative_to(raw).as_posix())


def _digest_of_name(raw: Path, path: Path) -> str:
    """Identity for a file whose content cannot be read: its place."""
    return hashlib.sha256(_source_path(raw, path).encode()).hexdigest()


def _with_manifest(file: RawFile, rows: dict[str, dict[str, str]]) -> RawFile:
    row = rows.get(file.file_name)
    if row is None:
        return file
    return replace(
        file,
        commune_code=row.get("commune_code") or None,
        received_on=_iso_date(row, "received_on"),
        document_number=row.get("document_number") or None,
        issued_on=_iso_date(row, "issued_on"),
    )


def _iso_date(row: dict[str, str], column: str) -> date | None:
    text = row.get(column, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ManifestError(
            f"manifest.csv, tệp {row['file_name']}: {column}={text!r} không phải ngày; ghi dạng YYYY-MM-DD"
        ) from error


def duplicates_of(files: Iterable[RawFile]) -> dict[str, str]:
    """``source_path`` of each file whose content another file of the list has → path of the one that counts.

    A name that a desktop gave a copy ("Copy of …", "… (1)") gives way; between equals the first path counts.
    """
    kept: dict[str, str] = {}
    ordered = sorted(files, key=lambda file: (bool(_COPY_NAME.search(file.file_name)), file.source_path))
    return {
        file.source_path: kept[file.sha256]
        for file in ordered
        if kept.setdefault(file.sha256, file.source_path) != file.source_path
    }
