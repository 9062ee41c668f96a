"""What a reader of the deadline calendar may rely on.

One file on purpose: the wordings of one function, kind by kind.
"""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.plan import DeadlineKind
from pipelines.understanding.deadlines import deadline_findings, parse_deadline, parse_deadline_span

YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
FORMS = ("{0.day}/{0.month}/{0.year}", "{0:%d/%m/%Y}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}", "{0:%d} tháng {0:%m} năm {0:%Y}")
LEADS = (
    "trước ngày ",
    "Trước ",
    "Hoàn thành trước ngày ",
    "chậm nhất là ngày ",
    "đến hết ngày ",
    "ngày ",
    "Báo cáo trước ngày ",
)
CELLS = (
    "Đề án quý I/2026; Sơ kết quý II, III/2026",
    "Ban hành trong tháng 02/2026, kiểm tra chậm nhất trong tháng 6/2026 và báo cáo trước ngày 15/12/2026",
    "Trong thời hạn 20 ngày kể từ ngày Sở Nội vụ gửi hướng dẫn",
    "Theo Kế hoạch số 15/KH-UBND ngày 20/01/2026 của Uỷ ban nhân dân tỉnh Hoà Bình",
    "Thường xuyên khi có yêu cầu của Tỉnh uỷ",
    "Trước ngày 25 tháng 11 hằng năm",
    "Định kỳ hằng quý, 6 tháng, năm hoặc đột xuất",
)


def _read(text, plan_year=2026):
    return parse_deadline(text, plan_year=plan_year)


def _facts(text):
    deadline = _read(text)
    parts = [(m.kind, m.start, m.end, m.recurrence, m.offset) for m in deadline.milestones]
    return deadline.kind, deadline.start, deadline.end, deadline.recurrence, parts


def _rules(deadline):
    return [finding.rule for finding in deadline.findings]


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(LEADS))
def test_any_date_in_any_form_is_read_back(day, form, lead):
    deadline = _read(lead + form.format(day))
    assert (deadline.kind, deadline.start, deadline.end) == (DeadlineKind.DATE, None, day)
    assert deadline.is_exclusive == ("trước" in lead.lower())


@given(
    st.integers(1, 12),
    st.integers(2000, 2099),
    st.sampled_from(
        ["Tháng {0}/{1}", "tháng {0:02d} năm {1}", "T{0}/{1}", "{0}/{1}", "Hoàn thành trong tháng {0}.{1}"]
    ),
)
def test_any_month_in_any_form_has_its_first_and_last_day(month, year, form):
    deadline = _read(form.format(month, year))
    assert (deadline.kind, deadline.start) == (DeadlineKind.MONTH, date(year, month, 1))
    assert (deadline.end.year, deadline.end.month) == (year, month)
    assert date.fromordinal(deadline.end.toordinal() + 1).day == 1


@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(2000, 2099),
    st.sampled_from(
        ["Quý {0}, {1}/{2}", "quý {0} - {1} năm {2}", "Quý {0} và quý {1}, năm {2}", "Từ quý {0} đến quý {1}/{2}"]
    ),
    st.booleans(),
)
def test_any_quarters_run_from_the_first_to_the_last(first, more, year, form, roman):
    last = min(3, first + more)
    names = ("I", "II", "III", "IV") if roman else ("1", "2", "3", "4")
    deadline = _read(form.format(names[first], names[last], year))
    assert (deadline.kind, deadline.start) == (DeadlineKind.QUARTER, date(year, first * 3 + 1, 1))
    assert (deadline.end.year, deadline.end.month) == (year, last * 3 + 3)


@given(st.sampled_from(CELLS), st.data())
def test_line_breaks_and_double_spaces_change_nothing(cell, data):
    spaces = [at for at, char in enumerate(cell) if char == " "]
    wide = set(data.draw(st.lists(st.sampled_from(spaces), max_size=6)))
    gap = data.draw(st.sampled_from(["\n", "  ", " \n ", "\u00a0"]))
    assert _facts("".join(gap if at in wide else char for at, char in enumerate(cell))) == _facts(cell)


