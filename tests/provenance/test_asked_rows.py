"""Values reach a query as they are, whatever is typed, and asking does not load pandas."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from pipelines.provenance.subjects import rows


@pytest.mark.parametrize(
    "typed", ["", "it's", "'; drop table said; --", "a ? b $1 := 2", "dòng\nhai", "{x}", "\0", "a\0b"]
)
def test_what_is_typed_is_a_value_and_nothing_else(typed: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table said as select unnest(?) as word", [[typed, "other"]])
        assert rows(connection, "select word from said where word = ?", typed) == [{"word": typed}]
        assert len(rows(connection, "select word from said")) == 2


def test_values_are_given_by_place_or_by_name() -> None:
    with duckdb.connect() as connection:
        assert rows(connection, "select ? + 1 as a, ? as b", 2, None) == [{"a": 3, "b": None}]
        assert rows(connection, "select $name as found", name="x") == [{"found": "x"}]
        # words of SQL are names too: the review page asks for "only" one reading, or for the "least" sure
        assert rows(connection, "select $only as a, 0.84 < $least as b", only=None, least=0.85) == [
            {"a": None, "b": True}
        ]
        found = rows(connection, "select n from range(5) as r(n) where n::varchar = any(?) order by n", ["1", "3"])
        assert found == [{"n": 1}, {"n": 3}]


def test_a_value_that_has_no_words_in_sql_is_refused() -> None:
    with duckdb.connect() as connection, pytest.raises(TypeError, match="nan"):
        rows(connection, "select ?", float("nan"))


def test_asking_does_not_load_pandas() -> None:
    code = (
        "import sys, duckdb; from pipelines.provenance.subjects import rows;"
        "rows(duckdb.connect(), 'select ? as x', 'a'); print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
