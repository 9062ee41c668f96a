"""Diagrams and tables of the developer docs say what the code is, for they are written from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from script_module import script_module

ROOT = Path(__file__).resolve().parents[2]


script = script_module("diagrams")


@pytest.mark.parametrize("name", ["diagrams", "extension_tables"])
def test_the_page_is_what_the_code_is_today(name):
    written = script_module(name)
    assert written.PAGE.read_text(encoding="utf-8") == written.page(), "run `make written`"


def test_an_arrow_that_a_longer_path_says_already_is_left_out_and_no_other():
    edges = frozenset({("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")})
    assert script.reduced(edges) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_every_package_stands_in_the_table_of_the_architecture():
    told = (ROOT / "docs" / "developer" / "architecture.md").read_text(encoding="utf-8")
    packages = {name for level in script.layers("pipelines") for name in level}
    assert packages - set(re.findall(r"^\| `pipelines\.(\w+)`", told, re.MULTILINE)) == set()


def test_every_part_of_understanding_and_room_of_the_warehouse_is_told():
    told = (ROOT / "docs" / "developer" / "architecture.md").read_text(encoding="utf-8")
    for container in ("pipelines.understanding", "pipelines.warehouse"):
        parts = {name for level in script.layers(container) for name in level}
        assert {name for name in parts if f"`{name}/`" not in told and f"`{name}.py`" not in told} == set()
