"""Resources: where a run reads and writes, and who hears of its progress.

Belongs here: what differs between the command line, the web page and a test. Does not: any work.
"""

import dagster as dg

from pipelines.orchestration.logging import LoggedProgress
from pipelines.settings import Settings, settings_from_environment
from pipelines.stages.progress import Progress


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]  # generic in itself; no value is produced
    """Paths of the run. Empty fields fall back to the environment (``CCHC_RAW``, ``CCHC_WAREHOUSE``, …)."""

    raw: str = ""
    warehouse: str = ""
    workers: int = 0
    keep_versions: int = 0

    def settings(self) -> Settings:
        """The settings of this run."""
        defaults = settings_from_environment()
        return defaults.replaced(
            raw=self.raw, warehouse=self.warehouse, workers=self.workers, keep_versions=self.keep_versions
        )


class ProgressListener(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Hands out the receiver of progress; the web page's logs a line per document."""

    def listen(self, context: dg.AssetExecutionContext) -> Progress:
        """Receiver for one step."""
        return LoggedProgress(context.log)