@given(st.sampled_from(CELLS), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_unicode_form_tone_placement_and_capitals_change_nothing(cell, form, capitals):
    text = unicodedata.normalize(form, cell.replace("Uỷ", "Ủy").replace("uỷ", "ủy").replace("Hoà", "Hòa"))
    assert _facts(text) == _facts(cell)


@given(st.text(alphabet="qQuýIVtháng năm/-.,;()0123456789rướcđến\n", max_size=40))
def test_no_text_makes_the_reader_fail_or_give_an_end_before_its_start(text):
    deadline = _read(text)
    for one in (deadline, *deadline.milestones):
        assert not one.start or not one.end or one.start <= one.end


@pytest.mark.parametrize(
    ("text", "evidence", "detail"),
    [
        ("Trước ngày 31/01/206", "31/01/206", "có thể là 31/01/2026"),
        ("Trước ngày 31/6/2026", "31/6/2026", "có thể là 30/06/2026"),
        ("Ngày 05/15/2026", "05/15/2026", "có thể là 15/05/2026"),
        ("Ngày 40/40/2026", "40/40/2026", "không suy ra được ngày đúng"),
    ],
)
def test_an_impossible_date_is_reported_with_what_it_may_mean_and_never_repaired(text, evidence, detail):
    deadline = _read(text)
    assert (deadline.kind, deadline.end) == (DeadlineKind.DATE, None)
    (finding,) = deadline.findings
    assert (finding.rule, finding.evidence, finding.detail) == ("impossible_date", evidence, detail)


def test_one_impossible_date_leaves_the_latest_end_unknown():
    deadline = _read("Kế hoạch trước ngày 15/3/2026; Báo cáo trước ngày 31/4/2026")
    assert deadline.end is None
    assert [m.end for m in deadline.milestones] == [date(2026, 3, 15), None]


def test_a_missing_year_is_the_plans_and_is_said_so():
    deadline = _read("Quý III, IV")
    assert deadline.milestones[0].year_inferred
    assert _rules(deadline) == ["deadline_year_missing"]
    assert _rules(_read("Quý III, IV/2026")) == []


def test_without_a_plan_year_a_missing_year_stays_unknown():
    deadline = parse_deadline("Trước 30/6", plan_year=None)
    assert (deadline.kind, deadline.end) == (DeadlineKind.DATE, None)
    assert _rules(deadline) == ["deadline_year_missing"]
    assert parse_deadline("Trước 30/6", plan_year=None, period=YEAR_2026).end == date(2026, 6, 30)


def test_parts_keep_their_labels():
    deadline = _read("Đề án quý I/2026; Sơ kết quý II, III/2026; - Báo cáo: trước ngày 05/12/2026")
    assert [m.label for m in deadline.milestones] == ["Đề án", "Sơ kết", "Báo cáo"]
    assert deadline.milestones[0].text == "Đề án quý I/2026"


def test_a_condition_in_brackets_belongs_to_the_date_before_it():
    (milestone,) = _read("Quý II năm 2026\n(Sau khi có hướng dẫn của Bộ)").milestones
    assert milestone.condition == "Sau khi có hướng dẫn của Bộ"
    assert milestone.text == "Quý II năm 2026 (Sau khi có hướng dẫn của Bộ)"


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("Trong thời hạn 15 ngày kể từ ngày ban hành", "P15D"),
        ("Sau 03 tháng kể từ khi có văn bản", "P3M"),
        ("Sau 02 tuần kể từ ngày họp", "P2W"),
        ("Trong vòng 24 giờ kể từ khi nhận tin", "PT24H"),
        ("Ngay sau khi ban hành văn bản", "P0D"),
    ],
)
def test_offsets_are_iso_8601_durations_with_their_event(text, offset):
    (milestone,) = _read(text).milestones
    assert milestone.offset == offset
    assert milestone.anchor


