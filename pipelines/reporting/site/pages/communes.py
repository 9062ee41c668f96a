"""The list of units and one page per unit and year: plan, targets, gaps, tasks by quarter, findings, versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.reporting.site import facts
from pipelines.reporting.site.display import show_quarter, unit_name
from pipelines.reporting.site.index import FactIndex, grouped
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.links import COMMUNES
from pipelines.reporting.site.pages.history import has_history, history_path
from pipelines.reporting.site.pages.overview import coverage

# where a task without a day of its own stands, in this order after the quarters
_UNDATED: Final = (
    ("dinh-ky", "Định kỳ", ("recurring",)),
    ("thuong-xuyen", "Thường xuyên", ("ongoing",)),
    ("theo-viec", "Theo văn bản hoặc việc khác", ("relative", "by_plan")),
)
_SEVERITIES: Final = ("error", "warning", "info")
_UNKNOWN: Final = ("chua-ro-han", "Chưa xác định được hạn")


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks that end in the same quarter, or that have no day for the same reason."""

    key: str
    label: str
    tasks: tuple[facts.Task, ...]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one rule in one unit."""

    title: str
    action: str | None
    findings: tuple[facts.Finding, ...]

    @property
    def count(self) -> int:
        """Number of findings."""
        return len(self.findings)


def pages(index: FactIndex) -> Iterator[Page]:
    """The list of a year, then every unit."""
    for year in index.found.page_years:
        units = index.communes.get(year, [])
        yield Page(
            path=f"{year}/{COMMUNES}/index.html",
            template="communes.html.j2",
            title=f"Đơn vị cấp xã năm {year}",
            section="don-vi",
            year=year,
            context={"rows": units, "coverage": coverage(units)},
            wide=True,
        )
        for unit in units:
            yield Page(
                path=f"{year}/{COMMUNES}/{unit.commune_code}.html",
                template="commune.html.j2",
                title=unit_name(unit.unit_type, unit.commune_name),
                section="don-vi",
                year=year,
                context=_context(index, unit),
                wide=True,
            )


def _context(index: FactIndex, unit: facts.CommuneYear) -> dict[str, object]:
    year, code = unit.plan_year, unit.commune_code
    plans = index.plans_of(unit)
    values = _in_order(index, index.commune_values.get((year, code), []))
    own = [plan for plan in plans if index.task_pages.get(plan.document_id) == year]
    tasks = [task for plan in own for task in index.tasks.get(plan.document_id, ())]
    groups = task_groups(tasks, year)
    others = [row for plan in own for row in index.other_targets.get(plan.document_id, ())]
    findings = [finding for plan in own for finding in index.findings.get(plan.document_id, ())]
    return {
        "unit": unit,
        "plans": plans,
        "put_aside": _put_aside(index, unit),
        "documents": index.documents,
        "values": values,
        "grouped": list(grouped(values, lambda row: row.indicator_group).items()),
        "missing_core": _missing_core(index, unit, values),
        "other_targets": others,
        "excluded_count": len(index.commune_excluded.get((year, code), ())),
        "task_groups": groups,
        "task_count": len(tasks),
        "shows_tasks": index.shows_tasks(year),
        "checks": index.checks.get((year, code), []),
        "findings": findings,
        "findings_by_severity": _by_severity(findings),
        "versions": index.documents_of(unit),
        "other_years": [y for y in index.found.page_years if y != year and _exists(index, y, unit)],
        "history": history_path(index, unit) if has_history(index, unit) else None,
        "pictures": index.pictures,
        "main_year": index.found.main_year,
        "corrections": _corrections(index, unit, own),
        "rows": {v.target_id for v in values} | {o.target_id for o in others} | {task.task_id for task in tasks},
    }


def _put_aside(index: FactIndex, unit: facts.CommuneYear) -> list[facts.UnreadFile]:
    """The unit's own file that gave no plan, with its reason and what to do."""
    if unit.plan_state != "unreadable":
        return []
    return [row for row in index.found.unread_files if row.source_path == unit.source_path]


def _corrections(index: FactIndex, unit: facts.CommuneYear, own: Sequence[facts.Document]) -> list[facts.Correction]:
    """Decisions about the plans of this page; those about a document that is gone stand in the main year."""
    here = {plan.document_id for plan in own}
    is_main = unit.plan_year == index.found.main_year
    return [
        row
        for row in index.corrections.get(unit.commune_code, ())
        if row.document_id in here or (is_main and row.document_id not in index.documents)
    ]


def _by_severity(findings: Sequence[facts.Finding]) -> list[tuple[str, list[FindingGroup]]]:
    """The gravest first; in each, the rules in the order of their first finding."""
    severities = grouped(findings, lambda row: row.severity)
    return [
        (severity, [_finding_group(members) for members in grouped(rows, lambda row: row.rule).values()])
        for severity, rows in sorted(severities.items(), key=lambda item: _SEVERITIES.index(item[0]))
    ]


def _finding_group(members: Sequence[facts.Finding]) -> FindingGroup:
    actions = {row.action_vi for row in members}
    return FindingGroup(
        title=members[0].title_vi or members[0].rule,
        action=actions.pop() if len(actions) == 1 else None,
        findings=tuple(members),
    )


def task_groups(tasks: Sequence[facts.Task], year: int) -> list[TaskGroup]:
    """Tasks by the quarter in which they end, then those without a day; empty groups are left out."""
    by_key = grouped(tasks, lambda task: _group_key(task, year))
    labels = {f"quy-{quarter}": show_quarter(quarter, year) for quarter in range(1, 5)}
    labels |= {"ngoai-nam": f"Kết thúc ngoài năm {year}"}
    labels |= {key: label for key, label, _ in _UNDATED} | dict([_UNKNOWN])
    return [TaskGroup(key, label, tuple(by_key[key])) for key, label in labels.items() if key in by_key]


def _group_key(task: facts.Task, year: int) -> str:
    if task.deadline_end is not None:
        quarter = (task.deadline_end.month + 2) // 3
        return f"quy-{quarter}" if task.deadline_end.year == year else "ngoai-nam"
    return next((key for key, _, kinds in _UNDATED if task.deadline_kind in kinds), _UNKNOWN[0])


def _in_order(index: FactIndex, values: Sequence[facts.CommuneValue]) -> list[facts.CommuneValue]:
    """A unit's values in the order of the list of indicators."""
    if not values:
        return []
    order = {row.indicator_code: at for at, row in enumerate(index.indicators.get(values[0].plan_year, ()))}
    return sorted(values, key=lambda row: (order.get(row.indicator_code, len(order)), row.indicator_code))


def _missing_core(
    index: FactIndex, unit: facts.CommuneYear, values: Sequence[facts.CommuneValue]
) -> list[facts.IndicatorYear]:
    if unit.plan_state != "effective":
        return []
    excluded = index.commune_excluded.get((unit.plan_year, unit.commune_code), ())
    named = {row.indicator_code for row in values} | {one.indicator_code for one in excluded}
    return [r for r in index.indicators.get(unit.plan_year, ()) if r.is_core and r.indicator_code not in named]


def _exists(index: FactIndex, year: int, unit: facts.CommuneYear) -> bool:
    same = (unit.commune_code, unit.unit_since)
    return any((one.commune_code, one.unit_since) == same for one in index.communes.get(year, ()))
