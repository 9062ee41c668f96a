"""Known exceptions: a failed check that somebody answers for, for a limited number of rows and until a day.

A province keeps them in ``<raw>/reference/known_exceptions.csv``, reviewed like every other data file: which check, how
many failing rows at most, who decided it and where, until when. An exception past its day, or with more failing rows
than it allows, stands no longer: the check blocks again. A row that cannot be used excuses nothing, and is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from pipelines.quality.results import CheckResult, ExceptionState, KnownException
from pipelines.sidefiles.days import EXPECTED_VI, parse_day
from pipelines.sidefiles.model import VALUE_UNUSED, SideProblem, in_order, shown
from pipelines.sidefiles.records import Columns, SideFile, TypedRow, read_side_file

FILE_NAME: Final = "known_exceptions.csv"
COLUMNS: Final = ("suite", "check_name", "max_failing_rows", "owner", "expires_on", "reason_vi", "source")
_COLUMNS: Final = Columns(COLUMNS, COLUMNS)
_COUNT: Final = re.compile(r"[0-9]{1,9}")


def load_exceptions(folder: Path) -> tuple[KnownException, ...]:
    """The usable rows of ``known_exceptions.csv`` of a folder with reviewed data; none when there is no such file."""
    return read_exceptions(folder)[0]


def read_exceptions(folder: Path) -> tuple[tuple[KnownException, ...], SideFile | None]:
    """Usable rows, and the file with everything in it that is not used (None when there is none)."""
    path = folder / FILE_NAME
    if not path.is_file():
        return (), None
    file = read_side_file(path, f"{folder.name}/{FILE_NAME}", _COLUMNS)
    problems = list(file.problems)
    found: dict[tuple[str, str], list[tuple[int, KnownException]]] = defaultdict(list)
    for record in file.records:
        known = _parsed(file, record, problems)
        if known is not None:
            found[known.suite, known.check_name].append((record.line, known))
    for (suite, check), rows in found.items():
        if len(rows) > 1:
            lines = ", ".join(str(line) for line, _ in rows)
            text = f"{suite}.{check} có nhiều dòng ({lines}), không dùng dòng nào"
            problems.append(
                SideProblem(file.name, VALUE_UNUSED, rows[-1][0], "check_name", text, "một dòng cho mỗi kiểm tra")
            )
    once = tuple(rows[0][1] for _, rows in sorted(found.items()) if len(rows) == 1)
    return once, replace(file, problems=in_order(problems))


def expired(folder: Path, today: date) -> tuple[str, ...]:
    """Name the checks whose exceptions in ``folder`` no longer hold: with the same files a run may yet stop."""
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


def _parsed(file: SideFile, record: TypedRow, problems: list[SideProblem]) -> KnownException | None:
    """The exception of a row; None, told, when a cell is not what it should be."""
    if record.surplus:
        return None  # told with the file
    faults = [
        (column, "ô để trống", "đủ người phụ trách, thời hạn, lý do") for column in COLUMNS if not record.get(column)
    ]
    most, expires_on = record.get("max_failing_rows"), _day(record.get("expires_on"))
    if most and not _COUNT.fullmatch(most):
        faults.append(("max_failing_rows", shown(most), "một số nguyên, ví dụ 3"))
    if record.get("expires_on") and expires_on is None:
        faults.append(("expires_on", shown(record.get("expires_on")), EXPECTED_VI))
    problems += [SideProblem(file.name, VALUE_UNUSED, record.line, *fault) for fault in faults]
    if faults or expires_on is None:
        return None
    return KnownException(
        record.get("suite"),
        record.get("check_name"),
        int(most),
        record.get("owner"),
        expires_on,
        record.get("reason_vi"),
        record.get("source"),
    )


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except ValueError:
        return None