def test_a_date_inside_a_cited_act_is_no_deadline():
    deadline = _read("Theo Quyết định số 45/QĐ-UBND ngày 25/9/2025 và Kế hoạch số 3-KH/TU, ngày 01/02/2026 của Tỉnh ủy")
    assert (deadline.kind, deadline.end) == (DeadlineKind.BY_PLAN, None)


def test_words_no_rule_knows_are_reported_not_guessed():
    deadline = _read("Ngân sách địa phương")
    assert (deadline.kind, deadline.milestones, _rules(deadline)) == (DeadlineKind.NONE, (), ["deadline_unparsed"])


@pytest.mark.parametrize("text", [None, "", " \n", "-", "–", "…"])
def test_an_empty_cell_has_no_deadline_and_no_fault(text):
    deadline = _read(text)
    assert (deadline.kind, deadline.milestones, deadline.findings) == (DeadlineKind.NONE, (), ())


def test_an_office_glued_to_the_date_is_reported():
    deadline = _read("Trong năm 2026 Công an xã")
    assert [(f.rule, f.evidence) for f in deadline.findings] == [("cell_spill", "Công an xã")]


def test_lost_tone_marks_are_read_with_less_confidence():
    whole, damaged = _read("Quý III/2026"), _read("Quy III/2026")
    assert (damaged.start, damaged.end) == (whole.start, whole.end)
    assert damaged.confidence < whole.confidence == 1.0


def _held_against_plan(text, issued_on=None, period=YEAR_2026):
    return [f.rule for f in deadline_findings(_read(text), period, issued_on)]


def test_deadlines_outside_the_period_are_reported():
    assert _held_against_plan("Tháng 12/2025") == ["deadline_before_period"]
    assert _held_against_plan("Trước ngày 15/02/2027") == ["deadline_after_period"]
    assert _held_against_plan("Quý IV/2026") == []
    assert _held_against_plan("Trước ngày 31/01 năm liền kề") == []


def test_deadlines_before_the_day_of_issue_are_reported_only_when_that_day_is_known():
    assert _held_against_plan("Trước ngày 15/01/2026", date(2026, 1, 20)) == ["deadline_before_issue"]
    assert _held_against_plan("Trước ngày 15/01/2026", date(2026, 1, 10)) == []
    assert _held_against_plan("Trước ngày 15/01/2026") == []


def test_what_a_date_is_about_may_stand_after_it():
    deadline = _read("Trước 31/3/2026 đối với kế hoạch; trước 30/6/2026 đối với báo cáo sơ kết")
    assert [m.label for m in deadline.milestones] == ["kế hoạch", "báo cáo sơ kết"]


def test_a_list_says_before_and_its_year_once_for_all():
    deadline = _read("Trước ngày 15/3, 15/6 và 15/9/2027")
    assert [m.end for m in deadline.milestones] == [date(2027, 3, 15), date(2027, 6, 15), date(2027, 9, 15)]
    assert all(m.is_exclusive and not m.year_inferred for m in deadline.milestones)
    assert deadline.findings == ()


def test_brackets_after_a_date_name_its_product_or_its_condition():
    deadline = _read("Tháng 3/2026 (Kế hoạch); Tháng 11/2026 (Báo cáo); Quý II/2026 (nếu có)")
    assert [m.label for m in deadline.milestones] == ["Kế hoạch", "Báo cáo", None]
    assert [m.condition for m in deadline.milestones] == [None, None, "nếu có"]
    assert deadline.milestones[1].text == "Tháng 11/2026 (Báo cáo)"


@pytest.mark.parametrize(
    ("text", "recurrence", "day", "month"),
    [
        ("Ngày 20 hằng tháng", "monthly", 20, 0),
        ("Trước ngày 05 của tháng liền kề", "monthly", 5, 1),
        ("Trước ngày 10 tháng đầu của quý liền kề", "quarterly", 10, 1),
        ("Ngày 25 tháng cuối quý", "quarterly", 25, 0),
        ("Ngày 15 hằng quý", "quarterly", None, None),
        ("Ngày 45 hằng tháng", "monthly", None, None),
        ("Định kỳ hằng tháng", "monthly", None, None),
    ],
)
def test_a_cycle_keeps_the_day_on_which_it_falls_due(text, recurrence, day, month):
    (milestone,) = _read(text).milestones
    assert (milestone.recurrence, milestone.cycle_day, milestone.cycle_month_offset) == (recurrence, day, month)
    assert str(day or "") in milestone.text


