"""One document on its way through `understand`: its Plan, and the rows of the normalised tables that come of it.

Everything here works on one document and crosses process borders as it is, so that a partition's documents are
understood and flattened side by side; the parent only puts their tables together.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache

import pyarrow as pa
from pydantic import TypeAdapter

from pipelines.model.codec import document_from_json
from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.model.plan import FolderContext, Plan
from pipelines.reference.extension import Extension, extended_by
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import understanding_version
from pipelines.stages.records import Reading, RegisteredFile, UnderstoodDocument
from pipelines.stages.time_limit import TooLong, time_limit
from pipelines.understanding.metadata.presumed import presumed_commune
from pipelines.understanding.plan import understand
from pipelines.warehouse.lake.rows import Wording, flatten, load_wording

STAGE = "understand"
TOO_LONG = "understanding_too_long"
LONGEST_SECONDS = 120.0
"""Processor time for one document; the longest real plan takes some five."""


@dataclass(frozen=True, slots=True)
class UnderstandRequest:
    """One document to understand; text only, so that it crosses process borders cheaply.

    ``version`` is that of the grammar with the rows that the province added; ``fingerprint`` names the result.
    """

    source_path: str
    document_id: str
    document_json: str
    context: FolderContext
    version: str
    fingerprint: str
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class DocumentWork:
    """What the rows of one file are made of.

    Attributes:
        facts: of the file.
        outcomes: of the stages before.
        request: the document to understand; None when it could not be read.
        stored: row of the table of understood documents that answers ``request`` already.
        run_id: recorded with the plan and the outcomes.
    """

    facts: DocumentFacts
    outcomes: tuple[StageOutcome, ...]
    request: UnderstandRequest | None
    stored: UnderstoodDocument | None
    run_id: str


@dataclass(frozen=True, slots=True)
class DocumentDone:
    """What came of one file.

    Attributes:
        facts: of the file.
        outcomes: of every stage that worked on it.
        understood: row of the table of understood documents; None when there was nothing to understand.
        reused: whether that row was there already.
    """

    facts: DocumentFacts
    outcomes: tuple[StageOutcome, ...]
    understood: UnderstoodDocument | None
    reused: bool


@dataclass(frozen=True, slots=True)
class RowsDone:
    """What came of several files: each of them, and their rows, one Arrow table for each normalised table."""

    documents: tuple[DocumentDone, ...]
    tables: dict[str, pa.Table]


def understand_request(
    file: RegisteredFile, reading: Reading, document_json: str, key: PartitionKey, extension: Extension | None
) -> UnderstandRequest:
    """What has to be understood of a registered file that was read in full."""
    context = _context(file, key)
    version = understanding_version(extension)
    return UnderstandRequest(
        source_path=file.source_path,
        document_id=file.document_id,
        document_json=document_json,
        context=context,
        version=version,
        fingerprint=_fingerprint(file.document_id, reading.reader_version, version, context),
        extension=extension,
    )


def understand_json(request: UnderstandRequest) -> tuple[str | None, str | None, float]:
    """Plan as JSON, or why there is none, and the seconds it took."""
    plan, failure, seconds = _plan(request)
    return (None if plan is None else _json_of(plan)), failure, seconds


def understood_document(
    request: UnderstandRequest, plan_json: str | None, failure: str | None, seconds: float, run_id: str
) -> UnderstoodDocument:
    """What the lake keeps of it."""
    return UnderstoodDocument(
        source_path=request.source_path,
        document_id=request.document_id,
        fingerprint=request.fingerprint,
        understanding_version=request.version,
        failure=failure,
        seconds=round(seconds, 3),
        run_id=run_id,
        plan_json=plan_json,
    )


def rows_of(works: Sequence[DocumentWork]) -> RowsDone:
    """Understand the documents where that was not done before, and make their rows; runs in a worker process.

    Args:
        works: files of one run, in order of their paths. Several at a time: a table costs as much as its rows.
    """
    done: list[DocumentDone] = []
    processed: list[ProcessedDocument] = []
    for work in works:
        kept, plan = _understood(work)
        outcomes = work.outcomes if kept is None else (*work.outcomes, _outcome(kept, plan))
        done.append(DocumentDone(work.facts, outcomes, kept, work.stored is not None))
        processed += documents_of(_facts(work, plan), plan if plan and plan.is_plan else None, outcomes)
    return RowsDone(tuple(done), flatten(processed, _wording(), run_id=works[0].run_id))


def documents_of(
    facts: DocumentFacts, plan: Plan | None, outcomes: tuple[StageOutcome, ...]
) -> Iterator[ProcessedDocument]:
    """The file's own document with the outcomes of the file, then every further plan that is bound in it."""
    yield ProcessedDocument(facts, plan, outcomes)
    for part, enclosed in enumerate(plan.enclosed if plan else (), 2):
        yield ProcessedDocument(facts.of_part(part), enclosed)


