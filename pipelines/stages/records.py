"""What the stages leave in the lake, as types: a class for each table, with its schema and the way from a row and back.

Columns and fields are the same, in the same order; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeVar

import pyarrow as pa

_Record = TypeVar("_Record", bound="Record")
_DATES = ("received_on", "issued_on")


class Record:
    """A row of a table of the lake; every kind is a frozen dataclass."""

    __slots__ = ()
    SCHEMA: ClassVar[pa.Schema]

    @classmethod
    def from_row(cls: type[_Record], row: Mapping[str, Any]) -> _Record:
        """The record of a row that has the table's schema.

        Raises:
            KeyError: the row lacks a column; it was written by other code.
        """
        return cls(**{name: row[name] for name in cls.SCHEMA.names})

    def as_row(self) -> dict[str, Any]:
        """The row of this record, columns in the order of the schema."""
        return {name: getattr(self, name) for name in self.SCHEMA.names}


def to_table(kind: type[_Record], records: Iterable[_Record]) -> pa.Table:
    """The records as Arrow, in the order given."""
    return pa.Table.from_pylist([record.as_row() for record in records], schema=kind.SCHEMA)


@dataclass(frozen=True, slots=True)
class RegisteredFile(Record):
    """A file of a partition as `register` found it.

    ``disk_path`` is the path below ``raw/`` as the file system spells it, ``source_path`` the same in NFC. ``problem``
    is the reason code why the file is not even read. The last four columns are what the side file states.
    """

    SCHEMA: ClassVar[pa.Schema] = pa.schema(
        [
            ("source_path", pa.string()),
            ("document_id", pa.string()),
            ("disk_path", pa.string()),
            ("sha256", pa.string()),
            ("media_type", pa.string()),
            ("size_bytes", pa.int64()),
            ("problem", pa.string()),
            ("problem_detail", pa.string()),
            ("commune_code", pa.string()),
            ("received_on", pa.date32()),
            ("document_number", pa.string()),
            ("issued_on", pa.date32()),
        ]
    )

    source_path: str
    document_id: str
    disk_path: str
    sha256: str
    media_type: str
    size_bytes: int
    problem: str | None
    problem_detail: str | None
    commune_code: str | None
    received_on: date | None
    document_number: str | None
    issued_on: date | None

    @property
    def file_name(self) -> str:
        """The last part of its path."""
        return self.source_path.rsplit("/", 1)[-1]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RegisteredFile:
        """The record that :meth:`to_json` wrote."""
        dates = {name: date.fromisoformat(data[name]) for name in _DATES if data[name]}
        return cls.from_row({**data, **dates})

    def to_json(self) -> dict[str, Any]:
        """The row with its days as ISO text, for a file of JSON."""
        row = self.as_row()
        return row | {name: row[name].isoformat() for name in _DATES if row[name]}


@dataclass(frozen=True, slots=True)
class Reading(Record):
    """What came of reading a file; ``reason_code`` is None when it was read in full."""

    SCHEMA: ClassVar[pa.Schema] = pa.schema(
        [
            ("source_path", pa.string()),
            ("document_id", pa.string()),
            ("reader_version", pa.string()),
            ("reason_code", pa.string()),
            ("detail", pa.string()),
            ("extraction_method", pa.string()),
            ("page_count", pa.int32()),
            ("seconds", pa.float64()),
            ("run_id", pa.string()),
            ("document_json", pa.string()),
        ]
    )

    source_path: str
    document_id: str
    reader_version: str
    reason_code: str | None
    detail: str | None
    extraction_method: str | None
    page_count: int | None
    seconds: float
    run_id: str
    document_json: str | None


@dataclass(frozen=True, slots=True)
class UnderstoodDocument(Record):
    """What came of understanding a document; ``failure`` is None, and ``plan_json`` is not, when it was understood."""

    SCHEMA: ClassVar[pa.Schema] = pa.schema(
        [
            ("source_path", pa.string()),
            ("document_id", pa.string()),
            ("fingerprint", pa.string()),
            ("understanding_version", pa.string()),
            ("failure", pa.string()),
            ("seconds", pa.float64()),
            ("run_id", pa.string()),
            ("plan_json", pa.string()),
        ]
    )

    source_path: str
    document_id: str
    fingerprint: str
    understanding_version: str
    failure: str | None
    seconds: float
    run_id: str
    plan_json: str | None
