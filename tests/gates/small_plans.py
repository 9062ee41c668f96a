"""Whole plans as Word files in a few words of Python, for runs through every gate."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
HEADER = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian hoàn thành")
Row = Sequence[str]
PLAIN: Row = ("1", "Rà soát thủ tục hành chính", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý II/2026")
TARGET = "- 90% hồ sơ được giải quyết đúng hạn."


def write_plan(
    path: Path,
    unit: str,
    *,
    rows: Sequence[Row] = (PLAIN,),
    said: Sequence[str] = (TARGET,),
    title: str = "Cải cách hành chính năm 2026",
    number: str = "15",
) -> Path:
    """Write the plan of ``unit`` ("xã Gio Linh") with one table and some paragraphs; returns ``path``."""
    kind, name = unit.split(" ", 1)
    head = (
        "ỦY BAN NHÂN DÂN",
        f"{kind.upper()} {name.upper()}",
        f"Số: {number}/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"{name}, ngày 06 tháng 01 năm 2026",
        "KẾ HOẠCH",
        title,
    )
    foot = ("Nơi nhận:", "- Sở Nội vụ;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Mẫu")
    body = [
        *(_paragraph(text, centred=True) for text in head),
        *map(_paragraph, said),
        _table((HEADER, *rows)),
        *map(_paragraph, foot),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    return _package(path, "".join(body))


def _paragraph(text: str, *, centred: bool = False) -> str:
    style = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: Sequence[Row]) -> str:
    grid = "".join('<w:gridCol w:w="1500"/>' for _ in rows[0])
    lines = ("".join(f"<w:tc>{''.join(map(_paragraph, cell.split(chr(10))))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _package(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        relation = f'<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
    return path
