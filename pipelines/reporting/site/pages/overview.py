"""The overview of a year: coverage, headline indicators against their references, what to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.reporting.site import charts, facts
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.pages.calendar import count_tasks
from pipelines.reporting.summary import HEADLINES

_STATES = (
    ("effective", "Có kế hoạch"),
    ("draft_only", "Chỉ có dự thảo"),
    ("unreadable", "Không đọc được"),
    ("missing", "Chưa có kế hoạch"),
)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class CoveragePart:
    """Units in one state."""

    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Units of the province by the state of their plan; states that nobody is in are left out."""

    total: int
    parts: tuple[CoveragePart, ...]

    @property
    def effective(self) -> int:
        """Units with an effective plan."""
        return next((part.count for part in self.parts if part.state == "effective"), 0)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the effective plans of a year hold."""

    targets: int
    tasks: int
    due: int
    findings: int
    errors: int
    warnings: int
    notes: int


def pages(index: FactIndex) -> Iterator[Page]:
    """One overview per year; the one of the main year is the front page too."""
    for year in index.found.page_years:
        context = _context(index, year)
        for path in ("index.html",) * (year == index.found.main_year) + (f"{year}/index.html",):
            yield Page(
                path=path,
                template="overview.html.j2",
                title=f"Tổng quan năm {year}",
                section="tong-quan",
                year=year,
                context=context,
                wide=True,
            )


def coverage(units: Sequence[facts.CommuneYear]) -> Coverage:
    """Count the units by the state of their plan."""
    counts = Counter(unit.plan_state for unit in units)
    parts = tuple(CoveragePart(state, label, counts[state]) for state, label in _STATES if counts[state])
    return Coverage(len(units), parts)


def _context(index: FactIndex, year: int) -> dict[str, object]:
    units = index.communes.get(year, [])
    indicators = index.indicators.get(year, [])
    headlines = _headlines(indicators)
    measured = [row for row in headlines if row.unit == "percent" and row.min_value is not None]
    return {
        "eras": index.found.eras if len(index.found.eras) > 1 else (),
        "coverage": coverage(units),
        "totals": _totals(index, units, year),
        "headlines": headlines,
        "ranges": charts.ranges(measured, _short_names(measured)) if measured else None,
        "narrow_ranges": charts.narrow_ranges(measured, _short_names(measured)) if measured else None,
        "lagging": _lagging(indicators),
        "worst": _worst(units),
        "offices": _busiest(index) if year == index.found.main_year else [],
        "unread": [row for row in index.found.unread_files if row.folder_year == year],
    }


def _headlines(indicators: Sequence[facts.IndicatorYear]) -> list[facts.IndicatorYear]:
    """The headline indicators in the order of a dossier's life, then the rest of the core set."""
    known = {row.indicator_code: row for row in indicators if row.target_count}
    first = [known[code] for code in HEADLINES if code in known]
    return first + [row for row in known.values() if row.is_core and row not in first]


def _short_names(indicators: Sequence[facts.IndicatorYear]) -> dict[str, str]:
    return {row.indicator_code: HEADLINES.get(row.indicator_code, row.indicator_name_vi) for row in indicators}


def _lagging(indicators: Sequence[facts.IndicatorYear]) -> list[facts.IndicatorYear]:
    below = [row for row in indicators if row.below_reference_count]
    return sorted(below, key=lambda row: (-row.below_reference_count, row.indicator_code))[:_SHOWN]


def _worst(units: Sequence[facts.CommuneYear]) -> list[facts.CommuneYear]:
    scored = [unit for unit in units if unit.score is not None and unit.plan_state == "effective"]
    return sorted(scored, key=lambda unit: (unit.score, -(unit.error_count or 0), unit.sort_key))[:_SHOWN]


def _busiest(index: FactIndex) -> list[facts.Office]:
    """Offices that lead most of what falls due in the main year."""
    due = (row for row in index.found.occurrences if row.due_year == index.found.main_year)
    leads = Counter(code for code, _ in {(row.office_code, row.task_id) for row in due})
    codes = sorted((code for code in leads if code in index.offices), key=lambda code: (-leads[code], str(code)))
    return [index.offices[code] for code in codes[:_SHOWN]]


def _totals(index: FactIndex, units: Sequence[facts.CommuneYear], year: int) -> Totals:
    findings = [row for unit in units if unit.document_id for row in index.findings.get(unit.document_id, ())]
    severities = Counter(row.severity for row in findings)
    return Totals(
        targets=sum(unit.target_count or 0 for unit in units),
        tasks=sum(unit.task_count or 0 for unit in units),
        due=count_tasks(row for row in index.found.occurrences if row.due_year == year),
        findings=len(findings),
        errors=severities["error"],
        warnings=severities["warning"],
        notes=severities["info"],
    )
