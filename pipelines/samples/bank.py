"""Loads the reviewed content files under ``data/`` (own wording; see docs/developer/samples.md)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from pipelines.samples.model import Commune, Recipe


def _read(name: str) -> str:
    return (files("pipelines.samples") / "data" / name).read_text(encoding="utf-8")


@cache
def content(name: str) -> Any:
    """Parsed YAML content file ``data/<name>.yaml``; callers must not change it."""
    return yaml.load(_read(f"{name}.yaml"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


@cache
def communes() -> dict[str, Commune]:
    """Communes of the sample provinces by code; names and codes as of 01/7/2025."""
    rows = csv.DictReader(_read("communes.csv").splitlines())
    return {
        row["code"]: Commune(row["code"], row["province"], row["province_slug"], row["unit_type"], row["name"])
        for row in rows
    }


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(";") if word)


@cache
def recipes() -> tuple[Recipe, ...]:
    """The committed set, in file order; the seed is the line number so that lines stay independent."""
    rows = csv.DictReader(_read("recipes.csv").splitlines())
    return tuple(
        Recipe(
            file_name=row["file_name"],
            province_slug=row["province"],
            plan_year=int(row["year"]),
            commune_code=row["commune"],
            kind=row["kind"],
            layout=row["layout"],
            renderer=row["renderer"],
            options=frozenset(_words(row["options"])),
            faults=_words(row["faults"]),
            seed=int(row["seed"]),
        )
        for row in rows
    )
