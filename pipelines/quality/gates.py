"""Every check that stops publication: who could break it, what happens then instead, and what to do when it fails.

``data/gates.csv`` is the list, and docs/developer/gates.md shows it. A check of severity ``block`` that is not in it
fails the tests: whoever adds one says first how no document, file name or side file can bring it about.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "data" / "gates.csv"
_UNKNOWN_VI: Final = (
    "Lỗi của chương trình, không phải của tệp hay của đơn vị: gửi tên kiểm tra này và logs/last_run.log cho bộ phận "
    "kỹ thuật; bản đang dùng giữ nguyên."
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Checks of one suite (or dbt model) that the same can break; ``action_vi`` is what to do when one fails."""

    engine: str
    suite: str
    checks: tuple[str, ...]
    broken_by: str
    now: str
    action_vi: str


@cache
def gates() -> tuple[Gate, ...]:
    """All gates, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Gate(
                row["engine"],
                row["suite"],
                tuple(row["checks"].split()),
                row["broken_by"],
                row["now"],
                row["action_vi"],
            )
            for row in csv.DictReader(handle)
        )


def action_of(suite: str, check_name: str) -> str:
    """What to do when a check stops publication, in Vietnamese; a model that was not built is a fault of ours."""
    found = (one.action_vi for one in gates() if one.suite == suite and check_name in one.checks)
    return next(found, _UNKNOWN_VI)


def gates_markdown(listed: Iterable[Gate]) -> str:
    """The table of docs/developer/gates.md."""
    head = "| suite or model | checks | who could break it | what happens instead |\n| --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {one.suite} | {', '.join(_short(name, one.suite) for name in one.checks)} | {one.broken_by} | {one.now} |\n"
        for one in listed
    )


def _short(name: str, suite: str) -> str:
    """dbt repeats the model in the names that it makes up."""
    return f"`{name.replace(f'_{suite}_', ' ')}`"
