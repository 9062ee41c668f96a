"""One workbook per province, with the same bytes for the same published version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from pipelines.reporting.site.facts import Province
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.workbook import notes
from pipelines.reporting.workbook.cells import Cells
from pipelines.reporting.workbook.layout import SheetColumn, columns, sheets
from pipelines.reporting.workbook.matrices import FROZEN_COLUMNS, matrices
from pipelines.reporting.workbook.notes import Entry
from pipelines.reporting.workbook.quick import QuickSheet
from pipelines.reporting.workbook.tables import Parameters, Row, fetch, named_values, query_rows, write_table

_WITHOUT_AREA: Final = "NV chưa rõ lĩnh vực"
# names of sheets hold 31 characters at most, and areas have long names
_AREA_NAMES: Final = {
    "steering": "NV Chỉ đạo điều hành",
    "institutions": "NV Thể chế",
    "procedures": "NV Thủ tục hành chính",
    "organisation": "NV Tổ chức bộ máy",
    "civil_service": "NV Chế độ công vụ",
    "public_finance": "NV Tài chính công",
    "digital_government": "NV Chính quyền số",
    "quality_management": "NV Quản lý chất lượng",
}
_TASKS_FROZEN: Final = 3
# the sheets of tasks stand before the calendar
_BEFORE_TASKS: Final = 3


@dataclass(frozen=True, slots=True)
class _Plan:
    """A sheet to write."""

    name: str
    about_vi: str
    columns: tuple[SheetColumn, ...]
    frozen_columns: int
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class About:
    """What the workbook says about itself.

    Attributes:
        place: name of the province with its kind.
        stamp: date and version of the data, as text.
        made_at: when the version was published; the document's only date.
        sources: way from the workbook's folder to the plans.
    """

    place: str
    stamp: str
    made_at: datetime
    sources: str

    @property
    def title(self) -> str:
        """Title of the document."""
        return f"Kế hoạch cải cách hành chính cấp xã, {self.place}"


@dataclass(frozen=True, slots=True)
class Content:
    """The sheets with their number of rows, and a hash of all rows."""

    entries: tuple[Entry, ...]
    rows_hash: str


def write_book(path: Path, connection: duckdb.DuckDBPyConnection, index: FactIndex, about: About) -> Content:
    """Write the workbook of one province.

    Args:
        path: the new file.
        connection: the published file.
        index: the facts that the province's pages show, of the same version.
        about: what it says about itself.

    Raises:
        OSError: the file cannot be written.
    """
    try:
        with Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
            return _fill(book, connection, index, about)
    except XlsxWriterException as error:
        raise OSError(f"{path}: không ghi được sổ tính ({error})") from error


def look_through(connection: duckdb.DuckDBPyConnection, index: FactIndex) -> Content:
    """What :func:`write_book` would write, without writing it."""
    rows_hash = hashlib.sha256()
    entries: list[Entry] = []
    for plan in _all_plans(connection, index, entries):
        count = sum(1 for _ in _hashed(plan, rows_hash))
        entries.append(Entry(plan.name, plan.about_vi, plan.columns, count))
    return Content(tuple(entries), rows_hash.hexdigest())


def _fill(book: Workbook, connection: duckdb.DuckDBPyConnection, index: FactIndex, about: About) -> Content:
    made_at = about.made_at.replace(tzinfo=None)
    book.set_properties({"title": about.title, "comments": about.stamp, "created": made_at})
    cells = Cells(book, about.sources)
    contents = book.add_worksheet(notes.CONTENTS)
    rows_hash = hashlib.sha256()
    entries: list[Entry] = []
    for plan in _all_plans(connection, index, entries):
        sheet = book.add_worksheet(plan.name, worksheet_class=QuickSheet)
        count = write_table(sheet, cells, plan.columns, _hashed(plan, rows_hash), plan.frozen_columns)
        entries.append(Entry(plan.name, plan.about_vi, plan.columns, count))
    notes.write_contents(contents, cells, (about.title, about.stamp, _years(index)), entries)
    return Content(tuple(entries), rows_hash.hexdigest())


def _hashed(plan: _Plan, rows_hash: hashlib._Hash) -> Iterator[Row]:
    """The rows as they come, each counted in."""
    rows_hash.update(f"{plan.name}\n".encode())
    for row in plan.rows:
        rows_hash.update(f"{row!r}\n".encode("utf-8", "surrogatepass"))
        yield row


def _all_plans(connection: duckdb.DuckDBPyConnection, index: FactIndex, entries: Sequence[Entry]) -> Iterator[_Plan]:
    """Every sheet, the notes last: they tell of the ``entries`` before them."""
    yield from _plans(connection, index)
    metrics = named_values(fetch(connection, "metrics", {}))
    about = "Ý nghĩa các cột và định nghĩa, cách tính, lưu ý của mọi số liệu được công bố."
    yield _Plan(notes.NOTES, about, notes.note_columns(), 2, notes.note_rows(tuple(entries), metrics))


def _plans(connection: duckdb.DuckDBPyConnection, index: FactIndex) -> Iterator[_Plan]:
    parameters = _parameters(index)
    tables = [
        _Plan(
            sheet.name,
            sheet.about_vi,
            columns(sheet.query),
            sheet.frozen_columns,
            query_rows(connection.cursor(), sheet.query, parameters, columns(sheet.query)),
        )
        for sheet in sheets()
    ]
    values, checks = (_Plan(m.name, m.about_vi, m.columns, FROZEN_COLUMNS, m.rows) for m in matrices(index))
    yield tables[0]
    yield values
    yield from tables[1:_BEFORE_TASKS]
    yield from _tasks(connection, parameters)
    yield from tables[_BEFORE_TASKS:-3]
    yield checks
    yield from tables[-3:]


def _tasks(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> Iterator[_Plan]:
    areas = named_values(fetch(connection, "areas", {}))
    named = [(str(row["area_code"]), str(row["name_vi"])) for row in areas]
    for code, name in (*named, ("", "")):
        about = (
            f"Nhiệm vụ thuộc lĩnh vực: {name}." if code else "Nhiệm vụ mà tên mục không cho biết thuộc lĩnh vực nào."
        )
        rows = query_rows(connection.cursor(), "tasks", {**parameters, "area": code}, columns("tasks"))
        title = _AREA_NAMES.get(code, f"NV {name}"[:31]) if code else _WITHOUT_AREA
        yield _Plan(title, about, columns("tasks"), _TASKS_FROZEN, rows)


def _parameters(index: FactIndex) -> Parameters:
    province: Province = index.found.province
    return {
        "province": province.province_key,
        "years": list(index.found.page_years),
    }


def _years(index: FactIndex) -> str:
    every: Sequence[int] = [year.plan_year for year in index.found.years]
    span = f"{every[0]}" if len(every) == 1 else f"{every[0]}–{every[-1]}"
    shown = ", ".join(str(year) for year in sorted(index.found.page_years))
    return f"Chỉ tiêu và độ phủ: năm {span}. Nhiệm vụ, thời hạn, cơ quan, căn cứ, phát hiện: năm {shown}."
