"""One result type for both engines: Great Expectations on the landing tables, dbt tests on the models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CheckSeverity(StrEnum):
    """What a failed check does: stop publication, ask for a look, or just say so."""

    BLOCK = "block"
    WARN = "warn"
    INFORM = "inform"


class Engine(StrEnum):
    """Who ran the check (``quality.check_result.engine``)."""

    GREAT_EXPECTATIONS = "great_expectations"
    DBT = "dbt"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Outcome of one check in one run.

    ``observed`` is what was seen, as text; ``failing_rows`` counts rows (None when the check is not about rows);
    ``sample`` names up to five failing rows; ``message_vi`` says what the check promises to the reader.
    """

    engine: Engine
    suite: str
    check_name: str
    severity: CheckSeverity
    passed: bool
    observed: str | None
    failing_rows: int | None
    run_id: str
    message_vi: str | None = None
    sample: str | None = None

    @property
    def stops_publication(self) -> bool:
        """True for a failed check of severity ``block``."""
        return not self.passed and self.severity is CheckSeverity.BLOCK


class CheckRunFailed(RuntimeError):  # noqa: N818 - named for what happened
    """A check could not be evaluated: a fault of the checks or of the code, not of the data."""


def blocking_failures(results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Return the failed checks that stop publication, in their order."""
    return tuple(result for result in results if result.stops_publication)
