"""Task tables: header shapes, section rows, spans, continuations.

One file on purpose: the shapes of one kind of table, which share its builders.
"""

from __future__ import annotations

import pytest
from plan_builder import HEADER, UP, document, para, plan, rules, table

from pipelines.model.document import Box, Cell, Table
from pipelines.understanding.tables.rows import read_tasks

LEAF = ("1", "Rà soát quy trình nội bộ", "Báo cáo", "Phòng Kinh tế", "Các cơ quan, đơn vị liên quan", "Quý II/2026")
SECOND = ("2", "Tập huấn công chức một cửa", "Lớp tập huấn", "Văn phòng HĐND và UBND", "", "Tháng 9/2026")


def _rows(*rows):
    return read_tasks(document(table(rows))).rows


def test_columns_are_found_by_their_words_in_any_order():
    header = ("TT", "Thời hạn", "Cơ quan phối hợp", "Đơn vị chủ trì", "Nội dung công việc", "Kết quả đầu ra")
    (row,) = _rows(header, ("1", "Quý II/2026", "Công an xã", "Phòng Kinh tế", "Rà soát quy trình", "Báo cáo"))
    assert row.texts["deadline"] == "Quý II/2026"
    assert row.texts["coordination"] == "Công an xã"
    assert row.texts["lead"] == "Phòng Kinh tế"
    assert row.texts["task"] == "Rà soát quy trình"
    assert row.texts["output"] == "Báo cáo"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("1- Mục tiêu/Chỉ tiêu", "objective"),
        ("MỤC TIÊU / CHỈ TIÊU", "objective"),
        ("(2) Nhiệm vụ", "task"),
        ("Nhiệm vụ, giải pháp", "task"),
        ("Nội dung\nthực hiện", "task"),
        ("3. Hoạt động", "activity"),
        ("Kết quả/ Sản phẩm", "output"),
        ("Sản phẩm hoàn thành (5)", "output"),
        ("Dự kiến sản phẩm", "output"),
        ("Cơ quan, đơn vị chủ trì", "lead"),
        ("Đơn vị thực hiện", "lead"),
        ("Bộ phận phối hợp", "coordination"),
        ("Theo dõi, kiểm tra, đôn đốc", "monitor"),
        ("Lãnh đạo UBND phụ trách", "monitor"),
        ("Thời gian thực hiện/ hoàn thành", "deadline"),
        ("Tiến độ hoàn thành", "deadline"),
        ("Thời hạn", "deadline"),
        ("Dự toán kinh phí", "budget"),
        ("Nguồn kinh phí thực hiện", "budget"),
        ("Cơ quan, tổ chức, cá nhân chủ trì", "lead"),
        ("Công chức tham mưu", "lead"),
        ("Phòng, ban được giao thực hiện", "lead"),
        ("Đầu mối triển khai", "lead"),
        ("Cơ quan, đơn vị cùng thực hiện", "coordination"),
        ("Các bộ phận có liên quan", "coordination"),
        ("Người kiểm tra, đôn đốc", "monitor"),
        ("Hạn chót", "deadline"),
        ("Việc cần làm", "task"),
        ("Các bước thực hiện", "activity"),
        ("Hồ sơ minh chứng", "output"),
        ("Chi phí", "budget"),
        ("Trụ cột", "section"),
        ("Mức độ ưu tiên", "note"),
        ("Tỷ lệ đạt %", "value"),
        ("S\nT\nT", "no"),
        ("Nhiệm vụ cải cách hành chính trọng tâm năm 2027", "task"),
        ("Nhiệm vụ / Hoạt động", "task"),
        ("Sản phẩm của nhiệm vụ", "output"),
        ("Kết quả thực hiện các công việc", "output"),
        ("Tiến độ nhiệm vụ", "deadline"),
        ("Th.gian hoàn thành", "deadline"),
        ("Hạn", "deadline"),
        ("Chủ trì, phối hợp", "lead"),
        ("Cơ quan chủ trì và cơ quan phối hợp", "lead"),
        ("Các ban, ngành thực hiện", "lead"),
        ("Các ban, ngành phối hợp", "coordination"),
        ("Tham gia", "coordination"),
        ("Đơn vị tổng hợp, theo dõi", "monitor"),
        ("Lãnh đạo UBND xã được phân công", "monitor"),
        ("Chủ tịch/PCT phụ trách", "monitor"),
    ],
)
def test_wording_of_a_column_title_gives_its_role(title, role):
    from pipelines.understanding.tables.titles import word_for

    word = word_for(title)
    assert word is not None
    assert word.role == role


