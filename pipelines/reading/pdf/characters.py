"""The characters of a page out of pdfium, in bulk.

A page has thousands of characters and pdfium hands each out by several calls, so the calls go through
:mod:`pipelines.reading.pdf.native`, what characters of one text object share is asked once, and the rest is done on
whole columns.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, deque
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.native import ADDRESS, INT, SIZE, UINT, address_of, bare
from pipelines.reading.pdf.shapes import Glyph

_HYPHENS = frozenset({0x02, 0xFFFE, 0x00AD})  # pdfium writes the first two for a hyphen that ends a line
_BLANKS = frozenset({0x20, 0xA0, 0x09, 0x3000, 0x202F, *range(0x2000, 0x200B)})
_UNPRINTED = frozenset({0x00, 0x0A, 0x0D, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF})
_INFERRED = 0.01  # a blank without extent was not drawn: pdfium infers it from the order of printing
_BESIDE = 0.05  # a mark that begins within this (em) of its letter's edge belongs to the letter's box
_BOLD_WEIGHT = 600
_FORCE_BOLD_FLAG = 1 << 18
_ITALIC_FLAG = 1 << 6
_FILL_AND_STROKE = 2
_FALLBACK_SIZE = 12.0  # of a character whose text object pdfium does not tell
_BOX_BYTES = 16  # FS_RECTF is four floats: left, top, right, bottom


class _Style(NamedTuple):
    """What the characters of one text object share.

    ``origin`` is a point of its baseline in user space, ``turn`` the way it reads there: degrees counterclockwise.
    """

    size: float
    bold: bool
    italic: bool
    origin: tuple[float, float] | None
    turn: int = 0


class _Raw(NamedTuple):
    """Character data as pdfium gives it, in user space, one row per character."""

    codes: npt.NDArray[np.uint32]
    boxes: npt.NDArray[np.float32]
    objects: npt.NDArray[np.uint64]  # address of the text object that prints the character; 0 for inferred ones


def _quarter(a: float, b: float) -> int:
    """The quarter turn (degrees) nearest to the direction (a, b)."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


_NO_STYLE = _Style(0.0, False, False, None)


def _codes(text_page: int, count: int) -> npt.NDArray[np.uint32]:
    """Code of each character: in one call when pdfium's text has one unit per character, singly otherwise."""
    buffer = np.zeros(count + 1, np.uint16)
    get_text = bare("FPDFText_GetText", INT, ADDRESS, INT, INT, ADDRESS)
    if get_text(text_page, 0, count, buffer.ctypes.data) == count + 1:
        return buffer[:count].astype(np.uint32)
    get_code = bare("FPDFText_GetUnicode", UINT, ADDRESS, INT)
    return np.fromiter(map(get_code, repeat(text_page, count), range(count)), np.uint32, count)


def _fetch(text_page: int, count: int) -> _Raw:
    get_box = bare("FPDFText_GetLooseCharBox", INT, ADDRESS, INT, ADDRESS)
    get_object = bare("FPDFText_GetTextObject", SIZE, ADDRESS, INT)
    boxes = np.zeros((count, 4), np.float32)
    at = boxes.ctypes.data
    places = range(at, at + _BOX_BYTES * count, _BOX_BYTES)
    deque(map(get_box, repeat(text_page), range(count), places), 0)  # called for what they write
    objects = np.fromiter(map(get_object, repeat(text_page), range(count)), np.uint64, count)
    return _Raw(_codes(text_page, count), boxes, objects)


def _is_bold(name: str, flags: int, weight: int) -> bool:
    if "bold" in name or "black" in name:
        return True
    return (flags > 0 and bool(flags & _FORCE_BOLD_FLAG)) or (weight >= _BOLD_WEIGHT and "," not in name)


