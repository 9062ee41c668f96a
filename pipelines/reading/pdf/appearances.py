"""What stands on a page as an annotation: stamps of signing services, typed notes, fields of forms, watermarks.

A page's text, as pdfium and pdfminer give it, leaves all of it out, and every viewer shows it. pdfium can draw the
appearances into the page (in memory only); what it added is told apart from what was printed by the page's objects.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.native import ADDRESS, INT, address_of, bare
from pipelines.reading.pdf.paths import Matrix, Objects, UserBox, box_through, multiply

_DRAWN = frozenset(
    {
        pdfium_c.FPDF_ANNOT_WIDGET,
        pdfium_c.FPDF_ANNOT_FREETEXT,
        pdfium_c.FPDF_ANNOT_STAMP,
        pdfium_c.FPDF_ANNOT_WATERMARK,
        pdfium_c.FPDF_ANNOT_LINE,  # its caption; a line without one draws no words
    }
)
_INVISIBLE, _HIDDEN, _NO_VIEW = 1, 2, 32
_VALUE_FIELDS = frozenset({pdfium_c.FPDF_FORMFIELD_TEXTFIELD, pdfium_c.FPDF_FORMFIELD_COMBOBOX})
_OPAQUE = 250
_LEAST_PICTURE = 4.0  # points: a smaller picture is a speck of a frame
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LONGEST_VALUE = 400  # characters of a field or a note that has no appearance of its own


class Typed(NamedTuple):
    """Words of an annotation that may have no appearance, and where they stand, in user space."""

    text: str
    box: UserBox


class Appearance(NamedTuple):
    """One annotation as drawn; boxes in user space."""

    texts: frozenset[int]  # addresses of its text objects
    box: UserBox
    painted: tuple[UserBox, ...]  # opaque areas: they hide what was printed below them
    has_picture: bool


class Appearances(NamedTuple):
    """A page's annotations after they were drawn into it; ``printed`` are the objects that were there before."""

    page: pdfium.PdfPage
    printed: int
    drawn: tuple[Appearance, ...]
    typed: tuple[Typed, ...]
    struck: tuple[UserBox, ...] = ()  # what annotations strike out, in user space
    refused: bool = False  # more annotations than the limit: none was read


def draw_annotations(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, index: int, limits: ReadingLimits
) -> Appearances:
    """Draw the visible annotations of a page into it.

    Args:
        document: the open file; it changes in memory only.
        page: its page ``index``; closed when another one is returned.
        index: page number from 0.
        limits: how many annotations are looked at.

    Returns:
        The page to go on with.
    """
    count = pdfium_c.FPDFPage_CountObjects(page)
    annotations = pdfium_c.FPDFPage_GetAnnotCount(page)
    if annotations <= 0:
        return Appearances(page, count, (), ())
    if annotations > limits.max_annotations_per_page:
        return Appearances(page, count, (), (), refused=True)
    typed, struck, some = _select(document, page, annotations)
    if not some or pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY) != pdfium_c.FLATTEN_SUCCESS:
        return Appearances(page, count, (), typed, struck)
    page.close()
    page = document[index]
    return Appearances(page, count, tuple(_drawn(page, count, limits)), typed, struck)


def _struck(annotation: Any) -> Iterator[UserBox]:  # noqa: ANN401 - ctypes handle
    """The areas that a StrikeOut annotation covers, a box for each line of print."""
    for place in range(pdfium_c.FPDFAnnot_CountAttachmentPoints(annotation)):
        quad = pdfium_c.FS_QUADPOINTSF()
        if pdfium_c.FPDFAnnot_GetAttachmentPoints(annotation, place, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)


def _select(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, number: int
) -> tuple[tuple[Typed, ...], tuple[UserBox, ...], bool]:
    """Words that may lack an appearance, what is struck out, and whether anything is to be drawn.

    What no reader sees is taken away.
    """
    typed: list[Typed] = []
    struck: list[UserBox] = []
    unwanted: list[int] = []
    for index in range(number):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            unwanted.append(index)
            continue
        kind, flags = pdfium_c.FPDFAnnot_GetSubtype(annotation), pdfium_c.FPDFAnnot_GetFlags(annotation)
        if kind not in _DRAWN or flags & (_HIDDEN | _NO_VIEW):
            unwanted.append(index)
            if kind == pdfium_c.FPDF_ANNOT_STRIKEOUT and not flags & (_HIDDEN | _NO_VIEW):
                struck += _struck(annotation)
        else:
            typed += _typed(document, annotation, kind)
            if flags & _INVISIBLE:  # means kinds that a viewer does not know; these it knows
                pdfium_c.FPDFAnnot_SetFlags(annotation, flags & ~_INVISIBLE)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
    if len(unwanted) == number:
        return (), tuple(struck), False
    for index in reversed(unwanted):
        pdfium_c.FPDFPage_RemoveAnnot(page, index)
    return tuple(typed), tuple(struck), True


