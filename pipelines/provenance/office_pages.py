"""Word files have no pages of their own: LibreOffice lays them out, and the words are looked for on its pages.

The layout is LibreOffice's, not Word's, so a page found this way is always approximate. Converted files are kept
under the warehouse by the hash of the original's content; removing them costs only time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from pipelines.model.document import Block, Box, Table, around
from pipelines.reading.conversion import convert_many
from pipelines.reading.errors import UnreadableDocument
from pipelines.text.vietnamese import ascii_key

_LEAST_LETTERS = 12  # a shorter beginning is found anywhere


@dataclass(frozen=True, slots=True)
class Located:
    """Where words were found: the boxes of the paragraph or cell that holds them.

    ``is_whole`` is False when only their beginning was found; ``occurrences`` counts the paragraphs and cells that
    hold them, of which the first is given.
    """

    boxes: tuple[Box, ...]
    is_whole: bool
    occurrences: int


@dataclass(frozen=True, slots=True)
class Near:
    """What is known of where words stand, for words that stand in several places.

    ``in_table`` is None where that is not known; ``row_texts`` are words of the same row of a table or of the same
    paragraph, the most telling first.
    """

    in_table: bool | None = None
    row_texts: tuple[str, ...] = ()


ANYWHERE = Near()


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph or cell: its letters and digits without marks, its boxes, and the same of its row of the table."""

    key: str
    boxes: tuple[Box, ...]
    row_key: str = ""
    row_boxes: tuple[Box, ...] = ()

    @property
    def in_table(self) -> bool:
        """Whether it is a cell."""
        return bool(self.row_key)


def pdf_of_office_file(path: Path, cache: Path, content_hash: str) -> Path:
    """The pages of a Word file as a PDF below ``cache``; converted once per content.

    Raises:
        UnreadableDocument: ``needs_office``, ``office_failed`` or ``timeout``.
    """
    target = cache / f"{content_hash}.pdf"
    if target.is_file():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".convert-", dir=cache) as folder:
        made = convert_many([path], Path(folder), to="pdf")[0]
        if made is None:
            raise UnreadableDocument("office_failed", f"{path.name}: LibreOffice không dựng được trang của tệp")
        made.replace(target)
    return target


def locate(pdf: Path, texts: Sequence[str], *, whole_row: bool = False, near: Near = ANYWHERE) -> Located | None:
    """Find one of ``texts`` in ``pdf``; None when none stands there, not even its beginning.

    The first that stands in one place only is taken, else the one that stands in the fewest. Of several places those
    that agree with ``near`` are kept.

    Args:
        pdf: pages of a Word file, from :func:`pdf_of_office_file`.
        texts: what to look for, best first; texts of fewer than twelve letters are left out.
        whole_row: give the boxes of the whole table row instead of the one cell.
        near: what is known of the place.

    Marks, case, spaces and punctuation make no difference: fonts and layout change them.

    Raises:
        UnreadableDocument: the PDF cannot be read.
    """
    return locate_among(_words_of(str(pdf), pdf.stat().st_mtime_ns), texts, whole_row=whole_row, near=near)


def locate_among(
    words: Sequence[Words], texts: Sequence[str], *, whole_row: bool = False, near: Near = ANYWHERE
) -> Located | None:
    """As :func:`locate`, among words that were read before (:func:`words_of`)."""
    keys = [key for text in texts if len(key := _key(text)) >= _LEAST_LETTERS]
    if whole_row:
        words = tuple(replace(one, boxes=one.row_boxes) if one.in_table else one for one in words)
    beside = [key for text in near.row_texts if len(key := _key(text)) >= _LEAST_LETTERS]
    find = partial(_holding, words, near.in_table, beside)
    whole = [found for key in keys if (found := find(key, is_whole=True))]
    if whole:
        return min(whole, key=lambda found: found.occurrences)
    return next((found for key in keys if (found := _beginning(find, key))), None)


def _beginning(find: Callable[..., Located | None], key: str) -> Located | None:
    """The longest beginning of ``key``, halved until it is found."""
    length = len(key) // 2
    while length >= _LEAST_LETTERS:
        if found := find(key[:length], is_whole=False):
            return found
        length //= 2
    return None


def _holding(
    words: Sequence[Words], in_table: bool | None, beside: Sequence[str], key: str, *, is_whole: bool
) -> Located | None:
    holders = [one for one in words if key in one.key]
    if len(holders) > 1:
        holders = [one for one in holders if in_table in (None, one.in_table)] or holders
        for text in beside:
            holders = [one for one in holders if text in one.row_key or text in one.key] or holders
    return Located(holders[0].boxes, is_whole, len(holders)) if holders else None


def _key(text: str) -> str:
    """Letters and digits without marks, in lower case."""
    return "".join(letter for letter in ascii_key(text) if letter.isalnum())


def words_of(pdf: Path) -> tuple[Words, ...]:
    """Paragraphs and cells of a PDF.

    Raises:
        UnreadableDocument: the PDF cannot be read.
    """
    from pipelines.reading.pdf_file import read_pdf  # noqa: PLC0415 - font tools and a second reader come with it

    document = read_pdf(pdf)
    return tuple(words for block in (*document.blocks, *document.notes) for words in _block_words(block))


@lru_cache(maxsize=8)
def _words_of(pdf: str, changed: int) -> tuple[Words, ...]:
    return words_of(Path(pdf))


def _block_words(block: Block) -> Iterator[Words]:
    """A paragraph, or the cells of a table in reading order; a merged cell comes once."""
    if not isinstance(block, Table):
        yield Words(_key(block.text), block.boxes)
        return
    for cell in block.cells:
        own = [one for one in block.cells if one.row == cell.row and one.row_span == cell.row_span]
        row_key = "|".join(_key(one.text) for one in own)
        yield Words(_key(cell.text), cell.boxes, row_key, around(box for one in own for box in one.boxes))
