"""What a person asks about: an id of the warehouse, or a figure of a mart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_ID = re.compile(r"(?P<document>[0-9a-f]{16})(?:-(?P<rest>t\d+-m\d+|t\d+-o\d+|t\d+|g\d+|c\d+|f\d+))?")
_YEAR = re.compile(r"20\d\d")


class SubjectKind(StrEnum):
    """What an id names."""

    DOCUMENT = "document"
    TASK = "task"
    MILESTONE = "milestone"
    TASK_OFFICE = "task_office"
    TARGET = "target"
    CITATION = "citation"
    FINDING = "finding"


class FigureKind(StrEnum):
    """The marts whose figures can be asked for by their keys."""

    PROVINCE_INDICATORS = "province_indicators"
    COMMUNE_INDICATORS = "commune_indicators"


class UnknownQuery(ValueError):  # noqa: N818 - named for what happened
    """The words are neither an id nor a figure; the text says what is understood."""


@dataclass(frozen=True, slots=True)
class Query:
    """An id (``subject`` and ``identity``), or a figure (``figure``, ``year``, ``indicator``, ``unit``).

    ``unit`` is a province or commune as typed: code, folder name, or name with or without marks.
    """

    subject: SubjectKind | None = None
    identity: str = ""
    figure: FigureKind | None = None
    year: int = 0
    indicator: str = ""
    unit: str = ""


def parse_query(words: Sequence[str]) -> Query:
    """Understand the words of a question.

    Args:
        words: one id, or a mart's name, a plan year, an indicator code and a unit; a single word may hold them all,
            separated by blanks or ``/``.

    Raises:
        UnknownQuery: with an example of each form.
    """
    parts = [part for word in words for part in ([word] if len(words) > 1 else re.split(r"[\s/]+", word)) if part]
    if len(parts) == 1 and (match := _ID.fullmatch(parts[0].lower())):
        return Query(subject=_subject(match["rest"]), identity=match.group())
    if len(parts) >= 3 and parts[0].removeprefix("marts.") in {kind.value for kind in FigureKind}:
        return _figure(parts)
    raise UnknownQuery(
        f"{' '.join(words)!r}: không phải mã hay số liệu của kho. Cần mã chỉ tiêu (0123456789abcdef-g12), nhiệm vụ "
        "(…-t3), mốc (…-t3-m0), viện dẫn (…-c4), phát hiện (…-f5), văn bản (0123456789abcdef), hoặc số liệu: "
        "province_indicators 2026 online_payment_rate [tỉnh], commune_indicators 2026 online_payment_rate <xã>."
    )


def _subject(rest: str | None) -> SubjectKind:
    if rest is None:
        return SubjectKind.DOCUMENT
    if "-" in rest:
        return SubjectKind.MILESTONE if "-m" in rest else SubjectKind.TASK_OFFICE
    return {
        "t": SubjectKind.TASK,
        "g": SubjectKind.TARGET,
        "c": SubjectKind.CITATION,
        "f": SubjectKind.FINDING,
    }[rest[0]]


def _figure(parts: Sequence[str]) -> Query:
    kind, year, indicator, *unit = parts
    if not _YEAR.fullmatch(year):
        raise UnknownQuery(f"{year!r} không phải năm kế hoạch; ghi bốn chữ số, ví dụ: {kind} 2026 {indicator}")
    figure = FigureKind(kind.removeprefix("marts."))
    if figure is FigureKind.COMMUNE_INDICATORS and not unit:
        raise UnknownQuery(f"{kind}: cần thêm tên hoặc mã xã, ví dụ: {kind} {year} {indicator} 'Nghĩa Đàn'")
    return Query(figure=figure, year=int(year), indicator=indicator, unit=" ".join(unit))
