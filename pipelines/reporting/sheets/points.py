"""What a sheet asks a unit to fix: findings that it can act on itself, one row per kind, as many as fit."""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from pipelines.reporting.site import facts
from pipelines.reporting.site.index import FactIndex, grouped

_FILE: Final = Path(__file__).parent / "data" / "sheet_rules.csv"
# findings for the data team (unknown column titles, names for the catalogue) are not in the file: nobody in a commune
# can act on them
_SHOWN_PLACES: Final = 2
_SHOWN_RIVALS: Final = 2
_CONFLICT: Final = "target_conflict"
_LONGEST_QUOTE: Final = 150
# lines of 13 pt that the table of a one-page sheet has room for, and characters per line of its columns; measured with
# LibreOffice and Liberation Serif, which has the widths of Times New Roman
_LINES: Final = 26
_ROW_LINES: Final = 0.25  # what the border and the space around a row take, in lines
_WIDTHS: Final = (19, 33, 16)


@dataclass(frozen=True, slots=True)
class SheetRule:
    """A finding that is worth sending: what it is called and what the unit is asked to do.

    Attributes:
        shows: what stands beside the printed words: ``rivals``, the other sentences of a conflict; ``figures``, what
            was compared (last year's level, the level of the act).
        may_be_unread: the finding says that something is not there; on a scan it may be there and not have been read.
    """

    rule: str
    order: int
    shows: str
    may_be_unread: bool
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
        place_count: places of its findings, whether shown or not.
    """

    point_vi: str
    places: tuple[str, ...]
    request_vi: str
    count: int
    severity: str
    place_count: int = 1

    @property
    def in_short(self) -> Point:
        """The row with its first place alone; how many others there are is said."""
        if len(self.places) < 2:
            return self
        return replace(self, places=(self.places[0], f"và {self.place_count - 1} chỗ khác"))

    @property
    def lines(self) -> int:
        """Lines that the row takes in the table, generously counted."""
        texts = ((self.point_vi,), self.places, (self.request_vi,))
        return max(
            sum(len(textwrap.wrap(text, width)) or 1 for text in column)
            for column, width in zip(texts, _WIDTHS, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Source:
    """The document that findings speak of, as far as a sheet needs it.

    Attributes:
        part: how a page of it is named (``Trang``, ``Phụ lục, trang``); empty where the format has no fixed pages.
        is_scan: its words were recognised from pictures.
        rivals: printed words of a target → the other sentences that state the same indicator, with their pages.
    """

    part: str = ""
    is_scan: bool = False
    rivals: Mapping[str, tuple[tuple[str, int | None], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """What a unit is sent.

    Attributes:
        unit: the unit in a plan year.
        plan: the plan that the sheet speaks of.
        points: rows of the sheet, the gravest first.
        left_out: what further kinds of findings are called that do not fit the page.
    """

    unit: facts.CommuneYear
    plan: facts.Document
    points: tuple[Point, ...]
    left_out: tuple[str, ...]


@cache
def sheet_rules() -> dict[str, SheetRule]:
    """Rules that are sent to units, by name."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        found = [
            SheetRule(
                row["rule"],
                int(row["order"]),
                row["shows"],
                row["may_be_unread"] == "yes",
                row["point_vi"],
                row["request_vi"],
            )
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
    points = make_points(findings, {plan.document_id: _source(index, plan, unit) for plan in plans})
    own = next((plan for plan in plans if plan.document_id == unit.document_id), None)
    if own is None or not points:
        return None
    fitting = fit(points)
    shown = {point.point_vi for point in fitting}
    return Review(unit, own, fitting, tuple(point.point_vi for point in points if point.point_vi not in shown))


def make_points(findings: Sequence[facts.Finding], sources: Mapping[str, Source]) -> list[Point]:
    """One row per kind of finding that the unit can act on: errors first, then in the order of the rules' file.

    Args:
        findings: of the plan and of the annex that arrived apart from it.
        sources: the plan and its annex by document.
    """
    rules = sheet_rules()
    kinds = grouped((finding for finding in findings if finding.rule in rules), lambda finding: finding.rule)
    points = [(rules[rule].order, _point(rules[rule], members, sources)) for rule, members in kinds.items()]
    return [point for _, point in sorted(points, key=lambda item: (_gravity(item[1].severity), item[0]))]


