"""Analysts find the figures under Vietnamese names, in every published file."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from pipelines.warehouse.publication.bi_views import bi_views, create_bi_views


def test_names_are_plain_vietnamese_without_marks() -> None:
    for view in bi_views():
        assert view.description_vi.endswith(".")
        for name, label in ((view.name, view.description_vi), *view.labels):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
            assert label[0].isupper()


def test_view_of_missing_tables_is_left_out_and_the_others_are_made(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "some.duckdb")) as connection:
        connection.execute("create schema marts")
        columns = (
            "number, kind, issued_on, issuer, issuing_unit, province_key, province_code, plan_year, commune_count, "
            "mention_count"
        )
        values = ", ".join(f"1 as {name}" for name in (*columns.split(", "), "has_date_conflict"))
        connection.execute(f"create table marts.legal_references as select {values}")
        connection.execute("create schema core")
        connection.execute(
            "create table core.dim_province as select '1' as province_code, 'Nghệ An' as province_name, "
            "null::date as valid_from, null::date as valid_to"
        )
        create_bi_views(connection)
        made = connection.execute("select view_name from duckdb_views() where schema_name = 'bi'").fetchall()
    assert made == [("can_cu_phap_ly",)]


def test_a_code_without_a_word_stays_as_it_is() -> None:
    (query,) = (view.query for view in bi_views() if view.name == "muc_tang_giam")
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        columns = [
            f"{value} as {name}"
            for name, value in (
                ("unit", "'bushel'"),
                ("comparator", "'>='"),
                *((one, "null") for one in re.findall(r"^ {4}(\w+) as", query, flags=re.MULTILINE)),
            )
        ]
        connection.execute(f"create table marts.change_targets as select {', '.join(columns)}")
        found = connection.execute(f"select don_vi_tinh, dau_so_sanh from ({query})").fetchall()
    assert found == [("bushel", "≥")]
