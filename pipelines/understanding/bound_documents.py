"""Which documents are bound together in one file: a covering letter in front of the plan, two communes' plans.

A document begins with a letterhead of its own: the motto beside the issuer, or the issuer above a number. On pages it
stands at the top of one. An annex that repeats issuer and motto but bears no number goes on with the plan before it,
and so does a plan "ban hành kèm theo Quyết định" that leaves its number to the decision in front of it.
(Nghị định 30/2020/NĐ-CP, Điều 8: thành phần thể thức văn bản.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from pipelines.model.document import Block, Box, Document, ExtractionMethod, Paragraph
from pipelines.model.plan import Finding
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key
from pipelines.understanding.metadata.letterhead import find_annex_line
from pipelines.understanding.metadata.lines import Line, block_lines
from pipelines.understanding.metadata.title import Title, find_title, kind_at_start

_MOTTO = re.compile(r"cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|độc lập - tự do - hạnh phúc")


@cache
def _issuer() -> re.Pattern[str]:
    return re.compile(rf"(?:[ủu][yỷ] ban nhân dân|{either('issuer_in_letterhead')})(?!\w)")


_NUMBER = re.compile(r"số ?[:;.]? ?[\d.…_ ]*[a-z]? ?[/\\-] ?[a-zđ]{1,6}[-/–.]")
_DATE = re.compile(r"(?:^|, ?)ngày[\d\s.…_/]*tháng[\d\s.…_/]*(?:năm|$)")
_ADDRESS = re.compile(r"kính gửi")
_SIGNED = re.compile(r"nơi nhận|(?:t/?m|kt|tl|tuq)\. ?(?:[ủu][yỷ] ban|ubnd|chủ tịch|giám đốc|trưởng)")
_OPENING = re.compile(r"(?i)(?:^|\n)\s*(?:số\s*[:;./\d]|kính gửi|ngày)|(?:độc|ðộc) lập|^kế hoạch|ngày[^\n]{0,20}tháng")
_LONGEST_SIGN = 120  # characters of a line of a letterhead
_WINDOW = 8  # blocks that a letterhead may take
_MOST_CELLS = 12  # of a table that only lays out a letterhead
_HEAD_LINES = 40
_ANNEX_LINES = 14


class BoundKind(StrEnum):
    """What a bound document is, as far as its head tells."""

    PLAN = "plan"  # titled as a plan, or as one of the kinds that may be one
    DECISION = "decision"  # decides that the plan is issued
    OTHER = "other"  # letter, report, submission, form


@dataclass(frozen=True, slots=True, eq=False)
class BoundDocument:
    """One document of a file.

    Attributes:
        document: its own pages, blocks, notes and doubts.
        kind: what it is.
        name: its title, or "công văn" with the address; what a finding calls it.
        box: where it begins.
    """

    document: Document
    kind: BoundKind
    name: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class _Part:
    start: int  # block
    end: int
    lines: tuple[Line, ...]  # the first ones
    title: Title | None
    has_number: bool

    @property
    def box(self) -> Box | None:
        return self.lines[0].box if self.lines else None


def bound_documents(document: Document) -> tuple[BoundDocument, ...]:
    """The documents that ``document``'s file holds, in order; one, and that is the file itself, in nearly all files."""
    whole = (BoundDocument(document, BoundKind.PLAN, "", None),)
    if sum(map(_may_open, document.blocks)) < 2:
        return whole
    starts = _starts(document)
    if len(starts) < 2:
        return whole
    parts = _joined(
        [_part(document.blocks, a, b) for a, b in zip(starts, (*starts[1:], len(document.blocks)), strict=True)]
    )
    if len(parts) == 1:
        return whole
    return tuple(_bound(document, part, index, parts) for index, part in enumerate(parts))


