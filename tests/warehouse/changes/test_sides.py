"""Rows of one side only: what a comparison of whole tables by their key would find, whatever the rows hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.warehouse.changes.compare import record_changes
from pipelines.warehouse.changes.sides import rows_of_one_side

Row = tuple[str | None, float | None, list[int] | None]
ROWS = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["", "a", "A", "ă", "a "]),
        st.none() | st.sampled_from([0.0, -0.0, 1.5, float("inf"), float("nan")]),
        st.none() | st.lists(st.integers(0, 1), max_size=2),
    ),
    max_size=12,
)


def table(connection: duckdb.DuckDBPyConnection, name: str, rows: list[Row]) -> None:
    connection.execute(f"create or replace table {name} (word varchar, figure double, list integer[])")
    for row in rows:
        connection.execute(f"insert into {name} values (?, ?, ?)", row)


def plain(rows: list[Row]) -> Counter[str]:
    """Rows as they count: NaN is NaN, and there is one nought."""
    return Counter(repr((word, None if figure is None else figure + 0.0, numbers)) for word, figure, numbers in rows)


@settings(max_examples=60, deadline=None)
@given(before=ROWS, after=ROWS)
def test_a_row_is_left_as_often_as_it_is_oftener_on_one_side(before: list[Row], after: list[Row]) -> None:
    with duckdb.connect() as connection:
        table(connection, "b", before)
        table(connection, "a", after)
        sides = rows_of_one_side(connection, "b", "a", ["word", "figure", "list"])
        gone, come = plain(before) - plain(after), plain(after) - plain(before)
        if sides is None:
            assert not gone
            assert not come
            return
        assert plain(connection.execute(f"from {sides.before}").fetchall()) == gone
        assert plain(connection.execute(f"from {sides.after}").fetchall()) == come


KEYED = st.dictionaries(st.integers(0, 8), st.tuples(st.none() | st.sampled_from(["x", "y"]), st.integers(0, 1)))


@settings(max_examples=25, deadline=None)
@given(before=KEYED, after=KEYED)
def test_rows_with_a_key_come_go_and_change_as_their_keys_say(
    before: dict[int, tuple[str | None, int]],
    after: dict[int, tuple[str | None, int]],
) -> None:

    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, rows in (("before", before), ("after", after)):
            files.append(Path(folder) / f"{name}.duckdb")
            with duckdb.connect(str(files[-1])) as connection:
                connection.execute("create schema core; create schema quality; create schema marts")
                connection.execute("create table core.fct_task (task_id varchar, task varchar, n integer)")
                for key, row in rows.items():
                    connection.execute("insert into core.fct_task values (?, ?, ?)", [f"t{key}", *row])
        made = record_changes(files[1], "v2", ("v1", files[0]))
        with duckdb.connect(str(files[1]), read_only=True) as connection:
            told = connection.execute("select change, row_key from quality.version_change order by all").fetchall()
    both = before.keys() & after.keys()
    expected = [
        *(("added", f"t{key}") for key in after.keys() - both),
        *(("removed", f"t{key}") for key in before.keys() - both),
        *(("changed", f"t{key}") for key in both if before[key] != after[key]),
    ]
    assert told == sorted(expected)
    assert len(made.tables) == 1
