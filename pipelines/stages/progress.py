"""What a stage tells while it works, and what it returns when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pipelines.registry.scan import PartitionKey


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """One document finished one stage.

    Attributes:
        stage: ``register``, ``read`` or ``understand``.
        status: ``ok``, ``partial``, ``quarantined`` or ``skipped``.
        reason_code: row of ``outcome_reasons.csv``.
        reused: the stored result of an earlier run was good; nothing was computed.
    """

    stage: str
    source_path: str
    status: str
    reason_code: str
    seconds: float
    reused: bool


class Step(StrEnum):
    """What follows when every partition is worked on, in order, by the names of Dagster's steps."""

    LANDING = "landing_tables"
    EXPECTATIONS = "great_expectations"
    MODELS = "dbt_models"
    PUBLICATION = "published_warehouse"
    REPORTS = "province_reports"


class Progress(Protocol):
    """Receiver of progress; the command line draws a bar, Dagster logs lines."""

    def start(self, stage: str, key: PartitionKey, total: int) -> None:
        """A stage begins with ``total`` documents."""

    def advance(self, event: DocumentEvent) -> None:
        """One document is done."""

    def begin(self, step: Step) -> None:
        """A step over the whole warehouse begins."""


@dataclass(frozen=True, slots=True)
class StageReport:
    """Counts of one stage over one partition."""

    stage: str
    key: PartitionKey
    events: tuple[DocumentEvent, ...]

    @property
    def total(self) -> int:
        """Documents looked at."""
        return len(self.events)

    @property
    def reused(self) -> int:
        """Documents whose stored result was used again."""
        return sum(event.reused for event in self.events)

    @property
    def quarantined(self) -> int:
        """Documents put aside with a reason."""
        return sum(event.status == "quarantined" for event in self.events)

    @property
    def seconds(self) -> float:
        """Computing time spent on documents now (not the wall clock)."""
        return sum(event.seconds for event in self.events if not event.reused)
