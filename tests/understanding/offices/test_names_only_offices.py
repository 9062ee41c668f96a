"""Offices and nothing else, or words in which an office is only named."""

from __future__ import annotations

import pytest

from pipelines.understanding.offices import names_only_offices


@pytest.mark.parametrize(
    "text",
    [
        "Phòng Kinh tế",
        "Phòng Văn hóa - Xã hội, Công an xã",
        "Văn phòng HĐND và UBND xã Gio Linh",
        "Trung tâm Phục vụ hành chính công phường",
        "Các phòng và Công an xã",
    ],
)
def test_offices_of_the_catalogue_with_their_place_are_nothing_but_offices(text):
    assert names_only_offices(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Văn phòng tổng hợp",
        "Phòng Kinh tế báo cáo UBND xã",
        "đã báo cáo Phòng Kinh tế",
        "Phòng Kinh tế, người dân",
        "theo Quyết định số 5/QĐ-UBND",
    ],
)
def test_words_around_an_office_are_more_than_offices(text):
    assert not names_only_offices(text)
