"""Pictures of the clauses that the headline targets were read from, within a budget of bytes.

A picture is a narrow band of the page with the clause framed. Word files have none: their pages are not fixed. A file
that changed or went since the run has none either, and that is logged.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PIL import Image

from pipelines.model.document import Box
from pipelines.provenance.picture import NoSuchPage, PageLook, page_image
from pipelines.reading.errors import UnreadableDocument
from pipelines.reporting.site import facts

FOLDER: Final = "anh"
_BUDGET: Final = 2_000_000  # bytes for one province
_MOST: Final = 300  # each costs some hundredths of a second
_NEAR: Final = 24.0  # points above and below the clause
_WIDTH: Final = 680  # pixels: readable on paper and on a phone
_ROUNDING: Final = 2  # pixels by which a page drawn at the wanted width may miss it
_log = logging.getLogger(__name__)


def write_pictures(raw: Path, folder: Path, places: Iterable[facts.PicturePlace]) -> dict[str, str]:
    """Draw the first places that fit the budget; return target → path of the picture below ``folder``.

    Args:
        raw: folder of the plans.
        folder: the province's report folder; pictures go to a folder in it.
        places: in order of importance.

    Raises:
        OSError: a picture could not be written.
    """
    made: dict[str, str] = {}
    left = _BUDGET
    for place in places:
        if len(made) >= _MOST or left <= 0:
            break
        data = _picture(raw / place.source_path, place)
        if data is not None:
            path = f"{FOLDER}/{place.target_id}.webp"
            (folder / FOLDER).mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
            made[place.target_id] = path
            left -= len(data)
    return made


def _picture(file: Path, place: facts.PicturePlace) -> bytes | None:
    boxes = [Box(*numbers) for numbers in json.loads(place.bbox)]
    here = [box for box in boxes if box.page == place.page and box.y1 > box.y0]
    if not here:
        return None
    try:
        if hashlib.sha256(file.read_bytes()).hexdigest() != place.sha256:
            _log.warning("%s: tệp đã đổi từ lần phát hành, không vẽ ảnh trang", file)
            return None
        look = None if place.is_scan else PageLook(is_scan=False)  # how a scan was turned is looked up in the file
        drawn, _ = page_image(file, place.page, here, crop=True, look=look, context=_NEAR, pixels_wide=_WIDTH)
    except (FileNotFoundError, NoSuchPage, UnreadableDocument) as error:
        _log.warning("%s: không vẽ được ảnh trang %d: %s", file, place.page, error)
        return None
    return _small(drawn)


def _small(image: Image.Image) -> bytes:
    out = io.BytesIO()
    _of_width(image).save(out, "WEBP", quality=30, method=4)
    return out.getvalue()


def _of_width(image: Image.Image) -> Image.Image:
    if 0 <= image.width - _WIDTH <= _ROUNDING:  # the page ends in white
        return image.crop((0, 0, _WIDTH, image.height))
    height = max(1, round(image.height * _WIDTH / image.width))
    return image.resize((_WIDTH, height), Image.Resampling.LANCZOS)
