"""Resources: where a run reads and writes, and who hears of its progress.

Belongs here: what differs between the command line, the web page and a test. Does not: any work.
"""

from dataclasses import dataclass

import dagster as dg

from pipelines.orchestration.logging import LoggedProgress
from pipelines.settings import Settings, settings_from_environment
from pipelines.stages.progress import Progress


class Workspace(dg.ConfigurableResource[None]):
    """Paths of the run. Empty fields fall back to the environment (``CCHC_RAW``, ``CCHC_WAREHOUSE``, …)."""

    raw: str = ""
    warehouse: str = ""
    workers: int = 0
    keep_versions: int = 0

    @classmethod
    def of(cls, settings: Settings) -> "Workspace":
        """A resource that always gives ``settings``."""
        return cls(
            raw=str(settings.raw),
            warehouse=str(settings.warehouse),
            workers=settings.workers,
            keep_versions=settings.keep_versions,
        )

    def settings(self) -> Settings:
        """The settings of this run."""
        return settings_from_environment().replaced(
            raw=self.raw, warehouse=self.warehouse, workers=self.workers, keep_versions=self.keep_versions
        )


@dataclass(frozen=True)
class ProgressSource:
    """Hands out the receiver of progress: the run's own (command line), or a line of log per document."""

    listener: Progress | None = None

    def listen(self, context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Progress:
        """Receiver for one step."""
        return self.listener or LoggedProgress(context.log)
