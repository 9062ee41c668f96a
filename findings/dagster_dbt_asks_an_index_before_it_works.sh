#!/bin/sh
# An orchestrated dbt asks a package index for the newest version before it builds anything.
#
# dagster-dbt calls "dbt --version" once for each DbtCliResource that runs a command, and that command looks up the newest
# releases of dbt and of every adapter. Behind a firewall that drops packets a build waits for those look-ups to time out;
# nothing of it is in the build's own log.
#
# Seen with dagster-dbt 0.29.27 (which asks) and dbt-core 1.11.16, dbt-duckdb 1.11.1 (which look up). Look-ups are refused
# inside this test, so nothing leaves the machine.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
    dagster==1.13.27 dagster-dbt==0.29.27 dbt-core==1.11.16 dbt-duckdb==1.11.1 "duckdb>=1.5,<1.6" "sqlalchemy<2.0.55"
cd "$work"
DO_NOT_TRACK=1 "$work/venv/bin/python" - <<'PY'
import socket
from pathlib import Path

asked: list[str] = []


def refuse(host: object, *_: object, **__: object) -> None:
    asked.append(str(host))
    raise OSError("look-ups are refused in this test")


project = Path("project")
project.mkdir()
calls = Path("calls")
dbt = Path("dbt").absolute()
dbt.write_text(f"#!/bin/sh\necho \"$@\" >> {calls.absolute()}\nprintf 'Core:\\n  - installed: 1.11.16\\n'\n")
dbt.chmod(0o755)
(project / "dbt_project.yml").write_text("name: p\nversion: '1.0.0'\nprofile: p\n")
(project / "profiles.yml").write_text("p:\n  target: d\n  outputs:\n    d: {type: duckdb, path: ':memory:'}\n")

from dagster_dbt import DbtCliResource  # noqa: E402

place = str(project.absolute())
DbtCliResource(project_dir=place, profiles_dir=place, dbt_executable=str(dbt)).cli(["parse"]).wait()
lines = calls.read_text().splitlines()
print("dagster-dbt ran:", lines)

from click.testing import CliRunner  # noqa: E402
from dbt.cli.main import cli  # noqa: E402

socket.getaddrinfo = refuse  # type: ignore[assignment]
CliRunner().invoke(cli, ["--version"])
print("dbt --version looked up", len(asked), "times")
assert lines[0] == "--version" and lines[1].startswith("parse"), lines
assert len(asked) == 2, asked
print("as found: one question for dbt and one for the adapter, before the first command")
PY
