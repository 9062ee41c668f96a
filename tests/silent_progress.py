"""A run that tells nobody of its progress."""

from __future__ import annotations

from pipelines.registry.scan import PartitionKey
from pipelines.stages.progress import DocumentEvent, Step


class Silent:
    """Progress that tells nothing."""

    def start(self, stage: str, key: PartitionKey, total: int) -> None:
        """Ignore."""

    def advance(self, event: DocumentEvent) -> None:
        """Ignore."""

    def begin(self, step: Step) -> None:
        """Ignore."""
