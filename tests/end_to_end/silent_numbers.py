"""Plans whose numbers look like levels of the province and are none: the wordings of one province, a unit for each."""

from __future__ import annotations

from pathlib import Path

import docx
from era_plans import write_era_plan

PROVINCE = "tỉnh Quảng Trị"
YEAR = 2026
PLAIN = {
    "xã Bến Quan": (
        "Tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu đã số hóa đạt 60%.",
        "Tỷ lệ hồ sơ thanh toán trực tuyến đạt 70%.",
        "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%.",
        "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 80%.",
    ),
    "xã Vĩnh Linh": (
        "Tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu đã số hóa tăng 15% so với năm 2025.",
        "Tỷ lệ giao dịch thanh toán trực tuyến đạt 90%.",
        "Tỷ lệ hồ sơ giải quyết đúng hạn đạt từ 90% đến 95%.",
        "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 850%.",
    ),
    "xã Cửa Tùng": (
        "Tỷ lệ thanh toán trực tuyến đạt 75%.",
        "Tỷ lệ hồ sơ giải quyết đúng hạn của tỉnh đạt 99%.",
        "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 90%.",
    ),
    "xã Vĩnh Hoàng": (
        "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 95%.",
        "Bảo đảm tỷ lệ hồ sơ giải quyết đúng hạn đạt 100%.",
        "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 70%, trong đó xã Vĩnh Hoàng đạt 75%.",
    ),
}
TABLED = "xã Cồn Tiên"


def write_plans(raw: Path) -> None:
    """One plan for each unit, in the folder of the province."""
    folder = raw / "quang-tri" / str(YEAR)
    for number, (unit, sentences) in enumerate(PLAIN.items()):
        write_era_plan(folder / f"{number}.docx", unit, PROVINCE, YEAR, sentences)
    path = folder / "bang.docx"
    write_era_plan(path, TABLED, PROVINCE, YEAR, ("Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 60%.",))
    document = docx.Document(str(path))
    rows = (
        ("TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2026"),
        ("1", "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC", "%", "65"),
        ("2", "Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn", "%", "97"),
    )
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    document.save(str(path))
