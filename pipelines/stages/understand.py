"""Understand: the Documents of one partition to Plans, flattened into the normalised tables of the lake.

A stored Plan is used again while its document, its place and the versions of reader and grammar are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from pipelines.model.facts import DocumentFacts, StageOutcome
from pipelines.model.tables import SCHEMAS
from pipelines.reference.extension import Extension, find_extension
from pipelines.registry.ledger import record_outcomes
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.stages import read
from pipelines.stages.document import (
    STAGE,
    DocumentDone,
    DocumentWork,
    RowsDone,
    UnderstandRequest,
    rows_of,
    stage_outcome,
    understand_request,
)
from pipelines.stages.progress import DocumentEvent, Progress, StageReport
from pipelines.stages.records import Reading, RegisteredFile, UnderstoodDocument, to_table
from pipelines.stages.settled import CACHE_TABLE, mark_settled
from pipelines.stages.storage import read_records
from pipelines.stages.workers import workers
from pipelines.warehouse.lake.artifacts import PLANS, ArtifactStore, artifact_store
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition, write_partition

# documents that are handed to a process at once
_PART = 4
# below this many documents starting a second process costs more than it saves
_POOL_FROM = 12
# a plan that is there already costs about a quarter of one that has to be understood
_STORED_WEIGHT = 0.25


def understand_partition(
    settings: Settings, key: PartitionKey, progress: Progress, *, run_id: str, again: bool = False
) -> StageReport:
    """Understand what is new in ``key`` and replace the partition's normalised tables.

    Args:
        settings: paths of the run.
        key: which partition.
        progress: hears of every document.
        run_id: recorded with every plan.
        again: understand every document, whatever is stored.
    """
    work = _work(settings, key, run_id, again=again)
    progress.start(STAGE, key, sum(one.request is not None for one in work))
    parts: list[RowsDone] = []
    events: list[DocumentEvent] = []
    for part in _done(settings, work):
        parts.append(part)
        for document in part.documents:
            if document.understood is not None:
                events.append(_event(document))
                progress.advance(events[-1])
    documents = [document for part in parts for document in part.documents]
    # the registry comes first: tables that bear the mark of a settled partition are the last that is stored of it
    record_outcomes(settings.lake, key, {_identity(document): _outcomes_of(document) for document in documents})
    tables = _tables(parts)
    codes = (outcome.reason_code for document in documents for outcome in document.outcomes)
    tables |= {CACHE_TABLE: mark_settled(settings, key, tables[CACHE_TABLE], codes)}
    write_partition(settings.lake, PLANS_STAGE, Partition(key.province_slug, key.plan_year), tables)
    return StageReport(STAGE, key, tuple(events))


def _identity(document: DocumentDone) -> tuple[str, str]:
    return document.facts.source_path, document.facts.sha256


def _outcomes_of(document: DocumentDone) -> dict[str, tuple[str, str | None]]:
    return {outcome.stage: (outcome.status.value, outcome.reason_code) for outcome in document.outcomes}


def _work(settings: Settings, key: PartitionKey, run_id: str, *, again: bool) -> list[DocumentWork]:
    """Every registered file of the partition with what is known of it, in order of their paths."""
    extension = find_extension(settings.raw)
    found = read_records(settings.lake, read.STAGE, key, read.TABLE, Reading)
    readings = {reading.source_path: reading for reading in found}
    stored = {} if again else _stored(settings, key)
    store = None if again else artifact_store(settings)
    work = []
    for file in read.registered_files(settings, key):
        reading = readings.get(file.source_path)
        request = _request(file, reading, key, extension)
        earlier = None if request is None else stored.get(_result_name(request)) or _shared(store, request)
        facts = _facts(file, reading, key, extension)
        work.append(DocumentWork(facts, _outcomes_before(file, reading), request, earlier, run_id))
    return sorted(work, key=lambda one: one.facts.source_path)


def _request(
    file: RegisteredFile, reading: Reading | None, key: PartitionKey, extension: Extension | None
) -> UnderstandRequest | None:
    if reading is None or reading.document_json is None:
        return None
    return understand_request(file, reading, reading.document_json, key, extension)


def _result_name(request: UnderstandRequest) -> tuple[str, str]:
    return request.source_path, request.fingerprint


def _stored(settings: Settings, key: PartitionKey) -> dict[tuple[str, str], UnderstoodDocument]:
    """Plans of earlier runs by what they were made of."""
    found = read_records(settings.lake, PLANS_STAGE, key, CACHE_TABLE, UnderstoodDocument)
    return {(one.source_path, one.fingerprint): one for one in found if one.plan_json is not None}


def _shared(store: ArtifactStore | None, request: UnderstandRequest) -> UnderstoodDocument | None:
    row = store.get(PLANS, "all", request.fingerprint) if store else None
    return UnderstoodDocument.from_row(row | {"source_path": request.source_path}) if row else None


def _done(settings: Settings, work: Sequence[DocumentWork]) -> Iterator[RowsDone]:
    weight = sum(0 if one.request is None else _STORED_WEIGHT if one.stored else 1 for one in work)
    parts = [work[start : start + _PART] for start in range(0, len(work), _PART)]
    with workers(settings.worker_count) as pool:
        if settings.worker_count == 1 or (weight < _POOL_FROM and not pool.running):
            yield from map(rows_of, parts)
        else:
            yield from pool.map(rows_of, parts)


def _tables(parts: Sequence[RowsDone]) -> dict[str, pa.Table]:
    """The partition's tables, and the plans themselves; the files come in order of their paths, as every key does."""
    tables = {
        name: pa.concat_tables([schema.empty_table(), *(part.tables[name] for part in parts)])
        for name, schema in SCHEMAS.items()
    }
    plans = [one.understood for part in parts for one in part.documents if one.understood is not None]
    return tables | {CACHE_TABLE: to_table(UnderstoodDocument, plans)}


def _event(document: DocumentDone) -> DocumentEvent:
    last = document.outcomes[-1]
    return DocumentEvent(
        STAGE,
        document.facts.source_path,
        last.status,
        last.reason_code or "ok",
        last.seconds or 0.0,
        reused=document.reused,
    )


def _facts(
    file: RegisteredFile, reading: Reading | None, key: PartitionKey, extension: Extension | None
) -> DocumentFacts:
    return DocumentFacts(
        document_id=file.document_id,
        source_path=file.source_path,
        file_name=file.file_name,
        sha256=file.sha256,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        received_on=file.received_on,
        extraction_method=reading.extraction_method if reading else None,
        page_count=reading.page_count if reading else None,
        reader_version=reading.reader_version if reading else reader_version(),
        understanding_version=understanding_version(extension),
        commune_code=file.commune_code,
    )


def _outcomes_before(file: RegisteredFile, reading: Reading | None) -> tuple[StageOutcome, ...]:
    registered = stage_outcome("register", file.problem, file.problem_detail, None)
    if reading is None:
        return (registered,)
    return registered, stage_outcome("read", reading.reason_code, reading.detail, reading.seconds)
