"""One result type for both engines: Great Expectations on the landing tables, dbt tests on the models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CheckSeverity(StrEnum):
    """What a failed check does: stop publication, ask for a look, or just say so."""

    BLOCK = "block"
    WARN = "warn"
    INFORM = "inform"


class Checker(StrEnum):
    """Who ran the check (``quality.check_result.engine``)."""

    GREAT_EXPECTATIONS = "great_expectations"
    DBT = "dbt"


class ExceptionState(StrEnum):
    """What a known exception did in a run (``quality.known_exception.state``)."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    EXCEEDED = "exceeded"
    NOT_NEEDED = "not_needed"
    UNKNOWN_CHECK = "unknown_check"


@dataclass(frozen=True, slots=True)
class KnownException:
    """One row of the file: suite and check as in ``quality.check_result``, valid through ``expires_on``."""

    suite: str
    check_name: str
    max_failing_rows: int
    owner: str
    expires_on: date
    reason_vi: str
    source: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Outcome of one check in one run.

    ``observed`` is what was seen, as text; ``failing_rows`` counts rows (None when the check is not about rows);
    ``sample`` names up to five failing rows; ``message_vi`` says what the check promises to the reader.

    Where the failing rows are: ``row_keys`` holds the first of their keys (Great Expectations), ``failure_table`` the
    table of the build file in which dbt stored them. ``exception`` is the known exception that names a failed check,
    ``exception_state`` what it is worth (:func:`pipelines.quality.known_exceptions.weigh`).
    """

    engine: Checker
    suite: str
    check_name: str
    severity: CheckSeverity
    passed: bool
    observed: str | None
    failing_rows: int | None
    run_id: str
    message_vi: str | None = None
    sample: str | None = None
    row_keys: tuple[str, ...] = ()
    failure_table: str | None = None
    exception: KnownException | None = None
    exception_state: ExceptionState | None = None

    @property
    def stops_publication(self) -> bool:
        """True for a failed check of severity ``block`` that no known exception in force covers."""
        is_excused = self.exception_state is ExceptionState.IN_FORCE
        return not self.passed and self.severity is CheckSeverity.BLOCK and not is_excused


class CheckRunFailed(RuntimeError):  # noqa: N818 - named for what happened
    """A check could not be evaluated: a fault of the checks or of the code, not of the data."""


def blocking_failures(results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Return the failed checks that stop publication, in their order."""
    return tuple(result for result in results if result.stops_publication)
