"""A two-page plan in a Times-like face, and its scan: rendered, tilted, greyed, stamped, pressed to JPEG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

LEFT = ("ỦY BAN NHÂN DÂN", "XÃ SUỐI MƠ", "Số: 27/KH-UBND")
RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Suối Mơ, ngày 09 tháng 02 năm 2026")
BODY = (
    "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ, Ủy ban nhân dân xã",
    "ban hành Kế hoạch thực hiện công tác cải cách hành chính với các nội dung sau:",
    "Phấn đấu 98% hồ sơ được giải quyết đúng hạn; ít nhất 85% hồ sơ nộp trực tuyến.",
    "Bảo đảm 100% công chức xử lý văn bản trên môi trường điện tử, có ký số cá nhân.",
)
HEADER = ("TT", "Nội dung công việc", "Sản phẩm", "Cơ quan chủ trì", "Thời hạn")
ROWS = (
    ("1", "Rà soát quy trình nội bộ giải quyết thủ tục hành chính", "Quyết định", "Văn phòng HĐND và UBND", "Quý II"),
    ("2", "Kiểm tra công vụ đột xuất tại các đơn vị", "Biên bản", "Phòng Văn hóa - Xã hội", "Hằng quý"),
    ("3", "Số hóa hồ sơ lưu trữ, cập nhật lên cơ sở dữ liệu dùng chung", "-", "Công an xã", "…"),
    ("4", "Tập huấn kỹ năng số cho công chức", "", "Phòng Kinh tế", "Tháng 9/2026"),
)
COLUMNS = (50.0, 85.0, 260.0, 350.0, 465.0, 545.0)
FONTS = {"Serif": "Regular", "Serif-Bold": "Bold"}


def _canvas(path: Path, size: tuple[float, float] = (595.0, 842.0)) -> Canvas:
    folder = files("pipelines.reading.fontrepair") / "data" / "fonts"
    for name, style in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / f"SampleSerif-{style}.ttf")))
    return Canvas(str(path), pagesize=size, invariant=True)


def _letterhead(canvas: Canvas) -> None:
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        canvas.setFont("Serif-Bold" if number < 2 else "Serif", 12)
        canvas.drawCentredString(150, 780 - 17 * number, left)
        canvas.drawCentredString(400, 780 - 17 * number, right)
    canvas.line(110, 759, 190, 759)
    canvas.setFont("Serif-Bold", 14)
    canvas.drawCentredString(297, 690, "KẾ HOẠCH")


def wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pdfmetrics.stringWidth(longer, "Serif", 12) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _table(canvas: Canvas, top: float, rows: Sequence[Sequence[str]]) -> None:
    canvas.setLineWidth(0.5)
    y = top
    for row in rows:
        cells = [wrapped(text, right - left - 10) for text, left, right in zip(row, COLUMNS, COLUMNS[1:], strict=False)]
        height = 15 * max(map(len, cells)) + 8
        for lines, left in zip(cells, COLUMNS, strict=False):
            for number, line in enumerate(lines):
                canvas.drawString(left + 5, y - 15 - 15 * number, line)
        for x in COLUMNS:
            canvas.line(x, y, x, y - height)
        canvas.line(COLUMNS[0], y, COLUMNS[-1], y)
        y -= height
    canvas.line(COLUMNS[0], y, COLUMNS[-1], y)


def draw_plan(path: Path) -> Path:
    """Page 1: letterhead and text; page 2: page number and a table."""
    canvas = _canvas(path)
    _letterhead(canvas)
    canvas.setFont("Serif", 13)
    for number, line in enumerate(BODY):
        canvas.drawString(60 + (20 if number in (0, 2, 3) else 0), 650 - 24 * number, line)
    canvas.showPage()
    canvas.setFont("Serif", 13)
    canvas.drawCentredString(297, 800, "2")
    canvas.setFont("Serif", 12)
    _table(canvas, 760, (HEADER, *ROWS))
    canvas.save()
    return path


def _stamped(page: np.ndarray, dpi: int) -> np.ndarray:
    """A round red stamp and a blue pen stroke at the lower right."""
    height, width = page.shape[:2]
    centre, radius = (int(width * 0.68), int(height * 0.62)), int(0.7 * dpi)
    marks = page.copy()
    cv2.circle(marks, centre, radius, (205, 35, 45), max(2, dpi // 50), cv2.LINE_AA)
    cv2.circle(marks, centre, radius * 2 // 3, (205, 35, 45), max(1, dpi // 100), cv2.LINE_AA)
    turns = np.linspace(0, 9, 60)
    stroke = np.stack([centre[0] - radius + 9 * turns * dpi / 60, centre[1] + np.sin(turns * 2) * dpi / 3], axis=1)
    cv2.polylines(marks, [stroke.astype(np.int32)], False, (30, 40, 140), max(2, dpi // 70), cv2.LINE_AA)
    return np.minimum(page, marks)


def bent(page: np.ndarray, dpi: int, bend: float, lean: float = 0.0) -> np.ndarray:
    """A page that does not lie flat.

    Args:
        page: as printed.
        dpi: resolution.
        bend: inches by which the middle of its lines stands above their ends.
        lean: share by which its foot, farther from the camera, is narrower than its head.
    """
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across = x / width - 0.5
    x = (width / 2 + across * width * (1 + lean * y / height)).astype(np.float32)
    y = (y + bend * dpi * np.cos(np.pi * across)).astype(np.float32)
    return cv2.remap(page, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255))


def scan_page(
    page: np.ndarray, dpi: int, angle: float, seed: int, *, stamp: bool = False, bend: float = 0.0, lean: float = 0.0
) -> np.ndarray:
    """What a scanner makes of a rendered page."""
    chance = np.random.default_rng(seed)
    height, width = page.shape[:2]
    page = bent(page, dpi, bend, lean) if bend or lean else page
    seen = cv2.GaussianBlur(_stamped(page, dpi) if stamp else page, (3, 3), 0.6)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    seen = cv2.warpAffine(seen, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    seen = seen * 0.93 + chance.normal(0, 5, (height, width, 1)) - np.linspace(0, 10, width)[None, :, None]
    seen[chance.random((height, width)) < 2e-5] = 70
    return np.clip(seen, 0, 255).astype(np.uint8)


def scan(
    source: Path,
    target: Path,
    *,
    dpi: int = 200,
    angles: Sequence[float] = (0.5, -0.7),
    stamp: bool = True,
    rotate: int = 0,
    keep: frozenset[int] = frozenset(),
    points: float | None = None,
    bend: float = 0.0,
    lean: float = 0.0,
) -> Path:
    """Write the scan of a PDF.

    Args:
        source: born-digital PDF.
        target: where the scan goes.
        dpi: resolution.
        angles: tilt of each page in degrees.
        stamp: put a stamp and a signature on the first page.
        rotate: store the pictures turned, with a /Rotate that turns them back.
        keep: pages (from 0) that stay born-digital.
        points: points of the page that a pixel takes; those of the paper without it.
        bend: inches by which the middle of a line stands above its ends.
        lean: share by which the foot of a page is narrower than its head.
    """
    document, original, out = pdfium.PdfDocument(source), pikepdf.open(source), pikepdf.new()
    for index in range(len(document)):
        if index in keep:
            out.pages.append(original.pages[index])
            continue
        picture = np.array(document[index].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3])
        picture = scan_page(
            picture, dpi, angles[index % len(angles)], seed=index, stamp=stamp and index == 0, bend=bend, lean=lean
        )
        _add_picture(out, np.rot90(picture, rotate // 90), 72 / points if points else dpi, rotate)
    out.save(target)
    document.close()
    return target


def _add_picture(out: pikepdf.Pdf, picture: np.ndarray, dpi: float, rotate: int) -> None:
    height, width = picture.shape[:2]
    data = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 75])[1].tobytes()
    across, down = width * 72 / dpi, height * 72 / dpi
    page = out.add_blank_page(page_size=(across, down))
    image = out.make_stream(
        io.BytesIO(data).getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
    page.obj.Contents = out.make_stream(f"q {across} 0 0 {down} 0 0 cm /Scan Do Q".encode())
    page.obj.Rotate = rotate