def test_a_day_in_a_month_of_a_named_quarter_is_that_day_and_comes_back_no_more():
    deadline = _read("Báo cáo trước ngày 10 của tháng cuối quý II/2026")
    (milestone,) = deadline.milestones
    assert (milestone.label, milestone.end, milestone.is_exclusive) == ("Báo cáo", date(2026, 6, 10), True)
    assert (milestone.recurrence, _rules(deadline), deadline.confidence) == (None, [], 1.0)
    assert _rules(_read("Ngày 31 tháng cuối quý II/2026")) == ["impossible_date"]


def test_the_words_that_name_a_part_of_a_quarter_are_read_and_become_no_label():
    for text in ("Trong 15 ngày đầu quý III/2026", "Tháng cuối cùng của quý II/2026", "Hai tháng đầu quý III/2026"):
        deadline = _read(text)
        assert ([m.label for m in deadline.milestones], _rules(deadline)) == ([None], []), text


QUARTER_2 = (date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    "text", ["Trong quý", "Cuối quý", "Hoàn thành trong quý", "Đến hết quý", "Trong quý này", "Báo cáo cuối quý."]
)
def test_the_quarter_of_a_quarterly_plan_goes_without_saying(text):
    deadline = parse_deadline(text, plan_year=2026, period=QUARTER_2)
    assert (deadline.kind, deadline.start, deadline.end) == (DeadlineKind.QUARTER, *QUARTER_2)
    assert (_rules(deadline), deadline_findings(deadline, QUARTER_2, None)) == ([], ())


@pytest.mark.parametrize("text", ["Hằng quý", "Thường xuyên trong quý", "Ngày 25 của tháng cuối trong quý"])
def test_cycles_stay_cycles_in_a_quarterly_plan(text):
    assert parse_deadline(text, plan_year=2026, period=QUARTER_2) == parse_deadline(text, plan_year=2026)


def test_a_quarter_without_a_number_is_not_guessed_in_the_plan_of_a_year():
    assert parse_deadline("Cuối quý", plan_year=2026, period=YEAR_2026).recurrence == "quarterly"
    assert _rules(parse_deadline("Trong quý", plan_year=2026, period=YEAR_2026)) == ["deadline_unparsed"]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Trước Tết Nguyên đán", "Tết Nguyên đán"),
        ("Trước mùa du lịch hè 2026", "mùa du lịch hè 2026"),
        ("Trước năm học mới", "năm học mới"),
    ],
)
def test_a_season_says_what_the_deadline_hangs_on_and_gives_no_day(text, anchor):
    deadline = _read(text)
    assert (deadline.milestones[0].anchor, deadline.end, _rules(deadline)) == (anchor, None, ["deadline_conditional"])


def test_a_school_year_is_dated_by_convention_and_left_for_review():
    assert _read("Năm học 2026 - 2027").confidence <= 0.6
    assert _rules(_read("Năm học 2027 - 2026")) == ["impossible_date"]


def test_of_several_cycles_the_cell_shows_the_one_that_comes_back_soonest():
    deadline = _read("Hằng tháng (trước ngày 15), quý, 6 tháng, năm")
    assert (deadline.recurrence, [m.recurrence for m in deadline.milestones]) == ("monthly", ["monthly", "quarterly"])


def test_a_reports_quarter_is_no_day_of_the_first_quarter():
    deadline = _read("Quý I, 6 tháng, quý III, năm")
    assert (deadline.start, deadline.end, _rules(deadline)) == (None, None, [])


