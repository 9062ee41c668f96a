"""Small PDFs with a sound text layer, and ways to damage their fonts' maps."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading.fontrepair.cmap import write_cmap
from pipelines.reading.fontrepair.fonts import fonts_of

WORDS = (
    "Văn phòng Đảng ủy và Văn phòng HĐND phối hợp rà soát văn bản của Việt Nam",
    "Phòng Văn hóa - Xã hội tham mưu việc vận động nhân dân trên địa bàn xã",
    "Chủ tịch giao các cơ quan, đơn vị báo cáo kết quả trước ngày 15 hằng tháng",
    "Cán bộ, công chức xử lý hồ sơ đúng hạn; Công an xã làm sạch dữ liệu dân cư",
    "Vì vậy mọi ý kiến góp ý gửi về bộ phận tổng hợp để kịp thời điều chỉnh",
)


def draw(path: Path, lines: tuple[str, ...] = WORDS) -> Path:
    """A page of ``lines`` in the project's Times-like face."""
    font = files("pipelines.reading.fontrepair") / "data" / "fonts" / "SampleSerif-Regular.ttf"
    pdfmetrics.registerFont(TTFont("Serif", str(font)))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=True)
    canvas.setFont("Serif", 13)
    for number, line in enumerate(lines):
        canvas.drawString(60, 760 - 22 * number, line)
    canvas.save()
    return path


def damage(source: Path, target: Path, says: Mapping[str, str | None]) -> Path:
    """Make every font say ``says[letter]`` for a letter; None takes the letter out of the map."""
    with pikepdf.open(source) as pdf:
        for font in fonts_of(pdf):
            changed = {code: says.get(text, text) for code, text in font.says.items()}
            kept = {code: text for code, text in changed.items() if text is not None}
            font.dictionary.ToUnicode = pdf.make_stream(write_cmap(kept, 1 if font.simple else 2))
        pdf.save(target)
    return target
