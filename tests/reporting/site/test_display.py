from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.reporting.site import display
from pipelines.reporting.site.links import Links, source_base


@pytest.mark.parametrize(
    ("value", "unit", "comparator", "shown"),
    [
        (Decimal("80.0000"), "percent", "=", "80%"),
        (Decimal("97.50"), "percent", ">=", "≥\u00a097,5%"),
        (Decimal("0.1250"), "percent", "<", "<\u00a00,13%"),
        (Decimal(1245), "count", "=", "1.245"),
        (100, "percent", ">", ">\u00a0100%"),
        (0, "percent", "=", "0%"),
        (None, "percent", "=", "–"),
    ],
)
def test_levels_are_written_as_plans_write_them(value: Decimal, unit: str, comparator: str, shown: str) -> None:
    assert display.show_value(value, unit, comparator) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(5, "+5 điểm\u00a0%"), (-2.5, "−2,5 điểm\u00a0%"), (0, "0 điểm\u00a0%"), (-0.04, "0 điểm\u00a0%"), (None, "–")],
)
def test_differences_have_a_sign_and_are_points(value: float | None, shown: str) -> None:
    assert display.show_change(value) == shown


def test_shares_means_and_counts_have_a_decimal_comma_and_dots() -> None:
    assert display.show_share(0.738) == "73,8%"
    assert display.show_mean(81.25) == "81,3%"
    assert display.show_count(12345) == "12.345"


@pytest.mark.parametrize(
    ("day", "precision", "shown"),
    [
        (date(2026, 1, 5), "day", "05/01/2026"),
        (date(2026, 1, 1), "month", "01/2026"),
        (date(2026, 1, 1), "year", "2026"),
        (None, None, "–"),
    ],
)
def test_dates_show_no_more_than_is_known(day: date | None, precision: str | None, shown: str) -> None:
    assert display.show_day(day, precision) == shown


def test_quarters_are_roman_and_units_are_written_as_in_lists() -> None:
    assert display.show_quarter(3, 2026) == "Quý III/2026"
    assert display.unit_name("đặc khu", "Cồn Cỏ") == "Đặc khu Cồn Cỏ"


@pytest.mark.parametrize(
    ("here", "to", "address"),
    [
        ("index.html", "2026/index.html", "2026/index.html"),
        ("2026/chi-tieu/x.html", "2026/don-vi/1.html", "../don-vi/1.html"),
        ("2026/chi-tieu/x.html", "2026/chi-tieu/y.html", "y.html"),
        ("2026/chi-tieu/x.html", "2025/chi-tieu/x.html", "../../2025/chi-tieu/x.html"),
        ("lich/index.html", "assets/site.css", "../assets/site.css"),
    ],
)
def test_addresses_are_the_shortest_way(here: str, to: str, address: str) -> None:
    assert Links(here, "", (2026,)).to(to) == address


def test_file_names_with_signs_of_their_own_stay_one_address() -> None:
    links = Links("2026/don-vi/1.html", "../../raw/", (2026,))
    assert (
        links.source("tỉnh/2026/KH #1 (50%)?.pdf", 3)
        == "../../../../raw/tỉnh/2026/KH%20%231%20%2850%25%29%3F.pdf#page=3"
    )
    assert links.source("a.docx", 3, "application/vnd.openxmlformats") == "../../../../raw/a.docx"


def test_plans_elsewhere_on_the_disk_are_found_from_the_reports(tmp_path) -> None:
    folder = tmp_path / "kho" / "reports" / "thu"
    assert source_base(tmp_path / "raw", folder) == "../../../raw/"
