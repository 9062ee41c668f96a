"""Tables of targets: rows become commitments with their value, unit and year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from plan_builder import para, plan, table

from pipelines.understanding.tables.target_tables import clause


def _values(found):
    return [(target.indicator_code, target.value, target.comparator, target.unit) for target in found.targets]


def test_row_of_a_target_table_is_a_target_of_its_unit():
    found = plan(
        table(
            [
                ("STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2026"),
                ("I", "Cải cách thủ tục hành chính", None, None),
                ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "≥ 98"),
                ("2", "Tỷ lệ số hóa hồ sơ, kết quả giải quyết thủ tục hành chính", "%", "100"),
            ]
        )
    )
    assert _values(found) == [
        ("on_time_rate", Decimal(98), ">=", "percent"),
        ("digitisation_rate", Decimal(100), "=", "percent"),
    ]
    assert found.targets[0].section == "I.1"
    assert found.targets[0].found_in == "table"
    assert not found.tasks


def test_target_table_with_a_responsible_office_is_still_one_of_targets():
    found = plan(
        table(
            [
                ("TT", "Tên chỉ tiêu", "ĐVT", "Chỉ tiêu năm 2026", "Đơn vị chủ trì"),
                ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "99", "Trung tâm Phục vụ hành chính công"),
            ]
        )
    )
    assert _values(found) == [("on_time_rate", Decimal(99), "=", "percent")]


def test_every_year_of_a_ladder_is_its_own_target():
    found = plan(
        table(
            [
                ("TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Năm 2027", "Năm 2030"),
                ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "97", "98", "99"),
            ]
        )
    )
    assert [(target.year, target.value) for target in found.targets] == [(2026, 97), (2027, 98), (2030, 99)]


def test_result_of_last_year_is_no_target():
    found = plan(
        table(
            [
                ("TT", "Chỉ tiêu", "ĐVT", "Thực hiện năm 2025", "Kế hoạch năm 2026"),
                ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "91", "98"),
            ]
        )
    )
    assert [target.value for target in found.targets] == [Decimal(98)]


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("Tỷ lệ A", "95", "%", "Tỷ lệ A đạt 95%"),
        ("Tỷ lệ A", "95%", "%", "Tỷ lệ A đạt 95%"),
        ("Tỷ lệ A:", "trên 95", "Phần trăm", "Tỷ lệ A đạt trên 95%"),
        ("Số sáng kiến", "02", "sáng kiến", "Số sáng kiến đạt 02 sáng kiến"),
        ("100% hồ sơ đúng hẹn", "100", "%", "100% hồ sơ đúng hẹn"),
    ],
)
def test_row_reads_like_a_sentence(name, value, unit, expected):
    assert clause(name, value, unit) == expected


SHARE, COUNT = "Tỷ lệ hồ sơ đúng hạn", "Tỷ lệ hồ sơ nộp qua mạng"


@pytest.mark.parametrize(
    "rows",
    [
        [("STT", "Nội dung", "Tỷ lệ (%)"), ("1", SHARE, "97"), ("2", COUNT, "≥ 72")],
        [
            ("TT", "Tên chỉ tiêu", "ĐVT", "Mục tiêu", "Phụ trách"),
            *((n, w, "%", v, "Văn phòng") for n, w, v in [("1", SHARE, "97"), ("2", COUNT, "từ 72 trở lên")]),
        ],
        [
            ("STT", "Tiêu chí", "Kết quả cần đạt", "Đơn vị chủ trì"),
            ("1", SHARE, "97%", "Văn phòng"),
            ("2", COUNT, "Tối thiểu 72%", "Phòng Kinh tế"),
        ],
        [
            ("STT", "Mục tiêu", "Chỉ tiêu", "Thời gian", "Chủ trì"),
            ("1", SHARE, "97%", "Năm 2026", "Văn phòng"),
            ("2", COUNT, "trên 72%", "Quý IV/2026", "Phòng Kinh tế"),
        ],
        [
            ("STT", "Nội dung", "Chỉ tiêu năm 2026", "Đơn vị theo dõi"),
            ("1", SHARE, "97%", "Văn phòng"),
            ("2", COUNT, "72%", "Phòng Kinh tế"),
        ],
    ],
)
def test_column_of_bare_levels_makes_a_table_one_of_targets(rows):
    found = plan(table(rows))
    says_who_and_when = {"Thời gian", "Chủ trì"} <= set(rows[0])
    assert len(found.tasks) == (len(rows) - 1 if says_who_and_when else 0), "targets that are handed out are tasks too"
    assert [str(target.value) for target in found.targets] == ["97", "72"]
    assert {target.unit for target in found.targets} == {"percent"}
    assert [target.indicator_code for target in found.targets] == ["on_time_rate", "online_dossier_rate"]


@pytest.mark.parametrize(
    "rows",
    [
        # levels beside tasks are what the tasks aim at
        [("STT", "Nhiệm vụ", "Chỉ tiêu năm 2026", "Chủ trì"), ("1", "Nhắc hẹn bằng tin nhắn", "97%", "Văn phòng")],
        # outputs with a number are no levels
        [("STT", "Mục tiêu", "Kết quả", "Chủ trì"), ("1", "Đối thoại với dân", "01 biên bản", "Văn phòng")],
        # contents with a day to be done by are tasks
        [("STT", "Nội dung", "Chỉ tiêu", "Chủ trì", "Thời gian"), ("1", "Nhắc hẹn", "97%", "Văn phòng", "Quý I")],
    ],
)
def test_levels_beside_work_leave_the_rows_tasks(rows):
    assert len(plan(table(rows)).tasks) == 1


def test_shares_of_money_are_no_targets():
    rows = [
        ("STT", "Nội dung", "Tỷ lệ (%)", "Kinh phí"),
        ("1", "Tuyên truyền", "55", "20"),
        ("2", "Tập huấn", "45", "15"),
    ]
    assert not plan(table(rows)).targets


QUARTERS = ("Quý I", "Quý II", "Quý III", "Quý IV")


@pytest.mark.parametrize(("title", "sign"), [("Chỉ tiêu (%)", ""), ("Chỉ tiêu", "%")])
def test_a_ladder_of_quarters_gives_the_years_own_value_and_its_parts_below_it(title: str, sign: str):
    levels = [f"{value}{sign}" for value in (60, 70, 80, 90)]
    found = plan(table([("STT", title, *QUARTERS), ("1", "Tỷ lệ hồ sơ trực tuyến", *levels)]))
    assert [(one.value, one.scope, one.parent) for one in found.targets] == [
        (90, None, None),
        (60, "Quý I", 0),
        (70, "Quý II", 0),
        (80, "Quý III", 0),
    ]
    assert {(one.indicator_code, one.unit) for one in found.targets} == {("online_dossier_rate", "percent")}
    assert not any(one.rule == "target_conflict" for one in found.findings)


def test_columns_of_an_earlier_year_are_no_targets():
    found = plan(
        table(
            [
                ("TT", "Chỉ tiêu", "ĐVT", "Năm 2025", None, "Năm 2026"),
                ("^", "^", "^", "KH", "TH", "^"),
                ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98", "98,4", "99"),
            ]
        )
    )
    assert [(one.value, one.year) for one in found.targets] == [(99, None)]


def test_the_column_of_results_is_no_target():
    found = plan(
        table(
            [
                ("TT", "Chỉ tiêu", "Kế hoạch giao", "Kết quả đạt được"),
                ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "98%", "98,4%"),
                ("2", "Tỷ lệ số hóa hồ sơ", "80%", "81%"),
            ]
        )
    )
    assert [one.value for one in found.targets] == [98, 80]


@pytest.mark.parametrize(
    ("caption", "count"),
    [
        ("I. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU NĂM 2025", 0),
        ("Kết quả thực hiện các chỉ tiêu năm 2025 như sau:", 0),
        ("II. CHỈ TIÊU NĂM 2026", 1),
        ("Kết quả năm 2025 và chỉ tiêu năm 2026:", 1),
    ],
)
def test_a_table_of_results_gives_no_targets(caption: str, count: int):
    rows = [("TT", "Chỉ tiêu", "ĐVT", "Kế hoạch giao"), ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98")]
    assert len(plan(para(caption, "h"), table(rows)).targets) == count


def test_a_value_inside_another_stands_below_the_one_of_its_own_year():
    levels = ("80%, trong đó toàn trình 60%", "85%, trong đó toàn trình 65%")
    header = ("TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Năm 2027")
    found = plan(table([header, ("1", "Tỷ lệ hồ sơ trực tuyến", "%", *levels)]))
    assert [(one.value, one.year, one.parent) for one in found.targets] == [
        (80, 2026, None),
        (60, 2026, 0),
        (85, 2027, None),
        (65, 2027, 2),
    ]


def test_years_alone_are_titles_of_levels_and_the_unit_may_stand_above_the_table():
    """ "Chỉ tiêu | Năm 2025 | 2026 | 2027" below "(đơn vị: %)": no sign stands in any cell."""
    rows = [("Chỉ tiêu", "Năm 2025", "2026", "2027"), ("Hồ sơ giải quyết đúng hạn", "95", "97", "98")]
    found = plan(para("1. Mục tiêu từng năm (đơn vị: %)", "h"), table(rows))
    assert [(target.unit, target.year, target.value) for target in found.targets] == [
        ("percent", 2026, 97),
        ("percent", 2027, 98),
    ]


def test_a_unit_above_the_table_that_is_no_share_makes_none():
    rows = [("Chỉ tiêu", "Năm 2025", "2026", "2027"), ("Hồ sơ giải quyết đúng hạn", "95", "97", "98")]
    found = plan(para("Đơn vị tính: hồ sơ", "r"), table(rows))
    assert all(target.unit != "percent" for target in found.targets)


def test_level_of_a_thing_that_was_done_before_is_no_result():
    """ "đã số hóa" names the data; in a table of targets the column says what the number is."""
    rows = [("TT", "Chỉ tiêu", "Kế hoạch 2026"), ("1", "Giấy tờ đã số hóa được dùng lại", "65%")]
    assert [target.value for target in plan(table(rows)).targets] == [65]


def test_a_sentence_above_a_table_of_targets_is_no_caption_that_reports() -> None:
    rows = [["TT", "Chỉ tiêu giao các bộ phận", "Mức phải đạt"], ["1", "Tỷ lệ văn bản ký số", "100%"]]
    sentence = "Yêu cầu các phòng nghiêm túc triển khai thực hiện; coi kết quả thực hiện là căn cứ để bình xét thi đua."
    assert [one.value for one in plan(para(sentence), table(rows)).targets] == [100]
    assert not plan(para("Kết quả thực hiện các chỉ tiêu năm 2025"), table(rows)).targets


def test_unit_in_the_title_of_a_group_is_that_of_its_rows():
    found = plan(
        table(
            [
                ("TT", "Chỉ tiêu", "2026", "2027"),
                ("Dịch vụ công (đơn vị: %)", None, None, None),
                ("1", "Hồ sơ thanh toán trực tuyến", "≥55", "≥60"),
                ("2", "Hồ sơ giải quyết đúng hạn", "98", "98,5"),
            ]
        )
    )
    assert [(target.value, target.comparator, target.unit, target.year) for target in found.targets] == [
        (Decimal(55), ">=", "percent", 2026),
        (Decimal(60), ">=", "percent", 2027),
        (Decimal(98), "=", "percent", 2026),
        (Decimal("98.5"), "=", "percent", 2027),
    ]
