"""The landing tables are one definition: keys order the rows, and a row that does not fit is refused."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.model.tables import KEYS, SCHEMAS, to_table


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_table_is_ordered_by_columns_of_its_own(name: str) -> None:
    assert set(KEYS[name]) <= set(SCHEMAS[name].names)
    assert "source_path" in KEYS[name]


def test_rows_come_in_the_order_of_their_key_whatever_order_they_were_made_in() -> None:
    rows = [{"source_path": path, "stage": stage} for path, stage in (("b", "read"), ("a", "read"), ("a", "load"))]
    table = to_table("outcomes", rows)
    assert list(zip(*(table[key].to_pylist() for key in KEYS["outcomes"]), strict=True)) == [
        ("a", "load"),
        ("a", "read"),
        ("b", "read"),
    ]


def test_a_value_that_does_not_fit_its_column_is_refused() -> None:
    with pytest.raises(pa.ArrowInvalid):
        to_table("documents", [{"source_path": "a", "part": "one"}])
