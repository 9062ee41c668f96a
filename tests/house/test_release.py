"""The version number means something: it is one number, and what a release promises does not go unnoticed."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import yaml
from script_module import script_module

_ROOT = Path(__file__).resolve().parents[2]
_CHANGELOG = (_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
_HEADING = re.compile(r"^## (\d+\.\d+\.\d+) — (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
names = script_module("promised_names")


def test_the_command_says_the_release() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("cchc"), "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"cchc {names.release()}\n"), (
        "make setup, if the number has just moved"
    )


def test_every_place_has_the_same_number() -> None:
    models = yaml.safe_load((_ROOT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    newest = _HEADING.findall(_CHANGELOG)[0][0]
    promised = names.PAGE.read_text(encoding="utf-8").splitlines()[0]
    assert {models["version"], newest, promised} == {names.release()}


def test_releases_are_dated_and_stand_newest_first() -> None:
    found = [
        (tuple(map(int, number.split("."))), date.fromisoformat(day)) for number, day in _HEADING.findall(_CHANGELOG)
    ]
    assert len(found) == len(re.findall(r"^## ", _CHANGELOG, re.MULTILINE))
    assert found == sorted(found, reverse=True)


def test_every_release_but_the_first_says_what_its_users_have_to_do() -> None:
    numbers = [number for number, _ in _HEADING.findall(_CHANGELOG)]
    sections = _HEADING.split(_CHANGELOG)[3::3]
    for before, section in zip(numbers[1:], sections, strict=False):
        head = section.strip().splitlines()
        assert head[0] == f"### Coming from {before}", "first of all what is to be done, or that nothing is"
        assert head[1].startswith("- ")


def test_a_name_that_a_release_promises_does_not_go() -> None:
    promised = names.PAGE.read_text(encoding="utf-8").splitlines()[1:]
    gone = sorted({*promised} - {*names.promised_names()})
    assert not gone, (
        "users rely on these names: docs/developer/releases.md says which number moves, then `make written`"
    )


def test_the_promise_holds_views_tables_options_and_variables() -> None:
    promised = set(names.promised_names())
    assert {"bi.tong_hop_tinh.tinh", "core.fct_target.value", "cchc run --year", "CCHC_KEEP_VERSIONS"} <= promised
    # near miss: what only the build knows is nobody's contract
    assert not [name for name in promised if name.startswith(("landing.", "staging.", "intermediate."))]
