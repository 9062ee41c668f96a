"""A name that nothing of the project calls is gone: what only tests use stands in the tests."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TEXTS = (".py", ".j2", ".sql", ".toml", ".yaml", ".yml")
_HANDED_ON = {"rule", "command", "callback", "asset", "sensor", "schedule", "op", "job", "definitions"}
# names that tests and people call, and why they stand here all the same
_CALLED_FROM_OUTSIDE = {
    "COMMAND": "said to whoever changed the graph (pipelines/orchestration/snapshot.py)",
    "mean_scores": "measures a warehouse beside the truth that the generator writes (pipelines/samples/scoring.py)",
    "score_warehouse": "measures a warehouse beside the truth that the generator writes (pipelines/samples/scoring.py)",
}


def _files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in _TEXTS]


def _defined(source: str) -> Iterator[str]:
    """Names of a module's own functions, classes and constants; those that a decorator hands on are left out."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            decorators = {ast.unparse(one).split("(")[0].split(".")[-1] for one in node.decorator_list}
            if not decorators & _HANDED_ON:
                yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def unused(sources: dict[str, str], others: str = "") -> list[str]:
    """Names that stand once in all texts: where they are defined."""
    words = Counter(re.findall(r"\w+", "\n".join((*sources.values(), others))))
    names = (name for source in sources.values() for name in _defined(source) if not name.startswith("__"))
    return sorted(name for name in names if words[name] == 1)


def test_every_name_of_the_project_is_used_by_it() -> None:
    sources = {str(path): path.read_text(encoding="utf-8") for path in _files("pipelines") if path.suffix == ".py"}
    others = [path for path in _files("pipelines", "scripts", "benchmarks") if str(path) not in sources]
    found = unused(sources, "\n".join(path.read_text(encoding="utf-8") for path in (*others, ROOT / "pyproject.toml")))
    assert found == sorted(_CALLED_FROM_OUTSIDE), "unused: take it out, or into the tests if only they use it"


def test_a_name_that_stands_once_is_unused_and_one_that_is_called_is_not() -> None:
    module = "_END = 1\ndef read(): return write()\ndef write(): ...\n@app.command()\ndef run(): ...\n"
    assert unused({"a": module}) == ["_END", "read"]
    assert unused({"a": module}, "read") == ["_END"]