def _face(font: int) -> tuple[bool, bool]:
    """(bold, italic) of a font, from its name, flags and weight."""
    buffer = np.zeros(256, np.uint8)
    get_name = bare("FPDFFont_GetBaseFontName", ADDRESS, ADDRESS, ADDRESS, ADDRESS)
    get_name(font, buffer.ctypes.data, len(buffer) - 1)
    name = buffer.tobytes().partition(b"\0")[0].decode("utf-8", "replace").lower()
    flags = bare("FPDFFont_GetFlags", INT, ADDRESS)(font)
    italic = "italic" in name or "oblique" in name or bool(flags > 0 and flags & _ITALIC_FLAG)
    return _is_bold(name, flags, bare("FPDFFont_GetWeight", INT, ADDRESS)(font)), italic


class _Styles:
    """Style of each text object of one page; fonts are looked at once."""

    def __init__(self, text_page: int) -> None:
        self._page = text_page
        self._faces: dict[int, tuple[bool, bool]] = {0: (False, False)}
        self._get_matrix = bare("FPDFText_GetMatrix", INT, ADDRESS, INT, ADDRESS)
        self._get_size = bare("FPDFTextObj_GetFontSize", INT, ADDRESS, ADDRESS)
        self._get_font = bare("FPDFTextObj_GetFont", ADDRESS, ADDRESS)
        self._get_mode = bare("FPDFTextObj_GetTextRenderMode", INT, ADDRESS)
        self._get_origin = bare("FPDFText_GetCharOrigin", INT, ADDRESS, INT, ADDRESS, ADDRESS)
        self._floats, self._doubles = np.zeros(7, np.float32), np.zeros(2, np.float64)
        self._matrix_at = self._floats.ctypes.data
        self._point_at = self._doubles.ctypes.data

    def of(self, index: int, item: int) -> _Style:
        """Style of the text object at address ``item``, which prints character ``index``."""
        self._floats[:] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
        self._get_matrix(self._page, index, self._matrix_at)
        self._get_size(item, self._matrix_at + 24)
        a, b, c, d, _, _, size = self._floats.tolist()
        font = self._get_font(item) or 0
        face = self._faces.get(font)
        if face is None:
            face = self._faces[font] = _face(font)
        # Word prints a face that the machine lacks in bold by filling and stroking the regular one
        bold = face[0] or self._get_mode(item) == _FILL_AND_STROKE
        self._get_origin(self._page, index, self._point_at, self._point_at + 8)
        x, y = self._doubles.tolist()
        return _Style(size * ((c**2 + d**2) ** 0.5 or 1.0), bold, face[1], (x, y), _quarter(a, b))

    def all(self, objects: npt.NDArray[np.uint64]) -> tuple[list[_Style], npt.NDArray[np.intp]]:
        """The styles of a page, and for every character the index of its own."""
        items, first, owners = np.unique(objects, return_index=True, return_inverse=True)
        places = zip(first.tolist(), items.tolist(), strict=True)
        return [self.of(index, item) if item else _NO_STYLE for index, item in places], owners


def _text(code: int) -> str:
    """Printed form of one code: blanks are " ", unprinted codes are ""."""
    if code in _UNPRINTED or 0xDC00 <= code < 0xE000:  # the second half of a pair is told with the first
        return ""
    if code in _BLANKS:
        return " "
    return "-" if code in _HYPHENS else unicodedata.normalize("NFC", chr(code))


class _Texts:
    """What the characters of a page say, with the different codes of the page looked at once each."""

    def __init__(self, codes: npt.NDArray[np.uint32]) -> None:
        used, self._which = np.unique(codes, return_inverse=True)
        self._table = [_text(code) for code in used.tolist()]
        self._codes = codes
        self._paired = bool(((used >= 0xD800) & (used < 0xDC00)).any())

    def are(self, text: str) -> npt.NDArray[np.bool_]:
        """Which characters say exactly ``text``."""
        return np.array([entry == text for entry in self._table], np.bool_)[self._which]

    def some(self, kept: npt.NDArray[np.intp]) -> list[str]:
        """The texts of some characters."""
        found = np.array(self._table, np.object_)[self._which]
        if self._paired:
            _join_surrogates(self._codes.tolist(), found)
        return [*found[kept].tolist()]


