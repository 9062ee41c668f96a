"""Understanding keeps what it understood: what one reader raises costs the value that it was reading, no more.

Readers are run through a :class:`Kept`. One that raises gives the value's default, and the finding ``reader_failed``
with the place and the kind of exception: a fault of ours, told to the data team and to nobody else. What the finding
makes untrue ("không có người ký" of a signature that we could not read) is left out; see ``readers.csv``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath
from traceback import extract_tb
from typing import Final, NamedTuple, ParamSpec, TypeVar

from pipelines.model.document import Box
from pipelines.model.plan import Finding
from pipelines.reference.readers import Reader, reader_notes

FAILED: Final = "reader_failed"
_LONGEST_WORDS = 200  # characters of the text that are kept with the finding
_OF_ONE_TASK: Final = frozenset({Reader.DEADLINE, Reader.OFFICES})
_Value = TypeVar("_Value")
_Given = ParamSpec("_Given")


class Place(NamedTuple):
    """What is being read: the reader, which one of its kind ("số 2"), the printed words and where they stand.

    A tuple, because one is made for every text of a plan and hardly any is ever looked at.
    """

    reader: Reader
    which: str = ""
    words: str | None = None
    box: Box | None = None
    task_index: int | None = None


class Kept:
    """Runs the readers of one document and collects what failed.

    Args:
        strict: let what is raised through; for tests and tools that call one reader.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._lost: list[tuple[Place, Finding]] = []

    def read(
        self,
        place: Place,
        otherwise: _Value,
        reader: Callable[_Given, _Value],
        *given: _Given.args,
        **named: _Given.kwargs,
    ) -> _Value:
        """What ``reader`` gives; ``otherwise`` when it raises, and that is kept as a finding.

        Raises:
            MemoryError: the machine's state, not the document's: a run on a larger machine reads the value.
        """
        try:
            return reader(*given, **named)
        except MemoryError:
            raise
        except Exception as error:  # whatever a reader raises is our fault, and costs one value of one plan
            if self._strict:
                raise
            self._lost.append((place, _finding(place, error)))
            return otherwise

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One ``reader_failed`` for each value that was lost, in the order of reading."""
        return tuple(finding for _, finding in self._lost)

    def has_lost(self, *readers: Reader) -> bool:
        """Whether one of ``readers`` failed anywhere in the document."""
        return any(place.reader in readers for place, _ in self._lost)

    def true_ones(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """``findings`` without those that say something is missing where we failed to read it."""
        if not self._lost:
            return tuple(findings)
        return tuple(finding for finding in findings if not self._is_untrue(finding))

    def _is_untrue(self, finding: Finding) -> bool:
        return any(
            finding.rule in reader_notes()[place.reader].untrue_rules
            and (place.reader not in _OF_ONE_TASK or place.task_index == finding.task_index)
            for place, _ in self._lost
        )


STRICT: Final = Kept(strict=True)
"""Lets every exception through: the default of readers that are called by themselves."""


def _finding(place: Place, error: Exception) -> Finding:
    what = f"{reader_notes()[place.reader].name_vi} {place.which}".strip()
    words = place.words[:_LONGEST_WORDS] if place.words else None
    return Finding(
        FAILED,
        evidence=words,
        box=place.box,
        detail=f"{what} ({type(error).__name__}, {_raised_in(error)})",
        task_index=place.task_index,
    )


def _raised_in(error: Exception) -> str:
    """Module and function that raised: what the data team hands on; no line, which moves with every change."""
    frames = extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).stem}.{frames[-1].name}" if frames else "?"
