"""Rows of a side file by the names of their columns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.sidefiles.model import (
    COLUMN_UNUSED,
    FILE_UNREADABLE,
    VALUE_UNUSED,
    BadSideFile,
    SideProblem,
    SideTable,
    shown,
)
from pipelines.sidefiles.table import header_keys, read_table
from pipelines.text.system_errors import system_error_vi
from pipelines.text.vietnamese import squeeze_spaces

_MANY: Final = 5


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row: cells as typed by column, and cells that stand in no column."""

    line: int
    cells: Mapping[str, str]
    surplus: tuple[str, ...] = ()

    def get(self, column: str) -> str:
        """The text of a cell, blanks around it and double ones left out; empty when the row ends before it."""
        return squeeze_spaces(self.cells.get(column, ""))


@dataclass(frozen=True, slots=True)
class SideFile:
    """One file with what is wrong with it as a whole.

    Attributes:
        name: path below the raw folder, as told to people.
        sha256: of the bytes that were read; of the name when they could not be read.
        size_bytes: of the file.
        records: its rows; none when the file as a whole is of no use.
        problems: of the file, its header and rows with more cells than columns.
        decimal_comma: its numbers have a decimal comma.
    """

    name: str
    sha256: str
    size_bytes: int
    records: tuple[TypedRow, ...]
    problems: tuple[SideProblem, ...]
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a file may have and which it must have."""

    names: tuple[str, ...]
    required: tuple[str, ...]

    @property
    def expected_vi(self) -> str:
        """What the header has to be."""
        return f"dòng tiêu đề {','.join(self.names)}; cột bắt buộc: {', '.join(self.required)}"


def read_side_file(path: Path, name: str, columns: Columns) -> SideFile:
    """Read one file; whatever is wrong with it is told, nothing is raised.

    Args:
        path: the file.
        name: what it is called to people: its path below the raw folder.
        columns: of the file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        found = f"không mở được tệp ({system_error_vi(error)})"
        problem = SideProblem(name, FILE_UNREADABLE, None, None, found, "tệp đọc được")
        return SideFile(name, hashlib.sha256(name.encode()).hexdigest(), 0, (), (problem,))
    digest = hashlib.sha256(data).hexdigest()
    try:
        table = read_table(data)
    except BadSideFile as error:
        problem = SideProblem(name, FILE_UNREADABLE, None, None, str(error), f"tệp CSV có {columns.expected_vi}")
        return SideFile(name, digest, len(data), (), (problem,))
    keys = header_keys(table.header)
    problems = _of_header(name, table, keys, columns)
    if any(problem.rule == FILE_UNREADABLE for problem in problems):
        return SideFile(name, digest, len(data), (), tuple(problems))
    records = tuple(_record(keys, columns, row.line, row.cells) for row in table.rows)
    problems += [_surplus(name, record, len(keys)) for record in records if record.surplus]
    return SideFile(name, digest, len(data), records, tuple(problems), table.decimal_comma)


def _of_header(name: str, table: SideTable, keys: Sequence[str], columns: Columns) -> list[SideProblem]:
    missing = [column for column in columns.required if column not in keys]
    if missing:
        there = ", ".join(shown(cell, 40) for cell in table.header[: 2 * _MANY])
        found = f"thiếu cột {', '.join(missing)}; các cột đang có: {there}"
        return [SideProblem(name, FILE_UNREADABLE, 1, None, found, columns.expected_vi)]
    unused = [
        SideProblem(
            name, COLUMN_UNUSED, 1, None, f"cột {shown(cell)} không dùng đến", f"một trong: {', '.join(columns.names)}"
        )
        for cell, key in zip(table.header, keys, strict=True)
        if key not in columns.names and cell.strip()
    ]
    twice = [
        SideProblem(
            name, COLUMN_UNUSED, 1, column, f"cột có {keys.count(column)} lần, chỉ dùng cột đầu", "mỗi cột một lần"
        )
        for column in columns.names
        if list(keys).count(column) > 1
    ]
    return [*unused, *twice]


def _record(keys: Sequence[str], columns: Columns, line: int, cells: tuple[str, ...]) -> TypedRow:
    found: dict[str, str] = {}
    for column, cell in zip(keys, cells, strict=False):
        if column in columns.names:
            found.setdefault(column, cell)
    return TypedRow(line, found, tuple(cell for cell in cells[len(keys) :] if cell.strip()))


def _surplus(name: str, record: TypedRow, width: int) -> SideProblem:
    there = ", ".join(shown(cell, 30) for cell in record.surplus[:_MANY])
    found = f"nhiều ô hơn tiêu đề ({width} cột); không dùng {there}"
    return SideProblem(name, VALUE_UNUSED, record.line, None, found, "mỗi ô dưới một cột; ô có dấu phẩy đặt trong “”")