def _join_surrogates(codes: list[int], texts: npt.NDArray[np.object_]) -> None:
    for index, code in enumerate(codes[:-1]):
        if 0xD800 <= code < 0xDC00:
            texts[index] = chr(0x10000 + ((code - 0xD800) << 10) + (codes[index + 1] - 0xDC00))


def compose_marks(glyphs: Glyphs) -> Glyphs:
    """Attach combining marks to the letter before them."""
    if not any(unicodedata.combining(text[0]) for text in set(glyphs.texts.tolist())):
        return glyphs
    composed: list[Glyph] = []
    for glyph in glyphs:
        if composed and unicodedata.combining(glyph.text[0]):
            composed[-1] = _with_mark(composed[-1], glyph)
        else:
            composed.append(glyph)
    return Glyphs.of(composed)


def _with_mark(base: Glyph, mark: Glyph) -> Glyph:
    """The letter with its mark; pdfium shares the box of a glyph that says both among them, so it is joined again."""
    right = max(base.x1, mark.x1) if mark.x0 <= base.x1 + _BESIDE * base.size else base.x1
    return base._replace(text=unicodedata.normalize("NFC", base.text + mark.text), x1=right)


def _baselines(styles: list[_Style], display: Display) -> npt.NDArray[np.float64]:
    """Displayed baseline of each style; not a number where pdfium tells none."""
    return np.array([np.nan if style.origin is None else display.point(*style.origin)[1] for style in styles])


def _printed(texts: _Texts, boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Indexes of the characters that leave a mark or were drawn as blanks."""
    drawn = boxes[:, 2] - boxes[:, 0] + boxes[:, 3] - boxes[:, 1] > _INFERRED
    return np.flatnonzero(~texts.are("") & (~texts.are(" ") | drawn))


class PrintedText(NamedTuple):
    """The characters of a page, and the way most of them read in user space: 0, 90, 180 or 270 counterclockwise."""

    glyphs: Glyphs
    turn: int


def _usual_turn(styles: list[_Style], owners: npt.NDArray[np.intp]) -> int:
    turns = {style.turn for style in styles}
    if len(turns) == 1:
        return turns.pop()
    letters = np.bincount(owners, minlength=len(styles)).tolist()
    counts = Counter({turn: 0 for turn in sorted(turns)})
    for style, number in zip(styles, letters, strict=True):
        counts[style.turn] += number
    return counts.most_common(1)[0][0] if counts else 0


def read_characters(text_page: Any, count: int, display: Display) -> PrintedText:  # noqa: ANN401 - ctypes handle
    """All printed characters of a text page in the file's order, in displayed coordinates.

    Args:
        text_page: handle of ``FPDFText_LoadPage``.
        count: its number of characters.
        display: mapping of the page.

    Returns:
        The glyphs, drawn blanks among them; blanks and line ends that pdfium only inferred are left out.
    """
    page = address_of(text_page)
    raw = _fetch(page, count)
    texts = _Texts(raw.codes)
    boxes = display.boxes(raw.boxes[:, [0, 3, 2, 1]].astype(np.float64))
    kept = _printed(texts, boxes)
    styles, owners = _Styles(page).all(raw.objects)
    boxes, mine = boxes[kept], owners[kept]
    baselines = _baselines(styles, display)[mine]
    numbers = (
        boxes[:, 0],
        boxes[:, 2],
        boxes[:, 1],
        boxes[:, 3],
        np.where(np.isnan(baselines), boxes[:, 3], baselines),
        np.array([style.size or _FALLBACK_SIZE for style in styles])[mine],
    )
    flags = [np.array(values, np.bool_)[mine] for values in zip(*((s.bold, s.italic) for s in styles), strict=True)]
    glyphs = Glyphs(texts.some(kept), numbers, flags or [np.zeros(0, np.bool_)] * 2)
    return PrintedText(compose_marks(glyphs), _usual_turn(styles, mine))
