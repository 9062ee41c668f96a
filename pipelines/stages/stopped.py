"""A run that stops before its gates are weighed: nothing is built on what does not hold."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.quality.results import CheckResult, blocking_failures
from pipelines.settings import Settings
from pipelines.warehouse.build.blocked import blocked_checks
from pipelines.warehouse.build.checks import write_check_results
from pipelines.warehouse.publication.publish import PublicationStopped


def stop_before_models(settings: Settings, run_id: str, results: Iterable[CheckResult]) -> None:
    """End the run here when a check of the landing tables stops publication.

    Raises:
        PublicationStopped: a blocking check failed.
    """
    stopped = stopped_by(settings, run_id, results)
    if stopped is not None:
        raise stopped


def stopped_by(settings: Settings, run_id: str, results: Iterable[CheckResult]) -> PublicationStopped | None:
    """What ``results`` come to before the gates are weighed; None when nothing stops the run."""
    found = tuple(results)
    failures = blocking_failures(found)
    if not failures:
        return None
    build = settings.paths.build_file(run_id)
    write_check_results(build, found)
    return PublicationStopped(failures, blocked_checks(build, failures))
