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


def _yaml(name: str) -> Any:  # noqa: ANN401  (the callers below name the shape)
    return yaml.load(_read(f"{name}.yaml"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


@cache
def task_bank() -> list[dict[str, Any]]:
    """Areas with their goals and tasks, in area order 0..6. Callers must not change it."""
    found: list[dict[str, Any]] = _yaml("tasks")
    return found


@cache
def target_bank() -> list[dict[str, Any]]:
    """Templates of quantified commitments. Callers must not change it."""
    found: list[dict[str, Any]] = _yaml("targets")
    return found


@cache
def deadline_bank() -> list[dict[str, Any]]:
    """Deadline wordings with their reading. Callers must not change it."""
    found: list[dict[str, Any]] = _yaml("deadlines")
    return found


@cache
def act_bank() -> list[dict[str, str]]:
    """Acts that plans cite. Callers must not change it."""
    found: list[dict[str, str]] = _yaml("acts")
    return found


@cache
def office_bank() -> dict[str, list[str]]:
    """Spellings of every office, by office code. Callers must not change it."""
    found: dict[str, list[str]] = _yaml("offices")
    return found


@cache
def prose_bank() -> dict[str, Any]:
    """Body text by part of the plan. Callers must not change it."""
    found: dict[str, Any] = _yaml("prose")
    return found


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
