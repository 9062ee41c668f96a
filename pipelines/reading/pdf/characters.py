"""The characters of a page out of pdfium, in bulk.

Where a letter begins and ends is told by the pen: its origin and its advance. pdfium's boxes hold the letter's outline
as well, and an outline may stand out at both sides ("p", "ợ", anything slanted) and fill the blank beside it.

A page has thousands of characters and pdfium hands each out by several calls, so the calls go through
:mod:`pipelines.reading.pdf.native`, what characters of one text object share is asked once, and the rest is done on
whole columns.
"""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.native import ADDRESS, INT, SIZE, UINT, address_of, bare
from pipelines.reading.pdf.pen import Pen, to_the_pen
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
_CODES = 0x110000  # Unicode's
_UNSEEN, _LETTER, _BLANK, _NOTHING = range(4)  # kinds of codes
_SLANTED = -1  # no quarter turn
SLANT = 0.2  # tangent of the angle from which on print is slanted: scans put in askew lean by less
_FALLBACK_SIZE = 12.0  # of a character whose text object pdfium does not tell


class _Raw(NamedTuple):
    """Character data as pdfium gives it, in user space, one row per character."""

    codes: npt.NDArray[np.uint32]
    boxes: npt.NDArray[np.float32]
    objects: npt.NDArray[np.uint64]  # address of the text object that prints the character; 0 for inferred ones


def _codes(text_page: int, count: int) -> npt.NDArray[np.uint32]:
    """Code of each character: in one call when pdfium's text has one unit per character, singly otherwise."""
    buffer = np.zeros(count + 1, np.uint16)
    get_text = bare("FPDFText_GetText", INT, ADDRESS, INT, INT, ADDRESS)
    if get_text(text_page, 0, count, buffer.ctypes.data) == count + 1:
        return buffer[:count].astype(np.uint32)
    get_code = bare("FPDFText_GetUnicode", UINT, ADDRESS, INT)
    return np.fromiter(map(get_code, repeat(text_page, count), range(count)), np.uint32, count)


def _call(function: Any, *columns: Iterable[int]) -> None:  # noqa: ANN401 - ctypes prototype
    """Call ``function`` with each row of ``columns``, for what it writes."""
    deque(map(function, *columns), 0)


def _rows_of(buffer: npt.NDArray[Any], column: int = 0) -> range:
    """Address of each row's ``column``."""
    at = buffer.ctypes.data + column * buffer.itemsize
    return range(at, at + buffer.nbytes, buffer.itemsize * buffer.shape[1])


def _fetch(text_page: int, count: int) -> _Raw:
    get_box = bare("FPDFText_GetLooseCharBox", INT, ADDRESS, INT, ADDRESS)
    get_object = bare("FPDFText_GetTextObject", SIZE, ADDRESS, INT)
    boxes = np.zeros((count, 4), np.float32)  # FS_RECTF is four floats: left, top, right, bottom
    _call(get_box, repeat(text_page), range(count), _rows_of(boxes))
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


class _Styles(NamedTuple):
    """What the characters of one text object share, one row per text object of a page."""

    sizes: npt.NDArray[np.float64]
    bold: npt.NDArray[np.bool_]
    italic: npt.NDArray[np.bool_]
    baselines: npt.NDArray[np.float64]  # displayed; not a number where pdfium tells none
    starts: npt.NDArray[np.float64]  # displayed x of the pen at the first character; not a number likewise
    turns: npt.NDArray[np.int64]  # the way the text reads in user space: 0, 90, 180 or 270 degrees counterclockwise
    slanted: npt.NDArray[np.bool_]  # reads neither level nor upright
    stretch: npt.NDArray[np.float64]  # how much wider letters are printed than their font size says; 1 where unknown


def _owners(objects: npt.NDArray[np.uint64]) -> tuple[list[int], list[int], npt.NDArray[np.intp]]:
    """The text objects of a page, the first character of each, and for every character the number of its own.

    Characters of one object follow one another nearly always, so that only the ends of such runs are looked at.
    """
    starts = np.flatnonzero(np.append(True, objects[1:] != objects[:-1])[: len(objects)])
    runs = objects[starts].tolist()
    first: dict[int, int] = {}
    for item, start in zip(runs, starts.tolist(), strict=True):
        first.setdefault(item, start)
    numbers = {item: number for number, item in enumerate(first)}
    of_runs = np.array([numbers[item] for item in runs], np.intp)
    return list(first), list(first.values()), np.repeat(of_runs, np.diff(np.append(starts, len(objects))))


