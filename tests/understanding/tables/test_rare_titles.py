"""A column whose title no wording covers is still read when the other titles are known; the reviewer is told."""

from __future__ import annotations

import pytest
from plan_builder import HEADER, document, plan, rules, table

from pipelines.understanding.tables.rows import read_tasks

LEAF = ("1", "Rà soát quy trình nội bộ", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý II/2026")
SECOND = ("2", "Tập huấn công chức một cửa", "Lớp tập huấn", "Công an xã", "Phòng Kinh tế", "Tháng 9/2026")
COLUMN = {"task": 1, "output": 2, "lead": 3, "coordination": 4, "deadline": 5}


def _read(role: str, title: str):
    header = [*HEADER]
    header[COLUMN[role]] = title
    return read_tasks(document(table([header, LEAF, SECOND])))


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("task", "Nội dung cần được triển khai dứt điểm trong năm"),
        ("task", "Danh mục những công việc phải hoàn thành dứt điểm"),
        ("output", "Số, ký hiệu của văn bản hoặc sản phẩm"),
        ("lead", "Chủ trì (cơ quan, đơn vị, cá nhân)"),
        ("lead", "Cơ quan chủ chì"),
        ("coordination", "Cơ quan phói hợp"),
        ("deadline", "Thòi gian thực hiên"),
        ("deadline", "Trình cấp có thẩm quyền"),
        ("lead", "Ai nhận"),
    ],
)
def test_title_of_other_words_or_with_a_slip_gives_the_role_that_is_missing(role, title):
    tables = _read(role, title)
    assert [row.texts[role] for row in tables.rows] == [LEAF[COLUMN[role]], SECOND[COLUMN[role]]]
    assert "header_repaired" in {finding.rule for finding in tables.findings}


def test_known_titles_raise_no_doubt():
    assert "header_repaired" not in rules(plan(table([HEADER, LEAF, SECOND])))


def test_role_that_a_known_title_has_is_not_given_again():
    header = (*HEADER, "Cơ quan chủ chì cũ")
    tables = read_tasks(document(table([header, (*LEAF, "Công an xã"), (*SECOND, "Công an xã")])))
    assert [row.texts["lead"] for row in tables.rows] == [LEAF[3], SECOND[3]]


