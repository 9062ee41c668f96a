"""Turns the drawn pages into a scan: grey pixels, slight skew, noise, JPEG, no text layer."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from pipelines.samples.model import Sample
from pipelines.samples.render.pdf import assemble
from pipelines.samples.render.wordlike import render_wordlike

_DPI = 200
_QUALITY = 55


def _age(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Skew by up to half a degree, soften, add paper tone and noise."""
    turned = image.rotate(float(rng.uniform(-0.5, 0.5)), resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(0.6))
    pixels = np.asarray(soft, dtype=np.float32) * 0.93 + 8
    pixels += rng.normal(0.0, 3.0, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _page_objects(number: int, jpeg: bytes, size: tuple[float, float], pixels: tuple[int, int]) -> list[bytes]:
    width, height = size
    content = f"q {width:g} 0 0 {height:g} 0 0 cm /Im0 Do Q".encode()
    return [
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:g} {height:g}] /Contents {number + 1} 0 R"
        f" /Resources << /XObject << /Im0 {number + 2} 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (*pixels, len(jpeg), jpeg),
    ]


def render_scan(sample: Sample) -> bytes:
    """PDF bytes whose pages are grey JPEG images of the plan at 200 dpi."""
    rng = np.random.default_rng(sample.recipe.seed)
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    source = pypdfium2.PdfDocument(render_wordlike(sample))
    for page in source:
        image = _age(page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L"), rng)
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=_QUALITY, dpi=(_DPI, _DPI))
        kids.append(f"{len(objects) + 1} 0 R")
        objects += _page_objects(len(objects) + 1, buffer.getvalue(), page.get_size(), image.size)
    source.close()
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    objects.append(b"<< /Producer (Scanner) >>")
    return assemble(objects, info=len(objects))
