"""The calendar of deadlines: an overview by office and month, and a page per month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from pipelines.reporting.site import charts, facts
from pipelines.reporting.site.index import FactIndex, grouped
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.links import CALENDAR

_UNDATED: Final = (
    ("Thường xuyên", ("ongoing",)),
    ("Theo văn bản hoặc việc khác", ("relative", "by_plan")),
    ("Chưa xác định được hạn", ("none",)),
)
Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year of the calendar: months with their counts, offices with theirs."""

    year: int
    months: tuple[tuple[int, int], ...]
    picture: Markup
    offices: tuple[tuple[facts.Office, Mapping[int, int], int], ...]
    unit_count: int


def pages(index: FactIndex) -> Iterator[Page]:
    """The overview and the months that have tasks."""
    by_month = grouped(index.found.occurrences, lambda row: (row.due_year, row.due_month))
    by_year = grouped(by_month, lambda month: month[0])
    yield Page(
        path=f"{CALENDAR}/index.html",
        template="calendar.html.j2",
        title="Lịch đến hạn",
        section="lich",
        year=None,
        context={
            "blocks": [_year(index, year, {m: by_month[m] for m in months}) for year, months in by_year.items()],
            "undated": _undated(index),
            "unit_total": len(index.communes.get(index.found.main_year, ())),
        },
        wide=True,
    )
    order = list(by_month)
    for at, month in enumerate(order):
        yield _month_page(index, month, by_month[month], order[at - 1] if at else None, order[at + 1 : at + 2])


def _month_page(
    index: FactIndex, month: Month, rows: Sequence[facts.Occurrence], before: Month | None, after: Sequence[Month]
) -> Page:
    counts = Counter(code for code, _ in _led(rows))
    offices = sorted(
        ((index.offices[code], count) for code, count in counts.items() if code in index.offices),
        key=lambda pair: (-pair[1], pair[0].office_code),
    )
    return Page(
        path=f"{CALENDAR}/{month[0]}-{month[1]:02d}.html",
        template="month.html.j2",
        title=f"Việc đến hạn tháng {month[1]}/{month[0]}",
        section="lich",
        year=None,
        context={
            "task_count": count_tasks(rows),
            "count_tasks": count_tasks,
            "tables": (
                ("bang", "Đến hạn một lần", [row for row in rows if row.recurrence is None]),
                ("dinh-ky", "Định kỳ", [row for row in rows if row.recurrence is not None]),
            ),
            "offices": offices,
            "office_names": {code: office.name_vi for code, office in index.offices.items()},
            "unit_count": len({row.commune_code for row in rows}),
            "before": before,
            "after": after[0] if after else None,
            "task_pages": index.task_pages,
        },
        wide=True,
    )


def _year(index: FactIndex, year: int, by_month: Mapping[Month, Sequence[facts.Occurrence]]) -> CalendarYear:
    counts = {month: count_tasks(rows) for (_, month), rows in by_month.items()}
    per_office: dict[str, Counter[int]] = {}
    for (_, month), rows in by_month.items():
        for code, _ in _led(rows):
            per_office.setdefault(code, Counter())[month] += 1
    in_year = Counter(code for code, _ in _led([row for rows in by_month.values() for row in rows]))
    offices = sorted(
        ((index.offices[code], months, in_year[code]) for code, months in per_office.items() if code in index.offices),
        key=lambda entry: (-entry[2], entry[0].office_code),
    )
    units = {row.commune_code for rows in by_month.values() for row in rows}
    return CalendarYear(year, tuple(sorted(counts.items())), charts.months(counts, year), tuple(offices), len(units))


def count_tasks(rows: Iterable[facts.Occurrence]) -> int:
    """Tasks with at least one of these days: the metric ``deadline_calendar.due_task_count``."""
    return len({row.task_id for row in rows})


def _led(rows: Iterable[facts.Occurrence]) -> set[tuple[str, str]]:
    """Pairs of a lead office and a task of its, however many days the task has."""
    return {(code, row.task_id) for row in rows for code in _leads(row)}


def _leads(row: facts.Occurrence) -> list[str]:
    return row.lead_office_codes.split(", ") if row.lead_office_codes else []


def _undated(index: FactIndex) -> list[tuple[str, int]]:
    year = index.found.main_year
    kinds = Counter(task.deadline_kind for task in index.found.tasks if index.task_pages.get(task.document_id) == year)
    counted = [(label, sum(kinds[kind] for kind in members)) for label, members in _UNDATED]
    return [(label, count) for label, count in counted if count]
