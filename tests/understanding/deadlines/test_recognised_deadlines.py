"""Promises about deadline cells of scans: what is left of a time becomes no other time in silence."""

from __future__ import annotations

from datetime import date

import pytest
from plan_builder import HEADER, plan, recognised, table

from pipelines.model.plan import DeadlineKind, Plan, Task


def due(text: str, *, scanned: bool = True) -> tuple[Task, Plan]:
    drawn = table([HEADER, ("1", "Lập sổ theo dõi hồ sơ trễ hẹn", "Sổ", "Phòng Kinh tế", "Công an xã", text)])
    found = plan(recognised(drawn) if scanned else drawn)
    (task,) = found.tasks
    return task, found


def told(found: Plan) -> list[tuple[str, str | None]]:
    return [(one.evidence, one.detail) for one in found.findings if one.rule == "deadline_misread"]


@pytest.mark.parametrize("text", ["Quý", "Qúy.", "Tháng", "Năm", "Quý 2026", "Tháng /2026", "Quý/2026"])
def test_stretch_of_time_that_lost_its_number_on_a_scan_is_no_recurrence(text: str) -> None:
    task, found = due(text)
    assert (task.deadline.kind, task.deadline.recurrence, task.deadline.end) == (DeadlineKind.NONE, None, None)
    assert task.deadline_text == text
    assert task.confidence < 0.5
    assert told(found) == [(text, "thiếu số quý, số tháng hoặc năm")]


@pytest.mark.parametrize(
    ("text", "meant", "start", "end"),
    [
        ("Quý I, 112026", "Quý I, II/2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("Quý 1112026", "Quý III/2026", date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_quarter_glued_to_its_year_on_a_scan_is_read_with_a_doubt(
    text: str, meant: str, start: date, end: date
) -> None:
    task, found = due(text)
    assert (task.deadline.start, task.deadline.end) == (start, end)
    assert task.deadline_text == text
    assert task.confidence <= 0.5
    assert told(found) == [(text, f"hiểu là “{meant}”")]


def test_digits_beside_a_quarter_that_are_no_year_are_told() -> None:
    task, found = due("Quý I, 1V202600")
    assert task.confidence < 0.5
    assert told(found) == [("Quý I, 1V202600", "có dãy chữ số không phải năm")]


@pytest.mark.parametrize(
    "text", ["Quý III/2026", "Hằng quý", "Các quý trong năm", "Năm 2026", "Trong năm 2026", "Trước ngày 30/11/2026"]
)
def test_times_that_a_scan_gave_whole_are_read_as_printed_ones(text: str) -> None:
    task, found = due(text)
    assert task.deadline == due(text, scanned=False)[0].deadline
    assert told(found) == []


def test_printed_quarter_alone_comes_back_each_quarter() -> None:
    task, found = due("Quý", scanned=False)
    assert (task.deadline.kind, task.deadline.recurrence) == (DeadlineKind.RECURRING, "quarterly")
    assert told(found) == []
