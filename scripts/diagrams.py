"""Diagrams of the code, drawn from the code: ``docs/developer/diagrams.md``.

    python scripts/diagrams.py            write the page
    python scripts/diagrams.py --check    write nothing; exit code 1 when it is no longer true

Packages and their parts come from the import graph, levels from the layers of ``pyproject.toml``, assets from the
snapshot of Dagster's definitions that ``tests/orchestration`` holds against the code.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "developer" / "diagrams.md"
_HEAD = """# Diagrams

Written by `make written` from the import graph, the layers of `pyproject.toml` and Dagster's definitions; a test fails
when it is no longer true. An arrow leads from what imports to what is imported; one that another path says already is
left out. What each part is for: [architecture.md](architecture.md).
"""
_TITLES = {
    "pipelines": "Packages",
    "pipelines.understanding": "Parts of `understanding`",
    "pipelines.warehouse": "Rooms of `warehouse`",
}
Edges = frozenset[tuple[str, str]]


def layers(container: str) -> list[list[str]]:
    """Names of each layer of ``container``, upper layers first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    stated = next(one for one in settings["contracts"] if one["type"] == "layers" and one["containers"] == [container])
    return [[name.strip() for name in layer.split("|")] for layer in stated["layers"]]


def imports(graph: grimp.ImportGraph, container: str, names: Iterable[str]) -> Edges:
    """Which of ``names`` imports which, directly, by any of its modules."""
    owner = {
        module: name
        for name in names
        for module in (f"{container}.{name}", *graph.find_descendants(f"{container}.{name}"))
    }
    found = {
        (name, owner[imported])
        for module, name in owner.items()
        for imported in graph.find_modules_directly_imported_by(module)
        if imported in owner
    }
    return frozenset((above, below) for above, below in found if above != below)


def reduced(edges: Edges) -> Edges:
    """``edges`` without those that a longer path says already; there is no circle among them (import-linter)."""
    below: dict[str, set[str]] = {}
    for above, name in edges:
        below.setdefault(above, set()).add(name)

    def reached(name: str) -> set[str]:
        return {name}.union(*(reached(other) for other in below.get(name, ())))

    return frozenset(
        (above, name) for above, name in edges if not any(name in reached(other) for other in below[above] - {name})
    )


def _mermaid(lines: Iterable[str]) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"```mermaid\nflowchart TD\n{body}\n```\n"


def packages(graph: grimp.ImportGraph, container: str) -> str:
    """Parts of ``container`` by their layers."""
    levels = layers(container)
    edges = reduced(imports(graph, container, [name for level in levels for name in level]))

    def lines() -> Iterator[str]:
        for number, level in enumerate(levels, start=1):
            yield f'subgraph level{number}[" "]'
            yield "    direction LR"
            yield from (f"    {name}" for name in level)
            yield "end"
        yield from (f"{above} --> {name}" for above, name in sorted(edges))

    return _mermaid(lines())


def assets(snapshot: Mapping[str, Mapping[str, Mapping[str, object]]]) -> str:
    """Assets of Dagster by their folder; what stands in no folder by itself."""
    found = snapshot["assets"]
    home = {key: key.split("/")[0] for key in found}
    counts = Counter(home.values())

    def deps(key: str) -> list[str]:
        stated = found[key].get("deps", [])
        return [str(dep) for dep in stated] if isinstance(stated, list) else []

    edges = {(home[dep], home[key]) for key in found for dep in deps(key) if dep in home and home[dep] != home[key]}

    def lines() -> Iterator[str]:
        for name in sorted(counts):
            yield f'{name}["{name}{f" ({counts[name]})" if counts[name] > 1 else ""}"]'
        yield from (f"{above} --> {below}" for above, below in sorted(edges))

    return _mermaid(lines())


def page() -> str:
    """The whole page."""
    graph = grimp.build_graph("pipelines", cache_dir=None)
    snapshot = json.loads((ROOT / "tests" / "orchestration" / "definitions.json").read_text(encoding="utf-8"))
    drawn = [f"## {title}\n\n{packages(graph, container)}" for container, title in _TITLES.items()]
    told = "Folders of assets with their number; an arrow leads from what is made first to what is made of it."
    return "\n".join([_HEAD, *drawn, f"## Assets\n\n{told}\n\n{assets(snapshot)}"])


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` say whether it is true."""
    text = page()
    is_true = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    if "--check" in arguments:
        return 0 if is_true else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
