"""The characters of a page out of pdfium, in bulk.

A page has thousands of characters and pdfium hands each out by four calls. The calls go through bare function
prototypes that write straight into numpy buffers: ctypes' own conversions cost more than pdfium's work.
"""

from __future__ import annotations

import ctypes
import unicodedata
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
_BOX_BYTES, _POINT_BYTES = 16, 16  # FS_RECTF is four floats (left, top, right, bottom); a point is two doubles

_INT, _ADDRESS = ctypes.c_int, ctypes.c_void_p


class _Style(NamedTuple):
    size: float
    bold: bool
    italic: bool


class _Raw(NamedTuple):
    """Character data as pdfium gives it, in user space, one row per character."""

    codes: list[int]
    boxes: npt.NDArray[np.float32]
    origins: npt.NDArray[np.float64]
    objects: list[int]  # address of the text object that prints the character; 0 for inferred ones


_NO_STYLE = _Style(0.0, False, False)


def _bare(function: Any, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 - ctypes prototypes
    """``function`` of pdfium taking and giving plain numbers and addresses."""
    address = ctypes.cast(function, _ADDRESS).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def _fetch(text_page: Any, count: int) -> _Raw:  # noqa: ANN401 - ctypes handle
    get_code = _bare(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
    get_box = _bare(pdfium_c.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
    get_origin = _bare(pdfium_c.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
    get_object = _bare(pdfium_c.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
    page = ctypes.cast(text_page, _ADDRESS).value
    boxes, origins = np.zeros((count, 4), np.float32), np.zeros((count, 2), np.float64)
    box_at, origin_at = boxes.ctypes.data, origins.ctypes.data
    codes, objects = [0] * count, [0] * count
    for index in range(count):
        codes[index] = get_code(page, index)
        objects[index] = get_object(page, index) or 0
        get_box(page, index, box_at)
        get_origin(page, index, origin_at, origin_at + 8)
        box_at += _BOX_BYTES
        origin_at += _POINT_BYTES
    return _Raw(codes, boxes, origins, objects)


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
        return _Style(self._size.value * scale, bold, face[1])

    def all(self, objects: list[int]) -> list[_Style]:
        """Style of every character."""
        known: dict[int, _Style] = {0: _NO_STYLE}
        found = []
        for index, address in enumerate(objects):
            style = known.get(address)
            if style is None:
                style = known[address] = self.of(index)
            found.append(style)
        return found


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
    boxes = display.boxes(raw.boxes[:, [0, 3, 2, 1]].astype(np.float64))
    extents = (boxes[:, 2] - boxes[:, 0] + boxes[:, 3] - boxes[:, 1]).tolist()
    baselines = display.points(raw.origins)[:, 1].tolist()
    styles = _Styles(text_page).all(raw.objects)
    glyphs = [
        Glyph(text, x0, x1, y0, y1, baseline, style[0] or y1 - y0, style[1], style[2])
        for text, (x0, y0, x1, y1), baseline, style, extent in zip(
            _texts(raw.codes), boxes.tolist(), baselines, styles, extents, strict=True
        )
        if text and (text != " " or extent > _INFERRED)
    ]
    return compose_marks(glyphs)
