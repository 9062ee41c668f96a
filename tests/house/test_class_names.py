"""A class name says one thing in the whole project; the names that stand twice are listed with the reason."""

from __future__ import annotations

import ast
import csv
from collections import defaultdict
from pathlib import Path

PIPELINES = Path(__file__).resolve().parents[2] / "pipelines"
STATED = Path(__file__).with_name("class_names.csv")


def names_in_two_modules(folder: Path) -> dict[str, set[str]]:
    """Public class names that more than one module below ``folder`` defines, with the modules."""
    places: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(path.relative_to(folder).as_posix())
    return {name: modules for name, modules in places.items() if len(modules) > 1}


def test_a_class_name_that_stands_twice_is_stated_with_its_reason() -> None:
    with STATED.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    stated = {row["name"]: set(row["modules"].split(" ")) for row in rows}
    found = names_in_two_modules(PIPELINES)
    assert found == stated, "give the class a name of its own, or a row in tests/house/class_names.csv"
    assert all(len(row["reason"]) > 20 for row in rows)
    assert [row["name"] for row in rows] == sorted(stated)


def test_names_are_found_by_module_and_private_ones_are_their_modules_own(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("class Place: ...\nclass _Own: ...\n", encoding="utf-8")
    (tmp_path / "c.py").write_text("class Other:\n    class Place: ...\n", encoding="utf-8")
    assert names_in_two_modules(tmp_path) == {"Place": {"a.py", "b.py"}}
