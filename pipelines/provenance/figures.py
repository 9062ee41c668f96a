"""Figures of the marts: the row that holds them and the values underneath, each with its target and place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from pipelines.provenance.query import FigureKind, Query
from pipelines.provenance.subjects import Row, one_row, rows
from pipelines.text.vietnamese import ascii_key, slug


class FigureNotFound(ValueError):  # noqa: N818 - named for what happened
    """No row of the mart fits; the text lists what there is."""


@dataclass(frozen=True, slots=True)
class Member:
    """A value that a figure was computed from."""

    unit_name: str
    value: Decimal | None
    target_id: str
    source_path: str
    page: int | None
    is_counted: bool
    note_vi: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a mart; ``shown`` are its columns in the order of the mart."""

    relation: str
    title_vi: str
    row: Row
    shown: tuple[str, ...]
    members: tuple[Member, ...]


_NOT_SHOWN = frozenset({"indicator_name_vi", "indicator_code", "plan_year", "target_id", "document_id", "source_path"})

_MEMBERS = """
select
    i.commune_name as unit_name,
    i.unit_type,
    i.value,
    i.target_id,
    i.source_path,
    i.page,
    not i.is_fallback_multi_year as is_counted
from marts.commune_indicators as i
where i.plan_year = ? and i.indicator_code = ? and i.province_code = ?
order by is_counted desc, i.value, i.commune_code
"""


def find_figure(connection: duckdb.DuckDBPyConnection, query: Query) -> Figure:
    """The figure that ``query`` asks for.

    Raises:
        FigureNotFound: no such indicator, year or unit.
    """
    if query.figure is FigureKind.PROVINCE_INDICATORS:
        return _province_figure(connection, query)
    return _commune_figure(connection, query)


def _province_figure(connection: duckdb.DuckDBPyConnection, query: Query) -> Figure:
    found = _matching(connection, query, "marts.province_indicators", ("province_code", "province_name"))
    row = found[0]
    members = rows(connection, _MEMBERS, query.year, query.indicator, row["province_code"])
    title = f"{row['indicator_name_vi']}, {row['province_name']}, năm {query.year}"
    return Figure("marts.province_indicators", title, row, _shown(row), tuple(_member(one) for one in members))


def _commune_figure(connection: duckdb.DuckDBPyConnection, query: Query) -> Figure:
    found = _matching(connection, query, "marts.commune_indicators", ("commune_code", "commune_name"))
    row = found[0]
    title = f"{row['indicator_name_vi']}, {row['unit_type']} {row['commune_name']}, năm {query.year}"
    member = _member(row | {"unit_name": row["commune_name"], "is_counted": not row["is_fallback_multi_year"]})
    return Figure("marts.commune_indicators", title, row, _shown(row), (member,))


def _matching(
    connection: duckdb.DuckDBPyConnection, query: Query, relation: str, unit_columns: tuple[str, str]
) -> list[Row]:
    code, name = unit_columns
    select = f"select * from {relation} where plan_year = ? and indicator_code = ? order by {code}"
    candidates = rows(connection, select, query.year, query.indicator)
    if not candidates:
        raise FigureNotFound(_nothing(connection, query, relation))
    found = [row for row in candidates if _is_unit(query.unit, str(row[code]), str(row[name]))]
    with_values = [row for row in found if row.get("target_count") != 0]
    if len(with_values or found) != 1:
        names = ", ".join(f"{row[name]} ({row[code]})" for row in (with_values or found or candidates)[:12])
        said = f"có {len(found)} đơn vị ứng với {query.unit!r}" if found else f"không có đơn vị {query.unit!r}"
        raise FigureNotFound(f"{relation}, năm {query.year}, {query.indicator}: {said}; hãy ghi một trong: {names}.")
    return with_values or found


def _is_unit(typed: str, code: str, name: str) -> bool:
    """An empty unit fits any; otherwise code, folder name, or name with or without marks and unit type."""
    if typed in ("", code):
        return True
    bare = ascii_key(typed)
    for kind in ("tinh ", "thanh pho ", "xa ", "phuong ", "dac khu "):
        bare = bare.removeprefix(kind)
    return bare == ascii_key(name) or slug(typed) == slug(name)


def _nothing(connection: duckdb.DuckDBPyConnection, query: Query, relation: str) -> str:
    if one_row(connection, "select 1 from core.dim_indicator where indicator_code = ?", query.indicator) is None:
        return (
            f"Không có chỉ tiêu mã {query.indicator!r} trong danh mục; "
            "xem core.dim_indicator hoặc chạy: cchc indicators."
        )
    query_years = f"select distinct plan_year from {relation} where indicator_code = ? order by 1"
    years = [str(row["plan_year"]) for row in rows(connection, query_years, query.indicator)]
    there = f"có các năm {', '.join(years)}" if years else "chưa có năm nào"
    return f"{relation} không có {query.indicator} của năm {query.year}; {there}."


def _shown(row: Row) -> tuple[str, ...]:
    return tuple(column for column, value in row.items() if column not in _NOT_SHOWN and value is not None)


def _member(row: Row) -> Member:
    note = None if row["is_counted"] else "mức cuối kỳ của kế hoạch nhiều năm, không tính vào bình quân"
    return Member(
        unit_name=f"{row['unit_type']} {row['unit_name']}",
        value=row["value"],
        target_id=row["target_id"],
        source_path=row["source_path"],
        page=row["page"],
        is_counted=row["is_counted"],
        note_vi=note,
    )
