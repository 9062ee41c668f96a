"""Facts out of the published file: one SQL file per kind of row, columns matched with the fields of its class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import duckdb

from pipelines.reporting.queries import ask
from pipelines.reporting.site import facts
from pipelines.reporting.summary import HEADLINES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_SQL: Final = Path(__file__).parent / "sql"
_ROWS_AT_ONCE: Final = 10_000
# how many plan years before the report's main year have pages of their own
_YEARS_BEFORE: Final = 1

Row = TypeVar("Row", bound="DataclassInstance")


class ReportColumnsError(RuntimeError):
    """A query and the class of its rows do not name the same columns."""


@dataclass(frozen=True, slots=True)
class ProvinceFacts:
    """Everything that the pages of one province show.

    Attributes:
        province: the province.
        years: every year with plans, oldest first.
        main_year: the year that the overview opens with.
        page_years: years with pages of their own, newest first; older ones are in the units' history.
    """

    province: facts.Province
    years: tuple[facts.YearCount, ...]
    main_year: int
    page_years: tuple[int, ...]
    eras: tuple[facts.ProvinceEra, ...]
    communes: tuple[facts.CommuneYear, ...]
    former_values: tuple[facts.FormerValue, ...]
    indicators: tuple[facts.IndicatorYear, ...]
    values: tuple[facts.CommuneValue, ...]
    other_targets: tuple[facts.OtherTarget, ...]
    excluded_targets: tuple[facts.ExcludedTarget, ...]
    basis_figures: tuple[facts.BasisFigure, ...]
    distribution: tuple[facts.Bucket, ...]
    trends: tuple[facts.TrendPoint, ...]
    documents: tuple[facts.Document, ...]
    tasks: tuple[facts.Task, ...]
    findings: tuple[facts.Finding, ...]
    checks: tuple[facts.Check, ...]
    occurrences: tuple[facts.Occurrence, ...]
    office_loads: tuple[facts.OfficeLoad, ...]
    offices: tuple[facts.Office, ...]
    legal_references: tuple[facts.LegalReference, ...]
    date_conflicts: tuple[facts.DateConflict, ...]
    reference_targets: tuple[facts.ReferenceTarget, ...]
    unread_files: tuple[facts.UnreadFile, ...]
    corrections: tuple[facts.Correction, ...] = ()
    metrics: tuple[facts.Metric, ...] = ()
    picture_places: tuple[facts.PicturePlace, ...] = ()


def read_provinces(connection: duckdb.DuckDBPyConnection) -> tuple[facts.Province, ...]:
    """Provinces that have plans."""
    return _fetch(connection, facts.Province, "provinces")


def read_province(connection: duckdb.DuckDBPyConnection, province: facts.Province) -> ProvinceFacts:
    """Read what the pages of one province need.

    Raises:
        ReportColumnsError: a query of this package does not fit its class.
    """
    code = {"province": province.province_key}
    years = _fetch(connection, facts.YearCount, "year_counts", code)
    main_year = choose_main_year(years)
    page_years = tuple(y.plan_year for y in reversed(years) if y.plan_year >= main_year - _YEARS_BEFORE)
    every, shown = code | {"years": [y.plan_year for y in years]}, code | {"years": list(page_years)}
    documents = _fetch(connection, facts.Document, "documents", code)
    in_detail = {"documents": [d.document_id for d in documents if reaches(d, page_years)]}
    return ProvinceFacts(
        province=province,
        years=years,
        main_year=main_year,
        page_years=page_years,
        eras=_fetch(connection, facts.ProvinceEra, "eras", every),
        communes=_fetch(connection, facts.CommuneYear, "communes", every),
        former_values=_fetch(connection, facts.FormerValue, "former_values", code),
        indicators=_fetch(connection, facts.IndicatorYear, "indicators", shown),
        values=_fetch(connection, facts.CommuneValue, "values", every),
        other_targets=_fetch(connection, facts.OtherTarget, "other_targets", code),
        excluded_targets=_fetch(connection, facts.ExcludedTarget, "excluded_targets", shown),
        basis_figures=_fetch(connection, facts.BasisFigure, "basis_figures", shown),
        distribution=_fetch(connection, facts.Bucket, "distribution", shown),
        trends=_fetch(connection, facts.TrendPoint, "trends", code),
        documents=documents,
        tasks=_fetch(connection, facts.Task, "tasks", in_detail),
        findings=_fetch(connection, facts.Finding, "findings", in_detail),
        checks=_fetch(connection, facts.Check, "checks", shown),
        occurrences=_fetch(connection, facts.Occurrence, "occurrences", code | {"first_year": main_year}),
        office_loads=_fetch(connection, facts.OfficeLoad, "office_loads", shown),
        offices=_fetch(connection, facts.Office, "offices"),
        legal_references=_fetch(connection, facts.LegalReference, "legal_references", shown),
        date_conflicts=_fetch(connection, facts.DateConflict, "date_conflicts", shown),
        reference_targets=_fetch(connection, facts.ReferenceTarget, "reference_targets", code),
        unread_files=_fetch(connection, facts.UnreadFile, "unread_files", code),
        corrections=_fetch(connection, facts.Correction, "corrections", code),
        metrics=_fetch(connection, facts.Metric, "metrics"),
        picture_places=_picture_places(connection, province, main_year, documents),
    )


def read_picture_places(
    connection: duckdb.DuckDBPyConnection, province: facts.Province
) -> tuple[facts.PicturePlace, ...]:
    """The places whose pictures the pages of a province show, the most important first."""
    code = {"province": province.province_key}
    main_year = choose_main_year(_fetch(connection, facts.YearCount, "year_counts", code))
    return _picture_places(connection, province, main_year, _fetch(connection, facts.Document, "documents", code))


def _picture_places(
    connection: duckdb.DuckDBPyConnection,
    province: facts.Province,
    main_year: int,
    documents: Sequence[facts.Document],
) -> tuple[facts.PicturePlace, ...]:
    last = max((_span(document)[1] for document in documents), default=main_year)
    shown = [one.document_id for one in documents if reaches(one, range(main_year, last + 1))]
    asked = {"province": province.province_key, "year": main_year, "documents": shown, "codes": list(HEADLINES)}
    return _fetch(connection, facts.PicturePlace, "picture_places", asked)


def choose_main_year(years: Sequence[facts.YearCount]) -> int:
    """The newest year with at least half as many plans as the best year has.

    The first plans of the coming year must not turn the report of the whole province into a report of three units.
    """
    enough = max(y.plan_count for y in years) / 2
    return max(y.plan_year for y in years if y.plan_count >= enough)


def reaches(document: facts.Document, years: Sequence[int]) -> bool:
    """Whether the plan's period touches one of the years."""
    first, last = _span(document)
    return any(first <= year <= last for year in years)


def _span(document: facts.Document) -> tuple[int, int]:
    year = document.plan_year or 0
    first = document.period_start.year if document.period_start else year
    last = document.period_end.year if document.period_end else year
    return first, last


def _fetch(
    connection: duckdb.DuckDBPyConnection, row: type[Row], name: str, parameters: Mapping[str, Any] | None = None
) -> tuple[Row, ...]:
    cursor = ask(connection, _SQL, name, parameters or {})
    columns = [column[0] for column in cursor.description or ()]
    expected = [field.name for field in fields(row)]
    if columns != expected:
        raise ReportColumnsError(f"sql/{name}.sql cho các cột {columns}; {row.__name__} có {expected}")
    rows: list[Row] = []
    while batch := cursor.fetchmany(_ROWS_AT_ONCE):
        rows.extend(row(*values) for values in batch)
    return tuple(rows)