def _quarters(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The quarter turns (degrees) nearest to the directions (a, b)."""
    level, upright = np.where(a >= 0, 0, 180), np.where(b > 0, 90, 270)
    return np.where(np.abs(a) >= np.abs(b), level, upright)


def _faces(items: list[int]) -> npt.NDArray[np.bool_]:
    """(bold, italic) of the text objects at some addresses, a row for each; a font is looked at once."""
    fonts = [font or 0 for font in map(bare("FPDFTextObj_GetFont", ADDRESS, ADDRESS), items)]
    known = {font: _face(font) if font else (False, False) for font in set(fonts)}
    faces = np.array([known[font] for font in fonts], np.bool_).reshape(-1, 2)
    # Word prints a face that the machine lacks in bold by filling and stroking the regular one
    modes = np.fromiter(map(bare("FPDFTextObj_GetTextRenderMode", INT, ADDRESS), items), np.intc, len(items))
    faces[:, 0] |= modes == _FILL_AND_STROKE
    return faces


def _styles(page: int, items: list[int], first: list[int], display: Display) -> _Styles:
    """Styles of the text objects at the addresses ``items``, which print the characters ``first``; 0: unknown ones."""
    matrices = np.tile(np.array([1, 0, 0, 1, 0, 0], np.float32), (len(items), 1))
    sizes, origins = np.zeros((len(items), 1), np.float32), np.zeros((len(items), 2), np.float64)
    _call(bare("FPDFText_GetMatrix", INT, ADDRESS, INT, ADDRESS), repeat(page), first, _rows_of(matrices))
    _call(bare("FPDFTextObj_GetFontSize", INT, ADDRESS, ADDRESS), items, _rows_of(sizes))
    xs, ys = _rows_of(origins), _rows_of(origins, 1)
    _call(bare("FPDFText_GetCharOrigin", INT, ADDRESS, INT, ADDRESS, ADDRESS), repeat(page), first, xs, ys)
    a, b, c, d, _, _ = matrices.astype(np.float64).T
    scale, stretch = np.hypot(c, d), np.hypot(a, b)
    size = sizes[:, 0].astype(np.float64) * np.where(scale == 0, 1.0, scale)
    unknown = np.array(items, np.uint64) == 0
    starts, baselines = np.where(unknown, np.nan, display.points(origins).T)
    size = np.where(unknown | (size == 0), _FALLBACK_SIZE, size)
    faces = _faces(items)
    slanted = np.minimum(np.abs(a), np.abs(b)) > SLANT * np.maximum(np.abs(a), np.abs(b))
    turns = np.where(unknown, 0, _quarters(a, b))
    stretch = np.where(unknown | (stretch == 0), 1.0, stretch)
    return _Styles(size, faces[:, 0], faces[:, 1], baselines, starts, turns, slanted & ~unknown, stretch)


def _text(code: int) -> str:
    """Printed form of one code: blanks are " ", unprinted codes are ""."""
    if code in _UNPRINTED or 0xDC00 <= code < 0xE000:  # the second half of a pair is told with the first
        return ""
    if code in _BLANKS:
        return " "
    return "-" if code in _HYPHENS else unicodedata.normalize("NFC", chr(code))


class _Alphabet:
    """What codes say, each looked at once; kept by the process, for documents share nearly all of theirs."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._kinds = np.zeros(_CODES, np.uint8)

    def kinds(self, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
        """``_UNSEEN`` (0) never; ``_LETTER``, ``_BLANK`` or ``_NOTHING`` for each code."""
        kinds = self._kinds[codes]
        if not kinds.all():
            for code in set(codes[kinds == _UNSEEN].tolist()):
                text = self._texts[code] = _text(code)
                self._kinds[code] = {"": _NOTHING, " ": _BLANK}.get(text, _LETTER)
            kinds = self._kinds[codes]
        return kinds

    def texts(self, codes: npt.NDArray[np.uint32], kept: npt.NDArray[np.intp]) -> list[str]:
        """What some of the characters say; the kinds of ``codes`` were asked before."""
        wanted = codes[kept]
        found = list(map(self._texts.__getitem__, wanted.tolist()))
        for place in np.flatnonzero((wanted >= 0xD800) & (wanted < 0xDC00)).tolist():
            rest = codes[kept[place] + 1 : kept[place] + 2].tolist()
            if rest:
                found[place] = chr(0x10000 + ((int(wanted[place]) - 0xD800) << 10) + (rest[0] - 0xDC00))
        return found


@cache
def _alphabet() -> _Alphabet:
    return _Alphabet()


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


def _printed(kinds: npt.NDArray[np.uint8], boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Indexes of the characters that leave a mark or were drawn as blanks."""
    drawn = boxes[:, 2] - boxes[:, 0] + boxes[:, 3] - boxes[:, 1] > _INFERRED
    return np.flatnonzero((kinds == _LETTER) | ((kinds == _BLANK) & drawn))


class PrintedText(NamedTuple):
    """The characters of a page that read one way in user space: 0, 90, 180 or 270 degrees counterclockwise."""

    glyphs: Glyphs
    turn: int
    apart: tuple[Glyphs, ...] = ()  # the characters of each of the groups that were asked for; not among ``glyphs``
    others: tuple[int, ...] = ()  # the ways in which other characters read
    slanted: tuple[Glyphs, ...] = ()  # runs of characters that read neither level nor upright, watermarks


def _pen(
    boxes: npt.NDArray[np.float64],
    kinds: npt.NDArray[np.uint8],
    first: list[int],
    owners: npt.NDArray[np.intp],
    styles: _Styles,
) -> Pen:
    inferred = np.flatnonzero((kinds == _BLANK) & (boxes[:, 2] - boxes[:, 0] + boxes[:, 3] - boxes[:, 1] <= _INFERRED))
    inferred = inferred[(inferred > 0) & (inferred < len(boxes) - 1)]
    letters = np.flatnonzero(kinds == _LETTER)
    stretch = styles.stretch[owners[inferred - 1]]
    return Pen(np.array(first, np.intp), styles.starts, inferred, letters, styles.baselines[owners], stretch)


def _usual_turn(turns: npt.NDArray[np.int64], owners: npt.NDArray[np.intp]) -> int:
    """The turn of most characters; of equally many the smallest."""
    letters = np.bincount(owners, minlength=len(turns))
    return max((0, 90, 180, 270), key=lambda turn: int(letters[turns == turn].sum()))


def _sorted_out(
    objects: npt.NDArray[np.uint64], groups: Sequence[frozenset[int]]
) -> tuple[npt.NDArray[np.intp], list[npt.NDArray[np.intp]]]:
    """Indexes of the glyphs that no group owns, and of those of each group; ``objects`` print the glyphs."""
    if not groups:
        return np.arange(len(objects)), []
    members = [np.isin(objects, np.array(sorted(group), np.uint64)) for group in groups]
    return np.flatnonzero(~np.any(members, axis=0)), [np.flatnonzero(member) for member in members]


def _slanted_runs(glyphs: Glyphs, slanted: npt.NDArray[np.bool_]) -> tuple[Glyphs, ...]:
    """The runs of slanted characters, in the file's order."""
    edges = np.flatnonzero(np.diff(slanted.astype(np.int8), prepend=0, append=0))
    return tuple(glyphs.only(np.arange(start, end)) for start, end in zip(edges[::2], edges[1::2], strict=True))


def read_characters(
    text_page: Any,  # noqa: ANN401 - ctypes handle
    count: int,
    display: Display,
    groups: Sequence[frozenset[int]] = (),
    turn: int | None = None,
) -> PrintedText:
    """The printed characters of a text page that read one way, in the file's order, in displayed coordinates.

    Args:
        text_page: handle of ``FPDFText_LoadPage``.
        count: its number of characters.
        display: mapping of the page.
        groups: addresses of text objects whose characters are wanted apart from the others, whatever way they read.
        turn: the way, in degrees counterclockwise; that of most characters when not given.

    Returns:
        The glyphs, drawn blanks among them; blanks and line ends that pdfium only inferred are left out.
    """
    page, alphabet = address_of(text_page), _alphabet()
    raw = _fetch(page, count)
    boxes = display.boxes(raw.boxes[:, [0, 3, 2, 1]].astype(np.float64))
    kept = _printed(alphabet.kinds(raw.codes), boxes)
    items, first, owners = _owners(raw.objects)
    styles, mine = _styles(page, items, first, display), owners[kept]
    to_the_pen(page, boxes, _pen(boxes, alphabet.kinds(raw.codes), first, owners, styles), display)
    boxes = boxes[kept]
    baselines = styles.baselines[mine]
    numbers = (
        boxes[:, 0],
        boxes[:, 2],
        boxes[:, 1],
        boxes[:, 3],
        np.where(np.isnan(baselines), boxes[:, 3], baselines),
        styles.sizes[mine],
    )
    glyphs = Glyphs(alphabet.texts(raw.codes, kept), numbers, (styles.bold[mine], styles.italic[mine]))
    turn = _usual_turn(styles.turns, owners) if turn is None else turn
    base, members = _sorted_out(raw.objects[kept], groups)
    ways = np.where(styles.slanted, _SLANTED, styles.turns)[mine]
    apart = tuple(compose_marks(glyphs.only(member[ways[member] != _SLANTED])) for member in members)
    printed = PrintedText(Glyphs.of(()), turn, apart)
    if (ways == turn).all():
        return printed._replace(glyphs=compose_marks(glyphs.only(base) if groups else glyphs))
    others = tuple(sorted({*ways[base].tolist()} - {turn, _SLANTED}))
    slanted = tuple(map(compose_marks, _slanted_runs(glyphs, ways == _SLANTED)))
    level = compose_marks(glyphs.only(base[ways[base] == turn]))
    return printed._replace(glyphs=level, others=others, slanted=slanted)
