"""The OCR engine: tesserocr's library with Debian's Vietnamese data, found at run time.

Vietnamese data is the only one used: ``vie`` reads Latin letters and digits as well, and a second language
doubles the time and halves the diacritics.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.scan.shapes import OcrWord, Picture, Region

LANGUAGE = "vie"
_DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_MARGIN = 0.05  # inch of white around each picture: the recogniser needs air
_X_HEIGHT, _CAP_HEIGHT = 0.459, 0.66  # of the letter size, Times-like faces
_BLUR = 1.0  # pixels that scanning adds to a height


@cache
def data_folder() -> Path | None:
    """Folder that holds ``vie.traineddata``: ``TESSDATA_PREFIX`` first, then where packages put it."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [*((named, f"{named}/tessdata") if named else ()), *_DATA_FOLDERS]
    found = (Path(folder) for folder in folders if (Path(folder) / f"{LANGUAGE}.traineddata").is_file())
    return next(found, None)


def _library() -> ModuleType:
    # One thread per process: documents are read in parallel processes, and OpenMP reads the variable once, at load.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    cv2.setNumThreads(1)
    try:
        import tesserocr  # noqa: PLC0415 - heavy, and absent on machines without OCR
    except ImportError as error:
        raise UnreadableDocument(
            "needs_ocr", f"có trang ảnh quét nhưng không nạp được gói tesserocr ({error})"
        ) from error
    return tesserocr  # type: ignore[no-any-return]  # the library ships no types


@contextmanager
def open_engine() -> Iterator[Engine]:
    """An engine for some pages; released at the end.

    Raises:
        UnreadableDocument: ``needs_ocr`` when the library or the Vietnamese data is not on the machine.
    """
    library = _library()
    folder = data_folder()
    if folder is None:
        raise UnreadableDocument(
            "needs_ocr",
            f"có trang ảnh quét nhưng không thấy {LANGUAGE}.traineddata trong TESSDATA_PREFIX và "
            f"{', '.join(_DATA_FOLDERS)}; cần gói tesseract-ocr-vie",
        )
    with library.PyTessBaseAPI(
        path=f"{folder}/", lang=LANGUAGE, oem=library.OEM.LSTM_ONLY, psm=library.PSM.SINGLE_BLOCK
    ) as api:
        api.SetVariable("tessedit_do_invert", "0")  # white on black does not occur; trying costs a third
        yield Engine(library, api)


class Engine:
    """Recognises pictures of text blocks."""

    def __init__(self, library: ModuleType, api: Any) -> None:  # noqa: ANN401 - untyped extension
        self._library = library
        self._api = api

    def words(self, picture: Picture, dpi: float, *, single_line: bool) -> list[OcrWord]:
        """Words of one block, boxes relative to ``picture``; a lone sign is tried again as a single character.

        Args:
            picture: grey block, rules erased.
            dpi: its resolution.
            single_line: the block is one printed line.
        """
        modes = self._library.PSM
        found = self._recognise(picture, dpi, modes.SINGLE_LINE if single_line else modes.SINGLE_BLOCK)
        if not found and picture.shape[1] < 2.5 * picture.shape[0]:
            found = self._recognise(picture, dpi, modes.SINGLE_CHAR)
        return found

    def word(self, picture: Picture, dpi: float) -> list[OcrWord]:
        """A short block that gave nothing sound, taken for one word: "III" alone in a cell."""
        return self._recognise(picture, dpi, self._library.PSM.SINGLE_WORD)

    def _recognise(self, picture: Picture, dpi: float, mode: int) -> list[OcrWord]:
        margin = max(4, round(_MARGIN * dpi))
        framed = np.ascontiguousarray(
            cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255,))
        )
        height, width = framed.shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(framed.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(round(dpi))
        self._api.Recognize()
        return list(self._iterate(margin))

    def _iterate(self, margin: int) -> Iterator[OcrWord]:
        levels = self._library.RIL
        iterator = self._api.GetIterator()
        if iterator is None:
            return
        line, baseline, x_height = -1, ((0, 0), (1, 0)), 0.0
        for item in self._library.iterate_level(iterator, levels.WORD):
            if item.IsAtBeginningOf(levels.TEXTLINE):
                line, baseline, x_height = line + 1, *_line_measures(item, levels.TEXTLINE)
            box = None if item.Empty(levels.WORD) else item.BoundingBox(levels.WORD)
            text = "" if box is None else item.GetUTF8Text(levels.WORD).strip()
            if text and box is not None:
                region = Region(*box).moved(-margin, -margin)
                height = _height_at(baseline, (box[0] + box[2]) / 2) - margin
                yield OcrWord(text, item.Confidence(levels.WORD) / 100, region, height, x_height, max(line, 0))


_Baseline = tuple[tuple[int, int], tuple[int, int]]


def _line_measures(item: Any, level: int) -> tuple[_Baseline, float]:  # noqa: ANN401 - untyped extension
    """(baseline end points, height of small letters) of the printed line that ``item`` opens."""
    row = item.RowAttributes()
    x_height = row["row_height"] - row["ascenders"] + row["descenders"]
    return item.Baseline(level) or ((0, 0), (1, 0)), float(x_height)


def _height_at(baseline: _Baseline, x: float) -> float:
    (x0, y0), (x1, y1) = baseline
    return float(y0) if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def letter_size(x_height: float, *, capitals: bool = False) -> float:
    """Letter size of a line from the height of its small letters, in pixels.

    Args:
        x_height: what the recogniser measured; on a line of capitals it is their height.
        capitals: the line has no small letters.
    """
    return max(x_height - _BLUR, 1.0) / (_CAP_HEIGHT if capitals else _X_HEIGHT)
