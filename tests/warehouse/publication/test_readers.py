"""People who have the published file open while versions are published keep working, and never see half a build."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from test_publish import give, published_value

from pipelines.settings import WarehousePaths

VERSIONS = 12
CLIENTS = {
    "duckdb": """
import duckdb
def opened(path):
    connection = duckdb.connect(path, read_only=True)
    return connection.close, lambda query: connection.execute(query).fetchall()
""",
    "sqlalchemy": """
import sqlalchemy
def opened(path):
    engine = sqlalchemy.create_engine(
        "duckdb:///" + path, connect_args={"read_only": True}, poolclass=sqlalchemy.pool.NullPool)
    connection = engine.connect()
    def close():
        connection.close()
        engine.dispose()
    return close, lambda query: [tuple(row) for row in connection.execute(sqlalchemy.text(query))]
""",
}
# one connection stays open all the time, the others open, read two tables and close
READER = """
import json, sys, time
path, stop = sys.argv[1], sys.argv[2]
import os
QUERY = "select min(value), max(value), count(*), count(text) from core.fact"
if sys.argv[3] == "stay":
    close, ask = opened(path)
    print("ready", flush=True)
    seen = []
    while not os.path.exists(stop):
        seen.append([list(ask(QUERY)[0]), 0])
        time.sleep(0.05)
    close()
else:
    print("ready", flush=True)
    seen = []
    while not os.path.exists(stop):
        close, ask = opened(path)
        first, again = list(ask(QUERY)[0]), list(ask(QUERY)[0])
        empty = ask("select count(*) from marts.empty")[0][0]
        close()
        assert first == again, "one connection, one version"
        seen.append([first, empty])
print(json.dumps(seen))
"""


def start(client: str, paths: WarehousePaths, stop: Path, habit: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CLIENTS[client] + READER, str(paths.published), str(stop), habit]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    return reader


@pytest.mark.slow
@pytest.mark.parametrize("client", sorted(CLIENTS))
def test_clients_open_during_publications_see_the_old_version_or_the_new_one(client: str, tmp_path: Path) -> None:
    paths, stop = WarehousePaths(tmp_path / "kho"), tmp_path / "stop"
    give(paths, 1, "v01")
    readers = {habit: start(client, paths, stop, habit) for habit in ("stay", "come and go")}
    for number in range(2, VERSIONS + 1):
        give(paths, number, f"v{number:02}")
    assert published_value(paths) == VERSIONS
    stop.touch()
    seen = {}
    for habit, reader in readers.items():
        output, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        seen[habit] = json.loads(output.splitlines()[-1])
    for (low, high, count, texts), empty in [row for rows in seen.values() for row in rows]:
        assert low == high, "rows of two versions at once"
        assert (count, texts, empty) == (10, 10, 0)
    assert {row[0][0] for row in seen["stay"]} == {1}, "who is connected keeps the snapshot"
    values = [row[0][0] for row in seen["come and go"]]
    assert values == sorted(values)
    assert len(set(values)) > 3, "the reader saw several versions come"
