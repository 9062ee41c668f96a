"""Units against checks, and the rows behind every check that is not passed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pipelines.reference.tables import DATA_DIR
from pipelines.reporting.sheets.points import sheet_rules
from pipelines.reporting.site import facts
from pipelines.reporting.site.display import show_value
from pipelines.reporting.site.index import FactIndex

_LABELS: Final = Path(__file__).parent / "data" / "check_labels.csv"
_MOST_ROWS: Final = 6
_NEARLY_ALL: Final = 0.8
"""From here on a check says more about how plans are written, or about the check, than about single units."""
_LEAST_UNITS: Final = 10
_HAS_PLAN, _CORE, _REFERENCE = "has_plan", "core_indicators", "reference_targets"
_REQUESTS: Final = {
    _HAS_PLAN: "Ban hành và gửi kế hoạch; nếu đã gửi, kiểm tra tệp có đọc được không.",
    _CORE: "Bổ sung chỉ tiêu còn thiếu.",
    _REFERENCE: "Rà soát, nâng mức chỉ tiêu hoặc giải trình lý do.",
}


@dataclass(frozen=True, slots=True)
class CheckCount:
    """A check with the number of units by result."""

    code: str
    title: str
    short: str
    passed: int
    failed: int
    review: int
    absent: int

    @property
    def judged(self) -> int:
        """Units that the check applies to."""
        return self.passed + self.failed + self.review

    @property
    def is_common(self) -> bool:
        """Whether nearly all units fail it: one message about all of them, no alarm about each."""
        return self.judged >= _LEAST_UNITS and self.failed + self.review >= _NEARLY_ALL * self.judged


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A unit with its result in every check; ``state`` is the worst: f, r, o, or x without a plan."""

    unit: facts.CommuneYear
    cells: tuple[facts.Check | None, ...]
    failed: int
    review: int
    state: str


@dataclass(frozen=True, slots=True)
class FailingRow:
    """One place that keeps a unit from passing a check."""

    message: str
    request: str | None
    fails: bool
    source_path: str | None = None
    page: int | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class FailingUnit:
    """The places of one unit; ``more`` are not shown."""

    unit: facts.CommuneYear
    rows: tuple[FailingRow, ...]
    more: int


def check_counts(index: FactIndex, year: int) -> list[CheckCount]:
    """Every check of a year, in the order of the list of checks."""
    checks = [check for check in index.found.checks if check.plan_year == year]
    titles = {check.check_code: check.title_vi for check in sorted(checks, key=lambda row: row.check_order)}
    counts = Counter((check.check_code, check.status) for check in checks)
    return [
        CheckCount(
            code,
            title,
            short_labels().get(code, title),
            *(counts[code, status] for status in ("passed", "failed", "review", "not_applicable")),
        )
        for code, title in titles.items()
    ]


def matrix(index: FactIndex, year: int, codes: Sequence[str]) -> list[MatrixRow]:
    """Every unit of a year, the one with most failed checks first; equals in Vietnamese order."""
    rows = [_matrix_row(index, unit, codes) for unit in index.communes.get(year, ())]
    return sorted(rows, key=lambda row: (-row.failed, -row.review, row.state == "x", row.unit.sort_key))


def failing_units(index: FactIndex, year: int, code: str) -> list[FailingUnit]:
    """Units that do not pass a check, with what is to be fixed; the failed ones first."""
    found: list[tuple[bool, FailingUnit]] = []
    for unit in index.communes.get(year, ()):
        check = _check(index, unit, code)
        if check is None or check.status not in ("failed", "review"):
            continue
        rows = sorted(_rows(index, unit, check), key=lambda row: not row.fails)
        found.append((check.status != "failed", FailingUnit(unit, tuple(rows[:_MOST_ROWS]), len(rows[_MOST_ROWS:]))))
    return [item for _, item in sorted(found, key=lambda pair: (pair[0], pair[1].unit.sort_key))]


@cache
def short_labels() -> dict[str, str]:
    """Check → heading of its column."""
    with _LABELS.open(encoding="utf-8", newline="") as handle:
        return {row["check_code"]: row["short_vi"] for row in csv.DictReader(handle)}


