"""What a sample plan is made of before it is drawn: recipe, blocks, and the truth beside them.

The truth is collected while the content is written, never read back from the drawn file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune-level unit: five-digit code, province name and slug, type word and bare name."""

    code: str
    province: str
    province_slug: str
    unit_type: str
    name: str

    @property
    def full_name(self) -> str:
        """Type word and name as written inside a sentence: "xã Kim Liên"."""
        return f"{self.unit_type} {self.name}"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One line of ``data/recipes.csv``: which plan to write and how the file is made.

    ``kind`` is annual | half_year | multi_year | invitation; ``layout`` is A | B | C | D (the four annex
    layouts of the guide) or "" for a plan without annex; ``renderer`` is wordlike | docx | doc |
    office_pdf | scan. ``options`` and ``faults`` are words explained in docs/developer/samples.md.
    """

    file_name: str
    province_slug: str
    plan_year: int
    commune_code: str
    kind: str
    layout: str
    renderer: str
    options: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()
    seed: int = 0

    @property
    def stem(self) -> str:
        """File name without its extension; the truth file carries the same name."""
        return self.file_name.rsplit(".", 1)[0]

    def option(self, name: str) -> str | None:
        """Value of ``name=value`` among the options, None when absent."""
        found = [item.partition("=")[2] for item in sorted(self.options) if item.startswith(f"{name}=")]
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``style``: title | heading | body | center | right | note; ``footnote``: its text."""

    style: str
    text: str
    footnote: str | None = None


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """Letterhead (``role`` head) or recipients and signature (``role`` foot), drawn side by side."""

    role: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``rows``/``cols`` are its spans, lines inside are parted by a line feed."""

    text: str
    rows: int = 1
    cols: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A table row with one entry per column; a covered place is None. ``kind``: section | task."""

    kind: str
    cells: tuple[Cell | None, ...]
    no: str = ""
    text: str = ""
    declared_count: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A table column: role word of the truth format, printed title, relative width."""

    role: str
    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A task table. ``groups``: (title, first column, last column) of the upper header row."""

    columns: tuple[DrawnColumn, ...]
    groups: tuple[tuple[str, int, int], ...]
    rows: tuple[Row, ...]
    landscape: bool
    number_row: bool


Block = Para | TwoColumns | Table


@dataclass(slots=True)
class Sample:
    """A written plan: its blocks for the renderers and the truth for the tests."""

    recipe: Recipe
    commune: Commune
    meta: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    planted: list[dict[str, Any]] = field(default_factory=list)
