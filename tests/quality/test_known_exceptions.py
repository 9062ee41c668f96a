"""Known exceptions let a failed check pass for a while, and never longer or further than somebody answers for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.quality.known_exceptions import expired, load_exceptions, read_exceptions, state_of, weigh
from pipelines.quality.results import (
    Checker,
    CheckResult,
    CheckSeverity,
    ExceptionState,
    KnownException,
    blocking_failures,
)

HEADER = "suite,check_name,max_failing_rows,owner,expires_on,reason_vi,source"
ROW = "tasks,task_id_once,3,Nguyễn Văn Thử,2026-06-30,Chờ xã gửi lại phụ lục,Biên bản thử ngày 02/6/2026"
KNOWN = KnownException(
    "tasks",
    "task_id_once",
    3,
    "Nguyễn Văn Thử",
    date(2026, 6, 30),
    "Chờ xã gửi lại phụ lục",
    "Biên bản thử ngày 02/6/2026",
)
FAILED = CheckResult(
    Checker.GREAT_EXPECTATIONS, "tasks", "task_id_once", CheckSeverity.BLOCK, False, "3/50", 3, "run-1"
)


def written(folder: Path, *rows: str) -> Path:
    (folder / "known_exceptions.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8-sig")
    return folder


def test_without_a_file_nothing_is_excused(tmp_path: Path) -> None:
    assert load_exceptions(tmp_path) == ()


def test_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    assert load_exceptions(written(tmp_path, ROW)) == (KNOWN,)


@pytest.mark.parametrize(
    ("today", "failing_rows", "state", "blocks"),
    [
        (date(2026, 6, 30), 3, ExceptionState.IN_FORCE, False),
        (date(2026, 7, 1), 3, ExceptionState.EXPIRED, True),
        (date(2026, 6, 30), 4, ExceptionState.EXCEEDED, True),
        (date(2026, 6, 30), None, ExceptionState.EXCEEDED, True),
    ],
)
def test_exception_holds_until_its_day_and_for_its_rows_only(
    today: date, failing_rows: int | None, state: ExceptionState, blocks: bool
) -> None:
    (weighed,) = weigh([replace(FAILED, failing_rows=failing_rows)], [KNOWN], today)
    assert (weighed.exception, weighed.exception_state) == (KNOWN, state)
    assert bool(blocking_failures([weighed])) is blocks


def test_exceptions_past_their_day_are_named(tmp_path: Path) -> None:
    folder = written(tmp_path, ROW, ROW.replace("task_id_once", "task_has_place").replace("2026-06-30", "2026-05-31"))
    assert expired(folder, date(2026, 6, 1)) == ("tasks.task_has_place",)


def test_another_check_of_the_same_table_still_blocks() -> None:
    other = replace(FAILED, check_name="task_has_document")
    weighed = weigh([FAILED, other], [KNOWN], date(2026, 6, 1))
    assert [result.check_name for result in blocking_failures(weighed)] == ["task_has_document"]


def test_exception_of_a_check_that_passes_or_does_not_exist_says_so() -> None:
    passed = {("tasks", "task_id_once"): replace(FAILED, passed=True, failing_rows=0)}
    assert state_of(KNOWN, passed, date(2026, 6, 1)) is ExceptionState.NOT_NEEDED
    assert state_of(KNOWN, {}, date(2026, 6, 1)) is ExceptionState.UNKNOWN_CHECK


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("Nguyễn Văn Thử", ""), "dòng 2, cột owner: ô để trống"),
        (ROW.replace("2026-06-30", "30/13/2026"), "cột expires_on: “30/13/2026”; cần ngày có thật"),
        (ROW.replace(",3,", ",vài,"), "cần một số nguyên"),
        (f"{ROW}\n{ROW}", "tasks.task_id_once có nhiều dòng (2, 3)"),
    ],
)
def test_row_that_nobody_can_answer_for_excuses_nothing_and_is_told(tmp_path: Path, row: str, said: str) -> None:
    other = ROW.replace("task_id_once", "task_has_place")
    found, file = read_exceptions(written(tmp_path, row, other))
    assert [known.check_name for known in found] == ["task_has_place"]
    assert file is not None
    assert [said in problem.text_vi for problem in file.problems] == [True]


def test_day_is_read_as_people_write_it(tmp_path: Path) -> None:
    assert load_exceptions(written(tmp_path, ROW.replace("2026-06-30", "30/6/2026"))) == (KNOWN,)


def test_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "known_exceptions.csv").write_text("suite,check_name\n", encoding="utf-8")
    found, file = read_exceptions(tmp_path)
    assert found == ()
    assert file is not None
    assert "thiếu cột max_failing_rows, owner" in file.problems[0].text_vi