def bound_findings(bound: Sequence[BoundDocument], plans: Sequence[BoundDocument]) -> tuple[Finding, ...]:
    """What is told of a file that holds more than one document; ``plans`` are those that were read as plans."""
    others = (
        Finding("other_document_in_file", evidence=one.name or None, box=one.box, detail=_pages(one))
        for one in bound
        if one not in plans
    )
    several = (
        Finding(
            "several_plans_in_file", box=plans[0].box, detail="; ".join(f"{one.name} ({_pages(one)})" for one in plans)
        ),
    )
    return (*others, *(several if len(plans) > 1 else ()))


def _pages(one: BoundDocument) -> str:
    numbers = [page.number for page in one.document.pages]
    if not _has_pages(one.document) or not numbers:
        return "trong cùng tệp"
    return f"trang {numbers[0]}" if len(numbers) == 1 else f"trang {numbers[0]}–{numbers[-1]}"


# --------------------------------------------------------------------------------------------- where they begin


def _may_open(block: Block) -> bool:
    """Cheap, and false of nearly all blocks: only where two of them may open a document is looked closer."""
    if isinstance(block, Paragraph):
        return len(block.text) <= 3 * _LONGEST_SIGN and _OPENING.search(block.text) is not None
    return len(block.cells) <= _MOST_CELLS and any(_OPENING.search(cell.text) for cell in block.cells)


def _has_pages(document: Document) -> bool:
    """Whether it is known for sure on which page a block stands."""
    return document.method in (ExtractionMethod.PDF_TEXT, ExtractionMethod.PDF_OCR)


def _starts(document: Document) -> list[int]:
    """The blocks at which a document begins; the first block always does."""
    signs = [_signs(block) for block in document.blocks]
    starts = [0]
    has_pages = _has_pages(document)
    for index in range(1, len(document.blocks)):
        if index - starts[-1] < _WINDOW and not has_pages:
            continue
        opens_page = not has_pages or _page(document.blocks[index]) > _page(document.blocks[index - 1])
        if opens_page and (
            _is_letterhead(signs[index : index + _WINDOW]) or _opens_enclosed(document, starts[-1], index)
        ):
            starts.append(index)
    return starts


def _page(block: Block) -> int:
    boxes = block.boxes if isinstance(block, Paragraph) else tuple(box for cell in block.cells for box in cell.boxes)
    return boxes[0].page if boxes else 0


def _signs(block: Block) -> frozenset[str]:
    """Which parts of a letterhead stand in the block."""
    if isinstance(block, Paragraph):
        return _signs_in(block.text) if len(block.text) <= 3 * _LONGEST_SIGN else frozenset()
    if len(block.cells) > _MOST_CELLS:
        return frozenset()
    found = _signs_in("\n".join(cell.text for cell in block.cells))
    return found if found & {"motto", "number"} else frozenset()  # an office in a small table opens no document


def _signs_in(text: str) -> frozenset[str]:
    lines = (line for line in text.split("\n") if len(line) <= _LONGEST_SIGN)
    return frozenset(sign for line in lines for sign in _signs_of(match_key(line)))


def _signs_of(key: str) -> Iterator[str]:
    if _MOTTO.search(key):
        yield "motto"
    if _issuer().match(key):
        yield "issuer"
    if _NUMBER.match(key):
        yield "number"
    if _DATE.search(key):
        yield "date"


def _is_letterhead(window: Sequence[frozenset[str]]) -> bool:
    """True when a letterhead begins with the first block of ``window``."""
    if not window or not window[0] & {"motto", "issuer", "number"}:
        return False
    found = frozenset().union(*window)
    return "issuer" in found and ("motto" in found or {"number", "date"} <= found)


def _opens_enclosed(document: Document, start: int, index: int) -> bool:
    """A plan's title without a letterhead, right behind the signature of the letter that encloses it."""
    block = document.blocks[index]
    if not isinstance(block, Paragraph):
        return False
    title = kind_at_start(block.text.split("\n")[0], "title")
    if title is None or title.is_plan != "yes":
        return False
    keys = [match_key(one.text) for one in document.blocks[start:index] if isinstance(one, Paragraph)]
    return any(map(_ADDRESS.match, keys)) and any(map(_SIGNED.match, keys))


