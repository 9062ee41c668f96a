"""Plans as scanners and phones give them: printed pages drawn, then aged in a few named ways."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from pipelines.samples.compose import compose
from pipelines.samples.model import Recipe
from pipelines.samples.render.pdf import assemble
from pipelines.samples.render.wordlike import render_wordlike

Picture = NDArray[np.uint8]  # rows × columns × (red, green, blue)

_RED = (205, 35, 45)


@dataclass(frozen=True)
class Look:
    """What happens to a printed page on its way to the file."""

    name: str
    stamp: bool = False
    bend: float = 0.0  # inch by which the middle of a line stands above its ends: a page that does not lie flat
    angle: float = 0.5  # degrees
    lean: float = 0.0  # share by which the far edge of a photographed sheet is shorter
    shadow: float = 10.0  # grey levels from one side to the other
    blur: float = 0.6  # pixels at 200 dpi
    noise: float = 4.0  # grey levels
    holes: int = 0  # pixels of a rule for each hole in it, in a scan in black and white
    quality: int = 55
    colour: bool = False


LOOKS = (
    Look("clean"),
    Look("stamped", stamp=True, angle=-0.7, quality=50, colour=True),
    Look("curved", bend=0.07, angle=1.0, quality=40),
    Look("black and white", holes=90, angle=0.3, blur=0.0, noise=12.0, shadow=0.0, quality=92),
    Look("photographed", bend=0.04, angle=1.5, lean=0.03, shadow=70.0, blur=0.8, quality=40, colour=True),
)


def recipe_of(index: int) -> Recipe:
    """Plans whose layout, commune and wording take turns."""
    return Recipe(
        file_name=f"scan-{index:02d}.pdf",
        province_slug="nghe-an",
        plan_year=2026,
        commune_code=("17971", "17935", "17662", "17254")[index % 4],
        kind="annual",
        layout="ABCD"[index % 4],
        renderer="wordlike",
        options=frozenset({"small"}),
        seed=640_000 + index,
    )


def _warped(page: Picture, look: Look, dpi: int) -> Picture:
    """Bend, turn and lean the page about its middle; what comes in from outside is paper."""
    height, width = page.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    across, down = xs / width - 0.5, ys / height - 0.5
    turn = np.radians(look.angle)
    across_px, down_px = across * width * (1 + look.lean * (down + 0.5)), down * height
    from_x = np.cos(turn) * across_px + np.sin(turn) * down_px
    from_y = -np.sin(turn) * across_px + np.cos(turn) * down_px
    from_y += look.bend * dpi * np.cos(np.pi * across)
    places = (from_x + width / 2).astype(np.float32), (from_y + height / 2).astype(np.float32)
    white = (255, 255, 255)
    return np.asarray(cv2.remap(page, *places, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=white))


def _stamped(page: Picture, dpi: int, at: tuple[float, float]) -> Picture:
    """A round stamp whose rings and letters lie over the print."""
    height, width = page.shape[:2]
    centre, radius = (int(width * at[0]), int(height * at[1])), int(0.7 * dpi)
    marks = page.copy()
    cv2.circle(marks, centre, radius, _RED, max(2, dpi // 50), cv2.LINE_AA)
    cv2.circle(marks, centre, radius * 2 // 3, _RED, max(1, dpi // 100), cv2.LINE_AA)
    for step in range(18):
        turn = 2 * np.pi * step / 18
        x, y = centre[0] + radius * 0.83 * np.cos(turn), centre[1] + radius * 0.83 * np.sin(turn)
        place = (int(x - 0.05 * dpi), int(y + 0.05 * dpi))
        cv2.putText(marks, "UBNDXATHANH"[step % 11], place, cv2.FONT_HERSHEY_DUPLEX, dpi / 260, _RED, 2, cv2.LINE_AA)
    return np.minimum(page, marks)


def _holed(page: Picture, each: int, dpi: int, chance: np.random.Generator) -> Picture:
    """Rules with holes of up to a millimetre, as compression in black and white leaves them."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    for across, shape in ((True, (1, dpi // 2)), (False, (dpi // 3, 1))):
        ys, xs = np.nonzero(cv2.morphologyEx(255 - grey, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) > 30)
        for place in chance.integers(0, max(len(ys), 1), len(ys) // each):
            x, y, hole = int(xs[place]), int(ys[place]), int(chance.integers(2, 2 + dpi // 25))
            grey[(slice(y - 1, y + 2), slice(x, x + hole)) if across else (slice(y, y + hole), slice(x - 1, x + 2))] = (
                255
            )
    return np.repeat(np.asarray(grey, np.uint8)[:, :, None], 3, axis=2)


def aged(page: Picture, look: Look, dpi: int, seed: int) -> Picture:
    """What a scanner or a phone makes of a printed page."""
    chance = np.random.default_rng(seed)
    seen = _stamped(page, dpi, (0.24, 0.13)) if look.stamp else page
    if look.holes:
        seen = _holed(seen, look.holes, dpi, chance)
    if look.blur:
        seen = cv2.GaussianBlur(seen, (0, 0), look.blur * dpi / 200)
    seen = _warped(np.asarray(seen, dtype=np.uint8), look, dpi)
    height, width = seen.shape[:2]
    light = np.linspace(0, look.shadow, width)[None, :, None]
    dull = seen * 0.93 + chance.normal(0, look.noise, (height, width, 1)) - light
    if look.holes:
        return np.where(dull < 145, 0, 255).astype(np.uint8)
    return np.asarray(np.clip(dull, 0, 255), dtype=np.uint8)


def _as_pdf(pictures: Sequence[tuple[Picture, tuple[float, float]]], look: Look) -> bytes:
    """A PDF whose pages are JPEG pictures of the given size in points."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for picture, (width, height) in pictures:
        shown = picture[:, :, ::-1] if look.colour else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        data = cv2.imencode(".jpg", np.asarray(shown), [cv2.IMWRITE_JPEG_QUALITY, look.quality])[1].tobytes()
        space = b"/DeviceRGB" if look.colour else b"/DeviceGray"
        content = f"q {width:g} 0 0 {height:g} 0 0 cm /Im0 Do Q".encode()
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:g} {height:g}] /Contents {number + 1} 0 R"
            f" /Resources << /XObject << /Im0 {number + 2} 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8"
            b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
            % (picture.shape[1], picture.shape[0], space, len(data), data),
        ]
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    objects.append(b"<< /Producer (Scanner) >>")
    return assemble(objects, info=len(objects))


def printed(recipe: Recipe) -> bytes:
    """Two printed pages of a plan, born-digital: its letterhead with the first sentences, and the head of its annex."""
    with pdfium.PdfDocument(render_wordlike(compose(recipe))) as whole, pdfium.PdfDocument.new() as two:
        sizes = [whole.get_page_size(index) for index in range(len(whole))]
        wide = next(index for index, (width, height) in enumerate(sizes) if width > height)
        two.import_pages(whole, [0, wide])
        kept = io.BytesIO()
        two.save(kept)
    return kept.getvalue()


def scanned(print_: bytes, look: Look, dpi: int, seed: int, *, in_pixels: bool = False) -> bytes:
    """The same pages as a scan or a photograph.

    ``in_pixels``: pages as many points wide as their picture has pixels. Stamps of signing services are drawn too.
    """
    with pdfium.PdfDocument(print_) as document:
        document.init_forms()
        pages = [
            (np.array(page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3]), page.get_size())
            for page in document
        ]
    seen = [(aged(page, look, dpi, seed + number), size) for number, (page, size) in enumerate(pages)]
    return _as_pdf([(page, page.shape[1::-1] if in_pixels else size) for page, size in seen], look)
