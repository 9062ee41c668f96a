"""Promises about the reference values: dated, sourced, and about indicators that exist."""

from __future__ import annotations

from pipelines.reference.areas import areas
from pipelines.reference.indicators import indicator_by_code, indicators
from pipelines.reference.reference_targets import reference_targets


def test_every_reference_value_is_dated_sourced_and_not_from_memory() -> None:
    for row in reference_targets():
        assert indicator_by_code(row.indicator_code) is not None
        assert row.source
        assert row.document
        assert row.certainty in ("high", "medium-high", "medium")
        assert row.kind in ("goal", "full_score")
        assert 0 <= row.value <= 100
        assert row.valid_to is None or row.valid_to > row.valid_from


def test_provincial_rows_name_their_province_and_national_ones_none() -> None:
    for row in reference_targets():
        assert (row.level == "provincial") == (row.province_code is not None)


def test_goal_years_are_in_order() -> None:
    for row in reference_targets():
        if row.due_from is not None:
            assert row.due_year is not None
            assert row.due_from <= row.due_year


def test_newest_national_goal_for_full_online_provision_is_that_of_2026() -> None:
    rows = [r for r in reference_targets() if r.indicator_code == "full_online_service_provision_rate"]
    current = [r for r in rows if r.valid_to is None]
    assert [(r.value, r.document) for r in current] == [(100, "QĐ 282/QĐ-TTg")]


def test_indicators_of_reform_stand_in_a_known_area() -> None:
    known = {area.code for area in areas()}
    assert [i.code for i in indicators() if i.area_code and i.area_code not in known] == []
    assert {i.code for i in indicators() if not i.area_code} == {
        "innovative_enterprise_rate",
        "electronic_health_record_rate",
    }
