"""A PDF whose fonts say other letters than they draw → a copy that says what it draws.

The copy is read by the ordinary fast reader; the file under ``raw/`` is never touched.
"""

from __future__ import annotations

import logging
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from fontTools.t1Lib import T1Error
from fontTools.ttLib import TTLibError

from pipelines.model.document import Box, ReadingIssue
from pipelines.reading.fontrepair.audit import suspects_of
from pipelines.reading.fontrepair.cmap import write_cmap
from pipelines.reading.fontrepair.decide import Evidence, decide, gather
from pipelines.reading.fontrepair.fonts import PdfFont, fonts_of
from pipelines.reading.fontrepair.lexicon import Lexicon, pieces
from pipelines.reading.fontrepair.old_encodings import decode_fonts
from pipelines.reading.fontrepair.shapes import Doubt, DoubtedWord, Suspect, Verdict
from pipelines.text.lookalikes import look_alikes

_FIRST_STAND_IN = 0xE900  # private use: no font of a plan says these
_MOST_SUSPECTS = 1024  # more: the map is not damaged in places but absent, and letters cannot be voted for
_SHOWN_PAGES = 8
_LOG = logging.getLogger(__name__)
_Letters = Callable[[], frozenset[str]]
#: What the libraries raise over a file or a font program that is damaged.
_BROKEN = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    pdfium.PdfiumError,
    TTLibError,
    T1Error,
    AssertionError,  # fontTools' way to say that a program is damaged
    struct.error,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
)


@dataclass(frozen=True, slots=True)
class Readable:
    """The file to read: the original, or the repaired copy; what was repaired, and the pages that print it."""

    path: Path
    issues: tuple[ReadingIssue, ...] = ()
    pages: frozenset[int] = frozenset()


@contextmanager
def readable_copy(path: Path, printed: _Letters | None = None, opened: pikepdf.Pdf | None = None) -> Iterator[Readable]:
    """Give the file itself when its fonts are sound, else a repaired copy that lives as long as the context.

    Args:
        path: the file.
        printed: gives the letters of its text layer, where they are known: a map may hold look-alikes (a whole
            font's does) that no page prints. Without them the pages are read to find out.
        opened: the same file, if it is open already; its fonts may be changed in memory.
    """
    with ExitStack() as stack:
        yield _repair(path, printed, stack, opened)


def _repair(path: Path, printed: _Letters | None, stack: ExitStack, opened: pikepdf.Pdf | None) -> Readable:
    try:
        pdf = opened if opened is not None else stack.enter_context(pikepdf.open(path))
        return _repair_open(pdf, path, printed, stack)
    except _BROKEN as error:
        # The reader that comes next tells what is wrong with a broken file; a font that cannot be audited is read
        # as it stands, which is what happened before there was an audit.
        _LOG.info("%s: fonts not audited (%s: %s)", path.name, type(error).__name__, error)
        return Readable(path)


def _repair_open(pdf: pikepdf.Pdf, path: Path, printed: _Letters | None, stack: ExitStack) -> Readable:
    fonts = fonts_of(pdf)
    encoding = decode_fonts(pdf, fonts, None if printed is None else printed(), lambda: _page_texts(path))
    if encoding is not None:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cchc-fonts-")))
        pdf.save(folder / path.name)
        return Readable(folder / path.name, (ReadingIssue("legacy_encoding", encoding.value),))
    suspects = suspects_of(fonts)
    if not suspects or (all(s.doubt is Doubt.LOOKALIKE for s in suspects) and not _has_look_alikes(path, printed)):
        return Readable(path)
    if len(suspects) > _MOST_SUSPECTS:
        return Readable(path, (_hopeless(len(suspects)),))
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cchc-fonts-")))
    decisions = _decide_all(pdf, fonts, suspects, folder / "stand-ins.pdf")
    repaired = {(d.suspect.font, d.suspect.code): d.letter for d in decisions if d.letter is not None}
    told = [decision for decision in decisions if not decision.cleared]
    issues, pages = _issues(told, fonts), frozenset(page for decision in told for page in decision.pages)
    if not repaired:
        return Readable(path, issues, pages)
    copy = folder / path.name
    _patch(fonts, repaired)
    pdf.save(copy)
    return Readable(copy, issues, pages)


