"""Tables that print no column titles, or fewer columns than the table they continue."""

from __future__ import annotations

from plan_builder import HEADER, para, plan, rules, table

ROWS = (
    ("1", "Rà soát văn bản hết hiệu lực", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý I/2026"),
    ("2", "Tập huấn kỹ năng số cho thôn", "Hội nghị", "Phòng Văn hóa - Xã hội", "Các phòng", "Tháng 3/2026"),
    ("3", "Niêm yết thủ tục tại trụ sở", "Danh mục", "Trung tâm Phục vụ hành chính công", "", "Thường xuyên"),
)


def test_columns_without_titles_are_judged_by_their_contents_with_a_finding():
    found = plan(para("PHỤ LỤC", "c"), table(ROWS))
    assert [(one.task, one.output, one.lead, one.deadline_text) for one in found.tasks] == [
        (row[1], row[2], row[3], row[5]) for row in ROWS
    ]
    assert "header_guessed" in rules(found)


def test_titles_that_no_list_knows_are_no_task():
    header = ("Cái cần làm", "Ai lo liệu", "Lúc nào nộp", "Thấy được gì")
    rows = (
        ("Sửa quy chế làm việc của UBND xã", "Văn phòng HĐND và UBND", "30/01/2026", "Quy chế"),
        ("Lắp bảng công khai thủ tục", "Phòng Kinh tế", "Quý I/2026", "Biên bản"),
    )
    found = plan(para("PHỤ LỤC", "c"), table((header, *rows)))
    assert [one.task for one in found.tasks] == [row[0] for row in rows]
    assert "header_guessed" in rules(found)


def test_rows_of_guessed_columns_go_to_the_review_list():
    found = plan(table(ROWS))
    assert {(one.rule, one.confidence) for one in found.tasks} == {("row.guessed_columns", 0.6)}


def test_continuation_with_another_number_of_columns_is_read():
    shorter = [row[:5] for row in ROWS[1:]]
    found = plan(table([HEADER, ROWS[0]]), table(shorter))
    assert [one.task for one in found.tasks] == [row[1] for row in ROWS]


def test_list_of_people_stays_unread():
    people = [("Hồ Văn A", "1990", "Gio Mai", "Thôn 1"), ("Lê Thị B", "1988", "Gio Hải", "Thôn 2")]
    found = plan(table(people))
    assert not found.tasks
    assert "table_ignored" in rules(found)


def test_targets_handed_out_with_office_and_time_are_targets_and_tasks():
    header = ("STT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026", "Cơ quan chủ trì", "Thời gian hoàn thành")
    row = ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "≥ 98", "Phòng Kinh tế", "Tháng 12/2026")
    found = plan(table([header, row]))
    assert [(one.objective, one.lead, one.deadline_text) for one in found.tasks] == [(row[1], row[4], row[5])]
    assert [(one.indicator_code, one.comparator, int(one.value)) for one in found.targets] == [
        ("on_time_rate", ">=", 98)
    ]


def test_levels_under_a_title_that_nobody_knows_are_targets():
    found = plan(
        table(
            [("TT", "Tên chỉ tiêu", "Mức"), ("1", "Tỷ lệ hồ sơ đúng hạn", "98%"), ("2", "Số cuộc đối thoại", "02 cuộc")]
        )
    )
    assert [(one.indicator_code, int(one.value)) for one in found.targets] == [
        ("on_time_rate", 98),
        ("public_dialogue_count", 2),
    ]
