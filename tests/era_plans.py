"""Small plans of both eras of a province: communes of districts before July 2025, and of the two tiers since then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx

_LETTERHEAD = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("{unit}", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 07/KH-UBND", "{commune}, ngày {day:02} tháng {month:02} năm {year}"),
)
_ENDING = (
    "II. TỔ CHỨC THỰC HIỆN",
    "Công chức Văn phòng - Thống kê theo dõi, tổng hợp việc thực hiện kế hoạch này.",
)


def write_era_plan(
    path: Path, unit: str, place: str, year: int, commitments: Sequence[str], *, half: bool = False
) -> None:
    """Write a plan with one numbered line for each commitment.

    Args:
        path: the file, ``….docx``.
        unit: the unit with its type: ``xã Vĩnh Thủy``.
        place: what it lies in: ``huyện Vĩnh Linh, tỉnh Quảng Trị``, ``tỉnh Quảng Trị``.
        year: plan year.
        commitments: sentences.
        half: a plan for the second half of the year, issued in July.
    """
    period = f"6 tháng cuối năm {year}" if half else f"năm {year}"
    commune = unit.split(" ", 1)[1]
    day, month = (15, 7) if half else (10, 1)
    document = docx.Document()
    table = document.add_table(rows=len(_LETTERHEAD), cols=2)
    for cells, texts in zip(table.rows, _LETTERHEAD, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text.format(unit=unit.upper(), commune=commune, day=day, month=month, year=year)
    title = f"Cải cách hành chính {period} của {unit}, {place}"
    numbered = (f"{number}. {sentence}" for number, sentence in enumerate(commitments, start=1))
    for text in ("KẾ HOẠCH", title, "I. MỤC TIÊU", *numbered, *_ENDING):
        document.add_paragraph(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