@pytest.mark.parametrize(
    "text",
    [
        "Màu thẻ",
        "Người dân và doanh nghiệp",
        "Cán bộ, công chức, viên chức của xã",
        "Ban hành kế hoạch tuyên truyền cải cách hành chính của phường",
    ],
)
def test_words_that_merely_resemble_a_title_have_no_role(text):
    from pipelines.understanding.tables.titles import word_for

    assert word_for(text) is None


def test_two_level_header_names_the_columns_by_its_lower_level():
    top = ("STT", "Nhiệm vụ", "Sản phẩm", "Trách nhiệm thực hiện", None, "Thời gian")
    low = (UP, UP, UP, "Chủ trì", "Phối hợp", UP)
    (row,) = _rows(top, low, LEAF)
    assert row.texts["lead"] == "Phòng Kinh tế"
    assert row.texts["coordination"] == "Các cơ quan, đơn vị liên quan"


def test_two_level_header_without_merged_cells_is_one_header():
    top = ("STT", "Nhiệm vụ", "Sản phẩm", "Phân công", "", "Thời gian")
    low = ("", "", "", "Cơ quan chủ trì", "Cơ quan phối hợp", "")
    (row,) = _rows(top, low, LEAF)
    assert row.texts["lead"] == "Phòng Kinh tế"
    assert row.texts["task"] == "Rà soát quy trình nội bộ"


def test_row_that_counts_the_columns_is_no_task():
    rows = _rows(HEADER, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), LEAF)
    assert [row.row_no for row in rows] == ["1"]


def test_header_repeated_on_the_next_page_is_no_task():
    rows = _rows(HEADER, LEAF, HEADER, SECOND)
    assert [row.row_no for row in rows] == ["1", "2"]


def test_two_level_header_repeated_on_the_next_page_is_no_task():
    top = ("STT", "Nhiệm vụ", "Sản phẩm", "Phân công", None, "Thời gian")
    low = (UP, UP, UP, "Chủ trì", "Phối hợp", UP)
    rows = _rows(top, low, LEAF, top, low, SECOND)
    assert [row.row_no for row in rows] == ["1", "2"]
    # under a merged task a row that only names an office is still a row
    under = (UP, UP, UP, "Phòng Kinh tế", "Công an xã", UP)
    assert len(_rows(top, low, LEAF, under)) == 2


def test_caption_inside_the_table_is_not_taken_for_its_header():
    (row,) = _rows(("Biểu phân công nhiệm vụ", None, None, None, None, None), HEADER, LEAF)
    assert row.texts["task"] == "Rà soát quy trình nội bộ"


def test_unknown_column_is_reported_and_not_guessed():
    header = (*HEADER, "Màu thẻ")
    found = plan(table([header, (*LEAF, "Cao")]))
    assert "header_unknown" in rules(found)
    assert "Cao" not in {found.tasks[0].budget, found.tasks[0].deadline_text}


def test_two_columns_of_one_role_are_joined_and_reported():
    header = ("STT", "Nhiệm vụ", "Kết quả", "Sản phẩm", "Chủ trì", "Thời gian")
    found = plan(table([header, ("1", "Rà soát", "Giảm 2 bước", "Báo cáo", "Phòng Kinh tế", "Quý II/2026")]))
    assert found.tasks[0].output == "Giảm 2 bước\nBáo cáo"
    assert "header_duplicate_role" in rules(found)


