"""Promises about Word tables: every cell once, at its place, with its spans; layout tables are no tables."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from wordml import NAMESPACES, RULES, p, r, rows_of, tbl, tc, tr

from pipelines.model.document import ParagraphKind, Table
from pipelines.reading.docx.grid import read_grid, visible_rows

HEADER = tr("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn")


def bold_row(*texts):
    return tr(*(tc(p(r(text, "<w:b/>"))) for text in texts))


def spans(table):
    return {
        (c.row, c.column): (c.row_span, c.column_span) for c in table.cells if (c.row_span, c.column_span) != (1, 1)
    }


def test_horizontal_and_vertical_merges_become_spans(read):
    (table,) = read(
        tbl(
            HEADER,
            tr(tc("I", span=1), tc("Nội dung chung", span=3)),
            tr(tc("1", merge="restart"), tc("việc", merge="restart"), "phòng", "quý I"),
            tr(tc(merge="continue"), tc(merge="continue"), "văn phòng", "quý II"),
        )
    ).tables
    assert spans(table) == {(1, 1): (1, 3), (2, 0): (2, 1), (2, 1): (2, 1)}
    assert rows_of(table)[3] == [None, None, "văn phòng", "quý II"]


def test_old_style_horizontal_merge(read):
    cells = tc("gộp", properties='<w:hMerge w:val="restart"/>'), tc(properties="<w:hMerge/>")
    (table,) = read(tbl(HEADER, tr(*cells, "c", "d"))).tables
    assert spans(table) == {(1, 0): (1, 2)}


def test_a_merge_that_continues_nothing_is_a_cell(read):
    (table,) = read(tbl(tr(tc("a", merge="continue"), "b", "c", "d"), HEADER)).tables
    assert rows_of(table)[0] == ["a", "b", "c", "d"]


def test_a_merge_does_not_go_on_through_a_row_of_other_columns(read):
    (table,) = read(
        tbl(
            tr(tc("a", merge="restart"), "b", "c", "d"),
            tr(tc("giữa", span=4)),
            tr(tc("e", merge="continue"), "f", "g", "h"),
        )
    ).tables
    assert rows_of(table)[2] == ["e", "f", "g", "h"]


def test_ragged_rows_are_filled_up(read):
    (table,) = read(
        tbl(HEADER, tr("b", "c", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'), tr("x"))
    ).tables
    assert rows_of(table)[1:] == [["", "b", "c", ""], ["x", "", None, None]]


def test_rows_cells_and_text_in_content_controls_are_kept(read):
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    (table,) = read(
        tbl(HEADER, control(tr("1", "trong khung", "c", "d")),
            tr("2", tc(control(p("đoạn"))), tc("ô").join(["", ""]) or control(tc("ô")), "d"))
    ).tables  # fmt: skip
    assert rows_of(table)[1:] == [["1", "trong khung", "c", "d"], ["2", "đoạn", "ô", "d"]]


def test_deleted_and_hidden_rows_are_left_out(read):
    (table,) = read(
        tbl(HEADER, tr("1", "xóa", "", "", properties='<w:del w:id="1" w:author="a"/>'),
            tr("2", "thêm", "", "", properties='<w:ins w:id="2" w:author="a"/>'),
            tr("3", "ẩn", "", "", properties="<w:hidden/>"))
    ).tables  # fmt: skip
    assert [row[1] for row in rows_of(table)] == ["Nhiệm vụ", "thêm"]


def test_lines_of_a_cell_are_its_paragraphs_and_manual_breaks(read):
    cell = tc(p("Ban hành kế hoạch;"), p(""), p(["- Kiểm  tra", "w:br/>"][0], "<w:r><w:br/></w:r>", r("- Báo cáo")))
    (table,) = read(tbl(HEADER, tr("1", cell, "", ""))).tables
    assert rows_of(table)[1][1] == "Ban hành kế hoạch;\n- Kiểm tra\n- Báo cáo"


def test_nested_tables_are_lines_of_their_cell(read):
    inner = tbl(tr("Quý I", "50%"), tr("Quý II", "100%"))
    (table,) = read(tbl(HEADER, tr("1", tc(p("Tiến độ:"), inner, p("")), "", ""))).tables
    assert rows_of(table)[1][1] == "Tiến độ:\nQuý I 50%\nQuý II 100%"


def test_bold_cells_are_marked(read):
    (table,) = read(tbl(bold_row("STT", "Nhiệm vụ", "Chủ trì", "Hạn"), tr("1", "a", "b", "c"))).tables
    assert [cell.bold for cell in table.cells] == [True] * 4 + [False] * 4


def test_thin_strips_between_misdrawn_columns_are_closed(read):
    widths = (700, 3000, 40, 2000, 2000)
    (table,) = read(
        tbl(
            tr("STT", "Nhiệm vụ", tc("Chủ trì", span=2), "Hạn"),
            tr("1", tc("việc", span=2), "phòng", "quý I"),
            widths=widths,
        )
    ).tables
    assert rows_of(table) == [["STT", "Nhiệm vụ", "Chủ trì", "Hạn"], ["1", "việc", "phòng", "quý I"]]


def test_grid_lines_that_no_cell_uses_are_dropped(read):
    (table,) = read(tbl(tr(tc("a", span=2), "b", tc("c", span=3), "d"), widths=(500,) * 9)).tables
    assert table.column_count == 4
    assert spans(table) == {}


def layout(left, right, **options):
    return tbl(tr(tc(*left), tc(*right)), properties="", **options)


def test_letterhead_and_signature_tables_become_paragraphs_left_then_right(read):
    centre = '<w:jc w:val="center"/>'
    document = read(
        layout([p("CƠ QUAN", properties=centre), p("Số: 1")], [p("QUỐC HIỆU", properties=centre), p("Nơi, ngày")])
        + p("Nội dung")
        + layout([p("Gửi:"), p("- Sở;")], [p("CHỦ TỊCH"), p("Họ tên")])
    )
    assert document.tables == ()
    left, right = ParagraphKind.LEFT_COLUMN, ParagraphKind.RIGHT
    assert [(block.text, block.kind) for block in document.blocks] == [
        ("CƠ QUAN", left), ("Số: 1", left), ("QUỐC HIỆU", right), ("Nơi, ngày", right),
        ("Nội dung", ParagraphKind.BODY),
        ("Gửi:", left), ("- Sở;", left), ("CHỦ TỊCH", right), ("Họ tên", right),
    ]  # fmt: skip


def test_a_letterhead_of_two_rows_is_read_by_columns(read):
    rows = tr("CƠ QUAN", "QUỐC HIỆU"), tr("Số: 1", "Nơi, ngày")
    document = read(tbl(*rows, properties="") + p("Nội dung"))
    assert [block.text for block in document.blocks] == ["CƠ QUAN", "Số: 1", "QUỐC HIỆU", "Nơi, ngày", "Nội dung"]


def test_cells_that_veto_the_rules_of_the_style_make_a_layout_table(read):
    veto = '<w:tcBorders><w:left w:val="nil"/><w:right w:val="nil"/></w:tcBorders>'
    styles = f'<w:style w:type="table" w:styleId="Luoi"><w:tblPr>{RULES}</w:tblPr></w:style>'
    style = '<w:tblStyle w:val="Luoi"/>'
    free = tbl(tr(tc("a", properties=veto), tc("b", properties=veto)), properties=style)
    ruled = tbl(tr("c", "d"), properties=style)
    document = read(free + p("giữa") + ruled, styles=styles)
    assert [type(block) is Table for block in document.blocks] == [False, False, False, True]


def test_a_frame_of_one_cell_is_not_a_table(read):
    inner = tbl(HEADER, tr("1", "a", "b", "c"))
    document = read(tbl(tr(tc(p("Phụ lục"), inner))))
    assert [type(block) is Table for block in document.blocks] == [False, True]


def test_columns_made_with_tabs_are_taken_apart(read):
    tab = "<w:r><w:tab/></w:r>"
    document = read(
        p("TÊN CƠ QUAN", tab, "QUỐC HIỆU")
        + p("Số: 1/KH", tab, tab, "Nơi, ngày")
        + p("Kế hoạch")
        + p("1.", tab, "Mục tiêu")
    )
    assert [block.text for block in document.blocks] == [
        "TÊN CƠ QUAN", "Số: 1/KH", "QUỐC HIỆU", "Nơi, ngày", "Kế hoạch", "1. Mục tiêu",
    ]  # fmt: skip


def test_a_table_that_was_split_is_joined_and_its_repeated_header_dropped(read):
    head = bold_row("STT", "Nhiệm vụ", "Chủ trì", "Hạn")
    document = read(
        tbl(head, tr("1", "a", "b", "c")) + p("") + tbl(head, tr("2", "d", "e", "f")) + tbl(tr("3", "g", "h", "i"))
    )
    (table,) = document.tables
    assert [row[0] for row in rows_of(table)] == ["STT", "1", "2", "3"]
    assert [(join.row, join.reason, join.score) for join in table.joins] == [
        (2, "same_table", 1.0),
        (3, "same_table", 0.8),
    ]


def test_tables_of_their_own_stay_apart(read):
    first = tbl(bold_row("STT", "Nhiệm vụ", "Chủ trì", "Hạn"), tr("1", "a", "b", "c"))
    other_head = tbl(bold_row("STT", "Chỉ tiêu", "Giá trị", "Ghi chú"), tr("1", "a", "b", "c"))
    other_columns = tbl(tr("1", "a", "b"))
    assert len(read(first + p("") + other_head + other_columns + p("Câu chen giữa") + other_columns).tables) == 4


def test_white_rules_are_no_rules_and_empty_tables_no_tables(read):
    white = RULES.replace('w:val="single"', 'w:val="single" w:color="FFFFFF"')
    document = read(tbl(tr("trái", "phải"), properties=white) + p("giữa") + tbl(tr("", "", "", "")))
    assert [type(block) is Table for block in document.blocks] == [False, False, False]


def test_repeated_header_rows_are_counted(read):
    header = tr("STT", "Nhiệm vụ", "Chủ trì", "Hạn", properties="<w:tblHeader/>")
    assert read(tbl(header, tr("1", "a", "b", "c"))).properties["repeated_header_rows"] == "1"


row_layouts = st.lists(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from([None, "restart", "continue"])), min_size=1, max_size=5),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(row_layouts, st.lists(st.integers(10, 2000), max_size=12))
def test_every_place_of_any_grid_is_covered_exactly_once(layouts, widths):
    xml = tbl(*(tr(*(tc("x", span=span, merge=merge) for span, merge in row)) for row in layouts), widths=widths)
    element = etree.fromstring(xml.replace("<w:tbl>", f"<w:tbl {NAMESPACES}>", 1))
    grid = read_grid(element, visible_rows(element))
    covered = [
        (row, column)
        for slot in grid.slots
        for row in range(slot.row, slot.row + slot.row_span)
        for column in range(slot.column, slot.column + slot.column_span)
    ]
    assert sorted(covered) == [(row, column) for row in range(len(layouts)) for column in range(len(grid.widths))]


def shading(colour, pattern="clear", ink="auto"):
    return f'<w:shd w:val="{pattern}" w:color="{ink}" w:fill="{colour}"/>'


def test_shaded_cells_have_their_colour_and_white_ones_none(read):
    (table,) = read(
        tbl(
            tr("TT", "Nhiệm vụ", "Quý I", "Quý II"),
            tr("1", "việc", tc(properties=shading("92D050")), tc(properties=shading("FFFFFF"))),
            tr("2", "việc", tc(properties=shading("auto")), tc(properties=shading("auto", "solid", "00B0F0"))),
        )
    ).tables
    assert {(c.row, c.column): c.colour for c in table.cells if c.colour} == {(1, 2): "92d050", (2, 3): "00b0f0"}
