"""The dbt project keeps its own rules: every column described, every layer in its place, nothing from the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.model.tables import SCHEMAS
from pipelines.warehouse.lake.reference_tables import REFERENCE_TABLES

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))
CONTRACTED = {"core", "quality", "marts"}
# what a layer may read from; data flow one way
READS = {
    "staging": {"staging"},
    "intermediate": {"staging", "intermediate"},
    "core": {"staging", "intermediate", "core"},
    "quality": {"staging", "intermediate", "core", "quality"},
    "marts": {"staging", "intermediate", "core", "quality", "marts"},
}
LAYER = {model.stem: model.parent.name for model in MODELS}


def described(model: Path) -> dict[str, Any]:
    content = yaml.safe_load(model.with_suffix(".yml").read_text(encoding="utf-8"))
    (entry,) = content["models"]
    assert isinstance(entry, dict)
    return entry


def is_english(text: str) -> bool:
    """Vietnamese terms may be explained, but most words are plain ASCII."""
    words = re.findall(r"\w+", text)
    return len(text) >= 5 and 2 * sum(word.isascii() for word in words) >= len(words)


def undescribed(name: str, entry: dict[str, Any]) -> list[str]:
    meta = entry.get("config", {}).get("meta", {})
    has_vietnamese = meta.get("label_vi") and len(meta.get("description_vi", "")) >= 5
    return [] if has_vietnamese and is_english(entry.get("description", "")) else [name]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.stem)
def test_every_model_and_column_is_described_in_english_with_a_vietnamese_label(model: Path) -> None:
    entry = described(model)
    assert entry["name"] == model.stem
    bare = [*undescribed(model.stem, entry), *(n for c in entry["columns"] for n in undescribed(c["name"], c))]
    assert bare == []


def test_tables_written_after_dbt_are_described_the_same_way() -> None:
    content = yaml.safe_load((PROJECT / "models" / "quality" / "_written_after_dbt.yml").read_text(encoding="utf-8"))
    tables = content["sources"][0]["tables"]
    described_parts = [(table["name"], part) for table in tables for part in (table, *table["columns"])]
    assert [bare for name, part in described_parts for bare in undescribed(f"{name}.{part['name']}", part)] == []


def test_a_description_in_vietnamese_alone_is_no_english_description() -> None:
    assert not is_english("Số đơn vị có chỉ tiêu chia cho tổng số đơn vị.")
    assert is_english("xã (rural commune), phường (ward) or đặc khu (special zone).")


# numbers that name a year, a page or a place in an order; every other number of a mart is a figure somebody will quote
NOT_FIGURES = frozenset(
    {
        *("plan_year", "page", "quarter", "due_year", "due_month", "due_quarter"),
        *("series_no", "occurrence_no", "group_order", "date_order", "lower_value", "upper_value"),
    }
)


@pytest.mark.parametrize("model", [m for m in MODELS if LAYER[m.stem] == "marts"], ids=lambda model: model.stem)
def test_every_figure_of_a_mart_has_its_definition_in_the_metrics_catalogue(model: Path) -> None:
    entry = described(model)
    figures = [c for c in entry["columns"] if re.match("INTEGER|BIGINT|DOUBLE|DECIMAL", c["data_type"])]
    metrics = {c["name"]: c["config"]["meta"].get("metric") or {} for c in figures if c["name"] not in NOT_FIGURES}
    metrics |= {metric["name"]: metric for metric in entry["config"]["meta"].get("metrics", [])}
    lacking = [
        name for name, one in metrics.items() if not {"formula_vi", "unit", "direction", "caveat_vi"} <= one.keys()
    ]
    assert lacking == [], "columns without meta.metric (formula_vi, unit, direction, caveat_vi) in the model's YAML"


@pytest.mark.parametrize("model", [m for m in MODELS if LAYER[m.stem] in CONTRACTED], ids=lambda model: model.stem)
def test_published_columns_have_their_type_in_the_contract(model: Path) -> None:
    assert [column["name"] for column in described(model)["columns"] if "data_type" not in column] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.stem)
def test_data_flow_one_way_through_the_layers(model: Path) -> None:
    read = set(re.findall(r"ref\('(\w+)'\)", model.read_text(encoding="utf-8")))
    assert {name for name in read if LAYER[name] not in READS[LAYER[model.stem]]} == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.stem)
def test_model_is_written_in_the_style_of_the_house(model: Path) -> None:
    text = re.sub(r"--.*", "", model.read_text(encoding="utf-8"))
    assert text.lstrip().startswith("with\n"), "import CTEs come first"
    assert re.search(r"\nselect \* from \w+\n(?:order by [^\n]+\n)?\Z", text), "the last line selects the final CTE"
    assert not re.search(r"\b(SELECT|FROM|WHERE|JOIN)\b", text), "keywords are lower-case"
    assert "current_date" not in text
    assert "now()" not in text


def test_contracts_are_enforced_and_descriptions_become_comments() -> None:
    settings = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["models"]["cchc"]
    for layer in CONTRACTED:
        assert settings[layer]["+contract"] == {"enforced": True}
        assert settings[layer]["+persist_docs"] == {"relation": True, "columns": True}


def test_sources_are_the_landing_tables() -> None:
    content = yaml.safe_load((PROJECT / "models" / "staging" / "_sources.yml").read_text(encoding="utf-8"))
    names = {table["name"] for table in content["sources"][0]["tables"]}
    assert names == {*SCHEMAS, "document_copies", *(table.name for table in REFERENCE_TABLES)}


def test_every_published_model_has_an_exposure() -> None:
    content = yaml.safe_load((PROJECT / "models" / "marts" / "_exposures.yml").read_text(encoding="utf-8"))
    used = {name for entry in content["exposures"] for name in re.findall(r"\w+(?='\))", " ".join(entry["depends_on"]))}
    lacking = {name for name, layer in LAYER.items() if layer in CONTRACTED} - used
    assert lacking == set(), "name them under depends_on of the report that reads them, in _exposures.yml"


def test_nothing_comes_from_the_network() -> None:
    settings = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert settings["flags"]["send_anonymous_usage_stats"] is False
    assert not (PROJECT / "packages.yml").exists()
