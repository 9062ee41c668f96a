"""Kinds of Word's fields and what becomes of their stored result (``data/field_kinds.csv``)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

_NAME = re.compile(r'\s*"?\s*([A-Za-z]+|=)')


class Treatment(StrEnum):
    """What is done with a field before the conversion."""

    STORED = "stored"  # its result becomes plain text
    DATE = "date"  # the same, and it is told: Word fills it with the day of opening, saving or printing
    LIVE = "live"  # left to LibreOffice
    DRAWN = "drawn"  # keeps no result, is drawn from its code, and LibreOffice loses it


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A kind of field; ``word_code`` is its number in binary Word files ([MS-DOC] 2.9.90, ``flt``)."""

    name: str
    word_code: int
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field of a file: its kind and the words of its stored result (of its code, where it keeps none)."""

    kind: FieldKind
    words: str
    is_stored: bool = True


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was made plain text, for the findings.

    Attributes:
        dates: stored results of fields that change with the day.
        lost: codes of fields that nobody can show.
        is_sound: False when the fields of the file could not be made out: what LibreOffice fills in is its own.
    """

    dates: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    is_sound: bool = True

    @classmethod
    def of(cls, fields: Iterable[FoundField]) -> Frozen:
        """What has to be told of ``fields``."""
        listed = tuple(fields)
        return cls(
            tuple(one.words for one in listed if one.is_stored and one.kind.treatment is Treatment.DATE),
            tuple(one.words for one in listed if not one.is_stored or one.kind.treatment is Treatment.DRAWN),
        )


@cache
def field_kinds() -> tuple[FieldKind, ...]:
    """All kinds in file order."""
    table = files("pipelines.reading.stored") / "data" / "field_kinds.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return tuple(FieldKind(row["name"], int(row["word_code"]), Treatment(row["treatment"])) for row in rows)


@cache
def kinds_by_code() -> dict[int, FieldKind]:
    """Kinds by their number in binary Word files."""
    return {kind.word_code: kind for kind in field_kinds()}


@cache
def _kinds_by_name() -> dict[str, FieldKind]:
    return {kind.name: kind for kind in field_kinds()}


def kind_of_code(code: str) -> FieldKind | None:
    """The kind of a field from its code (" DATE \\\\@ …"); None for one that is not listed."""
    match = _NAME.match(code)
    return _kinds_by_name().get(match.group(1).upper()) if match else None


def is_frozen(kind: FieldKind | None) -> bool:
    """Whether the stored result of ``kind`` becomes plain text."""
    return kind is not None and kind.treatment in {Treatment.STORED, Treatment.DATE}
