"""The queries that the guide offers run as they stand and answer something."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from pipelines.warehouse.publication.bi_views import bi_views

from .conftest import SampleRun


def queries(repository: Path) -> list[str]:
    text = (repository / "docs" / "users" / "queries.md").read_text(encoding="utf-8")
    return re.findall(r"```sql\n(.*?)```", text, flags=re.DOTALL)


def test_the_questions_of_a_province_are_answered_by_pasting(sample_run: SampleRun, repository: Path) -> None:
    offered = queries(repository)
    assert len(offered) == 13
    with duckdb.connect(str(sample_run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        empty = [query for query in offered if not connection.execute(query).fetchall()]
    assert empty == []


def test_every_statement_of_every_guide_runs(sample_run: SampleRun, repository: Path) -> None:
    files = [*sorted((repository / "docs" / "users").glob("*.md")), repository / "README.md"]
    blocks = [sql for file in files for sql in re.findall(r"```sql\n(.*?)```", file.read_text("utf-8"), re.DOTALL)]
    assert len(blocks) > 18
    with duckdb.connect(str(sample_run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        for block in blocks:
            statements = duckdb.extract_statements(block)
            assert statements
            for statement in statements:
                connection.execute(statement).fetchall()


def test_every_table_that_the_guide_of_the_warehouse_names_is_published(
    sample_run: SampleRun, repository: Path
) -> None:
    text = (repository / "docs" / "users" / "warehouse.md").read_text("utf-8").split("## Ba lớp")[1]
    with duckdb.connect(str(sample_run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        for layer in ("core", "quality", "marts"):
            table = text.split(f"### `{layer}`")[1].split("\n#")[0]
            first = "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
            named = set(re.findall(r"`([a-z_]+)`", first))
            found = connection.execute("select table_name from duckdb_tables() where schema_name = ?", [layer])
            published = {name for (name,) in found.fetchall()}
            assert named == published, layer


def test_every_view_stands_in_the_guide_with_what_a_row_is(repository: Path) -> None:
    text = (repository / "docs" / "users" / "queries.md").read_text(encoding="utf-8")
    for view in bi_views():
        grain = view.grain_vi.removeprefix("Mỗi dòng là ").rstrip(".")
        assert f"| `{view.name}` | {view.description_vi} | {grain} |" in text
