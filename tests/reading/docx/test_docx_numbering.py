"""Promises about automatic numbers: the STT column comes out as Word shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordml import abstract, lvl, num, numbered, p, rows_of, tbl, tc, tr

from pipelines.reading.docx.numbering import format_number
from pipelines.text.vietnamese import roman_value

OUTLINE = abstract(
    0, lvl(0, "%1.", "upperRoman"), lvl(1, "%2."), lvl(2, "%2.%3."), lvl(3, "%4)", "lowerLetter")
)  # fmt: skip


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_levels_count_and_restart_below_a_higher_one(read):
    levels = [0, 1, 2, 2, 1, 2, 3, 3, 0, 1, 2]
    document = read("".join(numbered("x", level=level) for level in levels), numbering=OUTLINE + num(1, 0))
    assert texts(document) == [
        "I. x", "1. x", "1.1. x", "1.2. x", "2. x", "2.1. x", "a) x", "b) x", "II. x", "1. x", "1.1. x",
    ]  # fmt: skip
    assert document.paragraphs[0].list_label == "I."


def test_numbered_empty_cells_of_a_table_hold_their_number(read):
    rows = [tr(tc(numbered("")), f"việc {n}", "sản phẩm", "cơ quan") for n in range(1, 4)]
    document = read(tbl(*rows), numbering=abstract(0, lvl(0, "%1")) + num(1, 0))
    assert [row[0] for row in rows_of(document.tables[0])] == ["1", "2", "3"]


def test_covered_cells_of_a_merge_do_not_count(read):
    rows = [
        tr(tc(numbered(""), merge="restart"), "a", "b", "c"),
        tr(tc(numbered(""), merge="continue"), "d", "e", "f"),
        tr(tc(numbered("")), "g", "h", "i"),
    ]
    document = read(tbl(*rows), numbering=abstract(0, lvl(0, "%1")) + num(1, 0))
    assert [row[0] for row in rows_of(document.tables[0])] == ["1", None, "2"]


def test_two_lists_of_one_abstract_go_on_counting_unless_overridden(read):
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, lvl(0, "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, restart)
    body = "".join(numbered("x", number) for number in (1, 1, 2, 3, 3, 1))
    assert texts(read(body, numbering=numbering)) == ["1. x", "2. x", "3. x", "1. x", "2. x", "3. x"]


def test_lists_of_different_abstracts_do_not_touch(read):
    numbering = abstract(0, lvl(0, "%1.")) + abstract(1, lvl(0, "%1.")) + num(1, 0) + num(2, 1)
    body = "".join(numbered("x", number) for number in (1, 1, 2, 1))
    assert texts(read(body, numbering=numbering)) == ["1. x", "2. x", "1. x", "3. x"]


def test_an_override_may_replace_the_level(read):
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "(%1)", "lowerRoman", start=4)}</w:lvlOverride>'
    assert texts(read(numbered("x") * 2, numbering=abstract(0, lvl(0, "%1.")) + num(1, 0, override))) == [
        "(iv) x",
        "(v) x",
    ]


def test_legal_levels_print_decimals_and_skipped_levels_their_start(read):
    numbering = abstract(0, lvl(0, "%1.", "upperRoman"), lvl(1, "%1.%2", extra="<w:isLgl/>")) + num(1, 0)
    assert texts(read(numbered("x", level=1) + numbered("x", level=0), numbering=numbering)) == ["1.1 x", "I. x"]


@pytest.mark.parametrize(("restart", "expected"), [("0", "3) x"), ("1", "1) x")])
def test_restart_rule_of_a_level(read, restart, expected):
    levels = lvl(0, "%1."), lvl(1, "%2)", extra=f'<w:lvlRestart w:val="{restart}"/>')
    body = "".join(numbered("x", level=level) for level in (0, 1, 1, 0, 1))
    assert texts(read(body, numbering=abstract(0, *levels) + num(1, 0)))[-1] == expected


def test_numbers_may_come_from_the_style_and_its_linked_level(read):
    styles = (
        '<w:style w:type="paragraph" w:styleId="M1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="M2"><w:basedOn w:val="M1"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="M3"><w:basedOn w:val="M2"/></w:style>'
    )
    linked = '<w:pStyle w:val="M1"/>', '<w:pStyle w:val="M2"/>'
    numbering = abstract(0, lvl(0, "%1.", extra=linked[0]), lvl(1, "%1.%2.", extra=linked[1])) + num(1, 0)
    body = "".join(p("x", properties=f'<w:pStyle w:val="{style}"/>') for style in ("M1", "M2", "M3"))
    off = p("x", properties='<w:pStyle w:val="M1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert texts(read(body + off, styles=styles, numbering=numbering)) == ["1. x", "1.1. x", "1.2. x", "x"]


def test_a_list_may_follow_a_numbering_style(read):
    numbering = (
        abstract(0, lvl(0, "%1/"), extra='<w:styleLink w:val="Kieu"/>')
        + abstract(1, extra='<w:numStyleLink w:val="Kieu"/>')
        + num(1, 1)
    )
    assert texts(read(numbered("x"), numbering=numbering)) == ["1/ x"]


def test_bullets_are_printed_signs(read):
    symbol = '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>'
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/>{symbol}</w:lvl>'
    numbering = abstract(0, level) + abstract(1, lvl(0, "-", "bullet")) + num(1, 0) + num(2, 1)
    assert texts(read(numbered("a") + numbered("b", 2), numbering=numbering)) == ["• a", "- b"]


def test_leading_zeros_of_custom_formats(read):
    custom = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{custom}<w:lvlText w:val="%1"/></w:lvl>'
    numbering = abstract(0, level) + abstract(1, lvl(0, "%1", "decimalZero")) + num(1, 0) + num(2, 1)
    assert texts(read(numbered("a") + numbered("b", 2), numbering=numbering)) == ["001 a", "01 b"]


def test_a_deleted_numbered_paragraph_does_not_count(read):
    deleted = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>'
    )
    body = numbered("một") + deleted + numbered("hai")
    assert texts(read(body, numbering=abstract(0, lvl(0, "%1.")) + num(1, 0))) == ["1. một", "2. hai"]


def test_unknown_lists_are_no_lists(read):
    assert texts(
        read(numbered("x", 99) + numbered("y", level=12), numbering=abstract(0, lvl(0, "%1.")) + num(1, 0))
    ) == ["x", "y"]


@given(st.integers(1, 399))
def test_roman_numbers_read_back(number):
    assert roman_value(format_number(number, "upperRoman")) == number


@pytest.mark.parametrize(("number", "letters"), [(1, "a"), (26, "z"), (27, "aa"), (28, "bb"), (53, "aaa")])
def test_letters_go_on_as_word_does(number, letters):
    assert format_number(number, "lowerLetter") == letters
