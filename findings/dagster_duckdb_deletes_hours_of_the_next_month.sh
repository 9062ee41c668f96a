#!/bin/sh
# Dagster's DuckDB I/O manager, on a server that runs in UTC, deletes seven hours of February when January (Hanoi time) is
# run again, and stores seven hours of January twice; each further run stores them once more.
#
# A partition's window has the zone of its definition, but its bounds are written without it ('2026-01-01 00:00:00').
# Compared with a TIMESTAMP WITH TIME ZONE, which is what a frame with a zone becomes, DuckDB takes such a text for the time
# of the session, and that is the zone of the process: UTC in most containers. The next asset is given the month by the same
# bounds, without those hours. With TZ=Asia/Ho_Chi_Minh all is right, so that nobody sees it at the desk. Dagster's guide on
# partitioned assets in DuckDB tells of the expression and not of zones; dagster issue 30171 is another fault of the same
# bounds. A column without a zone is compared as it is written.
#
# Seen with dagster-duckdb-pandas 0.29.27 (dagster 1.13.27), duckdb 1.5.5, pandas 2.3.3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    dagster==1.13.27 dagster-duckdb==0.29.27 dagster-duckdb-pandas==0.29.27 duckdb==1.5.5 pandas==2.3.3 "sqlalchemy<2.0.55"
cd "$work"
cat > run.py <<'PY'
import sys

import dagster as dg
import duckdb
import pandas
from dagster_duckdb_pandas import DuckDBPandasIOManager

HANOI = "Asia/Ho_Chi_Minh"
JANUARY, FEBRUARY = "2026-01-01", "2026-02-01"
zone, expected = sys.argv[1], {"UTC": [(758, 665), 737], HANOI: [(744, 672), 744]}[sys.argv[1]]
months = dg.MonthlyPartitionsDefinition(start_date=JANUARY, timezone=HANOI)
database = f"{zone.replace('/', '_')}.duckdb"
read = {}


@dg.asset(partitions_def=months, metadata={"partition_expr": "received"}, key_prefix=["marts"])
def files(context: dg.AssetExecutionContext) -> pandas.DataFrame:
    """One file an hour."""
    start, end = context.partition_time_window
    return pandas.DataFrame({"received": pandas.date_range(start, end, freq="h", inclusive="left")})


@dg.asset(partitions_def=months, io_manager_key="nothing")
def report(context: dg.AssetExecutionContext, files: pandas.DataFrame) -> None:
    """What the next asset is given."""
    read[context.partition_key] = files["received"].dt.tz_convert(HANOI)


def stored() -> tuple[int, int]:
    """Return the files stored of January and of February, by Hanoi time."""
    with duckdb.connect(database) as connection:
        connection.sql(f"set timezone = '{HANOI}'")
        counted = dict(connection.sql("select month(received), count(*) from marts.files group by 1").fetchall())
    return counted.get(1, 0), counted.get(2, 0)


resources = {"io_manager": DuckDBPandasIOManager(database=database), "nothing": dg.mem_io_manager}
for key in (JANUARY, FEBRUARY, JANUARY, JANUARY):
    assert dg.materialize([files], partition_key=key, resources=resources).success
    print(f"{zone}: {key} was run; stored of January and February: {stored()} of (744, 672)")
seen = stored()
assert dg.materialize([files, report], selection=[report], partition_key=JANUARY, resources=resources).success
print(f"{zone}: the next asset of January is given {len(read[JANUARY])} files, the first of {read[JANUARY].min()}")
assert [seen, len(read[JANUARY])] == expected, (seen, len(read[JANUARY]))
PY
for zone in UTC Asia/Ho_Chi_Minh; do
    TZ=$zone DAGSTER_DISABLE_TELEMETRY=1 "$work/venv/bin/python" -W ignore run.py $zone 2>"$work/log" || { tail -5 "$work/log"; exit 1; }
done
echo "as found: the zone of the server decides which rows of a month are replaced"
