"""The rows of a table that stand on one side of a comparison only: a few of thousands, found in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

# names that no table and no column of ours has
_FOUND: Final = "rows_of_one_side"
_SIDE: Final = "side of the comparison"


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows before and after, as SQL to select from."""

    before: str
    after: str


def rows_of_one_side(
    connection: duckdb.DuckDBPyConnection, before: str, after: str, columns: Sequence[str]
) -> Sides | None:
    """What stands before or after only; None when every row is on both sides.

    A row that stands on both sides is no change, whatever its key. One that stands oftener on one side stays there as
    often as it is oftener. What is given is good until the next call with this connection.

    Args:
        connection: where both tables are.
        before: table before.
        after: table after.
        columns: those that are compared, of one type on both sides.
    """
    rows = ", ".join(f'"{name}"' for name in columns)
    connection.execute(f"""
        create or replace temp table {_FOUND} as
        select {rows}, sum("{_SIDE}")::bigint as "{_SIDE}"
        from (select {rows}, 1 as "{_SIDE}" from {after} union all select {rows}, -1 from {before})
        group by {rows} having sum("{_SIDE}") <> 0
    """)
    if connection.execute(f"select count(*) from {_FOUND}").fetchall() == [(0,)]:
        return None
    gone, come = (
        f'(select {rows} from (select *, unnest(range({sign}"{_SIDE}")) from {_FOUND} where {sign}"{_SIDE}" > 0))'
        for sign in ("-", "")
    )
    return Sides(gone, come)
