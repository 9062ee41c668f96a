"""A plan for a single work of the reform is told from the plan of the whole reform by its title."""

from __future__ import annotations

import pytest
from plan_builder import CLOSING, context, document, para, rules

from pipelines.understanding.metadata.topic import plan_topic
from pipelines.understanding.plan import understand


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("KẾ HOẠCH Kiểm tra công tác cải cách hành chính năm 2026 trên địa bàn xã", "kiểm tra"),
        ("KẾ HOẠCH Tự kiểm tra cải cách hành chính, kiểm soát thủ tục hành chính năm 2026", "kiểm tra"),
        ("KẾ HOẠCH Kiểm tra công vụ và cải cách hành chính năm 2026", "kiểm tra"),
        ("KẾ HOẠCH Thông tin, tuyên truyền về cải cách hành chính năm 2026", "tuyên truyền"),
        ("KẾ HOẠCH Triển khai thực hiện công tác tuyên truyền CCHC năm 2026", "tuyên truyền"),
        ("QUYẾT ĐỊNH Về việc ban hành Kế hoạch tuyên truyền cải cách hành chính năm 2026", "tuyên truyền"),
        ("KẾ HOẠCH Phát động phong trào thi đua “Đẩy mạnh cải cách hành chính” năm 2026", "thi đua"),
        ("KẾ HOẠCH Khắc phục tồn tại, hạn chế trong công tác cải cách hành chính", "khắc phục hạn chế"),
        ("KẾ HOẠCH Cải thiện, nâng cao Chỉ số cải cách hành chính năm 2026", "nâng cao chỉ số"),
        ("KẾ HOẠCH Kiểm tra việc triển khai và thực hiện cải cách hành chính năm 2026", "kiểm tra"),
        ("KẾ HOẠCH Kiểm soát thủ tục hành chính năm 2026", "kiểm soát thủ tục hành chính"),
        ("KẾ HOẠCH Tổ chức Hội nghị đánh giá cải cách hành chính năm 2025", "hội nghị, hội thảo"),
        ("KẾ HOẠCH Tổ chức lớp tập huấn cải cách hành chính", "tập huấn, bồi dưỡng"),
        ("KẾ HOẠCH Triển khai thí điểm mô hình cải cách hành chính", "mô hình, sáng kiến"),
        ("KẾ HOẠCH Thực hiện Tháng cao điểm cải cách hành chính", "đợt cao điểm"),
        ("KẾ HOẠCH Phát triển kinh tế - xã hội năm 2026", "nội dung khác"),
        ("KẾ HOẠCH Thực hiện dân chủ ở cơ sở năm 2026", "nội dung khác"),
    ],
)
def test_plan_for_a_single_work_is_named_by_it(title, topic):
    assert plan_topic(title) == topic


@pytest.mark.parametrize(
    "title",
    [
        "KẾ HOẠCH Cải cách hành chính năm 2026",
        "KẾ HOẠCH Cải cách hành chính và kiểm tra công vụ năm 2026",
        "KẾ HOẠCH Cải cách hành chính, tuyên truyền cải cách hành chính năm 2026",
        "KẾ HOẠCH Triển khai thực hiện công tác cải cách hành chính năm 2026",
        "KẾ HOẠCH Đẩy mạnh cải cách hành chính, nâng cao chỉ số PAR INDEX năm 2026",
        "KẾ HOẠCH Kiểm soát thủ tục hành chính, cải cách hành chính năm 2026",
        "KẾ HOẠCH Chuyển đổi số gắn với cải cách hành chính năm 2026",
        "QUYẾT ĐỊNH Về việc ban hành Kế hoạch cải cách hành chính năm 2026",
        "KẾ HOẠCH Khắc phục hạn chế và đẩy mạnh cải cách hành chính năm 2026",
        "KẾ HOẠCH Nâng cao Chỉ số cải cách hành chính và thực hiện nhiệm vụ cải cách hành chính năm 2026",
        "PHỤ LỤC Kiểm tra, đôn đốc nhiệm vụ cải cách hành chính năm 2026",
        "KẾ HOẠCH Công tác năm 2026 của UBND xã",
        "KẾ HOẠCH Hành động năm 2026",
        "KẾ HOẠCH Triển khai các nhiệm vụ trọng tâm quý II năm 2026",
        "KẾ HOẠCH CAI CACH HANH CHINH 2026",
        "KẾ HOẠCH Cái eách hành chính năm 2026",  # as a scan gives it
        "KẾ HOẠCH Thực hiện Nghị quyết số 76/NQ-CP năm 2026",
        "KẾ HOẠCH",
        None,
    ],
)
def test_plan_of_the_whole_reform_has_no_topic(title):
    assert plan_topic(title) is None


