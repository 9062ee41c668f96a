"""Which acts the plans of a year cite, with which dates: the workbook and the pages give one answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import reporting
from pipelines.reporting.queries import ask

_FOLDER = Path(reporting.__file__).parent
_PROVINCE = {"province": "thu", "years": [2025, 2026]}

# unit 1 has one plan for two years, unit 2 an annex that came apart, unit 3 a plan that another one took the place of
_TABLES = """
create schema core; create schema marts;
create table marts.plan_coverage as
select *, 'thu' as province_key, 'effective' as plan_state, 'xã' as unit_type from (values
    (2025, '1', 'An Hòa', 'p1'), (2026, '1', 'An Hòa', 'p1'), (2026, '2', 'Bình Xá', 'p2'),
    (2026, '3', 'Cam Lộ', 'p3')
) t(plan_year, commune_code, commune_name, document_id);
create table core.dim_document as select *, 'thu' as province_key, true as is_effective from (values
    ('p1', null, 2025, 'a.pdf'), ('p2', null, 2026, 'b.pdf'), ('annex', 'p2', 2026, 'b-phu-luc.pdf'),
    ('p3', null, 2026, 'c.pdf'), ('old', null, 2026, 'c-cu.pdf')
) t(document_id, body_document_id, plan_year, source_path);
create table core.dim_commune (commune_code varchar, sort_key varchar, valid_from date, valid_to date);
create table core.fct_citation as select
    document_id || '-' || citation_index as citation_id, document_id, citation_index, 'Nghị quyết' as kind, number,
    day::date as issued_on, 'Chính phủ' as issuer, 1 as mentions, 1 as page, number as act_key from (values
    ('p1', 0, '76/NQ-CP', '2021-07-15'), ('p2', 0, '76/NQ-CP', '2021-07-16'), ('annex', 0, '12/CT-TTg', '2025-05-01'),
    ('p3', 0, '12/CT-TTg', '2024-03-02'), ('old', 0, '99/NQ-CP', '2020-01-01'), ('p3', 1, '5/QĐ-TTg', '2025-02-02')
) t(document_id, citation_index, number, day);
create table marts.legal_reference_conflicts as select *, null as issuing_unit from (values
    (2026, '76/NQ-CP', '76/NQ-CP', date '2021-07-16', 1), (2026, '76/NQ-CP', '76/NQ-CP', date '2021-07-15', 2),
    (2026, '5/QĐ-TTg', '5/QĐ-TTg', date '2025-03-03', 1), (2026, '5/QĐ-TTg', '5/QĐ-TTg', date '2025-02-02', 2)
) t(plan_year, act_key, number, issued_on, date_order);
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(_TABLES)
        yield made


def _rows(connection: duckdb.DuckDBPyConnection, report: str, name: str) -> dict[tuple[int, str], dict[str, object]]:
    found = ask(connection, _FOLDER / report / "sql", name, _PROVINCE)
    names = [str(column[0]) for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {(row["plan_year"], row["number"]): row for row in rows}


def test_workbook_and_pages_name_the_same_acts_with_the_same_figures(connection: duckdb.DuckDBPyConnection) -> None:
    sheet, pages = _rows(connection, "workbook", "legal"), _rows(connection, "site", "legal_references")
    assert sheet.keys() == pages.keys()
    shared = ("kind", "issuer", "issued_on", "commune_count", "mention_count", "date_count", "first_unit", "first_page")
    assert [[row[name] for name in shared] for row in sheet.values()] == [
        [pages[key][name] for name in shared] for key in sheet
    ]


def test_a_plan_counts_in_every_year_it_stands_for_with_its_annex_and_no_other_does(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    acts = _rows(connection, "site", "legal_references")
    counts = {key: acts[key]["commune_count"] for key in sorted(acts)}
    assert counts == {(2025, "76/NQ-CP"): 1, (2026, "12/CT-TTg"): 2, (2026, "5/QĐ-TTg"): 1, (2026, "76/NQ-CP"): 2}
    assert acts[(2026, "12/CT-TTg")]["first_unit"] == "Xã Bình Xá"


def test_dates_are_marked_where_plans_contradict_each_other_in_that_year(connection: duckdb.DuckDBPyConnection) -> None:
    sheet = _rows(connection, "workbook", "legal")
    marked = {key: (row["date_count"], row["dates_vi"]) for key, row in sheet.items()}
    assert marked == {
        (2026, "76/NQ-CP"): (2, "16/07/2021; 15/07/2021"),
        (2026, "5/QĐ-TTg"): (2, "03/03/2025; 02/02/2025"),  # as plans of another province have it
        (2026, "12/CT-TTg"): (1, None),  # the number began again: two acts
        (2025, "76/NQ-CP"): (1, None),  # one plan cites it in that year
    }


def test_the_pages_list_the_contradicting_dates_that_plans_of_the_province_give(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    listed = ask(connection, _FOLDER / "site" / "sql", "date_conflicts", _PROVINCE).fetchall()
    assert [(row[1], str(row[3]), row[4], row[6]) for row in listed] == [
        ("5/QĐ-TTg", "2025-02-02", 1, "c.pdf"),
        ("76/NQ-CP", "2021-07-15", 1, "a.pdf"),
        ("76/NQ-CP", "2021-07-16", 1, "b.pdf"),
    ]
