#!/bin/sh
# dbt-duckdb: an enforced contract says varchar, the next model gets a number: "12.500" is 12.5, the items 1.1 and 1.10 are one.
#
# materialized='external' with format='csv' writes the model to a file and puts a view above it that lets DuckDB guess the
# types of that file anew. The contract was held against the model before it was written; neither it nor the model's own
# types reach the view, so that text becomes numbers and dates for every model behind it. dbt's page on contracts names
# table, view and incremental as the kinds it is for; the external one takes the setting and checks it. dbt-duckdb's page on
# external files has csv as one of three formats without a word on types. Parquet and JSON come back as text. The way out is
# csv_read_options for each such model. No issue of duckdb/dbt-duckdb was found.
#
# Seen with dbt-core 1.11.16, dbt-duckdb 1.11.1, duckdb 1.5.5.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dbt-core==1.11.16 dbt-duckdb==1.11.1 duckdb==1.5.5
cd "$work"
mkdir models out
printf "name: p\nversion: '1.0.0'\nprofile: p\n" > dbt_project.yml
printf "p:\n  target: d\n  outputs:\n    d: {type: duckdb, path: p.duckdb, external_root: out}\n" > profiles.yml
columns="[{name: item, data_type: varchar}, {name: budget, data_type: varchar}, {name: due, data_type: varchar}]"
printf "models:\n" > models/contracts.yml
for format in csv json parquet; do
    cat > models/tasks_$format.sql <<SQL
{{ config(materialized='external', format='$format') }}
select * from (values ('1.1', '1.050', '05/6/2026'), ('1.10', '12.500', '06/7/2026')) as t(item, budget, due)
SQL
    printf "  - {name: tasks_$format, config: {contract: {enforced: true}}, columns: $columns}\n" >> models/contracts.yml
    echo "select item, budget, due from {{ ref('tasks_$format') }} order by due" > models/read_$format.sql
done
DO_NOT_TRACK=1 "$work/venv/bin/dbt" --quiet build --project-dir . --profiles-dir .
cat out/tasks_csv.csv
"$work/venv/bin/python" - <<'PY'
import duckdb

connection = duckdb.connect("p.duckdb")
kinds = {}
for form in ("csv", "json", "parquet"):
    read = connection.sql(f"select * from read_{form}")
    items = connection.sql(f"select count(distinct item) from read_{form}").fetchone()[0]
    kinds[form] = ([str(kind) for kind in read.types], items)
    print(f"{form:8}", dict(zip(read.columns, kinds[form][0], strict=True)), read.fetchall(), f"{items} item(s)")
assert kinds["csv"][0][:2] == ["DOUBLE", "DOUBLE"] and kinds["csv"][1] == 1, kinds["csv"]
assert kinds["json"] == kinds["parquet"] == (["VARCHAR"] * 3, 2), kinds
budgets = connection.sql("select budget from read_csv order by budget").fetchall()
assert budgets == [(1.05,), (12.5,)], budgets
print("as found: the contract was held, and the next model reads other values")
PY