def test_column_of_shares_left_of_the_tasks_holds_the_objectives():
    header = ("STT", "Muốn gì", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian")
    rows = [
        ("1", "98% hồ sơ được giải quyết đúng hạn", "Nhắc việc", "Bảng", "Văn phòng", "Quý II/2026"),
        ("2", "100% hồ sơ được số hóa", "Tập huấn", "Lớp", "Phòng Kinh tế", "Quý III/2026"),
    ]
    found = plan(table([header, *rows]))
    assert [task.objective for task in found.tasks] == [row[1] for row in rows]
    assert [target.indicator_code for target in found.targets] == ["on_time_rate", "digitisation_rate"]
    assert "header_repaired" in rules(found)


def test_column_of_words_left_of_the_tasks_stays_unknown():
    header = ("STT", "Màu thẻ", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian")
    rows = [("1", "Xanh", *LEAF[1:4], LEAF[5]), ("2", "Vàng", *SECOND[1:4], SECOND[5])]
    assert "header_unknown" in rules(plan(table([header, *rows])))


def test_unit_over_offices_is_who_leads():
    header = ("STT", "Đơn vị", "Việc", "Sản phẩm", "Thời gian")
    rows = [("1", "Phòng Kinh tế", "Rà soát", "Báo cáo", "Quý II"), ("2", "Công an xã", "Tập huấn", "Lớp", "Quý III")]
    assert [task.lead for task in plan(table([header, *rows])).tasks] == ["Phòng Kinh tế", "Công an xã"]


def test_title_that_tells_nothing_over_words_stays_unknown():
    header = (*HEADER, "Màu thẻ")
    tables = read_tasks(document(table([header, (*LEAF, "Xanh"), (*SECOND, "Vàng")])))
    assert "header_unknown" in {finding.rule for finding in tables.findings}


def test_names_of_procedures_are_not_taken_for_tasks():
    header = ("STT", "Tên thủ tục hành chính", "Lĩnh vực", "Cơ quan thực hiện", "Thời hạn giải quyết")
    rows = [("1", "Khai sinh", "Hộ tịch", "UBND xã", "01 ngày"), ("2", "Khai tử", "Hộ tịch", "UBND xã", "01 ngày")]
    assert read_tasks(document(table([header, *rows]))).rows == ()


@pytest.mark.parametrize(
    ("title", "role"),
    [("SP", "output"), ("KQ/SP", "output"), ("NV", "task"), ("Tham mưu thực hiện", "lead"), ("Đơn vị chính", "lead")],
)
def test_short_titles_are_known(title, role):
    assert _read(role, title).rows[0].texts[role] == LEAF[COLUMN[role]]


def test_recipients_and_signature_in_the_last_row_of_the_table_are_no_task():
    closing = ("", "Nơi nhận: - Sở Nội vụ; - Lưu: VT.", "", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nMùa A Ín", "", "")
    assert len(read_tasks(document(table([HEADER, LEAF, SECOND, closing]))).rows) == 2


def test_posts_of_a_committee_are_nobody_who_leads_a_task():
    header = ("STT", "Họ và tên", "Chức vụ", "Nhiệm vụ được phân công", "Ghi chú")
    rows = [
        ("1", "Mùa A Ín", "Chủ tịch UBND xã", "Chỉ đạo chung", ""),
        ("2", "Vi Thị Ơn", "Phó Chủ tịch", "Thường trực", ""),
    ]
    assert read_tasks(document(table([header, *rows]))).rows == ()


@pytest.mark.parametrize(
    "titles",
    [
        ("STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Lý do trừ"),
        ("TT", "Nội dung chi", "Đơn vị tính", "Số lượng", "Đơn giá", "Thành tiền"),
    ],
)
def test_table_with_other_titles_does_not_go_on_with_the_tasks_before_it(titles):
    other = table(
        [titles, ("1", "Ban hành kế hoạch đúng hạn", "2", "2", "2", "0"), ("2", "Báo cáo", "1", "1", "1", "0")]
    )
    assert [row.row_no for row in read_tasks(document(table([HEADER, LEAF, SECOND]), other)).rows] == ["1", "2"]


def test_table_that_goes_on_with_one_title_changed_is_still_read():
    again = ("STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Ghi nhận", "Thời gian")
    rows = read_tasks(document(table([HEADER, LEAF]), table([again, SECOND]))).rows
    assert [row.row_no for row in rows] == ["1", "2"]


def test_members_of_a_committee_with_terms_of_office_are_no_tasks():
    header = ("STT", "Họ và tên", "Chức vụ", "Nhiệm vụ", "Thời gian", "Ghi chú")
    rows = [
        ("1", "Mùa A Ín", "Chủ tịch UBND xã", "Trưởng ban", "Năm 2026", ""),
        ("2", "Vi Ơn", "Kế toán", "Tổ viên", "", ""),
    ]
    assert read_tasks(document(table([header, *rows]))).rows == ()


def test_list_of_acts_is_no_task_table():
    header = ("STT", "Tên văn bản", "Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu")
    rows = [
        ("1", "Quyết định", "12/QĐ-UBND", "05/01/2026", "UBND xã", "Quy chế"),
        ("2", "Kế hoạch", "3/KH", "06/01/2026", "", ""),
    ]
    assert read_tasks(document(table([header, *rows]))).rows == ()


@pytest.mark.parametrize(
    "title",
    ["Hình thức tuyên truyền", "Chuyên đề", "TTHC rà soát", "Lớp tập huấn", "Mô hình, sáng kiến", "Tên thủ tục"],
)
def test_first_column_of_words_beside_times_holds_the_tasks(title):
    rows = [("1", "Kỹ năng tiếp nhận hồ sơ", "Phòng Kinh tế", "Quý III/2026")]
    found = plan(table([("STT", title, "Đơn vị chủ trì", "Thời gian"), *rows]))
    assert [(task.task, task.lead) for task in found.tasks] == [("Kỹ năng tiếp nhận hồ sơ", "Phòng Kinh tế")]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("STT", "Tên thủ tục", "Cơ quan thực hiện", "Thời hạn"),
            ("1", "Đăng ký khai sinh", "UBND xã", "05 ngày"),
        ],
        [("STT", "Họ và tên", "Đơn vị công tác", "Thời gian"), ("1", "Nguyễn Văn A", "Phòng Kinh tế", "Quý I/2026")],
    ],
    ids=["terms of procedures", "persons"],
)
def test_lists_of_procedures_and_of_persons_hand_out_no_work(rows):
    assert plan(table(rows)).tasks == ()


def test_first_and_last_day_in_columns_of_their_own_are_one_period():
    header = ("STT", "Nội dung", "Chủ trì", "Từ ngày", "Đến ngày")
    (task,) = plan(table([header, ("1", "Rà soát thủ tục", "Phòng Kinh tế", "01/3/2026", "30/6/2026")])).tasks
    assert (task.deadline.kind.value, str(task.deadline.start), str(task.deadline.end)) == (
        "period",
        "2026-03-01",
        "2026-06-30",
    )