def _plan(subject: str):
    head = [para("ỦY BAN NHÂN DÂN", "c"), para("XÃ GIO LINH", "c"), para("Số: 45/KH-UBND", "c")]
    titles = [para("KẾ HOẠCH", "c", bold=True), para(subject, "c", bold=True)]
    body = [para("Nội dung."), para("- Tỷ lệ hồ sơ trực tuyến đạt 80%."), *CLOSING]
    return understand(document(*head, *titles, *body), context("quang-tri", 2026))


def test_plan_for_a_single_work_is_told_and_not_asked_for_the_goals_of_the_year():
    inspection, year = _plan("Kiểm tra cải cách hành chính năm 2026"), _plan("Cải cách hành chính năm 2026")
    assert inspection.is_plan
    assert (inspection.metadata.topic, year.metadata.topic) == ("kiểm tra", None)
    assert "topical_plan" in rules(inspection)
    assert "missing_core_indicator" not in rules(inspection)
    assert "missing_core_indicator" in rules(year)
    assert "topical_plan" not in rules(year)


def _silent_plan(*titles: str):
    head = [para("ỦY BAN NHÂN DÂN", "c"), para("XÃ GIO LINH", "c"), para("Số: 45/KH-UBND", "c")]
    body = [para("Nội dung."), para("- Hồ sơ đúng hạn đạt 98%."), *CLOSING]
    return understand(
        document(*head, *(para(one, "c", bold=True) for one in titles), *body), context("quang-tri", 2026)
    )


@pytest.mark.parametrize(
    "subject",
    [
        "Kiểm soát thủ tục hành chính năm 2026",
        "Thực hiện công tác kiểm soát TTHC trên địa bàn xã năm 2026",
        "Rà soát, đơn giản hóa thủ tục hành chính năm 2026",
    ],
)
def test_plan_to_control_procedures_is_one_of_the_reform_though_it_never_names_it(subject):
    found = _silent_plan("KẾ HOẠCH", subject)
    assert found.is_plan
    assert "topical_plan" in rules(found)
    assert [target.value for target in found.targets] == [98]


@pytest.mark.parametrize(
    "titles",
    [
        ("KẾ HOẠCH", "Kiểm soát dịch bệnh trên đàn vật nuôi năm 2026"),
        ("KẾ HOẠCH", "Theo dõi tình hình thi hành pháp luật năm 2026"),
        ("KẾ HOẠCH", "Phổ biến, giáo dục pháp luật về thủ tục hành chính năm 2026"),
        ("KẾ HOẠCH", "Kiểm tra phòng cháy, chữa cháy năm 2026"),
        ("BÁO CÁO", "Kiểm soát thủ tục hành chính năm 2026"),
    ],
)
def test_plan_of_another_subject_that_never_names_the_reform_stays_refused(titles):
    assert not _silent_plan(*titles).is_plan


def test_rest_of_a_title_below_it_may_name_the_reform():
    head = [para("ỦY BAN NHÂN DÂN", "c"), para("XÃ GIO LINH", "c"), para("Số: 45/KH-UBND", "c")]
    title = [para("KẾ HOẠCH", "c", bold=True), para("Triển khai thực hiện Chương trình tổng thể", "c", bold=True)]
    reform = para("Cải cách hành chính, cải cách hành chính, cải cách hành chính.")
    whole = document(*head, *title, para("cải cách hành chính nhà nước năm 2026"), reform, *CLOSING)
    passing = document(*head, *title, para("Phát huy kết quả đã đạt được."), reform, *CLOSING)
    found = [understand(one, context("quang-tri", 2026)).metadata.topic for one in (whole, passing)]
    assert found == [None, "nội dung khác"]
