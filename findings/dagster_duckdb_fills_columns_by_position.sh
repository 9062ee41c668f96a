#!/bin/sh
# Dagster's DuckDB I/O manager writes a later partition by position: columns in another order exchange their values.
#
# The first partition makes the table ("create table … as select * from obj"), each later one is put in by
# "insert into … select * from obj", which DuckDB fills by position and not by name. A frame whose columns come in another
# order (a merge, a pivot, a reader that follows the header of its file) is stored with exchanged figures wherever the types
# agree; the run succeeds. Dagster's guide on partitioned assets in DuckDB asks for a partition_expr and speaks of no order of
# columns; one that is new stops the run (dagster issue 13098), which lets one believe that columns are compared.
#
# Seen with dagster-duckdb-pandas 0.29.27 (dagster 1.13.27) and duckdb 1.5.5. "insert into … by name" is DuckDB's own cure.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    dagster==1.13.27 dagster-duckdb==0.29.27 dagster-duckdb-pandas==0.29.27 duckdb==1.5.5 "pandas<3" "sqlalchemy<2.0.55"
cd "$work"
DAGSTER_DISABLE_TELEMETRY=1 "$work/venv/bin/python" -W ignore - 2>"$work/log" <<'PY'
import dagster as dg
import duckdb
import pandas as pd
from dagster_duckdb_pandas import DuckDBPandasIOManager

FRAMES = {
    "2025": pd.DataFrame({"plan_year": ["2025"], "planned": [95.0], "achieved": [80.0]}),
    "2026": pd.DataFrame({"plan_year": ["2026"], "achieved": [70.0], "planned": [98.5]}),
}


@dg.asset(
    partitions_def=dg.StaticPartitionsDefinition(list(FRAMES)),
    metadata={"partition_expr": "plan_year"},
    key_prefix=["marts"],
)
def targets(context: dg.AssetExecutionContext) -> pd.DataFrame:
    return FRAMES[context.partition_key]


manager = DuckDBPandasIOManager(database="warehouse.duckdb")
for year in FRAMES:
    assert dg.materialize([targets], partition_key=year, resources={"io_manager": manager}).success
rows = duckdb.connect("warehouse.duckdb").sql("select plan_year, planned, achieved from marts.targets order by 1").fetchall()
for row in rows:
    given = FRAMES[row[0]]
    print(f"{row[0]}: planned {given['planned'][0]} stored as {row[1]}, achieved {given['achieved'][0]} stored as {row[2]}")
assert rows == [("2025", 95.0, 80.0), ("2026", 70.0, 98.5)], rows
print("as found: planned and achieved of 2026 are exchanged, and the run succeeded")
PY