def _days(deadline):
    return [(m.label, m.start, m.end) for m in deadline.milestones]


def test_two_days_of_one_cell_are_two_milestones_with_their_labels():
    deadline = _read("Lấy ý kiến trước ngày 12/5/2026, chính thức công bố từ ngày 18/5/2026")
    opinions, published = ("Lấy ý kiến", None, date(2026, 5, 12)), ("chính thức công bố", date(2026, 5, 18), None)
    assert _days(deadline) == [opinions, published]
    assert (deadline.kind, deadline.start, deadline.end) == (DeadlineKind.DATE, None, date(2026, 5, 12))
    assert deadline.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Từ ngày 18/5/2026 đến ngày 12/5/2026",
        "18/5/2026 - 12/5/2026",
        "Từ 18/5 đến 12/5/2026",
        "Từ 15/12 đến 15/01",
        "Từ ngày 25 đến ngày 20/6/2026",
        "Tháng 9/2026 đến tháng 3/2026",
        "Quý IV - I",
    ],
)
def test_what_ends_before_it_begins_is_no_period_and_is_reported(text):
    deadline = _read(text)
    assert (deadline.kind, deadline.start, deadline.end) == (DeadlineKind.NONE, None, None)
    assert _rules(deadline) == ["deadline_reversed"]
    assert deadline.findings[0].evidence == text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Từ 15/12 đến 15/01/2027", date(2026, 12, 15), date(2027, 1, 15)),
        ("Từ ngày 15/12/2026 đến ngày 15/01", date(2026, 12, 15), date(2027, 1, 15)),
        ("Tháng 11 đến tháng 02/2027", date(2026, 11, 1), date(2027, 2, 28)),
        ("Tháng 11/2026 - tháng 2", date(2026, 11, 1), date(2027, 2, 28)),
        ("Quý IV đến quý I/2027", date(2026, 10, 1), date(2027, 3, 31)),
        ("Từ 01/3 đến 30/6/2026", date(2026, 3, 1), date(2026, 6, 30)),
        ("Quý III, I/2026", date(2026, 1, 1), date(2026, 9, 30)),
    ],
)
def test_a_range_over_the_new_year_has_the_year_that_its_other_end_leaves_it(text, start, end):
    deadline = _read(text)
    assert (deadline.start, deadline.end) == (start, end)
    assert "deadline_reversed" not in _rules(deadline)


def test_a_reversed_part_leaves_the_other_parts_and_the_latest_end_unknown():
    deadline = _read("Kế hoạch trước ngày 15/3/2026; thực hiện từ 18/5/2026 đến 12/5/2026")
    assert (deadline.kind, deadline.end, _rules(deadline)) == (DeadlineKind.DATE, None, ["deadline_reversed"])
    assert deadline.milestones[0].end == date(2026, 3, 15)


def test_two_columns_that_run_backwards_are_reported_and_those_over_the_new_year_are_read():
    backwards = parse_deadline_span("30/6/2026", "01/3/2026", plan_year=2026)
    assert (backwards.kind, backwards.start, backwards.end) == (DeadlineKind.NONE, None, None)
    assert _rules(backwards) == ["deadline_reversed"]
    ordered = parse_deadline_span("15/12/2026", "15/01/2027", plan_year=2026)
    assert (ordered.start, ordered.end, _rules(ordered)) == (date(2026, 12, 15), date(2027, 1, 15), [])


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("Trong thời hạn 15 ngày kể từ ngày ban hành", "P15D"),
        ("Trong thời hạn 15 ngày làm việc kể từ ngày ban hành", "P15BD"),
        ("15 ngày trước Tết Nguyên đán", "-P15D"),
        ("Sau 02 tháng kể từ ngày có hướng dẫn", "P2M"),
    ],
)
def test_working_days_and_days_before_an_event_are_told_apart(text, offset):
    (milestone,) = parse_deadline(text, plan_year=2026).milestones
    assert milestone.offset == offset


