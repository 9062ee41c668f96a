#!/bin/sh
# A share written with a decimal comma becomes ten or a hundred times itself: "98,5" is 985 for dbt seed and for pyexcel.
#
# dbt lets agate infer the type of a seed's columns; agate drops commas and the per cent sign before it tries a number, so
# that "98,5" and "99,25" make an integer column 985, 9925, and "0,5%" is 5. dbt's pages say that types are inferred and that
# column_types is for a wrong type; nothing says that a value may become another. dbt-duckdb's default lets DuckDB read the
# file into that integer column, which is refused; with "fast: false", which loads as dbt's own macro does for other
# databases, it is stored without a word. pyexcel's CSV reader does the same cell by cell: 985 stands beside the text "0,5%".
#
# Seen with dbt-core 1.11.16, dbt-duckdb 1.11.1 (agate 1.9.1), pyexcel 0.7.6 (pyexcel-io 0.6.8). DuckDB's own read_csv keeps
# the text "98,5".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    dbt-core==1.11.16 dbt-duckdb==1.11.1 duckdb==1.5.5 agate==1.9.1 pyexcel==0.7.6 pyexcel-io==0.6.8
cd "$work"
mkdir seeds
printf "name: p\nversion: '1.0.0'\nprofile: p\nseeds: {+fast: false}\n" > dbt_project.yml
printf "p:\n  target: d\n  outputs:\n    d: {type: duckdb, path: p.duckdb}\n" > profiles.yml
printf 'commune,target,growth\nA,"98,5","0,5%%"\nB,"99,25","1,5%%"\nC,100,2%%\n' > seeds/targets.csv
export DO_NOT_TRACK=1
"$work/venv/bin/dbt" --quiet seed --project-dir . --profiles-dir .
sed '/fast: false/d' dbt_project.yml > default.yml
mkdir default && cp -r seeds profiles.yml default && mv default.yml default/dbt_project.yml
if "$work/venv/bin/dbt" --quiet seed --project-dir default --profiles-dir default > default.log 2>&1; then
    echo "the default of dbt-duckdb no longer refuses the file" && exit 1
fi
"$work/venv/bin/python" -W ignore - <<'PY'
import duckdb
import pyexcel

by_dbt = duckdb.connect("p.duckdb").sql("select target, growth from targets order by commune").fetchall()
by_pyexcel = pyexcel.get_array(file_name="seeds/targets.csv")
by_duckdb = duckdb.sql("select target from 'seeds/targets.csv'").fetchall()
print("file:    ", open("seeds/targets.csv").read().split())
print("dbt seed:", by_dbt)
print("pyexcel: ", by_pyexcel)
print("DuckDB:  ", by_duckdb)
assert by_dbt == [(985, 5), (9925, 15), (100, 2)], by_dbt
assert [row[1] for row in by_pyexcel] == ["target", 985, 9925, 100], by_pyexcel
assert by_duckdb == [("98,5",), ("99,25",), ("100",)], by_duckdb
print("as found: the decimal comma is dropped, without an error or a warning")
PY
