"""``docs/developer/promised_names.txt``: the names that a release promises, written from the code.

What they promise, and what a release does that takes one away, stands in ``docs/developer/releases.md``.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import typer
import yaml

from pipelines.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "developer" / "promised_names.txt"
_SCHEMAS = ("core", "quality", "marts")
_VARIABLE = re.compile(r"\bCCHC_[A-Z0-9_]+[A-Z0-9]\b")


def promised_names() -> list[str]:
    """Columns of the published schemas, commands with their options, and the variables that guides name."""
    return sorted({*_view_columns(), *_table_columns(), *_commands(), *_variables()})


def release() -> str:
    """The version in ``pyproject.toml``."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["project"]["version"])


def page() -> str:
    """Content of the file: the release first, then one name a line."""
    return "\n".join([release(), *promised_names(), ""])


def _view_columns() -> Iterator[str]:
    with (ROOT / "pipelines/warehouse/publication/bi/labels.csv").open(encoding="utf-8", newline="") as handle:
        yield from (f"bi.{row['view_name']}.{row['column_name']}" for row in csv.DictReader(handle))


def _table_columns() -> Iterator[str]:
    for schema in _SCHEMAS:
        for path in (ROOT / "dbt_project" / "models" / schema).glob("*.yml"):
            described = yaml.safe_load(path.read_text(encoding="utf-8"))
            tables = [*described.get("models", ()), *(t for s in described.get("sources", ()) for t in s["tables"])]
            for table in tables:
                yield from (f"{schema}.{table['name']}.{column['name']}" for column in table.get("columns", ()))


def _commands() -> Iterator[str]:
    group = typer.main.get_command(app)
    assert isinstance(group, click.Group)
    for name, command in {"": group, **group.commands}.items():
        for parameter in command.params:
            named = max(parameter.opts, key=len) if isinstance(parameter, click.Option) else f"<{parameter.name}>"
            yield " ".join(filter(None, ("cchc", name, named)))


def _variables() -> Iterator[str]:
    for guide in (ROOT / "docs" / "users").glob("*.md"):
        yield from _VARIABLE.findall(guide.read_text(encoding="utf-8"))


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
