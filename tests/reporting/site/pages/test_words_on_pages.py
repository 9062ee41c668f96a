"""Readers of the pages meet no code, no table and no column of the warehouse, only words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.reference.indicators import indicators
from pipelines.reference.tables import reference_rows
from pipelines.reporting.site import display
from pipelines.reporting.site.facts import Correction
from pipelines.reporting.site.pages.method import HEADINGS

MODELS = Path(__file__).parents[4] / "dbt_project" / "models"
COMPUTER_WORD = re.compile(r"[a-z]_[a-z]|\b(marts|core|quality)\.|\bcột basis\b")


def metrics() -> Iterator[tuple[str, dict[str, Any]]]:
    """Table and definition of every figure of the catalogue."""
    for file in MODELS.rglob("*.yml"):
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models") or ():
            yield from ((model["name"], one) for one in meta(model).get("metrics") or ())
            yield from ((model["name"], meta(c)["metric"]) for c in model.get("columns") or () if "metric" in meta(c))


def meta(node: dict[str, Any]) -> dict[str, Any]:
    return (node.get("config") or {}).get("meta") or {}


def test_every_group_of_figures_of_the_method_page_has_a_name_in_words() -> None:
    tables = {table for table, _ in metrics()}
    assert "province_indicators" in tables and tables <= set(HEADINGS)
    assert not [name for name in HEADINGS.values() if COMPUTER_WORD.search(name)]


def test_definitions_name_no_column_and_no_table() -> None:
    texts = [f"{one['formula_vi']} {one.get('caveat_vi') or ''}" for _, one in metrics()]
    texts += [one.definition_vi or "" for one in indicators()]
    assert [text for text in texts if COMPUTER_WORD.search(text)] == []


def test_what_is_asked_of_people_names_no_file_but_those_they_fill_in() -> None:
    asked = [row["action_vi"] for row in reference_rows("finding_rules")]
    assert [text for text in asked if re.search(r"\.csv", text.replace("manifest.csv", ""))] == []


def test_reason_why_a_plan_was_replaced_has_words() -> None:
    query = (MODELS / "intermediate" / "int_document_versions.sql").read_text(encoding="utf-8")
    reasons = set(re.findall(r"'(\w+)'(?: as reason| else| end)", query))
    assert reasons == set(display.SUPERSEDED_VI)


@pytest.mark.parametrize(
    ("field", "stored", "shown"),
    [
        ("value", "96", "96"),
        ("indicator_code", "digitisation_rate", "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC"),
        ("unit", "percent", "%"),
        ("change", "decrease", "giảm"),
        ("deadline", "quý III/2026", "quý III/2026"),
        ("indicator_code", "-", display.NOTHING),
    ],
)
def test_correction_shows_words_for_codes(field: str, stored: str, shown: str) -> None:
    change = Correction(
        "00000",
        "d",
        "d-g0",
        None,
        field,
        stored,
        None,
        "edit",
        "applied",
        "đã áp dụng",
        None,
        "Ai",
        date(2026, 2, 1),
        "",
    )
    assert display.show_stored(change, "old_value") == shown
    assert display.show_stored(replace(change, new_value=stored), "new_value") == shown
    assert not COMPUTER_WORD.search(display.FIELD_VI[field])


def test_rule_of_reading_is_told_in_words_and_an_unknown_one_by_its_name() -> None:
    assert display.show_rule("percent.value_first") == "con số theo phần trăm; số đứng trước nội dung"
    assert display.show_rule("thử") == "thử"
