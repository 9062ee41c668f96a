"""What may pass is tried again, what will not is reported at once."""

from __future__ import annotations

import errno

import dagster as dg
import duckdb
import pytest

from pipelines.orchestration.retries import may_pass, retrying
from pipelines.stages.misplaced import EmptyRawFolder
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.locking import WarehouseBusy
from pipelines.warehouse.publication.publish import PublicationFailed, PublicationStopped


def failed_because(cause: Exception) -> PublicationFailed:
    error = PublicationFailed("disk")
    error.__cause__ = cause
    return error


PASSING = [
    WarehouseBusy("another run"),
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.ESTALE, "Stale file handle"),
    duckdb.IOException("IO Error: Could not set lock on file"),
    failed_because(OSError(errno.ENOSPC, "full")),
]
LASTING = [
    EmptyRawFolder("raw"),
    PublicationStopped(()),
    OSError(errno.EACCES, "Permission denied"),
    FileNotFoundError("raw"),
    duckdb.IOException("IO Error: file is not a database"),
    ValueError("a fault of the code"),
    failed_because(OSError(errno.EROFS, "read-only")),
]


@pytest.mark.parametrize("error", PASSING, ids=repr)
def test_what_may_pass_reaches_the_retry_policy(error: Exception) -> None:
    assert may_pass(error)
    with pytest.raises(type(error)), retrying():
        raise error


@pytest.mark.parametrize("error", LASTING, ids=repr)
def test_what_will_not_pass_forbids_the_retry_and_keeps_its_words(error: Exception) -> None:
    with pytest.raises(dg.Failure) as caught, retrying():
        raise error
    assert caught.value.allow_retries is False
    assert caught.value.description == error_vi(error)
    assert caught.value.__cause__ is error


def attempts(error: Exception) -> tuple[bool, int]:
    """Whether a step that fails twice with ``error`` succeeds in the end, and how often it was tried."""
    tried: list[int] = []

    @dg.asset(retry_policy=dg.RetryPolicy(max_retries=3, delay=0))
    def step() -> None:
        tried.append(1)
        with retrying():
            if len(tried) < 3:
                raise error

    result = dg.materialize([step], instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)
    return result.success, len(tried)


def test_a_step_survives_a_locked_file_and_stops_at_an_empty_folder() -> None:
    assert attempts(WarehouseBusy("another run")) == (True, 3)
    assert attempts(EmptyRawFolder("raw")) == (False, 1)