@pytest.mark.parametrize(
    "section",
    [
        ("III. Cải cách thủ tục hành chính", None, None, None, None, None),
        ("III", "Cải cách thủ tục hành chính", None, None, None, None),
        ("III", "Cải cách thủ tục hành chính", "", "", "", ""),
        ("III.", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
        ("", "III. Cải cách thủ tục hành chính", "", "", "", ""),
    ],
)
def test_section_row_of_every_kind_opens_a_section(section):
    rows = _rows(HEADER, section, LEAF)
    assert len(rows) == 1
    assert rows[0].section.number == "III"
    assert rows[0].section.name.lower() == "cải cách thủ tục hành chính"
    assert rows[0].area_code == "procedures"


@pytest.mark.parametrize(
    ("title", "number", "name", "count"),
    [
        ("Nội dung 2. Cải cách thể chế (07 nhiệm vụ)", "2", "Cải cách thể chế", 7),
        ("Nội dung 5: Cải cách chế độ công vụ", "5", "Cải cách chế độ công vụ", None),
        ("A. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "A", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", None),
        ("7.1 Chính quyền số (gồm 3 nhiệm vụ)", "7.1", "Chính quyền số", 3),
        ("IV - Cải cách tài chính công:", "IV", "Cải cách tài chính công", None),
    ],
)
def test_number_name_and_declared_count_of_a_section_are_split(title, number, name, count):
    (row,) = _rows(HEADER, (title, None, None, None, None, None), LEAF)
    assert (row.section.number, row.section.name, row.section.declared_count) == (number, name, count)


def test_inner_section_belongs_to_the_outer_one():
    tables = read_tasks(
        document(
            table(
                [
                    HEADER,
                    ("VI", "Cải cách tài chính công", None, None, None, None),
                    LEAF,
                    ("VII", "Phát triển Chính quyền số", None, None, None, None),
                    ("7.1", "Hạ tầng dùng chung", None, None, None, None),
                    LEAF,
                    ("7.2", "Áp dụng ISO 9001", None, None, None, None),
                    LEAF,
                ]
            )
        )
    )
    assert [row.section.number for row in tables.rows] == ["VI", "7.1", "7.2"]
    assert [row.area_code for row in tables.rows] == ["public_finance", "digital_government", "quality_management"]
    assert [(one.section.number, one.count, one.total) for one in tables.sections] == [
        ("VI", 1, 1),
        ("VII", 0, 2),
        ("7.1", 1, 1),
        ("7.2", 1, 1),
    ]


def test_task_with_nothing_but_its_name_stays_a_task():
    rows = _rows(HEADER, LEAF, ("2", "Duy trì trang thông tin điện tử của xã", "", "", "", ""))
    assert [row.row_no for row in rows] == ["1", "2"]


def test_spanning_cell_gives_its_text_to_every_row_below():
    header = ("TT", "Mục tiêu", "Nhiệm vụ", "Hoạt động", "Chủ trì", "Thời gian")
    rows = _rows(
        header,
        ("1", "Mọi hồ sơ đúng hẹn", "Giám sát tiếp nhận", "Kiểm tra hằng ngày", "Phòng Kinh tế", "Thường xuyên"),
        (UP, UP, UP, "Nhắc việc trước hạn", "Văn phòng HĐND và UBND", "Thường xuyên"),
        (UP, UP, "Xin lỗi khi trễ hẹn", "Gửi thư xin lỗi", "Phòng Kinh tế", "Khi phát sinh"),
    )
    assert [row.texts["objective"] for row in rows] == ["Mọi hồ sơ đúng hẹn"] * 3
    assert [row.texts["task"] for row in rows] == ["Giám sát tiếp nhận", "Giám sát tiếp nhận", "Xin lỗi khi trễ hẹn"]
    assert [row.row_no for row in rows] == ["1", "1", "1"]


def test_total_row_is_no_task():
    tables = read_tasks(document(table([HEADER, LEAF, ("", "Tổng cộng: 01 nhiệm vụ", None, None, None, None)])))
    assert len(tables.rows) == 1
    assert tables.totals[0].count == 1


def test_empty_row_is_no_task():
    assert len(_rows(HEADER, LEAF, ("", "", "", "", "", ""))) == 1


def test_table_without_header_continues_the_one_before():
    tables = read_tasks(
        document(
            table([HEADER, ("II", "Cải cách thể chế", None, None, None, None), LEAF]), para("2"), table([SECOND, LEAF])
        )
    )
    assert [row.row_no for row in tables.rows] == ["1", "2", "1"]
    assert tables.rows[1].section.number == "II"
    assert tables.task_tables == (0, 1)


def test_table_of_another_width_is_not_a_continuation():
    other = [
        ("Họ và tên", "Chức vụ", "Ghi nhận"),
        ("Lê Thị Sáu", "Công chức", "Tốt"),
        ("Trần Văn Bảy", "Công chức", "Tốt"),
    ]
    found = plan(table([HEADER, LEAF]), table(other))
    assert len(found.tasks) == 1
    assert "table_ignored" in rules(found)


def test_section_title_above_its_own_table_names_the_section():
    tables = read_tasks(
        document(
            para("I. Cải cách thể chế", "h"),
            table([HEADER, LEAF]),
            para("II. Cải cách tài chính công", "h"),
            table([HEADER, LEAF, SECOND]),
        )
    )
    assert [row.section.number for row in tables.rows] == ["I", "II", "II"]
    assert [row.area_code for row in tables.rows] == ["institutions", "public_finance", "public_finance"]


def test_column_of_fields_names_the_section_when_there_is_no_section_row():
    header = ("TT", "Lĩnh vực", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian")
    rows = _rows(
        header,
        ("1", "Cải cách thể chế", "Rà soát văn bản", "Báo cáo", "Văn phòng HĐND và UBND", "Quý III/2026"),
        ("2", UP, "Tự kiểm tra văn bản", "Báo cáo", "Văn phòng HĐND và UBND", "Quý III/2026"),
    )
    assert [row.section.name for row in rows] == ["Cải cách thể chế"] * 2
    assert {row.area_code for row in rows} == {"institutions"}


def test_contents_beside_tasks_are_objectives_or_activities_by_their_side():
    left = _rows(("TT", "Nội dung", "Nhiệm vụ", "Chủ trì", "Thời gian"), ("1", "A", "B", "Phòng Kinh tế", "2026"))
    right = _rows(
        ("TT", "Nhiệm vụ", "Nội dung thực hiện", "Chủ trì", "Thời gian"), ("1", "B", "C", "Phòng Kinh tế", "2026")
    )
    assert (left[0].texts["objective"], left[0].texts["task"]) == ("A", "B")
    assert (right[0].texts["task"], right[0].texts["activity"]) == ("B", "C")


def test_spaces_are_folded_and_list_items_keep_their_lines():
    (row,) = _rows(HEADER, ("1", " -  Rà  soát\n\n-\u00a0Công bố ", "", "Phòng Kinh tế", "", "2026"))
    assert row.texts["task"] == "- Rà soát\n- Công bố"
    assert row.texts["output"] is None


def test_row_over_a_page_break_has_one_box_on_each_page():
    cells = [Cell(0, i, 1, 1, title, (Box(1),)) for i, title in enumerate(HEADER)]
    cells += [
        Cell(1, i, 1, 1, text, (Box(1, i, 700, i + 1, 800), Box(2, i, 50, i + 1, 90))) for i, text in enumerate(LEAF)
    ]
    (row,) = read_tasks(document(Table(2, 6, tuple(cells)))).rows
    assert row.boxes == (Box(1, 0, 700, 6, 800), Box(2, 0, 50, 6, 90))


def test_letterhead_set_in_a_table_is_no_task_table():
    frame = table(
        [
            ("ỦY BAN NHÂN DÂN\nXÃ GIO LINH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("Số: 3/KH-UBND", "ngày 05 tháng 01 năm 2026"),
        ]
    )
    tables = read_tasks(document(frame, table([HEADER, LEAF])))
    assert tables.task_tables == (1,)
    assert len(tables.rows) == 1
    assert tables.findings == ()


def test_row_whose_number_the_next_rows_continue_is_their_title():
    rows = _rows(HEADER, ("2", "Hạ tầng và nền tảng", "", "", "", ""), ("2.1", *LEAF[1:]), ("2.2", *SECOND[1:]))
    assert [(row.row_no, row.section.number, row.section.name) for row in rows] == [
        ("2.1", "2", "Hạ tầng và nền tảng"),
        ("2.2", "2", "Hạ tầng và nền tảng"),
    ]


def test_letterhead_of_three_columns_raises_no_doubt():
    frame = table(
        [
            ("UBND XÃ GIO LINH", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("Số: 3/KH-UBND", "", "ngày 05 tháng 01 năm 2026"),
        ]
    )
    assert read_tasks(document(frame, table([HEADER, LEAF]))).findings == ()


def test_specific_tasks_beside_general_ones_are_activities():
    header = ("TT", "Nhiệm vụ chung", "Nhiệm vụ cụ thể", "Chủ trì", "Thời gian")
    (row,) = _rows(header, ("1", "Cải thiện chỉ số", "Khảo sát người dân", "Phòng Kinh tế", "2026"))
    assert (row.texts["task"], row.texts["activity"]) == ("Cải thiện chỉ số", "Khảo sát người dân")


def test_first_column_without_title_holds_the_numbers():
    (row,) = _rows(("", *HEADER[1:]), LEAF)
    assert row.row_no == "1"


def test_statement_across_the_table_is_neither_task_nor_section():
    found = plan(
        table(
            [
                HEADER,
                ("II", "Cải cách thủ tục hành chính", None, None, None, None),
                ("Chỉ tiêu: Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%", None, None, None, None, None),
                LEAF,
                ("Ghi chú: thời gian có thể thay đổi theo tỉnh", None, None, None, None, None),
                SECOND,
            ]
        )
    )
    assert [task.section_no for task in found.tasks] == ["II", "II"]
    assert [(target.section, target.value) for target in found.targets] == [("II", 98)]


def test_new_annex_begins_with_its_own_sections():
    first = table([HEADER, ("II", "Cải cách thể chế", None, None, None, None), LEAF])
    rows = read_tasks(document(first, para("PHỤ LỤC 2", "c"), table([HEADER, SECOND]))).rows
    assert rows[0].section.number == "II"
    assert rows[1].section is None


def test_section_row_that_cells_from_above_were_stretched_over_is_a_section():
    rows = _rows(
        HEADER,
        LEAF,
        ("VII", "Phát triển Chính quyền số", UP, UP, UP, UP),
        SECOND,
    )
    assert [row.row_no for row in rows] == ["1", "2"]
    assert rows[1].section.number == "VII"


def test_sub_row_under_open_cells_is_a_task_even_with_two_cells_only():
    rows = _rows(HEADER, LEAF, ("1a", "Công khai kết quả rà soát", UP, UP, UP, UP))
    assert [row.row_no for row in rows] == ["1", "1a"]


FIELDS = ("STT", "Lĩnh vực", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian")


def test_column_of_fields_below_section_rows_is_kept_as_what_the_row_is_for():
    title = ("I", "Cải cách thể chế", None, None, None, None)
    (row,) = _rows(
        FIELDS, title, ("1", "Kiểm tra văn bản", "Soát văn bản cũ", "Danh mục", "Phòng Kinh tế", "Quý I/2026")
    )
    assert (row.section.name, row.texts["objective"]) == ("Cải cách thể chế", "Kiểm tra văn bản")


def test_column_of_fields_without_section_rows_stays_a_section():
    (row,) = _rows(FIELDS, ("1", "Cải cách thể chế", "Soát văn bản cũ", "Danh mục", "Phòng Kinh tế", "Quý I/2026"))
    assert (row.section.name, row.texts["objective"]) == ("Cải cách thể chế", None)


@pytest.mark.parametrize(
    ("header", "output"),
    [
        (("STT", "Nhiệm vụ", "Tài liệu kiểm chứng", "Chủ trì", "Thời gian"), "Danh mục"),
        (("STT", "Nhiệm vụ", "Minh chứng", "Chủ trì", "Thời gian"), "Danh mục"),
    ],
)
def test_proof_of_the_work_is_its_output(header, output):
    (row,) = _rows(header, ("1", "Soát văn bản cũ", "Danh mục", "Phòng Kinh tế", "Quý I/2026"))
    assert row.texts["output"] == output


def test_proof_beside_a_product_is_not_mixed_into_it():
    header = ("STT", "Nhiệm vụ", "Sản phẩm", "Tài liệu kiểm chứng", "Chủ trì", "Thời gian")
    tables = read_tasks(
        document(table([header, ("1", "Soát văn bản cũ", "Danh mục", "Tệp đính kèm", "Phòng Kinh tế", "Quý I/2026")]))
    )
    assert tables.rows[0].texts["output"] == "Danh mục"
    assert tables.findings == ()


@pytest.mark.parametrize("mark", ["Như trên", "(như trên)", "-nt-", "n/t", '"', "”", "Tương tự như trên", "-//-"])
def test_mark_for_the_same_as_above_takes_office_and_day_of_the_row_above(mark):
    found = plan(table([HEADER, LEAF, ("2", SECOND[1], SECOND[2], mark, mark, mark)]))
    first, second = found.tasks
    assert second.deadline.end == first.deadline.end is not None
    assert [(one.role, one.code) for one in second.offices] == [(one.role, one.code) for one in first.offices]
    assert second.lead == second.deadline_text == mark  # the printed words stay


@pytest.mark.parametrize("words", ["Công an xã như trên bảng", "Như mục 7", "“Quý III”"])
def test_words_that_only_sound_like_that_mark_are_read_themselves(words):
    found = plan(table([HEADER, LEAF, ("2", SECOND[1], SECOND[2], words, "", words)]))
    assert found.tasks[1].deadline.end != found.tasks[0].deadline.end


@pytest.mark.parametrize("title", ["Nội dung cải cách", "Nội dung cải cách hành chính"])
def test_column_of_reform_contents_holds_the_tasks_when_no_other_column_does(title):
    (row,) = _rows(("STT", title, "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian"), LEAF)
    assert (row.texts["task"], row.texts["output"]) == (LEAF[1], LEAF[2])


def test_column_of_reform_contents_beside_tasks_names_the_section():
    header = ("STT", "Nội dung cải cách", "Nhiệm vụ", "Chủ trì", "Sản phẩm", "Thời gian")
    (row,) = _rows(header, ("1", "Cải cách thể chế", "Rà soát văn bản", "Công an xã", "Báo cáo", "Quý II/2026"))
    assert row.texts["task"] == "Rà soát văn bản"
    assert row.section is not None
    assert row.section.name == "Cải cách thể chế"


def test_list_of_procedures_with_their_fields_is_no_task_table():
    header = ("STT", "Tên thủ tục hành chính", "Lĩnh vực", "Cơ quan thực hiện", "Thời hạn giải quyết")
    assert _rows(header, ("1", "Đăng ký nhận cha, mẹ, con", "Hộ tịch", "UBND xã", "03 ngày làm việc")) == ()


def test_unit_of_measure_is_nobody_who_does_a_task():
    form = ("TT", "Nội dung báo cáo", "Đơn vị tính", "Số liệu kỳ này", "Lũy kế")
    assert _rows(form, ("1", "Số hồ sơ tiếp nhận trong kỳ", "Hồ sơ", "", "")) == ()


def test_section_title_over_another_column_than_the_tasks_is_a_section():
    header = ("STT", "Thời gian", "Công việc", "Sản phẩm", "Chủ trì")
    rows = _rows(
        header, ("I", "CẢI CÁCH THỂ CHẾ", "", "", ""), ("1", "Quý II/2026", "Rà soát", "Báo cáo", "Công an xã")
    )
    assert [(row.section.name, row.texts["task"]) for row in rows if row.section] == [("CẢI CÁCH THỂ CHẾ", "Rà soát")]
    assert len(rows) == 1


def test_header_set_again_in_other_words_is_no_task():
    again = ("TT", "Nội dung nhiệm vụ", "Kết quả, sản phẩm", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn")
    rows = _rows(HEADER, LEAF, again, SECOND)
    assert [row.row_no for row in rows] == ["1", "2"]


def test_task_that_only_sounds_like_titles_stays_a_task():
    rows = _rows(HEADER, ("1", "Nhiệm vụ thường xuyên khác", "Kết quả", "Văn phòng", "", "Theo tiến độ"), SECOND)
    assert [row.row_no for row in rows] == ["1", "2"]


@pytest.mark.parametrize(
    ("title", "cell", "kind", "start", "end"),
    [
        ("Tháng", "3", "month", "2026-03-01", "2026-03-31"),
        ("Tháng hoàn thành", "6, 9", "month", "2026-06-01", "2026-09-30"),
        ("Thời gian (tháng)", "02-11", "month", "2026-02-01", "2026-11-30"),
        ("Quý", "II", "quarter", "2026-04-01", "2026-06-30"),
        ("Thời gian (quý)", "I, III", "quarter", "2026-01-01", "2026-09-30"),
        ("Quý thực hiện", "IV/2026", "quarter", "2026-10-01", "2026-12-31"),
        ("Quý", "Thường xuyên", "ongoing", "None", "None"),
        ("Thời gian", "3", "none", "None", "None"),
    ],
)
def test_bare_numbers_are_read_by_the_unit_that_their_title_names(title, cell, kind, start, end):
    (task,) = plan(table([(*HEADER[:5], title), (*LEAF[:5], cell)])).tasks
    assert (task.deadline.kind.value, str(task.deadline.start), str(task.deadline.end)) == (kind, start, end)
    assert task.deadline_text == cell


@pytest.mark.parametrize("title", ["Người chịu trách nhiệm", "Công chức phụ trách", "Cá nhân thực hiện"])
def test_persons_beside_offices_are_no_second_office(title: str):
    found = plan(
        table(
            [
                ("STT", "Nhiệm vụ", "Đơn vị thực hiện", title, "Thời gian"),
                ("1", "Rà soát quy trình", "Phòng Kinh tế", "Đ/c Lò Thị Hương", "Quý II/2026"),
            ]
        )
    )
    assert [(one.code, one.text) for one in found.tasks[0].offices if one.role == "lead"] == [("KT", "Phòng Kinh tế")]
    assert found.tasks[0].monitor == "Đ/c Lò Thị Hương"


def test_persons_are_the_lead_where_no_office_is():
    header = ("STT", "Nhiệm vụ", "Người chịu trách nhiệm", "Cơ quan phối hợp", "Thời gian")
    found = plan(table([header, ("1", "Rà soát quy trình", "Công an xã", "Văn phòng", "Quý II/2026")]))
    assert found.tasks[0].lead == "Công an xã"
