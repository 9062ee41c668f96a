"""Promises about numbers and their formats: a cell means what its reader sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.spreadsheet.formats import EPOCH_1904, sections, shown_number, shown_text


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.8, "0%", "80%"),
        (80, '0"%"', "80%"),
        (80, "0\\%", "80%"),
        (0.925, "0.0%", "92,5%"),
        (0.925, "0%", "93%"),
        (0.8, "0%;-0%", "80%"),
        (12, '0" hồ sơ"', "12 hồ sơ"),
        (2, '"Quý "0"/2026"', "Quý 2/2026"),
        (15, '000"/KH-UBND"', "015/KH-UBND"),
        (5, '"Tháng ; "0', "Tháng ; 5"),
        (12, '"Trước ngày "0', "Trước ngày 12"),
        (1, '"có"', "có"),
        (3, "00", "03"),
        (0, "#", ""),
        (95.5, "0.##", "95,5"),
        (95, "0.##", "95"),
        (0.28000000000000003, "General", "0,28"),
        (80, "General", "80"),
        (92.5, "General", "92,5"),
        (1e15, "General", "1000000000000000"),
        (1234567.891, "#,##0.00", "1.234.567,89"),
        (1500000, '#,##0 "₫"', "1.500.000 ₫"),
        (1500000, "#,##0 [$₫-42A]", "1.500.000 ₫"),
        (1234, "0,", "1"),
        (-5, "0", "-5"),
        (-5, "0;(0)", "(5)"),
        (-0.001, "0%", "0%"),
        (5, ";;;", ""),
        (0, "0;-0;;@", ""),
        (7, "@", "7"),
        (5, '[>=10]0" lớn";0" nhỏ"', "5 nhỏ"),
        (50, '[>=10]0" lớn";0" nhỏ"', "50 lớn"),
        (80, "[Red]0", "80"),
        (30062026, "00\\/00\\/0000", "30/06/2026"),
        (0.5, "# ?/?", "1/2"),
        (1.5, "# ?/?", "1 1/2"),
        (0.9, "?/10", "9/10"),
        (46027, "dd/mm/yyyy", "05/01/2026"),
        (46027, "mm-dd-yy", "05/01/2026"),
        (46027, "m/d/yyyy", "05/01/2026"),
        (46027, "[$-42A]d/m/yyyy;@", "05/01/2026"),
        (46027, "yyyy-mm-dd", "05/01/2026"),
        (46027, "dddd, d mmmm yyyy", "05/01/2026"),
        (46027, "mmm-yy", "01/2026"),
        (46027, '"Tháng "m/yyyy', "Tháng 1/2026"),
        (46027, "d/m", "5/1"),
        (46027.5, "dd/mm/yyyy hh:mm", "05/01/2026 12:00"),
        (0.354166667, "h:mm", "08:30"),
        (1.5, "[h]:mm", "36:00"),
        (0, "dd/mm/yyyy", ""),
        (59, "dd/mm/yyyy", "28/02/1900"),
        (61, "dd/mm/yyyy", "01/03/1900"),
        (1e12, "dd/mm/yyyy", "1000000000000"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value, code, shown):
    assert shown_number(value, code) == shown


def test_days_of_the_other_calendar_are_right():
    assert shown_number(46027 - 1462, "dd/mm/yyyy", EPOCH_1904) == "05/01/2026"


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [("xã A", "General", "xã A"), ("A", '@" (dự thảo)"', "A (dự thảo)"), ("A", "0;0;0;", ""), ("08", "0", "08")],
)
def test_a_text_is_shown_as_its_format_says(text, code, shown):
    assert shown_text(text, code) == shown


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,%/;@[]"\\_*dmyhsEe+- General₫x', max_size=20))
def test_no_format_is_too_strange(value, code):
    assert isinstance(shown_number(value, code), str)
    assert sections(code)


@given(st.integers(0, 10_000))
def test_a_share_is_the_same_typed_in_either_way(number):
    assert shown_number(number / 10_000, "0.00%") == shown_number(number / 100, '0.00"%"')
