"""What is imported is declared, what is declared is needed, and heavy libraries stay where they are needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

_OURS = "pipelines", "_typeshed"  # the latter is of type checkers, nobody installs it
HEAVY = "pandas", "dagster", "great_expectations", "dbt", "pyarrow", "duckdb"


def loaded(module: str) -> set[str]:
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "needed"),
    [
        ("pipelines.reading.worker", set()),
        ("pipelines.understanding.plan", set()),
        ("pipelines.stages.document", {"pyarrow"}),  # what a worker that understands plans starts with
        ("pipelines.cli.app", set()),  # `cchc --help` answers at once
    ],
)
def test_no_worker_loads_a_library_that_it_does_not_need(module: str, needed: set[str]) -> None:
    assert loaded(module) <= needed


def names(lines: Iterable[str]) -> set[str]:
    """Distribution names of requirement lines, in their normal form."""
    found = (re.match(r"[A-Za-z][\w.-]*", line.strip()) for line in lines)
    return {canonicalize_name(match[0]) for match in found if match}


def requirements(repository: Path, file: str) -> set[str]:
    return names((repository / "requirements" / file).read_text(encoding="utf-8").splitlines())


def declared(repository: Path) -> set[str]:
    return names(tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"])


def imported(repository: Path) -> dict[str, str]:
    """Top-level modules that are not ours and not Python's, each with a file that imports it."""
    found: dict[str, str] = {}
    for path in sorted((repository / "pipelines").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            found |= {module.partition(".")[0]: str(path) for module in modules}
    return {name: path for name, path in found.items() if name not in {*sys.stdlib_module_names, *_OURS}}


def distributions(module: str) -> set[str]:
    """The distributions that bring ``module``; where it is not installed, the one that is called so."""
    return {canonicalize_name(name) for name in packages_distributions().get(module, [module])}


def reasoned(repository: Path) -> set[str]:
    """The libraries of the documentation's table of those that no module imports."""
    page = (repository / "docs" / "developer" / "dependencies.md").read_text(encoding="utf-8")
    table = page.partition("Declared although no module imports it:")[2].partition("\n\n")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    return {canonicalize_name(name.strip()) for row in rows for name in row.split(",")}


def test_every_imported_library_is_declared(repository: Path) -> None:
    known = declared(repository) | requirements(repository, "distributed.in")
    undeclared = {name: path for name, path in imported(repository).items() if not distributions(name) & known}
    assert undeclared == {}


def test_every_declared_library_is_imported_or_has_its_reason(repository: Path) -> None:
    used = {name for module in imported(repository) for name in distributions(module)}
    wanted = declared(repository) | requirements(repository, "distributed.in")
    assert wanted - used == reasoned(repository)


def test_package_and_lock_are_made_from_the_same_list(repository: Path) -> None:
    assert declared(repository) == requirements(repository, "base.in")
    for locked, wanted in (("base.lock", "base.in"), ("distributed.lock", "distributed.in"), ("dev.lock", "dev.in")):
        assert requirements(repository, wanted) | declared(repository) <= requirements(repository, locked)
