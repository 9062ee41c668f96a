#!/bin/sh
# "sqlfluff fix" turns "full outer join … using (commune)" into "on …": rows that only the right side has lose their key.
#
# A key named by USING is one column that holds either side's value; after ON there are two, and DuckDB names them commune
# and commune_1 when the result becomes a table or a CTE. Who asks for "commune" afterwards gets NULL where only the second
# table had the row; the statement stays valid, and the rule (ST07, on by default and marked as fit for fixing) says nothing
# of it. It stands back where the key is written unqualified in the same SELECT (pull request 8175, "fixes must never break
# SQL"), not under "select *", the usual form of a dbt CTE.
#
# Seen with sqlfluff 4.5.0, dialect duckdb, default rules; duckdb 1.5.5.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check sqlfluff==4.5.0 duckdb==1.5.5
cd "$work"
cat > model.sql <<'SQL'
with merged as (
    select *
    from planned
    full outer join achieved using (commune)
)

select
    commune,
    planned,
    achieved
from merged
order by planned, achieved
SQL
cp model.sql fixed.sql
# it leaves with an error for what it does not fix (a "select *" of unknown width); what it did fix is looked at below
"$work/venv/bin/sqlfluff" fix --dialect duckdb fixed.sql > fix.log 2>&1 || grep -q "unfixable" fix.log
"$work/venv/bin/python" - <<'PY'
from pathlib import Path

import duckdb

connection = duckdb.connect()
connection.execute("create table planned as from (values ('xã A', 95), ('xã B', 98)) v(commune, planned)")
connection.execute("create table achieved as from (values ('xã B', 90), ('xã C', 70)) v(commune, achieved)")
written, fixed = (Path(name).read_text() for name in ("model.sql", "fixed.sql"))
changed = [line.strip() for line in fixed.splitlines() if line not in written.splitlines()]
print("changed by sqlfluff fix:", changed)
assert changed[0] == "full outer join achieved on planned.commune = achieved.commune", changed
before, after = connection.execute(written).fetchall(), connection.execute(fixed).fetchall()
print("before:", before)
print("after: ", after)
assert before == [("xã A", 95, None), ("xã B", 98, 90), ("xã C", None, 70)], before
assert after == [("xã A", 95, None), ("xã B", 98, 90), (None, None, 70)], after
print("as found: xã C has lost its name, and nothing was said")
PY
