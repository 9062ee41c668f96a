"""The way through the models, from dbt's own manifest: landing → staging → … → mart."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One relation on the way; ``relation`` is ``schema.table``, ``file`` the SQL below the dbt project."""

    relation: str
    description_vi: str
    file: str | None


@dataclass(frozen=True)
class Lineage:
    """dbt's graph as far as the way of a value needs it."""

    parents: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, RouteStep]
    labels: Mapping[str, Mapping[str, str]]  # relation → column → Vietnamese label
    meanings: Mapping[str, Mapping[str, str]]  # relation → column → description

    def route(self, source: str, target: str) -> tuple[RouteStep, ...]:
        """The shortest way from one relation to another; empty when there is none.

        Args:
            source: for example ``landing.targets``.
            target: for example ``marts.commune_indicators``.
        """
        queue: deque[tuple[str, ...]] = deque([(target,)])
        seen = {target}
        while queue:
            path = queue.popleft()
            if path[0] == source:
                return tuple(self.steps[name] for name in path)
            fresh = [name for name in self.parents.get(path[0], ()) if name not in seen]
            seen.update(fresh)
            queue.extend((name, *path) for name in fresh)
        return ()

    def label(self, relation: str, column: str) -> str:
        """Vietnamese label of a column; its own name when there is none."""
        return self.labels.get(relation, {}).get(column, column)


@cache
def read_lineage(manifest: Path) -> Lineage:
    """Read dbt's ``manifest.json``.

    Raises:
        FileNotFoundError: dbt has not parsed its project yet.
    """
    content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    nodes = {
        key: node
        for key, node in {**content["nodes"], **content["sources"]}.items()
        if node["resource_type"] in ("model", "source")
    }
    names = {key: f"{node['schema']}.{node['name']}" for key, node in nodes.items()}
    return Lineage(
        parents={
            names[key]: tuple(sorted(names[parent] for parent in content["parent_map"].get(key, ()) if parent in names))
            for key in nodes
        },
        steps={names[key]: _step(names[key], node) for key, node in nodes.items()},
        labels={names[key]: _labels(node) for key, node in nodes.items()},
        meanings={
            names[key]: {name: column["description"] for name, column in node["columns"].items()}
            for key, node in nodes.items()
        },
    )


def _step(name: str, node: Mapping[str, Any]) -> RouteStep:
    is_model = node["resource_type"] == "model"
    meaning = node.get("config", {}).get("meta", {}).get("description_vi") or node["description"]
    return RouteStep(name, str(meaning), str(node["original_file_path"]) if is_model else None)


def _labels(node: Mapping[str, Any]) -> dict[str, str]:
    metas = {name: column.get("config", {}).get("meta", {}) for name, column in node["columns"].items()}
    return {name: str(meta["label_vi"]) for name, meta in metas.items() if "label_vi" in meta}
