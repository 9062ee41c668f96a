"""Promise: a row of a task table states its targets wherever it says them, the column of times among them."""

from __future__ import annotations

from plan_builder import plan, table

from pipelines.model.plan import Plan

_HEAD = ["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời gian thực hiện"]


def _levels(found: Plan) -> list[tuple[str | None, str, int]]:
    return [(one.column, one.comparator, int(one.value)) for one in found.targets]


def test_what_is_reached_by_when_is_read_from_the_column_of_times() -> None:
    found = plan(
        table(
            [
                _HEAD,
                [
                    "1",
                    "Giải ngân vốn đầu tư công",
                    "Báo cáo",
                    "Phòng Kinh tế",
                    "Giải ngân 50% trước 30/6, 100% trước 31/12",
                ],
                ["2", "Xử lý tài sản công", "Báo cáo", "Phòng Kinh tế", "Quý I: 20%; cả năm: 100%"],
                ["3", "Công khai dự toán", "Quyết định", "Phòng Kinh tế", "Quý II: 02 đợt"],
            ]
        )
    )
    assert _levels(found) == [("deadline", "=", value) for value in (50, 100, 20, 100)]
    assert [one.task_index for one in found.targets] == [0, 0, 1, 1]


def test_an_output_that_repeats_its_row_takes_the_row_s_indicator() -> None:
    found = plan(
        table(
            [
                _HEAD,
                [
                    "1",
                    "Kiểm tra CCHC tại các cơ quan",
                    "Tối thiểu 30% số cơ quan được kiểm tra",
                    "Phòng VH-XH",
                    "Quý II",
                ],
                ["2", "Kiểm tra CCHC tại các cơ quan", "100% kiến nghị được xử lý", "Phòng VH-XH", "Quý III"],
            ]
        )
    )
    assert [one.indicator_code for one in found.targets] == ["reform_inspection_rate", None]
