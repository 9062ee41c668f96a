"""Progress as lines of Dagster's log."""

import logging

from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey
from pipelines.stages.progress import DocumentEvent, Step


class LoggedProgress:
    """One line per document that was worked on; quarantined ones as warnings with their reason."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log

    def start(self, stage: str, key: PartitionKey, total: int) -> None:
        """Say what begins."""
        self._log.info("%s %s/%s: %d tệp", stage, key.province_slug, key.plan_year, total)

    def advance(self, event: DocumentEvent) -> None:
        """Say what happened to one document; reused results stay quiet."""
        if event.status == "quarantined":
            self._log.warning("%s: %s", event.source_path, outcome_reason(event.reason_code).message_vi)
        elif not event.reused:
            self._log.info("%s: %s, %.2f giây", event.source_path, event.status, event.seconds)

    def begin(self, step: Step) -> None:
        """Dagster says itself which step begins."""
