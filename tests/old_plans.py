"""Small plans of years before the mergers, typed in Unicode or in the old fonts."""

from __future__ import annotations

from pathlib import Path

import docx

from pipelines.reading.legacy import LegacyEncoding, to_legacy

FONTS = {LegacyEncoding.TCVN3: ".VnTime", LegacyEncoding.VNI: "VNI-Times"}
LETTERHEAD = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("XÃ {commune}", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 07/KH-UBND", "{commune}, ngày 15 tháng 01 năm {year}"),
)
BODY = (
    "KẾ HOẠCH",
    "Cải cách hành chính năm {year} của xã {commune}, huyện Vĩnh Linh, tỉnh Quảng Trị",
    "I. MỤC TIÊU",
    "1. Trên 90% hồ sơ thủ tục hành chính được giải quyết đúng hạn.",
    "2. Mức độ hài lòng của người dân đối với dịch vụ công đạt 85%.",
    "II. TỔ CHỨC THỰC HIỆN",
    "Công chức Văn phòng - Thống kê theo dõi, tổng hợp việc thực hiện kế hoạch này.",
)


def write_old_plan(path: Path, commune: str, encoding: LegacyEncoding | None = None, *, year: int = 2019) -> None:
    """A plan of ``year`` of a commune in Vĩnh Linh, typed in Unicode or in an old font."""

    def put(paragraph: object, text: str) -> None:
        filled = text.format(commune=commune, year=year)
        run = paragraph.add_run(to_legacy(filled, encoding) if encoding else filled)  # type: ignore[attr-defined]
        run.font.name = FONTS[encoding] if encoding else "Times New Roman"

    document = docx.Document()
    table = document.add_table(rows=len(LETTERHEAD), cols=2)
    for cells, texts in zip(table.rows, LETTERHEAD, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            put(cell.paragraphs[0], text)
    for text in BODY:
        put(document.add_paragraph(), text)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
