"""Compiled templates are kept, and never believed when they are damaged or older than their text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.reporting.site import layout
from pipelines.reporting.site.layout import environment


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the compiled templates, empty."""
    folder = tmp_path / "compiled"
    monkeypatch.setattr(layout._Compiled, "_folder", folder)
    environment.cache_clear()
    yield folder
    environment.cache_clear()


def home() -> str:
    environment.cache_clear()
    return environment().get_template("home.html.j2").render(rows=[], style="", stamp="bản này", known=[])


def test_compiled_templates_give_the_same_page(kept: Path) -> None:
    first = home()
    assert list(kept.glob("*.jinja"))
    assert home() == first


@pytest.mark.parametrize("content", [b"", b"j2", b"\0" * 200])
def test_damaged_ones_are_compiled_again(kept: Path, content: bytes) -> None:
    first = home()
    for file in kept.iterdir():
        file.write_bytes(content)
    assert home() == first


def test_cut_off_ones_are_compiled_again(kept: Path) -> None:
    first = home()
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:-50])
    assert home() == first


def test_a_folder_that_cannot_be_written_to_keeps_nothing(kept: Path) -> None:
    kept.write_text("no folder", encoding="utf-8")
    assert "bản này" in home()
    assert kept.is_file()