@pytest.mark.parametrize(
    ("text", "rule"),
    [("Tuần 2 tháng 3/2026", "deadline_week_of_month"), ("Rằm tháng Giêng", "deadline_lunar_day")],
)
def test_time_without_a_fixed_day_is_told(text, rule):
    found = parse_deadline(text, plan_year=2026)
    assert rule in {finding.rule for finding in found.findings}


@pytest.mark.parametrize(
    ("text", "printed"),
    [("Giữa quý II/2026", "Giữa quý II/2026"), ("trong tuần đầu năm 2026", "tuần đầu năm 2026")],
)
def test_a_time_that_is_printed_narrower_than_it_is_read_is_told(text, printed):
    deadline = parse_deadline(text, plan_year=2026)
    assert [(finding.rule, finding.evidence) for finding in deadline.findings] == [("deadline_narrowed", printed)]
    assert deadline.confidence <= 0.8


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Dự kiến quý III/2026", "Dự kiến quý III/2026"),
        ("Báo cáo tổng kết: khoảng tháng 11/2026", "khoảng tháng 11/2026"),
        ("Trong khoảng cuối tháng 5/2026", "khoảng cuối tháng 5/2026"),
        ("Quý IV/2026 (dự kiến)", "Quý IV/2026 (dự kiến"),
        ("Sớm nhất vào ngày 15/9/2026", "Sớm nhất vào ngày 15/9/2026"),
    ],
)
def test_a_time_that_is_printed_as_not_settled_is_told(text, printed):
    deadline = parse_deadline(text, plan_year=2026)
    assert ("deadline_softened", printed) in {(finding.rule, finding.evidence) for finding in deadline.findings}
    assert deadline.confidence <= 0.8


@pytest.mark.parametrize(
    "text",
    ["Trong khoảng tháng 5 đến tháng 7/2026", "Lập dự kiến chương trình: quý II/2026", "Khoảng thời gian năm 2026"],
)
def test_words_like_those_of_an_open_time_that_speak_of_something_else_are_not_told_so(text):
    rules = [finding.rule for finding in parse_deadline(text, plan_year=2026).findings]
    assert "deadline_softened" not in rules


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Trước ngày 31/01/2026 và tổ chức thực hiện", None),
        ("Tháng 6/2026 là xong", None),
        ("Quý I/2026 lúc 80%", "lúc 80%"),
    ],
)
def test_words_after_the_last_time_are_told_when_they_say_something(text, left):
    found = [finding.detail for finding in parse_deadline(text, plan_year=2026).findings]
    assert found == ([left] if left else [])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Quý II/2026 (tuần 1)", "tuần 1"),
        ("Tuần 1, tháng 3/2026", "Tuần 1"),
        ("Quý I/2026 (giữa quý)", "giữa quý"),
        ("Nửa cuối quý II/2026", "Nửa"),
        ("Tháng 9/2026 (nửa đầu)", "nửa"),
        ("Tháng 6 âm lịch năm 2026", "âm lịch"),
    ],
)
def test_words_of_a_time_that_stand_beside_the_time_that_was_read_are_told(text, left):
    deadline = parse_deadline(text, plan_year=2026)
    assert ("deadline_words_left", left) in {(finding.rule, finding.detail) for finding in deadline.findings}
    assert deadline.confidence <= 0.8


@pytest.mark.parametrize("text", ["Báo cáo tuần: thứ Sáu hằng tuần", "Đối thoại giữa lãnh đạo và dân: quý II/2026"])
def test_names_of_tasks_with_such_words_are_no_words_of_a_time(text):
    rules = [finding.rule for finding in parse_deadline(text, plan_year=2026).findings]
    assert "deadline_words_left" not in rules


@pytest.mark.parametrize("text", ["Cuối năm 2026", "6 tháng đầu năm 2026", "Quý II/2026", "đầu mối: quý II/2026"])
def test_a_time_that_is_read_as_it_is_printed_is_not_told_so(text):
    rules = [finding.rule for finding in parse_deadline(text, plan_year=2026).findings]
    assert "deadline_narrowed" not in rules
