"""How much each office has to do, by quarter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.reporting.site import facts
from pipelines.reporting.site.index import FactIndex, grouped
from pipelines.reporting.site.layout import Page

_UNKNOWN: Final = "Chưa nhận ra cơ quan"


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office over the year; ``quarters`` counts the tasks it leads, None those that end in no quarter."""

    code: str | None
    name: str
    is_collective: bool
    communes: int
    lead: int
    joint: int
    coordination: int
    monitor: int
    quarters: Mapping[int | None, int]


def pages(index: FactIndex) -> Iterator[Page]:
    """One table per year."""
    for year in index.found.page_years:
        loads = [load for load in index.found.office_loads if load.plan_year == year]
        yield Page(
            path=f"{year}/co-quan.html",
            template="offices.html.j2",
            title=f"Khối lượng việc theo cơ quan, năm {year}",
            section="co-quan",
            year=year,
            context={"rows": office_rows(loads)},
            wide=True,
        )


def office_rows(loads: Sequence[facts.OfficeLoad]) -> list[OfficeRow]:
    """Offices with most tasks to lead first."""
    rows = [_row(members) for members in grouped(loads, lambda load: load.office_code).values()]
    return sorted(rows, key=lambda row: (-row.lead, -row.coordination, row.name))


def _row(loads: Sequence[facts.OfficeLoad]) -> OfficeRow:
    return OfficeRow(
        code=loads[0].office_code,
        name=loads[0].office_name_vi or _UNKNOWN,
        is_collective=loads[0].is_collective,
        communes=max(load.commune_count for load in loads),
        lead=sum(load.lead_count for load in loads),
        joint=sum(load.joint_lead_count for load in loads),
        coordination=sum(load.coordination_count for load in loads),
        monitor=sum(load.monitor_count for load in loads),
        quarters={load.quarter: load.lead_count for load in loads},
    )
