"""The glyphs of a page, kept by column: most are never needed as values of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import overload

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.shapes import Glyph

_make_glyph = partial(tuple.__new__, Glyph)  # Glyph._make without its Python frame: once per character
_NUMBERS = ("x0", "x1", "top", "bottom", "baseline", "size")
_FLAGS = ("bold", "italic")

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.intp]


class Glyphs(Sequence[Glyph]):
    """A sequence of :class:`Glyph` that builds each one when asked; its fields are arrays of equal length."""

    def __init__(self, texts: Sequence[str], numbers: Sequence[Floats], flags: Sequence[npt.NDArray[np.bool_]]) -> None:
        """``numbers``: left, right, top, bottom, baseline, size; ``flags``: bold, italic."""
        self.texts = np.empty(len(texts), np.object_)
        self.texts[:] = texts
        self.x0, self.x1, self.top, self.bottom, self.baseline, self.size = numbers
        self.bold, self.italic = flags

    @classmethod
    def of(cls, glyphs: Iterable[Glyph]) -> Glyphs:
        """The same glyphs by column."""
        if isinstance(glyphs, cls):
            return glyphs
        columns = list(zip(*glyphs, strict=True)) or [()] * len(Glyph._fields)
        numbers = [np.array(column, np.float64) for column in columns[1:7]]
        return cls(columns[0], numbers, [np.array(column, np.bool_) for column in columns[7:]])

    def joined(self, others: Sequence[Glyphs]) -> Glyphs:
        """These glyphs and those of ``others`` behind them."""
        tables = (self, *others)
        numbers, flags = (
            [np.concatenate([getattr(table, name) for table in tables]) for name in names]
            for names in (_NUMBERS, _FLAGS)
        )
        return Glyphs([text for table in tables for text in table.texts.tolist()], numbers, flags)

    @property
    def blank(self) -> npt.NDArray[np.bool_]:
        """Which glyphs are drawn blanks."""
        return np.equal(self.texts, " ").astype(np.bool_)

    def some(self, indexes: Indexes | slice) -> list[Glyph]:
        """Glyphs by index, in the order of ``indexes``."""
        columns = [self.texts, *(getattr(self, name) for name in (*_NUMBERS, *_FLAGS))]
        return list(map(_make_glyph, zip(*(column[indexes].tolist() for column in columns), strict=True)))

    def only(self, indexes: Indexes) -> Glyphs:
        """Glyphs by index, still by column."""
        numbers = [getattr(self, name)[indexes] for name in _NUMBERS]
        return Glyphs(self.texts[indexes].tolist(), numbers, [getattr(self, name)[indexes] for name in _FLAGS])

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Glyph]:
        return iter(self.some(slice(None)))

    @overload
    def __getitem__(self, index: int) -> Glyph: ...
    @overload
    def __getitem__(self, index: slice) -> list[Glyph]: ...
    def __getitem__(self, index: int | slice) -> Glyph | list[Glyph]:
        if isinstance(index, slice):
            return self.some(index)
        return self.some(np.array([index], np.intp))[0]
