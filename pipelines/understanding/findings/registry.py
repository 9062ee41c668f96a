"""The rules that look at a whole plan: each is a function beside its name, run in the order of the rule file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipelines.model.document import Box, Document
from pipelines.model.plan import Citation, Finding, FolderContext, PlanMetadata, Target, Task
from pipelines.text.vietnamese import match_key
from pipelines.understanding.metadata import MetadataResult
from pipelines.understanding.outline import OutlinedLine
from pipelines.understanding.tables.grid import Grid, cell_text, first_box
from pipelines.understanding.tables.model import TaskTables


class PlacedText(NamedTuple):
    """Words of the plan with their matching key and place; a tuple, because there is one for every cell."""

    words: str
    key: str
    box: Box | None
    task_index: int | None


@dataclass(frozen=True)
class PlanView:
    """All that is known of one plan when the rules run; what several rules need is made once."""

    document: Document
    context: FolderContext
    read: MetadataResult
    tables: TaskTables
    body: tuple[OutlinedLine, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    citations: tuple[Citation, ...]

    @property
    def metadata(self) -> PlanMetadata:
        """The plan's metadata."""
        return self.read.metadata

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The document's tables in order."""
        return tuple(Grid(table) for table in self.document.tables)

    @cached_property
    def texts(self) -> tuple[PlacedText, ...]:
        """All words of the plan: body lines, then every cell of the task tables once."""
        lines = [PlacedText(one.line.text, match_key(one.line.text), one.box, None) for one in self.body]
        return (*lines, *self._cell_texts())

    @cached_property
    def joined_key(self) -> str:
        """The keys of all texts, one on each line: what does not occur here occurs in none of them."""
        return "\n".join(one.key for one in self.texts)

    @cached_property
    def joined_words(self) -> str:
        """The words of all texts, one on each line."""
        return "\n".join(one.words for one in self.texts)

    def _cell_texts(self) -> Iterator[PlacedText]:
        seen: set[tuple[int, int, int]] = set()
        for row in self.tables.rows:
            for cell in (cell for cells in row.cells.values() for cell in cells):
                place = (row.table_index, cell.row, cell.column)
                if place not in seen:
                    seen.add(place)
                    words = cell_text(cell)
                    yield PlacedText(words, match_key(words), first_box(cell.boxes), row.index)


Rule = Callable[[PlanView], Iterator[Finding]]
_RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a function as the implementation of ``name`` in ``finding_rules.csv``.

    Raises:
        ValueError: the name is taken.
    """

    def register(function: Rule) -> Rule:
        if name in _RULES:
            raise ValueError(f"finding rule {name!r} is implemented twice: {_RULES[name]} and {function}")
        _RULES[name] = function
        return function

    return register


def registered_rules() -> dict[str, Rule]:
    """The implemented rules by name."""
    return dict(_RULES)
