"""The page beside the fields: drawn on demand, a few kept in memory, one at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import duckdb

from pipelines.provenance.office_pages import Near
from pipelines.provenance.picture import page_picture
from pipelines.provenance.source_file import Nowhere, PrintedPlace, find_places, source_document
from pipelines.provenance.subjects import one_row
from pipelines.review.model import ReviewTask
from pipelines.settings import Settings

_KEPT_PICTURES, _KEPT_PLACES = 24, 500
_CONTEXT = 150.0  # points: a screen is higher than a line, and the heading above often decides


@dataclass
class PageDrawer:
    """Draws the pages of review tasks.

    pdfium may be used by one thread at a time only, and a page takes some tenths of a second: one lock for all.
    """

    settings: Settings
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _places: OrderedDict[str, tuple[PrintedPlace, ...] | Nowhere] = field(default_factory=OrderedDict)
    _pictures: OrderedDict[tuple[str, int, bool], bytes] = field(default_factory=OrderedDict)

    def places(self, task: ReviewTask) -> tuple[PrintedPlace, ...] | Nowhere:
        """Pages that show the printed words of a task."""
        with self._lock:
            found = self._places.get(task.review_key)
            if found is None:
                found = self._places[task.review_key] = self._find(task)
                _shrink(self._places, _KEPT_PLACES)
            return found

    def picture(self, task: ReviewTask, number: int, *, whole: bool) -> bytes | None:
        """PNG of the ``number``-th place (from 0); None when the task has no such place.

        Raises:
            UnreadableDocument: the file can no longer be opened.
        """
        places = self.places(task)
        if isinstance(places, Nowhere) or not 0 <= number < len(places):
            return None
        key = (task.review_key, number, whole)
        with self._lock:
            if key not in self._pictures:
                place = places[number]
                made = page_picture(
                    place.pdf, place.page, place.boxes, crop=not whole, look=place.look, context=_CONTEXT
                )
                self._pictures[key] = made.png
                _shrink(self._pictures, _KEPT_PICTURES)
            return self._pictures[key]

    def _find(self, task: ReviewTask) -> tuple[PrintedPlace, ...] | Nowhere:
        with duckdb.connect(str(self.settings.paths.published), read_only=True) as connection:
            row = one_row(connection, "select * from core.dim_document where document_id = ?", task.document_id)
        if row is None:
            return Nowhere("Văn bản này không còn trong kho đang phát hành; tải lại hàng đợi.")
        # of a row the cells to the right are its own, those to the left often span several rows
        texts = tuple(dict.fromkeys((task.evidence, *reversed(task.evidence.split(" | ")))))
        is_row = task.kind.item in ("task", "office")
        document = source_document(self.settings, row)
        return find_places(self.settings, document, task.boxes, texts, whole_row=is_row, near=Near(None, texts))


def _shrink(kept: OrderedDict[Any, Any], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
