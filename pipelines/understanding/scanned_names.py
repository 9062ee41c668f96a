"""Names of provinces and communes on scans, with the marks of the catalogue: "tỉnh Lâm Đông" is Lâm Đồng.

The recogniser loses a mark of a name now and then, surely and without a doubt. A name that it read is given the
catalogue's marks where only one is meant: it stands behind its kind of unit, or is that of the folder's own province;
it has the same letters without marks; and as it was read it is no name of any unit. The document as read stays as it
is; what was changed is a finding with the reading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from pipelines.model.document import Block, Box, Cell, Document, Paragraph
from pipelines.model.plan import Finding, FolderContext
from pipelines.reference.units import communes, provinces, provinces_of_folder
from pipelines.text.vietnamese import ascii_key, match_key

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 4  # words of a name
_CITY = "tp"  # "TP. Huế"
_SHOWN = 200

Names = Mapping[str, str]  # letters without marks → the only name that has them


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """The names that may be meant on a page of one folder."""

    own: Names  # of the folder's province, today's and former ones
    units: Mapping[str, Names]  # by the words that stand before


def _only(names: Iterator[str]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        found[ascii_key(name)].add(name)
    return {key: next(iter(same)) for key, same in found.items() if len({match_key(name) for name in same}) == 1}


@cache
def _known() -> frozenset[str]:
    """Every name of a unit that is or was."""
    return frozenset(match_key(one.name) for units in (provinces(), communes()) for one in units)


@cache
def _catalogue(slug: str) -> _Catalogue:
    days = {one.valid_from for one in provinces()}
    own = {one for day in days for one in provinces_of_folder(slug, day)}
    codes = {one.code for one in own}
    all_provinces = _only(one.name for one in provinces())
    own_communes = [one for one in communes() if one.province_code in codes]
    kinds = {one.unit_type for one in own_communes}
    units = {kind: _only(one.name for one in own_communes if one.unit_type == kind) for kind in kinds}
    higher = dict.fromkeys((*(one.unit_type for one in provinces()), _CITY), all_provinces)
    return _Catalogue(_only(one.name for one in own), {**higher, **units})


def _before(text: str, start: int, catalogue: _Catalogue) -> tuple[Names, int]:
    """(names that may follow, fewest words of one) at a place of a text."""
    words = _WORD.findall(text[max(0, start - 20) : start])[-2:]
    kinds = (match_key(" ".join(words)), match_key(words[-1]) if words else "")
    kind = next((kind for kind in kinds if kind in catalogue.units), None)
    if kind is not None:
        return catalogue.units[kind], 1
    # "Nguyễn Lâm Đông" is a person
    is_a_persons = bool(words) and text[start - 1 : start] == " " and words[-1].istitle() and len(words[-1]) > 1
    return ({} if is_a_persons else catalogue.own), 2


def _names(text: str, catalogue: _Catalogue) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of what is to be read with other marks."""
    words = list(_WORD.finditer(text))
    done = 0
    for index, word in enumerate(words):
        if word.start() < done or not word.group()[0].isupper():
            continue
        names, fewest = _before(text, word.start(), catalogue)
        for count in range(min(_LONGEST, len(words) - index), fewest - 1, -1):
            end = words[index + count - 1].end()
            read = text[word.start() : end]
            name = names.get(ascii_key(" ".join(read.split())))
            if name is not None:
                done = end
                if _is_misread(read, text[end:]):
                    yield word.start(), end, name.upper() if read.isupper() else name
                break


def _is_misread(read: str, rest: str) -> bool:
    """True for what is written as a name, is none of the catalogue's, and is not the beginning of a longer one."""
    goes_on = re.match(r" ([^\W\d_]+)", rest)
    if not read.isupper() and goes_on and goes_on[1].istitle():
        return False
    return match_key(read) not in _known() and all(one[0].isupper() for one in read.split())


def _mended(text: str, catalogue: _Catalogue) -> tuple[str, list[tuple[str, str]]]:
    """The text with the catalogue's names, and the changes as (read, meant)."""
    parts, changes, last = [], [], 0
    for start, end, name in _names(text, catalogue):
        parts += [text[last:start], name]
        changes.append((text[start:end], name))
        last = end
    return "".join([*parts, text[last:]]), changes


class _Mender:
    """Goes over the blocks of a document and remembers what it changed."""

    def __init__(self, catalogue: _Catalogue) -> None:
        self._catalogue = catalogue
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], tuple[str, Box | None]] = {}

    def block(self, block: Block) -> Block:
        """A block as it is meant."""
        if isinstance(block, Paragraph):
            return replace(block, text=self._text(block))
        return replace(block, cells=tuple(replace(cell, text=self._text(cell)) for cell in block.cells))

    def _text(self, part: Paragraph | Cell) -> str:
        if part.confidence is None:  # printed, not recognised
            return part.text
        text, changes = _mended(part.text, self._catalogue)
        for change in changes:
            self._counts[change] += 1
            self._first.setdefault(change, (part.text[:_SHOWN], part.boxes[0] if part.boxes else None))
        return text

    def findings(self) -> tuple[Finding, ...]:
        """One for each name that was read with other marks."""
        return tuple(
            Finding(
                "scanned_name_mended",
                evidence=self._first[change][0],
                box=self._first[change][1],
                detail=f"{change[0]} → {change[1]}" + (f" ({count})" if count > 1 else ""),
            )
            for change, count in self._counts.items()
        )


def with_names_of_catalogue(document: Document, context: FolderContext) -> tuple[Document, tuple[Finding, ...]]:
    """A document whose recognised names have the marks of the catalogue, and what was changed.

    Args:
        document: as read; without recognised words it is given back as it is.
        context: its folder, for the province.
    """
    if all(page.confidence is None for page in document.pages):
        return document, ()
    mender = _Mender(_catalogue(context.province_slug))
    blocks = tuple(mender.block(block) for block in document.blocks)
    return replace(document, blocks=blocks), mender.findings()
