#!/bin/sh
# A view's columns carry comments in a DuckDB file; the same statement is refused when the view stands in a DuckLake.
#
# DuckDB takes "COMMENT ON COLUMN view.column" and shows it in duckdb_columns(). In an attached DuckLake it takes comments on
# the view itself and on the columns of tables, and refuses those on the columns of a view: labels for analysts that live in
# comments of views do not move with the models.
#
# Seen with duckdb 1.5.5 and the DuckLake extension of its wheel (duckdb-extension-ducklake 1.5.5).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    duckdb==1.5.5 duckdb-extensions==1.5.5 duckdb-extension-ducklake==1.5.5
WORK="$work" "$work/venv/bin/python" - <<'PY'
import os
from pathlib import Path

import duckdb
import duckdb_extensions

work = Path(os.environ["WORK"])
connection = duckdb.connect(config={"extension_directory": str(work / "extensions")})
duckdb_extensions.import_extension("ducklake", con=connection)
connection.load_extension("ducklake")
connection.execute(f"attach 'ducklake:{work / 'catalogue'}' as lake (data_path '{work / 'data'}')")

seen = {}
for database in ("memory", "lake"):
    connection.execute(f"use {database}")
    connection.execute("create table figure (value integer)")
    connection.execute("create view shown as select value from figure")
    for name, statement in (
        ("a view", "comment on view shown is 'Chỉ tiêu'"),
        ("a column of a table", "comment on column figure.value is 'Giá trị'"),
        ("a column of a view", "comment on column shown.value is 'Giá trị'"),
    ):
        try:
            connection.execute(statement)
            seen[database, name] = "taken"
        except duckdb.Error as error:
            seen[database, name] = str(error).splitlines()[0]

for (database, name), what in seen.items():
    print(f"{database}: comment on {name}: {what}")
taken = [key for key, what in seen.items() if what == "taken"]
assert len(taken) == 5, seen
assert "Cannot comment on columns" in seen["lake", "a column of a view"], seen
PY
