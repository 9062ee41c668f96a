"""The characters of a page out of pdfium, in bulk.

A page has thousands of characters and pdfium hands each out by four calls. The calls go through bare function
prototypes that write straight into numpy buffers: ctypes' own conversions cost more than pdfium's work.
"""

from __future__ import annotations

import ctypes
import unicodedata
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.shapes import Glyph

_HYPHENS = frozenset({0x02, 0xFFFE, 0x00AD})  # pdfium writes the first two for a hyphen that ends a line
_BLANKS = frozenset({0x20, 0xA0, 0x09, 0x3000, 0x202F, *range(0x2000, 0x200B)})
_UNPRINTED = frozenset({0x00, 0x0A, 0x0D, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF})
_INFERRED = 0.01  # a blank without extent was not drawn: pdfium infers it from the order of printing
_BOLD_WEIGHT = 600
_FORCE_BOLD_FLAG = 1 << 18
_ITALIC_FLAG = 1 << 6
_FILL_AND_STROKE = 2
_FALLBACK_SIZE = 12.0  # of a character whose text object pdfium does not tell
_STRETCH = 8  # characters between two looks at their text object
_BOX_BYTES = 16  # FS_RECTF is four floats: left, top, right, bottom

_INT, _ADDRESS = ctypes.c_int, ctypes.c_void_p


class _Style(NamedTuple):
    """What the characters of one text object share; ``origin`` is a point of its baseline in user space."""

    size: float
    bold: bool
    italic: bool
    origin: tuple[float, float] | None


class _Raw(NamedTuple):
    """Character data as pdfium gives it, in user space, one row per character."""

    codes: list[int]
    boxes: npt.NDArray[np.float32]
    objects: list[int]  # address of the text object that prints the character; 0 for inferred ones


_NO_STYLE = _Style(0.0, False, False, None)
_make_glyph = partial(tuple.__new__, Glyph)  # Glyph._make without its Python frame: once per character


