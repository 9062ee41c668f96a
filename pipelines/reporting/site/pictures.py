"""Pictures of the clauses that the targets were read from, the headlines first, within a budget of bytes.

A picture is a narrow band of the page with the clause framed; targets of one clause share it. Where the words have no
known place the whole page is shown and said to be that. A target without a picture has the reason in its place.
"""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Final

from PIL import Image
from pypdfium2 import PdfDocument

from pipelines.provenance.picture import NoSuchPage, PageLook, clause_band, page_image
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.pdf.primitives import open_pdf
from pipelines.reporting.site import facts
from pipelines.reporting.site.pieces import Pieces, made_of
from pipelines.reporting.site.spots import Spot, SpotFile

FOLDER: Final = "anh"
_BUDGET: Final = 32_000_000  # bytes for one province; every target of 160 communes needs some 20
_MOST: Final = 6_000  # the budget holds about as many
_NEAR: Final = 24.0  # points above and below the clause
_WIDTH: Final = 680  # pixels: readable on paper and on a phone
_ROUNDING: Final = 2  # pixels by which a page drawn at the wanted width may miss it
_NONE: Final = "Không có ảnh: {reason}."
_FULL: Final = "báo cáo đã đủ số ảnh của một tỉnh"
_log = logging.getLogger(__name__)


def write_pictures(
    folder: Path,
    places: Sequence[facts.PicturePlace],
    sources: Iterable[SpotFile],
    pieces: Pieces | None = None,
) -> dict[str, facts.Picture]:
    """Draw the first places that fit the budget; return the picture of every target, or why it has none.

    Args:
        folder: the province's report folder; pictures go to a folder in it.
        places: in order of importance.
        sources: the files of the places.
        pieces: the province's last report: a picture of the same place of the same content is taken over.

    Raises:
        OSError: a picture could not be written.
    """
    by_target = {place.target_id: source for source in sources for place in source.places}
    spots = {place.target_id: by_target[place.target_id].spot(place) for place in places}
    first: dict[Spot, str] = {}
    for target, spot in spots.items():
        if isinstance(spot, Spot):
            first.setdefault(spot, target)
    pictures = _written(folder, first, pieces)
    return {target: _shown(folder, spot, pictures) for target, spot in spots.items()}


def _written(folder: Path, spots: Mapping[Spot, str], pieces: Pieces | None) -> dict[Spot, facts.Picture]:
    """Draw and write the first spots that fit the budget, each under the name of its first target."""
    chosen = {spot: _path_of(target) for spot, target in islice(spots.items(), _MOST)}
    drawn: dict[Spot, bytes | str] = dict(_taken_over(chosen, pieces))
    drawn |= _drawn([spot for spot in chosen if spot not in drawn])
    pictures: dict[Spot, facts.Picture] = {}
    left = _BUDGET
    for spot, target in spots.items():
        picture = drawn.get(spot, _FULL) if left > 0 else _FULL
        if isinstance(picture, str):
            pictures[spot] = _none(picture)
            continue
        path = _path_of(target)
        pictures[spot] = facts.Picture(path)
        _write(folder / path, picture)
        if pieces is not None:
            pieces.note(path, _made_of(spot))
        left -= len(picture)
    return pictures


def _path_of(target: str) -> str:
    return f"{FOLDER}/{target}.webp"


def _made_of(spot: Spot) -> str:
    return made_of(spot.content, spot.pdf.name, spot.page, spot.boxes, spot.is_scan)


def _taken_over(chosen: Mapping[Spot, str], pieces: Pieces | None) -> Iterator[tuple[Spot, bytes]]:
    """What the last report shows of the same places."""
    for spot, path in chosen.items() if pieces is not None else ():
        if pieces is not None and (picture := pieces.last(path, _made_of(spot))) is not None:
            yield spot, picture


def _none(reason: str) -> facts.Picture:
    return facts.Picture(None, _NONE.format(reason=reason))


def _shown(folder: Path, spot: Spot | str, pictures: Mapping[Spot, facts.Picture]) -> facts.Picture:
    if isinstance(spot, str):
        return _none(spot)
    picture = pictures[spot]
    if picture.path is None:
        return picture
    return replace(picture, note_vi=spot.note_vi, opens=_whole_page(folder, spot) if spot.is_laid_out else None)


def _whole_page(folder: Path, spot: Spot) -> str:
    """The laid-out file beside the pictures, opened on the page: it goes where the report goes."""
    target = folder / FOLDER / spot.pdf.name
    if not target.is_file():
        shutil.copyfile(spot.pdf, target)
    return f"{FOLDER}/{spot.pdf.name}#page={spot.page}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _drawn(spots: Sequence[Spot]) -> Iterator[tuple[Spot, bytes | str]]:
    """The picture of each, or why it cannot be drawn; file by file."""
    for file, members in groupby(sorted(spots, key=attrgetter("pdf")), key=attrgetter("pdf")):
        mine = list(members)
        try:
            with open_pdf(str(file), DEFAULT_LIMITS) as document:
                yield from [(spot, _picture(document, spot)) for spot in mine]
        except (OSError, UnreadableDocument) as error:
            _log.warning("%s: không vẽ được ảnh trang: %s", file, error)
            yield from [(spot, "không mở được tệp để vẽ") for spot in mine]


def _picture(document: PdfDocument, spot: Spot) -> bytes | str:
    try:
        if spot.is_scan or not spot.boxes:  # how a scan was turned is looked up in the file
            look = None if spot.is_scan else PageLook(is_scan=False)
            image, _ = page_image(spot.pdf, spot.page, spot.boxes, crop=True, context=_NEAR, look=look)
        else:
            image = clause_band(document, spot.page, spot.boxes, context=_NEAR, pixels_wide=_WIDTH)
    except NoSuchPage as error:
        _log.warning("%s: không vẽ được ảnh trang %d: %s", spot.pdf, spot.page, error)
        return f"tệp không có trang {spot.page}"
    out = io.BytesIO()
    _of_width(image).save(out, "WEBP", quality=30, method=2)
    return out.getvalue()


def _of_width(image: Image.Image) -> Image.Image:
    if 0 <= image.width - _WIDTH <= _ROUNDING:  # the page ends in white
        return image.crop((0, 0, _WIDTH, image.height))
    height = max(1, round(image.height * _WIDTH / image.width))
    return image.resize((_WIDTH, height), Image.Resampling.LANCZOS)
