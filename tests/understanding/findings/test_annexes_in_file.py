"""An annex that stands in the file is not missing, whatever it holds."""

from __future__ import annotations

from plan_builder import LETTERHEAD, context, document, para, rules, table

from pipelines.understanding.plan import understand

BODY = [
    *LETTERHEAD,
    para("KẾ HOẠCH", "c", bold=True),
    para("Cải cách hành chính năm 2026", "c", bold=True),
    para("1. Thời gian kiểm tra: theo Phụ lục I kèm theo Kế hoạch này."),
    para("- Tỷ lệ hồ sơ trực tuyến đạt 80%."),
]
HEADING = [para("Phụ lục I", "c", bold=True), para("THỜI GIAN, ĐƠN VỊ ĐƯỢC KIỂM TRA", "c", bold=True)]


def _read(*blocks):
    return rules(understand(document(*BODY, *blocks), context("quang-tri", 2026)))


def test_schedule_or_outline_under_the_heading_of_an_annex_is_an_annex():
    schedule = table([("STT", "Đơn vị được kiểm tra"), ("1", "Phòng Kinh tế"), ("2", "Trạm Y tế")])
    outline = [para("1. Tình hình chung của đơn vị"), para("2. Kết quả thực hiện")]
    assert "annex_missing" not in _read(*HEADING, schedule, *outline)


def test_annex_that_is_only_spoken_of_or_only_headed_is_missing():
    assert "annex_missing" in _read()
    assert "annex_missing" in _read(*HEADING, para("(Kèm theo Kế hoạch này)", "c"))
