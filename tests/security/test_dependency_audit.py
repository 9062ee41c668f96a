"""The audit of dependencies tells what it must and stays quiet where it may."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def component(*licences: str, name: str = "some-package") -> dict[str, Any]:
    return {"name": name, "version": "1.0", "licenses": [{"expression": text} for text in licences]}


def problems(audit: ModuleType, *components: dict[str, Any]) -> list[str]:
    return list(audit.licence_problems(components, audit.read_policy()))


def test_permissive_licences_pass(audit: ModuleType) -> None:
    assert problems(audit, component("MIT"), component("Apache-2.0 OR (BSD-3-Clause AND Zlib)")) == []


@pytest.mark.parametrize("licence", ["AGPL-3.0-only", "MIT AND GPL-3.0-or-later", "Proprietary"])
def test_licence_outside_the_policy_is_told(audit: ModuleType, licence: str) -> None:
    assert "requirements/licences.csv" in problems(audit, component(licence))[0]


def test_gpl_passes_only_beside_a_choice(audit: ModuleType) -> None:
    assert problems(audit, component("GPL-2.0-or-later", "Artistic License")) == []
    assert "cannot take" in problems(audit, component("GPL-2.0-or-later"))[0]


def test_package_without_a_licence_needs_a_reviewed_row(audit: ModuleType) -> None:
    assert problems(audit, component(name="protobuf")) == []
    assert "names no licence" in problems(audit, component(name="unheard-of"))[0]


def test_vulnerability_is_a_problem_and_silence_of_the_service_is_said(audit: ModuleType) -> None:
    answer = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]},
            {"name": "b", "version": "1", "skip_reason": "not found"},
        ]
    }
    found, note = audit.read_advisories(answer)
    assert found == ["a 1: PYSEC-1, mended in 2"]
    assert note.startswith("1 of 2 packages were NOT compared")


def test_every_locked_package_of_the_policy_is_a_real_exception(audit: ModuleType) -> None:
    exceptions = {name for name, rule in audit.read_policy().items() if rule == "package"}
    assert exceptions <= audit.locked_names()