def _facts(work: DocumentWork, plan: Plan | None) -> DocumentFacts:
    """Facts of the file; one that gave no plan says whose it is all the same."""
    if plan is not None and plan.is_plan:
        return work.facts
    text = work.request.document_json if work.request is not None and plan is None else None
    document = document_from_json(text) if text is not None else None
    return replace(work.facts, presumed_commune_code=presumed_commune(work.facts.context, plan, document))


def stage_outcome(stage: str, code: str | None, detail: str | None, seconds: float | None) -> StageOutcome:
    """The outcome of ``stage`` with reason ``code`` (None: all is well)."""
    return StageOutcome(stage, OutcomeStatus(outcome_reason(code or "ok").status), code, detail, seconds)


def _understood(work: DocumentWork) -> tuple[UnderstoodDocument | None, Plan | None]:
    """What the lake keeps of the understanding, and the plan."""
    if work.stored is not None:
        stored = work.stored.plan_json
        return work.stored, None if stored is None else _plan_adapter().validate_json(stored)
    if work.request is None:
        return None, None
    plan, failure, seconds = _plan(work.request)
    text = None if plan is None else _json_of(plan)
    return understood_document(work.request, text, failure, seconds, work.run_id), plan


def _plan(request: UnderstandRequest) -> tuple[Plan | None, str | None, float]:
    started = time.perf_counter()
    try:
        with extended_by(request.extension), time_limit(LONGEST_SECONDS):
            plan = understand(document_from_json(request.document_json), request.context)
        return plan, None, time.perf_counter() - started
    except TooLong:  # no exception that a reader may be excused for: the whole document is put aside
        return None, TOO_LONG, time.perf_counter() - started
    except Exception as error:  # one document must never stop the others; the reason is kept
        return None, f"{type(error).__name__}: {error}", time.perf_counter() - started


def _outcome(kept: UnderstoodDocument, plan: Plan | None) -> StageOutcome:
    if plan is None and kept.failure == TOO_LONG:
        return stage_outcome(STAGE, TOO_LONG, None, kept.seconds)
    if plan is None:
        return stage_outcome(STAGE, "understanding_failed", kept.failure, kept.seconds)
    if plan.is_plan:
        return stage_outcome(STAGE, None, None, kept.seconds)
    why = next((finding.detail for finding in plan.findings if finding.rule == "not_a_plan"), None)
    return stage_outcome(STAGE, "not_a_plan", why, kept.seconds)


@cache
def _plan_adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def _json_of(plan: Plan) -> str:
    return _plan_adapter().dump_json(plan).decode()


@cache
def _wording() -> Wording:
    return load_wording()


def _context(file: RegisteredFile, key: PartitionKey) -> FolderContext:
    return FolderContext(
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        file_name=file.file_name,
        commune_code=file.commune_code,
        received_on=file.received_on,
        document_number=file.document_number,
        issued_on=file.issued_on,
    )


def _fingerprint(document_id: str, read_by: str, version: str, context: FolderContext) -> str:
    text = "|".join([document_id, read_by, version, repr(asdict(context))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
