"""What the guides say of commands, options, settings and names is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from pipelines.alerts import config as alert_settings
from pipelines.cli.app import app
from pipelines.corrections.model import Status
from pipelines.orchestration.definitions import build_defs
from pipelines.reading import limits
from pipelines.review.claims import CLAIM_SECONDS
from pipelines.review.readings import LEAST_CONFIDENCE
from pipelines.settings import PAGES_PORT, REVIEW_PORT, Settings

ROOT = Path(__file__).resolve().parents[2]
FILES = (*sorted((ROOT / "docs" / "users").glob("*.md")), ROOT / "README.md")
GUIDES = {path.name: path.read_text(encoding="utf-8") for path in FILES}
_SHELL, _SPAN = re.compile(r"```sh\n(.*?)```", re.DOTALL), re.compile(r"`([^`\n]*)`")
_COMMAND = re.compile(r"\s*(?:\.venv/bin/)?cchc ([a-z][a-z-]*)(.*)")


def typed(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Commands with their options, wherever a guide shows one to be typed."""
    shown = "\n".join([*_SHELL.findall(text), *_SPAN.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))])
    found = [_COMMAND.match(line.split("#")[0]) for line in shown.splitlines()]
    return [(one[1], tuple(re.findall(r"--[a-z][a-z-]*", one[2]))) for one in found if one]


def test_every_command_that_a_guide_shows_exists_with_its_options() -> None:
    commands: dict[str, Any] = dict(get_command(app).commands)  # type: ignore[attr-defined]  # a group, told as one command
    seen = [(name, *one) for name, text in GUIDES.items() for one in typed(text)]
    assert len(seen) > 30
    for guide, command, options in seen:
        assert command in commands, f"{guide}: cchc {command}"
        known = {opt for one in commands[command].params for opt in (*one.opts, *one.secondary_opts)}
        assert set(options) <= known, f"{guide}: cchc {command} {options}"
    assert set(commands) <= {command for _, command, _ in seen}, "commands that no guide shows"


def test_every_setting_that_a_guide_names_is_read_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py"))
    code += "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "deploy").rglob("*.y*ml*"))
    read = set(re.findall(r"CCHC_[A-Z_]+", code)) | {
        limits.PREFIX + name.upper() for name in limits.ReadingLimits.__dataclass_fields__
    }
    named = {name for text in GUIDES.values() for name in re.findall(r"CCHC_[A-Z_]*[A-Z]", text)}
    assert "CCHC_ALERT_ON" in named
    assert named <= read
    told = set(re.findall(r"CCHC_[A-Z_]*[A-Z]", alert_settings.__doc__ or ""))
    assert told <= set(re.findall(r"CCHC_[A-Z_]*[A-Z]", GUIDES["operations.md"]))


def test_every_link_of_a_guide_leads_to_a_file() -> None:
    for path in FILES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", GUIDES[path.name]):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_table_of_what_runs_by_itself_is_what_dagster_runs() -> None:
    repository = build_defs().get_repository_def()
    running = {one.name for one in (*repository.sensor_defs, *repository.schedule_defs)}
    table = GUIDES["operations.md"].split("## Để hệ thống tự chạy")[1].split("\n\n- ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} == running


@pytest.mark.parametrize(
    ("guide", "text"),
    [
        ("corrections.md", f"dưới {LEAST_CONFIDENCE:.2f}".replace(".", ",")),
        ("indicators.md", f"dưới {LEAST_CONFIDENCE:.2f}".replace(".", ",")),
        ("corrections.md", f"trong {CLAIM_SECONDS / 60:.0f} phút"),
        ("corrections.md", f"cổng {REVIEW_PORT}"),
        ("operations.md", f"http://127.0.0.1:{PAGES_PORT}"),
        ("warehouse.md", "Giữ năm phiên bản gần nhất"),
    ],
)
def test_figures_of_the_guides_are_those_of_the_code(guide: str, text: str) -> None:
    assert Settings(Path("raw"), Path("kho")).keep_versions == 5
    assert text in GUIDES[guide]


def test_every_state_of_a_correction_is_told() -> None:
    assert all(f"| `{status}` |" in GUIDES["corrections.md"] for status in Status)


def test_a_guide_that_writes_the_bare_command_says_first_how_it_is_called() -> None:
    for name, text in GUIDES.items():
        bare = re.search(r"^cchc |`cchc ", text, flags=re.MULTILINE)
        if bare and name != "README.md":
            assert 0 < text.find(".venv/bin/activate") < bare.start(), name