# --------------------------------------------------------------------------------------------- what they are


def _part(blocks: Sequence[Block], start: int, end: int) -> _Part:
    lines = tuple(_first_lines(blocks[start:end], start))
    signs = [_signs(block) for block in blocks[start : min(end, start + _WINDOW)]]
    return _Part(start, end, lines, find_title(lines), any("number" in found for found in signs))


def _first_lines(blocks: Sequence[Block], first: int) -> Iterator[Line]:
    count = 0
    for number, block in enumerate(blocks, first):
        if count >= _HEAD_LINES:
            return
        if isinstance(block, Paragraph) or len(block.cells) <= _MOST_CELLS:
            for line in block_lines(block, number):
                count += 1
                yield line


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """Parts that only go on with the document before them are put back to it."""
    found: list[_Part] = []
    for part in parts:
        if found and _goes_on(part, found[-1]):
            found[-1] = replace(found[-1], end=part.end)
        else:
            found.append(part)
    return found


def _goes_on(part: _Part, before: _Part) -> bool:
    """An annex, or the plan of a decision, that leaves number and date to the document before it."""
    if part.has_number:
        return False
    annex_line = find_annex_line(part.lines[:_ANNEX_LINES])
    if part.title is None or _has_annex_title(part.lines[:_ANNEX_LINES]):
        return True
    return annex_line is not None and not _is_letter(before)


def _has_annex_title(lines: tuple[Line, ...]) -> bool:
    return find_title(lines, "annex") is not None


def _is_letter(part: _Part) -> bool:
    return part.title is None and any(_ADDRESS.match(match_key(line.text)) for line in part.lines)


def _bound(document: Document, part: _Part, index: int, parts: Sequence[_Part]) -> BoundDocument:
    later = parts[index + 1 :]
    return BoundDocument(_cut(document, part, parts), _kind(part, later), _name(part), part.box)


def _kind(part: _Part, later: Sequence[_Part]) -> BoundKind:
    kind = part.title.kind if part.title else None
    if kind is None:
        return BoundKind.OTHER if _is_letter(part) else BoundKind.PLAN
    if kind.is_plan == "no":
        return BoundKind.OTHER
    decides = kind.is_plan == "maybe" and any(
        one.title and one.title.kind and one.title.kind.is_plan == "yes" for one in later
    )
    return BoundKind.DECISION if decides else BoundKind.PLAN


def _name(part: _Part) -> str:
    if part.title:
        return part.title.text[:120]
    return next((line.text[:120] for line in part.lines if _ADDRESS.match(match_key(line.text))), "công văn")


def _cut(document: Document, part: _Part, parts: Sequence[_Part]) -> Document:
    """``part`` as a document: its blocks, and what stands on its pages; without pages the rest stays with the first."""
    if not _has_pages(document):
        own = document if part is parts[0] else replace(document, furniture=(), notes=(), issues=())
        return replace(own, blocks=document.blocks[part.start : part.end])
    first = _page(document.blocks[part.start]) if part is not parts[0] else 1
    after = [_page(document.blocks[one.start]) for one in parts if one.start > part.start]
    last = after[0] - 1 if after else document.pages[-1].number
    return replace(
        document,
        pages=tuple(page for page in document.pages if first <= page.number <= last),
        blocks=document.blocks[part.start : part.end],
        furniture=tuple(one for one in document.furniture if _stands(one.boxes, first, last)),
        notes=tuple(one for one in document.notes if _stands(one.boxes, first, last)),
        issues=tuple(
            one for one in document.issues if (_stands((one.box,), first, last) if one.box else part is parts[0])
        ),
    )


def _stands(boxes: Sequence[Box], first: int, last: int) -> bool:
    return bool(boxes) and first <= boxes[0].page <= last
