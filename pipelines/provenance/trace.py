"""The whole answer to "where does this come from?", as data; :mod:`.show` words it and draws the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.provenance.applied import AppliedCorrection, corrections_of
from pipelines.provenance.boxes import boxes_of
from pipelines.provenance.figures import Figure, FigureNotFound, find_figure
from pipelines.provenance.lineage import Lineage, RouteStep, read_lineage
from pipelines.provenance.query import Query, SubjectKind
from pipelines.provenance.source_file import Nowhere, PrintedPlace, SourceDocument, find_places, source_document
from pipelines.provenance.subjects import Subject, find_subject, one_row
from pipelines.provenance.uses import Use, general_use, target_uses
from pipelines.settings import Settings


class TraceNotFound(LookupError):  # noqa: N818 - named for what happened
    """The published warehouse has no such id or figure; the text says what to do."""


@dataclass(frozen=True, slots=True)
class SubjectTrace:
    """An id traced to its page and to the figures it stands in.

    Attributes:
        places: the pages to show, or why there is none.
        uses: ways through the models; ``unused_vi`` says why there is none.
    """

    subject: Subject
    document: SourceDocument | None
    places: tuple[PrintedPlace, ...] | Nowhere
    corrections: tuple[AppliedCorrection, ...]
    uses: tuple[Use, ...]
    unused_vi: str | None


@dataclass(frozen=True, slots=True)
class FigureTrace:
    """A figure with the way to it and the traces of the values shown first."""

    figure: Figure
    meaning_vi: dict[str, str]
    route: tuple[RouteStep, ...]
    shown: tuple[SubjectTrace, ...]


Trace = SubjectTrace | FigureTrace


def trace(settings: Settings, query: Query, *, manifest: Path, pictures: int = 3) -> Trace:
    """Trace an id or a figure of the published warehouse.

    Args:
        settings: where raw files and warehouse lie.
        query: what is asked, from :func:`~pipelines.provenance.query.parse_query`.
        manifest: dbt's ``manifest.json``.
        pictures: of how many values under a figure the place is looked up, the lowest values first.

    Raises:
        FileNotFoundError: there is no published warehouse.
        TraceNotFound: it holds no such id or figure.
    """
    published = settings.paths.published
    if not published.is_file():
        raise FileNotFoundError(f"{settings.warehouse}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run")
    lineage = read_lineage(manifest)
    with duckdb.connect(str(published), read_only=True) as connection:
        if query.figure is not None:
            return _figure_trace(settings, connection, lineage, query, pictures)
        if query.subject is None:
            raise TraceNotFound("câu hỏi trống: cần một mã hoặc một số liệu.")
        return _subject_trace(settings, connection, lineage, query.subject, query.identity)


def _subject_trace(
    settings: Settings, connection: duckdb.DuckDBPyConnection, lineage: Lineage, kind: SubjectKind, identity: str
) -> SubjectTrace:
    subject = find_subject(connection, kind, identity)
    if subject is None:
        raise TraceNotFound(_not_found(connection, identity))
    document = _document(settings, connection, subject)
    places = _places(settings, subject, document)
    uses, unused = (
        target_uses(connection, lineage, subject)
        if kind is SubjectKind.TARGET
        else ((general_use(lineage, subject),), None)
    )
    return SubjectTrace(subject, document, places, corrections_of(connection, subject), uses, unused)


def _document(settings: Settings, connection: duckdb.DuckDBPyConnection, subject: Subject) -> SourceDocument | None:
    row = subject.document or one_row(
        connection, "select * from quality.source_file where document_id = ?", subject.identity[:16]
    )
    return None if row is None else source_document(settings, row)


def _places(
    settings: Settings, subject: Subject, document: SourceDocument | None
) -> tuple[PrintedPlace, ...] | Nowhere:
    if document is None:
        return Nowhere("Không xác định được tệp của mã này.")
    is_row = subject.kind in (SubjectKind.TASK, SubjectKind.MILESTONE, SubjectKind.TASK_OFFICE)
    places = boxes_of(subject.bbox)
    return find_places(settings, document, places, subject.printed, whole_row=is_row, near=subject.near)


def _not_found(connection: duckdb.DuckDBPyConnection, identity: str) -> str:
    query = "select source_path from quality.source_file where document_id = ? order by source_path"
    known = one_row(connection, query, identity[:16])
    where = (
        f"văn bản {known['source_path']} có trong kho nhưng không có dòng này" if known else "kho không có văn bản này"
    )
    return (
        f"{identity}: {where}. Mã thay đổi khi tệp gốc hoặc cách đọc thay đổi; "
        "lấy lại mã từ kho đang phát hành (cchc status)."
    )


def _figure_trace(
    settings: Settings, connection: duckdb.DuckDBPyConnection, lineage: Lineage, query: Query, pictures: int
) -> FigureTrace:
    try:
        figure = find_figure(connection, query)
    except FigureNotFound as error:
        raise TraceNotFound(str(error)) from error
    shown = tuple(
        _subject_trace(settings, connection, lineage, SubjectKind.TARGET, member.target_id)
        for member in figure.members[:pictures]
    )
    labels = {column: lineage.label(figure.relation, column) for column in figure.shown}
    return FigureTrace(figure, labels, lineage.route("landing.targets", figure.relation), shown)