def fit(points: Sequence[Point]) -> tuple[Point, ...]:
    """The rows that fit one page, the gravest first; at least one.

    Another kind is worth more than a second place of one: the last rows are shortened first. A row that does not fit
    makes way for the smaller ones after it, so that nothing is left out while the page has room for it.
    """
    rows = list(points)
    for at in reversed(range(len(rows))):
        if sum(map(_taken, rows)) <= _LINES:
            break
        rows[at] = rows[at].in_short
    chosen: list[Point] = []
    room = float(_LINES)
    for row in rows:
        if not chosen or _taken(row) <= room:
            chosen.append(row)
            room -= _taken(row)
    return tuple(chosen)


def _taken(row: Point) -> float:
    return row.lines + _ROW_LINES


def _point(rule: SheetRule, findings: Sequence[facts.Finding], sources: Mapping[str, Source]) -> Point:
    known = [sources.get(finding.document_id, Source()) for finding in findings]
    places = tuple(dict.fromkeys(_place(rule, *pair) for pair in zip(findings, known, strict=True)))
    if rule.may_be_unread and any(source.is_scan for source in known):
        point = f"Trên bản quét chưa đọc thấy, cần kiểm tra: {rule.point_vi[0].lower()}{rule.point_vi[1:]}"
        request = f"Nếu bản giấy đã có thì gửi bản điện tử; nếu chưa: {rule.request_vi[0].lower()}{rule.request_vi[1:]}"
    else:
        point, request = rule.point_vi, rule.request_vi
    shown = places[:_SHOWN_PLACES]
    more = len(places) - len(shown)
    return Point(
        point_vi=point,
        places=(*shown, f"và {more} chỗ khác") if more else shown,
        request_vi=request,
        count=len(findings),
        severity=min((finding.severity for finding in findings), key=_gravity),
        place_count=len(places),
    )


def _source(index: FactIndex, plan: facts.Document, unit: facts.CommuneYear) -> Source:
    is_scan = plan.extraction_method == "pdf_ocr"
    if all(finding.rule != _CONFLICT for finding in index.findings.get(plan.document_id, ())):
        return Source(_part(plan, unit), is_scan)
    stated: dict[str, list[tuple[str, int | None]]] = {}
    rows: tuple[facts.CommuneValue | facts.OtherTarget, ...] = (*index.found.values, *index.found.other_targets)
    for row in rows:
        if row.document_id == plan.document_id and row.indicator_code:
            stated.setdefault(row.indicator_code, []).append((row.evidence, row.page))
    rivals: dict[str, tuple[tuple[str, int | None], ...]] = {}
    for sentences in stated.values():
        for words, _ in sentences:
            others = dict.fromkeys(one for one in sentences if one[0] != words)
            rivals[words] = (*rivals.get(words, ()), *others)
    return Source(_part(plan, unit), is_scan, rivals)


def _part(plan: facts.Document, unit: facts.CommuneYear) -> str:
    if plan.media_type != "application/pdf":
        return ""
    return "Trang" if plan.document_id == unit.document_id else "Phụ lục, trang"


def _place(rule: SheetRule, finding: facts.Finding, source: Source) -> str:
    """Page and printed words; the finding's own message where nothing is printed (something is missing)."""
    if not finding.evidence:
        return _at(source.part, finding.page, _short(_detail(finding.message_vi)))
    own = _quoted(source.part, finding.page, finding.evidence)
    if rule.shows == "rivals":
        others = source.rivals.get(finding.evidence, ())[:_SHOWN_RIVALS]
        return " và ".join((own, *(_quoted(source.part, page, words) for words, page in others)))
    if rule.shows == "figures":
        return f"{own} ({finding.message_vi.rstrip('.').rpartition(': ')[2]})"
    return own


def _quoted(part: str, page: int | None, words: str) -> str:
    return _at(part, page, f"“{_short(words)}”")


def _at(part: str, page: int | None, text: str) -> str:
    return f"{part} {page}: {text}" if part and page else text


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