@cache
def _effects() -> dict[str, dict[str, bool]]:
    """Check → rule → whether a finding of it fails the check (otherwise it asks for a look)."""
    effects: dict[str, dict[str, bool]] = {}
    with (DATA_DIR / "commune_checks.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            rules = effects.setdefault(row["check_code"], {})
            if row["rule"]:
                rules[row["rule"]] = row["effect"] == "fails"
    return effects


def _matrix_row(index: FactIndex, unit: facts.CommuneYear, codes: Sequence[str]) -> MatrixRow:
    by_code = {check.check_code: check for check in index.checks.get((unit.plan_year, unit.commune_code), ())}
    counts = Counter(check.status for check in by_code.values())
    state = "f" if counts["failed"] else "r" if counts["review"] else "o"
    return MatrixRow(
        unit,
        tuple(by_code.get(code) for code in codes),
        counts["failed"],
        counts["review"],
        state if unit.plan_state == "effective" else "x",
    )


def _check(index: FactIndex, unit: facts.CommuneYear, code: str) -> facts.Check | None:
    checks = index.checks.get((unit.plan_year, unit.commune_code), ())
    return next((check for check in checks if check.check_code == code), None)


def _rows(index: FactIndex, unit: facts.CommuneYear, check: facts.Check) -> list[FailingRow]:
    """Places behind a check that is not passed; the check's own message where no place is known."""
    if check.check_code == _HAS_PLAN:
        return [FailingRow(unit.plan_state_vi, _REQUESTS[_HAS_PLAN], check.status == "failed")]
    if check.check_code == _CORE:
        rows = list(_missing_core(index, unit))
    elif check.check_code == _REFERENCE:
        rows = list(_below_reference(index, unit))
    else:
        rows = list(_finding_rows(index, unit, _effects().get(check.check_code, {})))
    request = _REQUESTS.get(check.check_code)
    return rows or [FailingRow(check.message_vi or check.title_vi, request, check.status == "failed")]


def _missing_core(index: FactIndex, unit: facts.CommuneYear) -> Iterator[FailingRow]:
    named = {value.indicator_code for value in index.commune_values.get((unit.plan_year, unit.commune_code), ())}
    missing = [
        row.indicator_name_vi
        for row in index.indicators.get(unit.plan_year, ())
        if row.is_core and row.indicator_code not in named
    ]
    plan = index.documents.get(unit.document_id or "")
    for name in missing:
        yield FailingRow(
            f"Chưa nêu: {name}",
            _REQUESTS[_CORE],
            fails=True,
            source_path=plan.source_path if plan else None,
            media_type=plan.media_type if plan else "",
        )


def _below_reference(index: FactIndex, unit: facts.CommuneYear) -> Iterator[FailingRow]:
    for value in index.commune_values.get((unit.plan_year, unit.commune_code), ()):
        if value.meets_reference is False:
            level = show_value(value.value, value.unit, value.comparator)
            reference = show_value(value.reference_value, value.unit)
            source = f", {value.reference_source}" if value.reference_source else ""
            yield FailingRow(
                f"{value.indicator_name_vi}: {level}, mốc {reference}{source}",
                _REQUESTS[_REFERENCE],
                fails=True,
                source_path=value.source_path,
                page=value.page,
                media_type=value.media_type,
            )


def _finding_rows(index: FactIndex, unit: facts.CommuneYear, rules: dict[str, bool]) -> Iterator[FailingRow]:
    wordings = sheet_rules()
    for plan in index.documents_of(unit):
        if unit.document_id not in (plan.document_id, plan.body_document_id):
            continue
        for finding in index.findings.get(plan.document_id, ()):
            if finding.rule in rules:
                wording = wordings.get(finding.rule)
                yield FailingRow(
                    finding.message_vi,
                    wording.request_vi if wording else finding.action_vi,
                    rules[finding.rule],
                    plan.source_path,
                    finding.page,
                    plan.media_type,
                )
