"""What a sheet asks a unit to fix: findings that it can act on itself, one row per kind, as many as fit."""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pipelines.reporting.site import facts
from pipelines.reporting.site.index import FactIndex, grouped

_FILE: Final = Path(__file__).parent / "data" / "sheet_rules.csv"
# findings for the data team (unknown column titles, names for the catalogue) are not in the file: nobody in a commune
# can act on them
_SHOWN_PLACES: Final = 2
_LONGEST_QUOTE: Final = 150
# lines of 13 pt that the table of a one-page sheet has room for, and characters per line of its columns; measured with
# LibreOffice and Liberation Serif, which has the widths of Times New Roman
_LINES: Final = 26
_ROW_LINES: Final = 0.25  # what the border and the space around a row take, in lines
_WIDTHS: Final = (19, 33, 16)


@dataclass(frozen=True, slots=True)
class SheetRule:
    """A finding that is worth sending: what it is called and what the unit is asked to do."""

    rule: str
    order: int
    point_vi: str
    request_vi: str


@dataclass(frozen=True, slots=True)
class Point:
    """A row of the sheet.

    Attributes:
        point_vi: what is to be looked at.
        places: where, as text: page and printed words.
        request_vi: what to do.
        count: number of findings behind the row.
        severity: of its findings.
    """

    point_vi: str
    places: tuple[str, ...]
    request_vi: str
    count: int
    severity: str

    @property
    def lines(self) -> int:
        """Lines that the row takes in the table, generously counted."""
        texts = ((self.point_vi,), self.places, (self.request_vi,))
        return max(
            sum(len(textwrap.wrap(text, width)) or 1 for text in column)
            for column, width in zip(texts, _WIDTHS, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Review:
    """What a unit is sent.

    Attributes:
        unit: the unit in a plan year.
        plan: the plan that the sheet speaks of.
        points: rows of the sheet, the gravest first.
        left_out: further kinds of findings that do not fit the page.
    """

    unit: facts.CommuneYear
    plan: facts.Document
    points: tuple[Point, ...]
    left_out: int


@cache
def sheet_rules() -> dict[str, SheetRule]:
    """Rules that are sent to units, by name."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        found = [
            SheetRule(row["rule"], int(row["order"]), row["point_vi"], row["request_vi"])
            for row in csv.DictReader(handle)
        ]
    return {rule.rule: rule for rule in found}


def reviews(index: FactIndex, year: int) -> list[Review]:
    """Every unit with an effective plan and something to fix in it, in the order of units."""
    found = (_review(index, unit) for unit in index.communes.get(year, ()) if unit.plan_state == "effective")
    return [review for review in found if review is not None]


def _review(index: FactIndex, unit: facts.CommuneYear) -> Review | None:
    plans = [
        document
        for document in index.documents_of(unit)
        if unit.document_id in (document.document_id, document.body_document_id)
    ]
    findings = [finding for plan in plans for finding in index.findings.get(plan.document_id, ())]
    points = make_points(findings, {plan.document_id: _part(plan, unit) for plan in plans})
    own = next((plan for plan in plans if plan.document_id == unit.document_id), None)
    if own is None or not points:
        return None
    fitting = fit(points)
    return Review(unit, own, fitting, len(points) - len(fitting))


def make_points(findings: Sequence[facts.Finding], parts: Mapping[str, str]) -> list[Point]:
    """One row per kind of finding that the unit can act on: errors first, then in the order of the rules' file.

    Args:
        findings: of the plan and of the annex that arrived apart from it.
        parts: document → how a page of it is named (``Trang``, ``Phụ lục, trang``); empty where the format has no
            fixed pages (Word).
    """
    rules = sheet_rules()
    kinds = grouped((finding for finding in findings if finding.rule in rules), lambda finding: finding.rule)
    points = [(rules[rule].order, _point(rules[rule], members, parts)) for rule, members in kinds.items()]
    return [point for _, point in sorted(points, key=lambda item: (_gravity(item[1].severity), item[0]))]


def fit(points: Sequence[Point]) -> tuple[Point, ...]:
    """The first rows that fit one page; at least one."""
    chosen: list[Point] = []
    used = 0.0
    for point in points:
        used += point.lines + _ROW_LINES
        if chosen and used > _LINES:
            break
        chosen.append(point)
    return tuple(chosen)


def _point(rule: SheetRule, findings: Sequence[facts.Finding], parts: Mapping[str, str]) -> Point:
    places = tuple(dict.fromkeys(_place(finding, parts.get(finding.document_id, "")) for finding in findings))
    shown = places[:_SHOWN_PLACES]
    more = len(places) - len(shown)
    return Point(
        point_vi=rule.point_vi,
        places=(*shown, f"và {more} chỗ khác") if more else shown,
        request_vi=rule.request_vi,
        count=len(findings),
        severity=min((finding.severity for finding in findings), key=_gravity),
    )


def _part(plan: facts.Document, unit: facts.CommuneYear) -> str:
    if plan.media_type != "application/pdf":
        return ""
    return "Trang" if plan.document_id == unit.document_id else "Phụ lục, trang"


def _place(finding: facts.Finding, part: str) -> str:
    """Page and printed words; the finding's own message where nothing is printed (something is missing)."""
    words = finding.evidence if finding.evidence else _detail(finding.message_vi)
    quoted = f"“{_short(words)}”" if finding.evidence else _short(words)
    return f"{part} {finding.page}: {quoted}" if part and finding.page else quoted


def _detail(message: str) -> str:
    """What follows the colon of a message: the sheet's first column already says what it is about."""
    _, colon, rest = message.partition(": ")
    text = rest if colon else message
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def _gravity(severity: str) -> int:
    return ("error", "warning", "info").index(severity)
