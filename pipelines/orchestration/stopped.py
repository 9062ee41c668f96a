"""A run that a gate stopped: whoever looks is told the same, wherever they look.

Belongs here: who is told. Does not: the gates (``pipelines.warehouse``), the pages (``pipelines.reporting``).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import dagster as dg

from pipelines.quality.results import CheckResult
from pipelines.reporting.quality_report.stopped import mark_stopped
from pipelines.settings import Settings
from pipelines.stages.stopped import stopped_by
from pipelines.warehouse.build.blocked import save_blocked
from pipelines.warehouse.publication.publish import PublicationStopped


@contextmanager
def telling_of_gates(settings: Settings, run_id: str) -> Iterator[None]:
    """Keep what stops the run for its alert, and put it on top of the reports that people read.

    Raises:
        PublicationStopped: passed on; its text is what the console says.
    """
    try:
        yield
    except PublicationStopped as stopped:
        _tell(settings, run_id, stopped)
        raise


@contextmanager
def telling_of_models(settings: Settings, run_id: str, results: Iterable[CheckResult]) -> Iterator[None]:
    """The same of models that could not be built.

    Raises:
        dagster.Failure: the step's own, in the words that everybody reads.
    """
    try:
        yield
    except dg.Failure as failure:
        stopped = stopped_by(settings, run_id, results)
        if stopped is None:
            raise
        _tell(settings, run_id, stopped)
        raise dg.Failure(description=str(stopped), allow_retries=False) from failure


def _tell(settings: Settings, run_id: str, stopped: PublicationStopped) -> None:
    with suppress(OSError):  # nothing that cannot be written may hide why the run was stopped
        save_blocked(settings.paths.dbt_target(run_id), stopped.blocked)
    with suppress(OSError):
        mark_stopped(settings.paths.reports, stopped.blocked, datetime.now(UTC))
