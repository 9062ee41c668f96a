"""Files stay readable, documentation names what there is, tests lie where the code lies."""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 350  # lines
WITH_REASON = "One file on purpose:"  # in the docstring of a longer file, followed by the reason
CODE = ("pipelines", "tests", "benchmarks", "scripts")
NOT_OF_A_PACKAGE = {
    "dbt": "of dbt_project",
    "end_to_end": "of the whole command",
    "gates": "of the checks on the way to publication, over several packages",
    "house": "of the repository itself",
    "security": "of several packages at once",
}
TESTED_FROM_ABOVE = {"samples/render": "what it draws is tested by the plans that the generator makes of it"}
# what the pipeline writes or a province brings; it is not in the repository
WRITTEN = (
    ".cchc-made.json",
    "known_exceptions.csv",
    "lich-su/",
    "manifest.csv",
    "reports/",
    "sbom.json",
    "target/statements-*.json",
)


def python_files() -> list[Path]:
    return sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))


def test_long_files_say_why() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in python_files()
        if (lines := len((text := path.read_text(encoding="utf-8")).splitlines())) > LONGEST
        and WITH_REASON not in (ast.get_docstring(ast.parse(text)) or "")
    ]
    assert silent == [], f"split them by subject, or write '{WITH_REASON} …' into their docstrings"


@cache
def known_paths() -> tuple[str, ...]:
    hidden = {".git", ".venv", "__pycache__", "node_modules"}
    top = [path for path in ROOT.iterdir() if path.name not in hidden and path.name != "warehouse"]
    paths = [inner for path in top for inner in ((path, *path.rglob("*")) if path.is_dir() else (path,))]
    return tuple(
        "/" + path.relative_to(ROOT).as_posix() + ("/" if path.is_dir() else "")
        for path in paths
        if not hidden & set(path.parts)
    )


def developer_pages() -> list[Path]:
    return sorted((ROOT / "docs" / "developer").rglob("*.md"))


def named_paths(text: str) -> Iterator[str]:
    for words in re.findall(r"`([^`\n]+)`", text):
        if re.fullmatch(r"[\w./*-]+(?:\.(?:py|csv|md|ya?ml|sql|json|toml|lock|in)|/)", words):
            yield words
    yield from re.findall(r"(?<![\w/.<>])pipelines(?:/[\w.*-]+)+", text)


@pytest.mark.parametrize("page", developer_pages(), ids=lambda page: page.stem)
def test_every_path_named_in_the_developers_documentation_exists(page: Path) -> None:
    gone = [
        name
        for name in named_paths(page.read_text(encoding="utf-8"))
        if not name.endswith(WRITTEN)
        and not any(
            known.endswith("/" + name.lstrip("./")) or fnmatch(known, f"*/{name}") or known.endswith(f"/{name}/")
            for known in known_paths()
        )
    ]
    assert gone == []


@pytest.mark.parametrize("page", developer_pages(), ids=lambda page: page.stem)
def test_every_module_named_in_the_developers_documentation_exists(page: Path) -> None:
    for name in sorted(set(re.findall(r"`(pipelines(?:\.\w+)+)", page.read_text(encoding="utf-8")))):
        folder, _, last = name.rpartition(".")
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            assert hasattr(importlib.import_module(folder), last), f"{page.name}: {name}"


@cache
def defined_names() -> frozenset[str]:
    return frozenset(
        name for path in python_files() for name in re.findall(r"(?:def|class) (\w+)", path.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("page", developer_pages(), ids=lambda page: page.stem)
def test_every_function_named_in_the_developers_documentation_exists(page: Path) -> None:
    named = set(re.findall(r"`(?:[\w.]+\.)?(\w+)\(", page.read_text(encoding="utf-8")))
    assert named - defined_names() == set()


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    skipped = pytestconfig.getini("norecursedirs")
    folders = {path.name for path in (ROOT / "tests").rglob("*") if path.is_dir() and any(path.glob("test_*.py"))}
    assert {name for name in folders if any(fnmatch(name, pattern) for pattern in skipped)} == set()


def test_tests_lie_as_the_packages_do() -> None:
    packages = {path.name for path in (ROOT / "pipelines").iterdir() if (path / "__init__.py").is_file()}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.glob("**/test_*.py"))}
    assert folders - packages == set(NOT_OF_A_PACKAGE)
    parts = {path.parent.relative_to(ROOT / "pipelines") for path in (ROOT / "pipelines").glob("*/**/__init__.py")}
    assert {str(part) for part in parts if not (ROOT / "tests" / part).is_dir()} == set(TESTED_FROM_ABOVE)


def test_no_two_files_of_tests_have_one_name() -> None:
    """Folders of tests are no packages: a second file of a name stops the collection of all tests, and only of all."""
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if not (path.parent / "__init__.py").is_file()]
    assert sorted(name for name, count in Counter(path.name for path in files).items() if count > 1) == []


def test_every_ignored_type_says_why() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "pipelines").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "# type: ignore" in line and not re.search(r"# type: ignore\[[\w-]+\]  # \w", line)
    ]
    assert silent == []


def silent_broad_handlers(path: Path) -> Iterator[int]:
    """Lines that catch everything, pass on nothing and do not say why."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            caught = {None} if node.type is None else names_in(node.type)
            is_passed_on = isinstance(node.body[-1], ast.Raise)
            if caught & {None, "Exception", "BaseException"} and not is_passed_on and "#" not in lines[node.lineno - 1]:
                yield node.lineno


def test_whoever_catches_everything_passes_it_on_or_says_why() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sorted((ROOT / "pipelines").rglob("*.py"))
        if (lines := list(silent_broad_handlers(path)))
    }
    assert found == {}


def constants_behind_their_users(tree: ast.Module) -> Iterator[str]:
    """Constants that stand behind a function that uses them; one made of functions of its file has to."""
    defined = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(target, ast.Name) or not node.value:
            continue
        users = [one for one in defined if one.lineno < node.lineno and target.id in names_in(one)]
        if users and not names_in(node.value) & {one.name for one in defined}:
            yield f"{target.id} (line {node.lineno}, used in {users[0].name})"


def names_in(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def test_constants_stand_before_the_functions_that_use_them() -> None:
    late = {
        path.relative_to(ROOT).as_posix(): found
        for path in sorted((ROOT / "pipelines").rglob("*.py"))
        if (found := list(constants_behind_their_users(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert late == {}
