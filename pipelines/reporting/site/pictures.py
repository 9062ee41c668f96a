"""Pictures of the clauses that the targets were read from, the headlines first, within a budget of bytes.

A picture is a narrow band of the page with the clause framed. Word files have none: their pages are not fixed. A file
that changed or went since the run has none either, and that is logged.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Final

from PIL import Image
from pypdfium2 import PdfDocument

from pipelines.model.document import Box
from pipelines.provenance.picture import NoSuchPage, clause_band, page_image
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.pdf.primitives import open_pdf
from pipelines.reporting.site import facts
from pipelines.reporting.site.pieces import Pieces, made_of

FOLDER: Final = "anh"
_BUDGET: Final = 2_000_000  # bytes for one province
_MOST: Final = 260  # the budget holds about as many
_NEAR: Final = 24.0  # points above and below the clause
_WIDTH: Final = 680  # pixels: readable on paper and on a phone
_ROUNDING: Final = 2  # pixels by which a page drawn at the wanted width may miss it
_SOURCE: Final = attrgetter("source_path")
_log = logging.getLogger(__name__)


def write_pictures(
    raw: Path,
    folder: Path,
    places: Iterable[facts.PicturePlace],
    names: Mapping[str, str] | None = None,
    pieces: Pieces | None = None,
) -> dict[str, str]:
    """Draw the first places that fit the budget; return target → path of the picture below ``folder``.

    Args:
        raw: folder of the plans.
        folder: the province's report folder; pictures go to a folder in it.
        places: in order of importance.
        names: of files that the file system spells otherwise than they are told.
        pieces: the province's last report: a picture of the same place of the same file is taken over.

    Raises:
        OSError: a picture could not be written.
    """
    chosen = list(islice((place for place in places if _boxes(place)), _MOST))
    drawn: dict[str, bytes] = {}
    for source_path, mine in groupby(sorted(chosen, key=_SOURCE), key=_SOURCE):
        drawn |= _pictures_of(raw / (names or {}).get(source_path, source_path), list(mine), pieces)
    made: dict[str, str] = {}
    left = _BUDGET
    for place in chosen:
        if place.target_id in drawn and left > 0:
            path = _path_of(place)
            (folder / FOLDER).mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(drawn[place.target_id])
            made[place.target_id] = path
            if pieces is not None:
                pieces.note(path, made_of(place))
            left -= len(drawn[place.target_id])
    return made


def drawable(
    raw: Path, places: Iterable[facts.PicturePlace], names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The files of ``places`` that are still those of the run: of the others nothing is drawn."""
    sources = {place.source_path: place.sha256 for place in places}
    return tuple(path for path, sha256 in sources.items() if _is_still(raw / (names or {}).get(path, path), sha256))


def _is_still(file: Path, sha256: str) -> bool:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _path_of(place: facts.PicturePlace) -> str:
    return f"{FOLDER}/{place.target_id}.webp"


def _boxes(place: facts.PicturePlace) -> list[Box]:
    boxes = [Box(*numbers) for numbers in json.loads(place.bbox)]
    return [box for box in boxes if box.page == place.page and box.y1 > box.y0]


def _taken_over(places: Iterable[facts.PicturePlace], pieces: Pieces | None) -> dict[str, bytes]:
    if pieces is None:
        return {}
    found = {place.target_id: pieces.last(_path_of(place), made_of(place)) for place in places}
    return {target_id: picture for target_id, picture in found.items() if picture is not None}


def _pictures_of(file: Path, places: Sequence[facts.PicturePlace], pieces: Pieces | None) -> dict[str, bytes]:
    """Target → picture, for the places of one file; what cannot be drawn is logged and left out."""
    drawn: dict[str, bytes] = {}
    try:
        if hashlib.sha256(file.read_bytes()).hexdigest() != places[0].sha256:
            _log.warning("%s: tệp đã đổi từ lần phát hành, không vẽ ảnh trang", file)
            return drawn
        drawn |= _taken_over(places, pieces)
        lacking = [place for place in places if place.target_id not in drawn]
        if not lacking:
            return drawn
        with open_pdf(str(file), DEFAULT_LIMITS) as document:
            for place in lacking:
                picture = _picture(file, document, place)
                if picture is not None:
                    drawn[place.target_id] = picture
    except (FileNotFoundError, UnreadableDocument) as error:
        _log.warning("%s: không vẽ được ảnh trang: %s", file, error)
    return drawn


def _picture(file: Path, document: PdfDocument, place: facts.PicturePlace) -> bytes | None:
    try:
        if place.is_scan:  # how a scan was turned is looked up in the file
            image, _ = page_image(file, place.page, _boxes(place), crop=True, context=_NEAR)
        else:
            image = clause_band(document, place.page, _boxes(place), context=_NEAR, pixels_wide=_WIDTH)
    except NoSuchPage as error:
        _log.warning("%s: không vẽ được ảnh trang %d: %s", file, place.page, error)
        return None
    out = io.BytesIO()
    _of_width(image).save(out, "WEBP", quality=30, method=2)
    return out.getvalue()


def _of_width(image: Image.Image) -> Image.Image:
    if 0 <= image.width - _WIDTH <= _ROUNDING:  # the page ends in white
        return image.crop((0, 0, _WIDTH, image.height))
    height = max(1, round(image.height * _WIDTH / image.width))
    return image.resize((_WIDTH, height), Image.Resampling.LANCZOS)
