"""Known exceptions: a failed check that somebody answers for, for a limited number of rows and until a day.

A province keeps them in ``<raw>/reference/known_exceptions.csv``, reviewed like every other data file: which check, how
many failing rows at most, who decided it and where, until when. An exception past its day, or with more failing rows
than it allows, stands no longer: the check blocks again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from pipelines.quality.results import CheckResult, ExceptionState, KnownException

FILE_NAME: Final = "known_exceptions.csv"
COLUMNS: Final = ("suite", "check_name", "max_failing_rows", "owner", "expires_on", "reason_vi", "source")


class KnownExceptionsError(ValueError):
    """The file cannot be used; the text says which line and what to do."""


def load_exceptions(folder: Path) -> tuple[KnownException, ...]:
    """Read ``known_exceptions.csv`` of a folder with reviewed data; none when there is no such file.

    Raises:
        KnownExceptionsError: a column is missing, a cell is empty, a number or day cannot be read, or a check occurs
            twice.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        _require_columns(tuple(reader.fieldnames or ()))
        found = tuple(_parse(number, row) for number, row in enumerate(reader, start=2))
    _require_one_per_check(found)
    return tuple(sorted(found, key=lambda known: (known.suite, known.check_name)))


def expired(folder: Path, today: date) -> tuple[str, ...]:
    """Name the checks whose exceptions in ``folder`` no longer hold: with the same files a run may yet stop.

    Raises:
        KnownExceptionsError: see :func:`load_exceptions`.
    """
    return tuple(f"{known.suite}.{known.check_name}" for known in load_exceptions(folder) if today > known.expires_on)


def weigh(results: Iterable[CheckResult], exceptions: Iterable[KnownException], today: date) -> tuple[CheckResult, ...]:
    """Attach to every failed check the exception that names it, with what it is worth on ``today``."""
    by_check = {(known.suite, known.check_name): known for known in exceptions}
    return tuple(_weighed(result, by_check.get((result.suite, result.check_name)), today) for result in results)


def state_of(known: KnownException, results: Mapping[tuple[str, str], CheckResult], today: date) -> ExceptionState:
    """Say what ``known`` did in a run whose results are given by suite and check name."""
    result = results.get((known.suite, known.check_name))
    if result is None:
        return ExceptionState.UNKNOWN_CHECK
    return ExceptionState.NOT_NEEDED if result.passed else _state_of_failure(result, known, today)


def _weighed(result: CheckResult, known: KnownException | None, today: date) -> CheckResult:
    if result.passed or known is None:
        return replace(result, exception=None, exception_state=None)
    return replace(result, exception=known, exception_state=_state_of_failure(result, known, today))


def _state_of_failure(result: CheckResult, known: KnownException, today: date) -> ExceptionState:
    if today > known.expires_on:
        return ExceptionState.EXPIRED
    # a check that could not say how many rows fail is not excused: nobody knows what would pass with it
    if result.failing_rows is None or result.failing_rows > known.max_failing_rows:
        return ExceptionState.EXCEEDED
    return ExceptionState.IN_FORCE


def _require_columns(found: tuple[str, ...]) -> None:
    missing = [column for column in COLUMNS if column not in found]
    if missing:
        raise KnownExceptionsError(
            f"{FILE_NAME}: thiếu cột {', '.join(missing)}; các cột đang có: {', '.join(found) or '(trống)'}. "
            f"Dòng tiêu đề cần có: {', '.join(COLUMNS)}."
        )


def _parse(line: int, row: Mapping[str, str | None]) -> KnownException:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    empty = [column for column, text in cells.items() if not text]
    if empty:
        raise _fault(line, f"cột {', '.join(empty)} để trống", "Ngoại lệ phải có đủ người phụ trách, thời hạn, lý do.")
    if not cells["max_failing_rows"].isdecimal():
        raise _fault(line, f"max_failing_rows là {cells['max_failing_rows']!r}", "Ghi một số nguyên, ví dụ 3.")
    try:
        expires_on = date.fromisoformat(cells["expires_on"])
    except ValueError as error:
        raise _fault(line, f"expires_on là {cells['expires_on']!r}", "Ghi ngày dạng 2026-12-31.") from error
    return KnownException(
        cells["suite"],
        cells["check_name"],
        int(cells["max_failing_rows"]),
        cells["owner"],
        expires_on,
        cells["reason_vi"],
        cells["source"],
    )


def _require_one_per_check(found: tuple[KnownException, ...]) -> None:
    names = [f"{known.suite}.{known.check_name}" for known in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise KnownExceptionsError(f"{FILE_NAME}: {', '.join(twice)} có hai dòng. Giữ một dòng cho mỗi kiểm tra.")


def _fault(line: int, problem: str, remedy: str) -> KnownExceptionsError:
    return KnownExceptionsError(f"{FILE_NAME}, dòng {line}: {problem}. {remedy}")
