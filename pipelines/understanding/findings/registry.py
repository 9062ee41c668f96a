"""The rules that look at a whole plan: each is a function beside its name, run in the order of the rule file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.model.document import Document
from pipelines.model.plan import Citation, Finding, FolderContext, PlanMetadata, Target, Task
from pipelines.understanding.metadata import MetadataResult
from pipelines.understanding.outline import OutlinedLine
from pipelines.understanding.tasks import TaskTables


@dataclass(frozen=True, slots=True)
class PlanView:
    """All that is known of one plan when the rules run."""

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