def _typed(document: pdfium.PdfDocument, annotation: Any, kind: int) -> list[Typed]:  # noqa: ANN401 - ctypes handle
    """The value of a text field; the words of a typed note without an appearance."""
    if kind == pdfium_c.FPDF_ANNOT_FREETEXT:
        plain = not pdfium_c.FPDFAnnot_HasKey(annotation, b"AP")
        text = _string(lambda *a: pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", *a)) if plain else ""
    elif kind == pdfium_c.FPDF_ANNOT_WIDGET and document.formenv is not None:
        form = document.formenv.raw
        text = ""
        if pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation) in _VALUE_FIELDS:
            text = _string(lambda *a: pdfium_c.FPDFAnnot_GetFormFieldValue(form, annotation, *a))
    else:
        text = ""
    box = pdfium_c.FS_RECTF()
    if not text.strip() or not pdfium_c.FPDFAnnot_GetRect(annotation, box):
        return []
    return [Typed(text.strip()[:_LONGEST_VALUE], (box.left, box.bottom, box.right, box.top))]


def _string(call: Any) -> str:  # noqa: ANN401 - a function of a buffer and its length
    length = call(None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    call(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _drawn(page: pdfium.PdfPage, count: int, limits: ReadingLimits) -> Iterator[Appearance]:
    """What was added behind the first ``count`` objects: a form with a form for each annotation."""
    objects = Objects()
    at, get = address_of(page.raw), bare("FPDFPage_GetObject", ADDRESS, ADDRESS, INT)
    budget = limits.max_objects_per_page
    for index in range(count, pdfium_c.FPDFPage_CountObjects(page)):
        outer = get(at, index)
        if objects.kind(outer) != pdfium_c.FPDF_PAGEOBJ_FORM:
            continue
        matrix = objects.matrix(outer)
        for place in range(objects.count_inside(outer)):
            parts = _Parts(objects, limits.max_form_depth, budget)
            parts.add(objects.inside(outer, place), matrix, 0)
            budget = parts.budget
            if parts.box is not None:
                yield Appearance(frozenset(parts.texts), parts.box, tuple(parts.painted), parts.has_picture)


class _Parts:
    """Collects what one appearance is made of."""

    def __init__(self, objects: Objects, deepest: int, budget: int) -> None:
        self.texts: list[int] = []
        self.painted: list[UserBox] = []
        self.has_picture = False
        self.box: UserBox | None = None
        self.budget = budget
        self._objects, self._deepest = objects, deepest
        self._colour = np.zeros(4, np.uint32)

    def add(self, item: int, outer: Matrix, depth: int) -> None:
        """Add an object and what is in it."""
        self.budget -= 1
        if self.budget < 0:
            return
        kind, box = self._objects.kind(item), self._objects.box(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            if depth < self._deepest:
                inner = multiply(self._objects.matrix(item), outer)
                for place in range(self._objects.count_inside(item)):
                    self.add(self._objects.inside(item, place), inner, depth + 1)
        elif box is not None:
            self._leaf(item, kind, box_through(outer, box))

    def _leaf(self, item: int, kind: int, box: UserBox) -> None:
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            self.texts.append(item)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            self.has_picture |= min(box[2] - box[0], box[3] - box[1]) >= _LEAST_PICTURE
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH and self._is_opaque(item):
            self.painted.append(box)
        self.box = box if self.box is None else _around(self.box, box)

    def _is_opaque(self, path: int) -> bool:
        """True for a filled path that nothing shows through."""
        if not self._objects.fills(path):
            return False
        alpha = self._objects.fill_alpha(path)
        return alpha is None or alpha >= _OPAQUE


def _around(one: UserBox, other: UserBox) -> UserBox:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
