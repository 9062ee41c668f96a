"""The facts of a province in the order in which pages ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

from pipelines.reporting.site import facts
from pipelines.reporting.site.read import ProvinceFacts, reaches

# more rows than this in all years with pages, and the tasks of the earlier years stay in the files and the warehouse
_MOST_TASKS: Final = 12_000

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)


def grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    """Rows by key; keys in the order of their first row, rows in their own order."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


@dataclass(frozen=True)
class FactIndex:
    """Look-ups over one province's facts; each is made when it is first asked for."""

    found: ProvinceFacts
    pictures: Mapping[str, facts.Picture] = field(default_factory=dict)  # by target

    @cached_property
    def communes(self) -> dict[int, list[facts.CommuneYear]]:
        """Units by year, in Vietnamese order."""
        return grouped(self.found.communes, lambda row: row.plan_year)

    @cached_property
    def indicators(self) -> dict[int, list[facts.IndicatorYear]]:
        """Indicators by year, in the order of areas."""
        return grouped(self.found.indicators, lambda row: row.plan_year)

    @cached_property
    def values(self) -> dict[tuple[int, str], list[facts.CommuneValue]]:
        """Values by year and indicator, best first."""
        return grouped(self.found.values, lambda row: (row.plan_year, row.indicator_code))

    @cached_property
    def commune_values(self) -> dict[tuple[int, str], list[facts.CommuneValue]]:
        """Values by year and unit."""
        return grouped(self.found.values, lambda row: (row.plan_year, row.commune_code))

    @cached_property
    def excluded(self) -> dict[tuple[int, str], list[facts.ExcludedTarget]]:
        """Values that do not count by year and indicator, what needs a review first."""
        return grouped(self.found.excluded_targets, lambda row: (row.plan_year, row.indicator_code))

    @cached_property
    def commune_excluded(self) -> dict[tuple[int, str], list[facts.ExcludedTarget]]:
        """Values that do not count by year and unit."""
        return grouped(self.found.excluded_targets, lambda row: (row.plan_year, row.commune_code))

    @cached_property
    def basis_figures(self) -> dict[tuple[int, str], list[facts.BasisFigure]]:
        """Figures by basis, by year and indicator."""
        return grouped(self.found.basis_figures, lambda row: (row.plan_year, row.indicator_code))

    @cached_property
    def distribution(self) -> dict[tuple[int, str], list[facts.Bucket]]:
        """Buckets by year and indicator."""
        return grouped(self.found.distribution, lambda row: (row.plan_year, row.indicator_code))

    @cached_property
    def trends(self) -> dict[str, list[facts.TrendPoint]]:
        """Years by indicator, oldest first."""
        return grouped(self.found.trends, lambda row: row.indicator_code)

    @cached_property
    def checks(self) -> dict[tuple[int, str], list[facts.Check]]:
        """Checks by year and unit."""
        return grouped(self.found.checks, lambda row: (row.plan_year, row.commune_code))

    @cached_property
    def references(self) -> dict[str, list[facts.ReferenceTarget]]:
        """Reference targets by indicator."""
        return grouped(self.found.reference_targets, lambda row: row.indicator_code)

    @cached_property
    def documents(self) -> dict[str, facts.Document]:
        """Documents by id."""
        return {document.document_id: document for document in self.found.documents}

    @cached_property
    def commune_documents(self) -> dict[str | None, list[facts.Document]]:
        """Everything that a unit sent, newest year first."""
        return grouped(self.found.documents, lambda row: row.commune_code)

    @cached_property
    def tasks(self) -> dict[str, list[facts.Task]]:
        """Tasks by document, as printed."""
        return grouped(self.found.tasks, lambda row: row.document_id)

    @cached_property
    def findings(self) -> dict[str, list[facts.Finding]]:
        """Findings by document, gravest first."""
        return grouped(self.found.findings, lambda row: row.document_id)

    @cached_property
    def other_targets(self) -> dict[str, list[facts.OtherTarget]]:
        """Further commitments by document."""
        return grouped(self.found.other_targets, lambda row: row.document_id)

    @cached_property
    def offices(self) -> dict[str | None, facts.Office]:
        """Offices by code."""
        return {office.office_code: office for office in self.found.offices}

    @cached_property
    def last_units(self) -> dict[str, date | None]:
        """Code → day since which it means the unit that has it in the last year."""
        return {unit.commune_code: unit.unit_since for unit in self.found.communes}  # years ascend

    @cached_property
    def former_values(self) -> dict[str, list[facts.FormerValue]]:
        """Values of former units by the unit of today that they went into."""
        return grouped(self.found.former_values, lambda row: row.commune_code)

    def years_of(self, unit: facts.CommuneYear) -> list[int]:
        """Years in which a unit has values, newest first; a year in which its code was another unit's is none."""
        values = ((y.plan_year, self.commune_values.get((y.plan_year, unit.commune_code))) for y in self.found.years)
        return [year for year, rows in reversed(list(values)) if rows and rows[0].unit_since == unit.unit_since]

    def documents_of(self, unit: facts.CommuneYear) -> list[facts.Document]:
        """Everything that a unit sent, newest year first; a document of nobody known stays with its code."""
        same = (None, unit.unit_since)
        return [one for one in self.commune_documents.get(unit.commune_code, ()) if one.unit_since in same]

    def plans_of(self, unit: facts.CommuneYear) -> list[facts.Document]:
        """The documents that speak for a unit in a year: its plan, its annex that came apart, a five-year plan."""
        if unit.document_id is None:
            return []
        said = {row.document_id for row in self.commune_values.get((unit.plan_year, unit.commune_code), ())}
        speaking = {unit.document_id} | said
        return [
            document
            for document in self.commune_documents.get(unit.commune_code, ())
            if document.document_id in speaking or document.body_document_id in speaking
        ]

    @cached_property
    def corrections(self) -> dict[str | None, list[facts.Correction]]:
        """Decisions of reviewers by unit."""
        return grouped(self.found.corrections, lambda row: row.commune_code)

    def shows_tasks(self, year: int) -> bool:
        """Whether the tasks of a year stand on the pages of the units."""
        return year >= self.found.main_year or len(self.found.tasks) <= _MOST_TASKS

    @cached_property
    def task_pages(self) -> dict[str, int]:
        """The year on whose unit page the tasks of a document stand."""
        pages: dict[str, int] = {}
        for year in self.found.page_years:
            for unit in self.communes.get(year, ()):
                for plan in self.plans_of(unit):
                    if reaches(plan, (year,)):
                        pages.setdefault(plan.document_id, year)
        return pages