def _has_look_alikes(path: Path, printed: _Letters | None) -> bool:
    wanted = look_alikes().keys()
    texts: Iterable[Iterable[str]] = _page_texts(path) if printed is None else (printed(),)
    return any(not wanted.isdisjoint(text) for text in texts)


def _page_texts(path: Path) -> Iterator[str]:
    document = pdfium.PdfDocument(path)
    try:
        for index in range(len(document)):
            page = document[index]
            text_page = page.get_textpage()
            yield text_page.get_text_range()
            text_page.close()
            page.close()
    finally:
        document.close()


def _patch(fonts: Sequence[PdfFont], letters: Mapping[tuple[tuple[int, int], int], str]) -> None:
    """Write letters into the fonts' maps; the other entries stay."""
    for font in fonts:
        own = {code: letter for (number, code), letter in letters.items() if number == font.number}
        if own:
            font.dictionary.ToUnicode.write(write_cmap(font.says | own, 1 if font.simple else 2))


def _decide_all(
    pdf: pikepdf.Pdf, fonts: Sequence[PdfFont], suspects: Sequence[Suspect], scratch: Path
) -> list[Verdict]:
    """Read the file with a stand-in for every doubted code, and decide on those that are printed."""
    stand_ins = {chr(_FIRST_STAND_IN + index): suspect for index, suspect in enumerate(suspects)}
    _patch(fonts, {(suspect.font, suspect.code): char for char, suspect in stand_ins.items()})
    pdf.save(scratch)
    places, sound = _places(scratch, stand_ins)
    printed = [suspect for char, suspect in stand_ins.items() if char in places]
    evidence: Evidence = gather(fonts, printed, Lexicon.of(sound))
    _patch(fonts, {(suspect.font, suspect.code): suspect.said for suspect in suspects})
    return [decide(suspect, places[char], char, evidence) for char, suspect in stand_ins.items() if char in places]


def _places(path: Path, stand_ins: Mapping[str, Suspect]) -> tuple[dict[str, list[DoubtedWord]], list[str]]:
    """Stand-in → the words it is printed in; and all words without one."""
    places: dict[str, list[DoubtedWord]] = {}
    sound: list[str] = []
    for number, text in enumerate(_page_texts(path), start=1):
        for word in text.split():
            doubted = sorted(set(word) & stand_ins.keys())
            if not doubted:
                sound += pieces(word)
            for char in doubted:
                places.setdefault(char, []).append(DoubtedWord(word, number))
    return places, sound


def _issues(told: Sequence[Verdict], fonts: Sequence[PdfFont]) -> tuple[ReadingIssue, ...]:
    names = {font.number: font.name for font in fonts}
    return tuple(_issue(decision, names[decision.suspect.font]) for decision in told)


def _issue(decision: Verdict, face: str) -> ReadingIssue:
    pages = ", ".join(map(str, decision.pages[:_SHOWN_PAGES])) + (", …" if len(decision.pages) > _SHOWN_PAGES else "")
    said = decision.suspect.said
    seen = "ô trống" if not said.strip() else f"“{said}”" if said.isprintable() else "ký hiệu lạ"
    if decision.letter is None:
        detail = f"phông {face}: có chữ đọc thành {seen} chưa xác định được là chữ gì, trang {pages}"
    else:
        detail = f"phông {face}: {seen} → “{decision.letter}”, trang {pages}"
    code = "homoglyph" if decision.suspect.doubt is Doubt.LOOKALIKE else "lost_glyphs"
    return ReadingIssue(code, detail, Box(decision.pages[0]), decision.count)


def _hopeless(count: int) -> ReadingIssue:
    return ReadingIssue("lost_glyphs", f"{count} mã chữ trong phông không có chữ tương ứng, chưa phục hồi", None, count)