def _bare(function: Any, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 - ctypes prototypes
    """``function`` of pdfium taking and giving plain numbers and addresses."""
    address = ctypes.cast(function, _ADDRESS).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def _objects(text_page: int, count: int) -> list[int]:
    """Address of the text object that prints each character.

    An object's characters follow one another, so equal ends of a short stretch tell the middle; characters that
    pdfium infers have no object, and are told by their empty boxes.
    """
    get_object = _bare(pdfium_c.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
    objects = [0] * count
    for start in range(0, count, _STRETCH):
        end = min(start + _STRETCH, count) - 1
        first, last = get_object(text_page, start) or 0, get_object(text_page, end) or 0
        if first == last != 0:
            objects[start : end + 1] = [first] * (end + 1 - start)
            continue
        objects[start], objects[end] = first, last
        for index in range(start + 1, end):
            objects[index] = get_object(text_page, index) or 0
    return objects


def _codes(text_page: int, count: int) -> list[int]:
    """Code of each character: in one call when pdfium's text has one unit per character, singly otherwise."""
    buffer = (ctypes.c_ushort * (count + 1))()
    get_text = _bare(pdfium_c.FPDFText_GetText, _INT, _ADDRESS, _INT, _INT, _ADDRESS)
    if get_text(text_page, 0, count, ctypes.addressof(buffer)) == count + 1:
        return buffer[:count]
    get_code = _bare(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
    return [get_code(text_page, index) for index in range(count)]


def _fetch(text_page: Any, count: int) -> _Raw:  # noqa: ANN401 - ctypes handle
    get_box = _bare(pdfium_c.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
    page = ctypes.cast(text_page, _ADDRESS).value or 0
    boxes = np.zeros((count, 4), np.float32)
    box_at = boxes.ctypes.data
    for index in range(count):
        get_box(page, index, box_at)
        box_at += _BOX_BYTES
    return _Raw(_codes(page, count), boxes, _objects(page, count))


def _is_bold(name: str, flags: int, weight: int) -> bool:
    if "bold" in name or "black" in name:
        return True
    return (flags > 0 and bool(flags & _FORCE_BOLD_FLAG)) or (weight >= _BOLD_WEIGHT and "," not in name)


def _face(font: Any) -> tuple[bool, bool]:  # noqa: ANN401 - ctypes handle
    """(bold, italic) of a font, from its name, flags and weight."""
    buffer = ctypes.create_string_buffer(256)
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", "replace").lower()
    flags, weight = pdfium_c.FPDFFont_GetFlags(font), pdfium_c.FPDFFont_GetWeight(font)
    italic = "italic" in name or "oblique" in name or bool(flags > 0 and flags & _ITALIC_FLAG)
    return _is_bold(name, flags, weight), italic


class _Styles:
    """Style of each text object of one page; fonts are looked at once."""

    def __init__(self, text_page: Any) -> None:  # noqa: ANN401 - ctypes handle
        self._page = text_page
        self._faces: dict[int | None, tuple[bool, bool]] = {}
        self._matrix = pdfium_c.FS_MATRIX()
        self._size = ctypes.c_float()
        self._point = ctypes.c_double(), ctypes.c_double()

    def of(self, index: int) -> _Style:
        """Style of the text object that prints character ``index``."""
        handle = pdfium_c.FPDFText_GetTextObject(self._page, index)
        pdfium_c.FPDFText_GetMatrix(self._page, index, self._matrix)
        pdfium_c.FPDFTextObj_GetFontSize(handle, self._size)
        font = pdfium_c.FPDFTextObj_GetFont(handle)
        key = ctypes.cast(font, _ADDRESS).value
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = _face(font) if font else (False, False)
        scale = (self._matrix.c**2 + self._matrix.d**2) ** 0.5 or 1.0
        # Word prints a face that the machine lacks in bold by filling and stroking the regular one
        bold = face[0] or pdfium_c.FPDFTextObj_GetTextRenderMode(handle) == _FILL_AND_STROKE
        pdfium_c.FPDFText_GetCharOrigin(self._page, index, *self._point)
        return _Style(self._size.value * scale, bold, face[1], (self._point[0].value, self._point[1].value))

    def all(self, objects: list[int]) -> tuple[list[_Style], npt.NDArray[np.int64]]:
        """The styles of a page, and for every character the index of its own."""
        known = {0: 0}
        styles = [_NO_STYLE]
        indexes = np.zeros(len(objects), np.int64)
        for index, address in enumerate(objects):
            number = known.get(address)
            if number is None:
                number = known[address] = len(styles)
                styles.append(self.of(index))
            indexes[index] = number
        return styles, indexes


def _text(code: int) -> str:
    """Printed form of one code: blanks are " ", unprinted codes are ""."""
    if code in _UNPRINTED:
        return ""
    if code in _BLANKS:
        return " "
    return "-" if code in _HYPHENS else unicodedata.normalize("NFC", chr(code))


def _texts(codes: list[int]) -> list[str]:
    table = {code: _text(code) for code in set(codes)}
    texts = [table[code] for code in codes]
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00 and index + 1 < len(codes):
            texts[index] = chr(0x10000 + ((code - 0xD800) << 10) + (codes[index + 1] - 0xDC00))
            texts[index + 1] = ""
    return texts


def compose_marks(glyphs: list[Glyph]) -> list[Glyph]:
    """Attach combining marks to the letter before them."""
    if not any(unicodedata.combining(glyph.text[0]) for glyph in glyphs):
        return glyphs
    composed: list[Glyph] = []
    for glyph in glyphs:
        if composed and unicodedata.combining(glyph.text[0]):
            base = composed[-1]
            composed[-1] = base._replace(text=unicodedata.normalize("NFC", base.text + glyph.text))
        else:
            composed.append(glyph)
    return composed


def read_characters(text_page: Any, count: int, display: Display) -> list[Glyph]:  # noqa: ANN401 - ctypes handle
    """All printed characters of a text page in the file's order, in displayed coordinates.

    Args:
        text_page: handle of ``FPDFText_LoadPage``.
        count: its number of characters.
        display: mapping of the page.

    Returns:
        Glyphs, drawn blanks among them; blanks and line ends that pdfium only inferred are left out.
    """
    raw = _fetch(text_page, count)
    texts = _texts(raw.codes)
    boxes = display.boxes(raw.boxes[:, [0, 3, 2, 1]].astype(np.float64))
    drawn = (boxes[:, 2] - boxes[:, 0] + boxes[:, 3] - boxes[:, 1] > _INFERRED).tolist()
    kept = [index for index, text in enumerate(texts) if text and (text != " " or drawn[index])]
    styles, owners = _Styles(text_page).all(raw.objects)
    baselines = [None if style.origin is None else display.point(*style.origin)[1] for style in styles]
    boxes, mine = boxes[kept], owners[kept].tolist()
    columns = (
        [texts[index] for index in kept],
        boxes[:, 0].tolist(),
        boxes[:, 2].tolist(),
        boxes[:, 1].tolist(),
        (bottoms := boxes[:, 3].tolist()),
        [bottom if (y := baselines[k]) is None else y for k, bottom in zip(mine, bottoms, strict=True)],
        [styles[k].size or _FALLBACK_SIZE for k in mine],
        [styles[k].bold for k in mine],
        [styles[k].italic for k in mine],
    )
    return compose_marks(list(map(_make_glyph, zip(*columns, strict=True))))
