"""Decisions into correction files: one file per province and author, appended to in one step.

``raw/<province>/corrections/ra-soat-<author>.csv``. The whole file is written beside the old one, flushed and renamed,
under a lock, so that neither a crash nor a second window loses a row.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.corrections.files import FOLDER, csv_bytes, pending, read_corrections, read_file
from pipelines.corrections.model import Decision, Problem, RawRow
from pipelines.corrections.validate import validate
from pipelines.review.earlier import NOTHING, EarlierDecision, decisions, earlier_decision, keys_of
from pipelines.review.model import ReviewTask
from pipelines.text.display import show_date
from pipelines.text.system_errors import system_error_vi
from pipelines.text.vietnamese import slug

_WORDS = {Decision.EDIT: "sửa", Decision.ACCEPT: "đúng", Decision.REJECT: "bỏ", Decision.WITHDRAW: "hoàn tác"}
_LOCK = ".ra-soat.lock"


class NotWritten(RuntimeError):  # noqa: N818 - named for what happened
    """The decision could not be saved; the text says why."""


class DecidedMeanwhile(RuntimeError):  # noqa: N818 - named for what happened
    """Somebody else decided the task after its page was opened; nothing was saved."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What the reviewer entered on the page; ``values`` are the fields to change, by name."""

    decision: Decision
    values: Mapping[str, str]
    author: str
    reason: str
    evidence_note: str
    decided_on: date
    decided_at: str = ""


def decision_rows(task: ReviewTask, typed: Entered) -> tuple[dict[str, str], ...]:
    """Rows of a correction file: one for each changed field, or one for the whole reading."""
    common = {
        "decision": _WORDS[typed.decision],
        "author": typed.author,
        "decided_on": show_date(typed.decided_on),
        "decided_at": typed.decided_at,
        "reason": typed.reason,
        "evidence_note": typed.evidence_note,
    }
    if typed.decision is not Decision.EDIT:
        return (task.as_row() | common,)
    current = dict(task.current)
    return tuple(
        task.as_row() | common | {"field": field, "old_value": current[field], "new_value": value}
        for field, value in typed.values.items()
    )


def withdrawal_rows(last: EarlierDecision, author: str, day: date, at: str) -> tuple[dict[str, str], ...]:
    """Rows that take the last decision on a task back: one for each of its rows."""
    mine = {
        "decision": _WORDS[Decision.WITHDRAW],
        "new_value": "",
        "author": author,
        "decided_on": show_date(day),
        "decided_at": at,
        "reason": f"rút lại quyết định của {last.author} ngày {last.decided_on}",
        "evidence_note": "",
    }
    return tuple(dict(row.values) | mine for row in last.rows)


def problems_of(rows: Sequence[Mapping[str, str]]) -> tuple[Problem, ...]:
    """What is wrong with rows that are about to be written; the very check that a run makes."""
    checked = [validate(RawRow("", "", number, row)) for number, row in enumerate(rows, start=1)]
    return tuple(one for one in checked if isinstance(one, Problem))


def append_rows(
    raw: Path, province: str, author: str, rows: Sequence[Mapping[str, str]], *, seen: tuple[str, str] | None = None
) -> Path:
    """Add rows to the author's file of a province and return the file.

    Args:
        raw: the raw folder.
        province: folder of the province.
        author: who decides.
        rows: rows of a correction file.
        seen: key of the task and the mark of the decision that its page showed; None asks for no comparison.

    Raises:
        NotWritten: the province has no folder under ``raw``, or the folder cannot be written to.
        DecidedMeanwhile: the decision in force is not the one that was seen.
    """
    folder = _folder(raw, province)
    try:
        folder.mkdir(exist_ok=True)
        with locked(folder):
            if seen is not None and _mark(raw, seen[0]) != seen[1]:
                raise DecidedMeanwhile
            path, earlier = _author_file(raw, folder, slug(author) or "khong-ten")
            _replace(path, csv_bytes([*earlier, *rows]))
    except OSError as error:
        raise NotWritten(
            f"Không ghi được vào {folder}: {system_error_vi(error)}. Chưa lưu quyết định; "
            "kiểm tra quyền ghi và dung lượng đĩa."
        ) from error
    return path


def written_keys(raw: Path) -> frozenset[str]:
    """Keys of the review tasks that the correction files already decide, whether a run has applied them or not.

    A decision that was withdrawn leaves its task waiting again.
    """
    rows = (row for file in read_corrections(raw) for row in pending(file.rows))
    withdrawn = {key for key, last in decisions(raw).items() if not last.stands}
    return frozenset(key for row in rows for key in keys_of(row)) - withdrawn


def _mark(raw: Path, key: str) -> str:
    earlier = earlier_decision(raw, key)
    return earlier.mark if earlier else NOTHING


def _folder(raw: Path, province: str) -> Path:
    root = raw.resolve()
    home = (root / province).resolve()
    if home.parent != root or not home.is_dir():
        raise NotWritten(f"Không có thư mục tỉnh {province!r} trong {raw}; chưa lưu quyết định.")
    return home / FOLDER


def _author_file(raw: Path, folder: Path, name: str) -> tuple[Path, list[Mapping[str, str]]]:
    """The author's file with its rows; a file that someone damaged is left alone and the next number taken."""
    for number in range(1, 100):
        path = folder / (f"ra-soat-{name}.csv" if number == 1 else f"ra-soat-{name}-{number}.csv")
        if not path.exists():
            return path, []
        found = read_file(raw, path)
        if not found.problems:
            return path, [row.values for row in found.rows]
    raise NotWritten(f"{folder}: quá nhiều tệp hỏng tên ra-soat-{name}; dọn lại thư mục rồi ghi lại.")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a corrections folder."""
    with (folder / _LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.tmp")
    with fresh.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
