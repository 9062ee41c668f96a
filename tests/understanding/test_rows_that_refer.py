"""Rows that say something by reference: first and last day in two columns, "như trên", shares in target tables."""

from __future__ import annotations

from datetime import date

import pytest
from plan_builder import LEFT, plan, rules, table

from pipelines.model.plan import DeadlineKind

SPAN = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian", LEFT)
LEVEL = ("^", "^", "^", "^", "Bắt đầu", "Kết thúc")
HEAD = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian hoàn thành")


def _spans(*pairs):
    rows = [(str(i), f"Rà soát quy trình {i}", "Báo cáo", "Công an xã", *pair) for i, pair in enumerate(pairs, 1)]
    return plan(table([SPAN, LEVEL, *rows])).tasks


@pytest.mark.parametrize(
    ("first", "last", "start", "end"),
    [
        ("01/2026", "10/2026", date(2026, 1, 1), date(2026, 10, 31)),
        ("15/02/2026", "30/6/2026", date(2026, 2, 15), date(2026, 6, 30)),
        ("Quý II", "Quý III", date(2026, 4, 1), date(2026, 9, 30)),
        ("Tháng 3", "Tháng 3", date(2026, 3, 1), date(2026, 3, 31)),
    ],
)
def test_first_and_last_day_in_two_columns_are_one_period(first, last, start, end):
    (task,) = _spans((first, last))
    assert (task.deadline.kind, task.deadline.start, task.deadline.end) == (DeadlineKind.PERIOD, start, end)
    assert task.deadline_text == f"{first}\n{last}"
    assert task.rule == "row.two_time_columns"


def test_one_filled_column_is_a_deadline_of_its_own():
    (task,) = _spans(("", "Trước 30/6/2026"))
    assert (task.deadline.kind, task.deadline.end) == (DeadlineKind.DATE, date(2026, 6, 30))


@pytest.mark.parametrize("words", ["Như trên", "nt", "- nt -", "//", "“Như trên”"])
def test_as_above_takes_deadline_and_office_of_the_row_above(words):
    rows = [
        HEAD,
        ("1", "Rà soát quy trình", "Báo cáo", "Công an xã", "", "Trước 30/6/2026"),
        ("2", "Tập huấn", "Báo cáo", words, "", words),
        ("3", "Tổng kết", "Báo cáo", words, "", words),
    ]
    tasks = plan(table(rows)).tasks
    assert [task.deadline.end for task in tasks] == [date(2026, 6, 30)] * 3
    assert [[one.code for one in task.offices] for task in tasks] == [["CA"]] * 3
    assert [task.deadline_text for task in tasks[1:]] == [words, words]
    assert all(task.confidence < 1 for task in tasks[1:])


def test_as_above_in_the_first_row_refers_to_nothing():
    (task,) = plan(table([HEAD, ("1", "Tập huấn", "Báo cáo", "Công an xã", "", "Như trên")])).tasks
    assert task.deadline.kind is DeadlineKind.NONE


def _values(header, *rows):
    return [(t.comparator, str(t.value), t.unit, t.year) for t in plan(table([header, *rows])).targets]


def test_percent_sign_in_the_column_title_holds_for_its_values():
    header = ("TT", "Nội dung chỉ tiêu", "Mục tiêu (%)", "Đơn vị chủ trì")
    row = ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "≥ 98", "Văn phòng")
    assert _values(header, row) == [(">=", "98", "percent", None)]


def test_share_without_any_sign_is_read_by_its_name_and_a_count_by_its_unit():
    header = ("TT", "Chỉ tiêu", "Năm 2026", "Năm 2027")
    rows = (("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "97", "98"), ("2", "Số cuộc đối thoại", "02 cuộc", "03 cuộc"))
    assert _values(header, *rows) == [
        ("=", "97", "percent", 2026),
        ("=", "98", "percent", 2027),
        ("=", "2", "count", 2026),
        ("=", "3", "count", 2027),
    ]


def test_the_level_that_the_province_sets_is_no_commitment_of_the_commune():
    header = ("TT", "Chỉ tiêu", "Chỉ tiêu tỉnh giao", "Xã phấn đấu")
    assert _values(header, ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "95%", "97%")) == [("=", "97", "percent", None)]


def test_an_output_takes_its_indicator_from_the_row():
    row = ("1", "Kiểm tra cải cách hành chính tại các đơn vị", "Ít nhất 30% đơn vị được kiểm tra", "Công an xã", "", "")
    (target,) = plan(table([HEAD, row])).targets
    assert (target.indicator_code, target.rule.endswith(".row") or target.rule.endswith(".context")) == (
        "reform_inspection_rate",
        True,
    )
    assert target.confidence < 1


@pytest.mark.parametrize(
    ("title", "due", "is_told"),
    [
        ("Thời gian\n(Năm 2026)", date(2026, 3, 20), False),
        ("Thời gian hoàn thành năm 2027", date(2027, 3, 20), False),
        ("Thời hạn hoàn thành theo Kế hoạch năm 2027", date(2026, 3, 20), True),
        ("Thời gian", date(2026, 3, 20), True),
    ],
)
def test_year_in_the_title_of_the_column_is_that_of_its_days(title, due, is_told):
    found = plan(
        table([(*HEAD[:-1], title), ("1", "Rà soát", "Báo cáo", "Công an xã", "Trạm Y tế", "Trước ngày 20/3")])
    )
    assert found.tasks[0].deadline.end == due
    assert ("deadline_year_missing" in rules(found)) == is_told
