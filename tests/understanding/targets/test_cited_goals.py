"""What a plan cites from above is no commitment of its own; what it takes over or adds is."""

from __future__ import annotations

import unicodedata

import pytest

from pipelines.model.plan import Target
from pipelines.understanding.targets import TargetContext, find_targets


def _read(text: str, heading: str = "II. MỤC TIÊU") -> tuple[Target, ...]:
    return find_targets(text, context=TargetContext("body", heading=heading, plan_year=2026))


@pytest.mark.parametrize(
    "text",
    [
        "Quán triệt mục tiêu của tỉnh là đến hết năm 2026 có 88% hồ sơ nộp trực tuyến.",
        "Cụ thể hóa chỉ tiêu của thành phố về số hóa kết quả (82%) vào điều kiện của phường.",
        "Mục tiêu quốc gia đến năm 2030 về thanh toán trực tuyến (90%) là định hướng lâu dài.",
        "Theo Chiến lược của Chính phủ, đến năm 2030 mức độ hài lòng của người dân trên cả nước đạt tối thiểu 96%.",
        "Năm nay phấn đấu toàn tỉnh có ít nhất 84% hồ sơ trực tuyến.",
        "Nghị quyết Đảng bộ tỉnh đề ra mục tiêu 92% hồ sơ trực tuyến toàn trình.",
        "Thực hiện chủ trương cắt giảm ít nhất 25% thời gian giải quyết của Chính phủ, xã rà soát lại quy trình.",
        "Quy định hiện hành cho phép không quá 15% số người được xếp loại xuất sắc.",
        "Quy chế chấm điểm tối đa khi tỷ lệ hồ sơ số hóa đạt từ 75% trở lên.",
        "Các trường hợp có mức độ hài lòng dưới 70% sẽ được kiểm tra lại.",
        "Ước tính số hồ sơ chứng thực tăng khoảng 15% do sáp nhập.",
        "Nhiệm kỳ 2020 - 2025, tỷ lệ công chức đạt chuẩn tăng từ 85% lên 97%.",
        "Văn phòng đã tham mưu đạt 100% nhiệm vụ được giao trong quý I.",
        "Góp sức cùng tỉnh để chỉ số PAPI của tỉnh đạt trên 46%.",
        "Thực hiện Nghị quyết số 12, trong đó mục tiêu của tỉnh đến năm 2030 là 93% hồ sơ trực tuyến và 96% đúng hạn.",
        "Kế thừa kết quả giai đoạn 2021 - 2025, trong đó tỷ lệ số hóa đạt 81,6%, cao hơn kế hoạch.",
        "Tỉnh giao phường các chỉ tiêu: hồ sơ trực tuyến 80%, số hóa 85%. Trên cơ sở đó, phường đặt mức cao hơn:",
        "Sáp nhập các thôn có quy mô dưới 50% số hộ theo tiêu chuẩn.",
        "Năm nay, trên cơ sở kết quả năm 2025 khi xã giải quyết 8.200 hồ sơ với tỷ lệ đúng hạn 95,5%, xã rà soát lại.",
        "Cấp xã có 400 thủ tục, trong đó 277 thủ tục cung cấp trực tuyến toàn trình (69,3%).",
        "Với đặc thù 85% dân số là đồng bào, xã bố trí người phiên dịch.",
    ],
)
def test_what_is_cited_forecast_or_over_is_no_commitment(text: str) -> None:
    assert _read(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Quán triệt mục tiêu của tỉnh, xã phấn đấu 88% hồ sơ nộp trực tuyến.", 88),
        ("Cụ thể hóa chỉ tiêu của thành phố, phấn đấu số hóa 82% kết quả.", 82),
        ("Thực hiện chỉ tiêu tỉnh giao: 90% hồ sơ nộp trực tuyến.", 90),
        ("Nghị quyết Đảng bộ xã đề ra mục tiêu 92% hồ sơ trực tuyến.", 92),
        ("Các trường hợp trễ hẹn, 100% có thư xin lỗi.", 100),
        ("Giai đoạn 2026 - 2030, 95% hồ sơ đã số hóa được khai thác lại.", 95),
        ("Tỉnh giao phường các chỉ tiêu: hồ sơ trực tuyến 80%.", 80),
        ("Tiết kiệm thêm tối thiểu 12% chi thường xuyên ngoài số đã trích (10% theo quy định).", 12),
        ("Trên cơ sở kết quả năm 2025 khi xã đạt loại Khá, phấn đấu 97% hồ sơ đúng hạn.", 97),
        ("Cấp xã có 400 thủ tục, số hóa 277 thủ tục, đạt từ 69,3% trở lên.", 69.3),
        ("Khi tiếp nhận, phấn đấu tỷ lệ số hóa hồ sơ đạt 95%.", 95),
    ],
)
def test_what_the_unit_takes_over_or_adds_is_read(text: str, value: float) -> None:
    assert [float(target.value) for target in _read(text)] == [value]


def test_under_a_title_of_goals_from_above_only_the_units_own_are_read() -> None:
    above = "1. Mục tiêu của tỉnh"
    assert _read("Tỷ lệ hồ sơ trực tuyến đạt ít nhất 84%.", above) == ()
    assert [target.value for target in _read("Xã phấn đấu đạt 86% hồ sơ trực tuyến.", above)] == [86]
    assert [target.value for target in _read("Hồ sơ trực tuyến đạt 84%.", "1. Mục tiêu tỉnh giao xã")] == [84]


def test_a_title_of_goals_from_above_is_known_however_its_letters_are_typed() -> None:
    for above in ("1. MỤC TIÊU  CỦA TỈNH", unicodedata.normalize("NFD", "1. Mục tiêu của tỉnh")):
        assert _read("Tỷ lệ hồ sơ trực tuyến đạt ít nhất 84%.", above) == ()


def test_a_body_named_after_the_unit_sets_no_goal_of_the_unit() -> None:
    assert _read("Đề nghị Mặt trận Tổ quốc xã vận động đạt 90% hội viên nộp hồ sơ trực tuyến.") == ()
    own = "Đề nghị Mặt trận Tổ quốc xã phối hợp, UBND xã đạt 90% hồ sơ trực tuyến."
    assert [target.value for target in _read(own)] == [90]
