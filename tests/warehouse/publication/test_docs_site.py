"""The documentation of the warehouse opens on a machine without a network."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from warehouse_build import PROJECT

from pipelines.warehouse.publication.docs_site import DocsNotOffline, build_docs, offline_page


def test_page_reports_to_nobody() -> None:
    page = offline_page('<script>var u="https://fuzzed.getdbt.com/";</script><link rel="canonical" href="/o/"/>')
    assert page == '<script>var u="";</script>'


@pytest.mark.parametrize(
    "tag",
    ['<script src="https://x.example/a.js">', "<link href='//x.example/a.css'>", '<IMG SRC="http://x.example/a">'],
)
def test_page_that_would_fetch_something_is_refused(tag: str) -> None:
    with pytest.raises(DocsNotOffline, match=r"x\.example"):
        offline_page(f"<html>{tag}</html>")


@pytest.mark.slow
def test_documentation_of_models_columns_and_types_is_one_page(tmp_path: Path) -> None:
    published = tmp_path / "cchc.duckdb"
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema marts; create table marts.plan_coverage (commune_code varchar not null)")
        connection.execute("insert into marts.plan_coverage values ('90001')")
    page = build_docs(PROJECT, published, tmp_path / "docs")
    text = page.read_text(encoding="utf-8")
    for said in (
        "province_indicators",
        "Unweighted mean of the planned targets",
        "Bình quân đơn giản",
        "check_failure",
    ):
        assert json.dumps(said)[1:-1] in text
    assert "fuzzed" not in text
    assert list((tmp_path / "docs").iterdir()) == [page]
    with duckdb.connect(str(published)) as connection:  # nobody holds it, nothing was built into it
        assert connection.execute("select count(*) from duckdb_tables()").fetchall() == [(1,)]
