"""Which failures may pass when a step is tried again.

Belongs here: the judgement and its translation to Dagster's. Does not: any waiting of its own.

Dagster's retry policy repeats a step after *any* exception. A full disk or a held lock may pass; a check that did not
hold, an empty raw folder or a fault of the code will not, and repeating it only delays the report. So every step runs
inside :func:`retrying`, which forbids the repetition for everything that is not known to pass.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.engine import NOT_WRITTEN
from pipelines.warehouse.build.locking import WarehouseBusy
from pipelines.warehouse.publication.publish import PublicationFailed

RETRY_POLICY = dg.RetryPolicy(max_retries=3, delay=5, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
"""Three more attempts after about 5, 10 and 20 seconds: longer than a locked file, shorter than a person's patience."""

_PASSING_ERRNO = frozenset(
    {
        errno.EAGAIN,
        errno.EBUSY,
        errno.EDQUOT,
        errno.EINTR,
        errno.ENFILE,
        errno.ENOSPC,  # a build that died leaves gigabytes that the next attempt removes first
        errno.ESTALE,  # a network share that was mounted anew
        errno.ETIMEDOUT,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
    }
)
_LOCKED = ("Could not set lock", "Conflicting lock")


def may_pass(error: BaseException) -> bool:
    """Whether the same step may succeed a little later with nothing changed by anybody."""
    if isinstance(error, WarehouseBusy):
        return True
    if isinstance(error, PublicationFailed):
        return error.__cause__ is not None and may_pass(error.__cause__)
    if isinstance(error, NOT_WRITTEN):
        return any(words in str(error) for words in _LOCKED) or "No space left" in str(error)
    return isinstance(error, OSError) and error.errno in _PASSING_ERRNO


@contextmanager
def retrying() -> Iterator[None]:
    """Let Dagster repeat the step only when the error may pass.

    Raises:
        dagster.Failure: the error will not pass; it is the cause of the failure and its text.
    """
    try:
        yield
    except dg.Failure:
        raise
    except Exception as error:
        if may_pass(error):
            raise
        raise dg.Failure(description=error_vi(error), allow_retries=False) from error
