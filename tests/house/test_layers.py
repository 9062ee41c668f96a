"""Who may import whom is data (``[tool.importlinter]`` in pyproject.toml) and holds, for packages and inside them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CHECK = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def check(folder: Path, repository: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHECK, str(repository / "pyproject.toml"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_no_import_runs_up_or_in_a_circle(repository: Path) -> None:
    done = check(repository, repository)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_that_runs_up_and_a_circle_are_refused(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "pipelines", tmp_path / "pipelines", ignore=shutil.ignore_patterns("data", "*.pyc"))
    low = tmp_path / "pipelines" / "warehouse" / "lake" / "artifacts.py"
    low.write_text(low.read_text() + "\nfrom pipelines.warehouse.publication import versions\n")
    done = check(tmp_path, repository)
    assert done.returncode == 1
    assert "pipelines.warehouse.lake.artifacts -> pipelines.warehouse.publication.versions" in done.stdout
    assert "No cycles are allowed in pipelines.warehouse" in done.stdout


def test_a_new_package_must_be_given_its_layer(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "pipelines", tmp_path / "pipelines", ignore=shutil.ignore_patterns("data", "*.pyc"))
    (tmp_path / "pipelines" / "attic").mkdir()
    (tmp_path / "pipelines" / "attic" / "__init__.py").touch()
    done = check(tmp_path, repository)
    assert done.returncode == 1
    assert "attic" in done.stdout
