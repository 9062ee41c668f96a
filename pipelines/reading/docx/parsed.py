"""What the XML says, before layout is judged: the step between WordprocessingML and Blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pipelines.model.document import ParagraphKind


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """Something in a paragraph that has to be told: a finding rule and what it speaks of."""

    code: str
    detail: str


class EmbeddedKind(StrEnum):
    """What stands in a paragraph and is no text of it."""

    PICTURE = "picture"
    CHUNK = "chunk"  # another document, taken in when the file is opened (w:altChunk)
    OBJECT = "object"  # of another program: a sheet, a document, an equation
    CHART = "chart"
    DIAGRAM = "diagram"


@dataclass(frozen=True, slots=True)
class EmbeddedPart:
    """A part of the package that a paragraph shows.

    ``part`` is its relationship id, and its name in the package once the story knows it. ``width`` and ``height`` are
    the size on the page in points, 0 when unknown; ``crop`` the shares cut off at left, top, right and bottom; ``name``
    the program that made it.
    """

    kind: EmbeddedKind
    part: str
    width: float = 0.0
    height: float = 0.0
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    name: str = ""


@dataclass(frozen=True, slots=True)
class ParsedParagraph:
    """A ``w:p``: its lines (cut at manual breaks, tabs kept), place and look.

    ``pages`` are the pages it stands on, first to last; ``label`` is the automatic number, already part of the
    first line. ``bold_share`` and ``italic_share`` are shares (0..1) of the visible characters. ``struck`` are words
    that are struck out and not among the lines; ``embedded`` what it shows beside text; ``confidence`` that of letters
    which were recognised in a picture.
    """

    lines: tuple[str, ...]
    pages: tuple[int, ...]
    kind: ParagraphKind = ParagraphKind.BODY
    bold_share: float = 0.0
    italic_share: float = 0.0
    size: float | None = None
    level: int | None = None
    label: str | None = None
    struck: str = ""
    remarks: tuple[ParsedIssue, ...] = ()
    embedded: tuple[EmbeddedPart, ...] = ()
    confidence: float | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing is printed."""
        return not any(line.strip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """A cell at its grid place; ``content`` is empty for the gaps of ragged rows."""

    row: int
    column: int
    row_span: int
    column_span: int
    content: tuple[ParsedBlock, ...] = ()
    pages: tuple[int, ...] = (1,)
    confidence: float | None = None
    colour: str | None = None  # of its own background


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A ``w:tbl`` with every grid place covered once; ``widths`` in points, one per column.

    ``ruled`` is False when no vertical rule is drawn: such tables only place text on the page. ``struck_rows`` are
    (page, words) of rows that are struck out and not among the cells.
    """

    row_count: int
    column_count: int
    cells: tuple[ParsedCell, ...]
    widths: tuple[float, ...]
    header_rows: int
    ruled: bool
    struck_rows: tuple[tuple[int, str], ...] = ()


ParsedBlock: TypeAlias = ParsedParagraph | ParsedTable


def paragraphs_of(blocks: Iterable[ParsedBlock]) -> Iterator[ParsedParagraph]:
    """All paragraphs of ``blocks``, those of tables cell by cell."""
    for block in blocks:
        if isinstance(block, ParsedParagraph):
            yield block
        else:
            for cell in block.cells:
                yield from paragraphs_of(cell.content)
