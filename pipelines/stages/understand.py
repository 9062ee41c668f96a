"""Understand: the Documents of one partition to Plans, flattened into the normalised tables of the lake.

A stored Plan is used again while its document, its place and the versions of reader and grammar are the same.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache

import pyarrow as pa
from pydantic import TypeAdapter

from pipelines.model.codec import document_from_json
from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.model.plan import FolderContext, Plan
from pipelines.reference.extension import Extension, extended_by, find_extension
from pipelines.reference.outcomes import outcome_reason
from pipelines.reference.tables import DATA_DIR
from pipelines.registry.ledger import record_outcomes
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.stages import read
from pipelines.stages.progress import DocumentEvent, Progress, StageReport
from pipelines.stages.storage import Row, read_rows
from pipelines.stages.workers import workers
from pipelines.understanding.plan import understand
from pipelines.warehouse.artifacts import PLANS, ArtifactStore, artifact_store
from pipelines.warehouse.flatten import flatten
from pipelines.warehouse.lake import PLANS_STAGE, Partition, write_partition
from pipelines.warehouse.wording import load_wording

STAGE = "understand"
CACHE_TABLE = "understood"
# below this many documents starting a second process costs more than it saves
_POOL_FROM = 12

CACHE_SCHEMA = pa.schema(
    [
        ("source_path", pa.string()),
        ("document_id", pa.string()),
        ("fingerprint", pa.string()),
        ("understanding_version", pa.string()),
        ("failure", pa.string()),  # null: understood
        ("seconds", pa.float64()),
        ("run_id", pa.string()),
        ("plan_json", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class UnderstandRequest:
    """One document to understand; text only, so that it crosses process borders cheaply."""

    source_path: str
    document_id: str
    document_json: str
    context: FolderContext
    fingerprint: str
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class _Understood:
    """A row of the cache with its plan (None: it could not be understood), which is parsed once."""

    row: Row
    plan: Plan | None

    @property
    def reason(self) -> str:
        """Code of the outcome."""
        if self.plan is None:
            return "understanding_failed"
        return "ok" if self.plan.is_plan else "not_a_plan"


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

    Raises:
        ExtensionError: rows that the province added to the catalogue cannot be used.
    """
    extension = find_extension(settings.raw)
    files = read.registered_files(settings, key)
    readings = {row["source_path"]: row for row in read_rows(settings.lake, read.STAGE, key, read.TABLE, read.SCHEMA)}
    requests = [
        understand_request(file, readings[file["source_path"]], key, extension)
        for file in files
        if _was_read(readings, file)
    ]
    progress.start(STAGE, key, len(requests))
    understood: dict[str, _Understood] = {}
    events: list[DocumentEvent] = []
    for row, reused in _understood(settings, key, requests, run_id, again=again):
        made = _Understood(row, None if row["plan_json"] is None else _plan_of(row))
        understood[str(row["source_path"])] = made
        events.append(_event(made, reused=reused))
        progress.advance(events[-1])
    version = understanding_version(extension)
    documents = [_processed(file, readings.get(file["source_path"]), understood, key, version) for file in files]
    _write(settings, key, documents, understood, run_id)
    record_outcomes(settings.lake, key, {_identity(document): _outcomes_of(document) for document in documents})
    return StageReport(STAGE, key, tuple(sorted(events, key=lambda event: event.source_path)))


def _identity(document: ProcessedDocument) -> tuple[str, str]:
    return document.facts.source_path, document.facts.sha256


def _outcomes_of(document: ProcessedDocument) -> dict[str, tuple[str, str | None]]:
    return {outcome.stage: (outcome.status.value, outcome.reason_code) for outcome in document.outcomes}


def understand_json(request: UnderstandRequest) -> tuple[str | None, str | None, float]:
    """Plan as JSON, or why there is none, and the seconds it took; runs in a worker process."""
    started = time.perf_counter()
    try:
        with extended_by(request.extension):
            plan = understand(document_from_json(request.document_json), request.context)
        return _plan_adapter().dump_json(plan).decode(), None, time.perf_counter() - started
    except Exception as error:  # one document must never stop the others; the reason is kept
        return None, f"{type(error).__name__}: {error}", time.perf_counter() - started


@cache
def _plan_adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def _was_read(readings: dict[object, Row], file: Row) -> bool:
    reading = readings.get(file["source_path"])
    return reading is not None and reading["document_json"] is not None


def understand_request(file: Row, reading: Row, key: PartitionKey, extension: Extension | None) -> UnderstandRequest:
    """What has to be understood of a registered file that was read in full."""
    context = _context(file, key)
    version = understanding_version(extension)
    return UnderstandRequest(
        source_path=str(file["source_path"]),
        document_id=str(file["document_id"]),
        document_json=str(reading["document_json"]),
        context=context,
        fingerprint=_fingerprint(str(file["document_id"]), str(reading["reader_version"]), version, context),
        extension=extension,
    )


def _context(file: Row, key: PartitionKey) -> FolderContext:
    return FolderContext(
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        file_name=str(file["source_path"]).rsplit("/", 1)[-1],
        commune_code=file["commune_code"],  # type: ignore[arg-type]  # the files table is typed by its schema
        received_on=file["received_on"],  # type: ignore[arg-type]
        document_number=file["document_number"],  # type: ignore[arg-type]
        issued_on=file["issued_on"],  # type: ignore[arg-type]
    )


def _fingerprint(document_id: str, read_by: str, version: str, context: FolderContext) -> str:
    text = "|".join([document_id, read_by, version, repr(asdict(context))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _understood(
    settings: Settings, key: PartitionKey, requests: list[UnderstandRequest], run_id: str, *, again: bool
) -> Iterator[tuple[Row, bool]]:
    stored = (
        {}
        if again
        else {
            (row["source_path"], row["fingerprint"]): row
            for row in read_rows(settings.lake, PLANS_STAGE, key, CACHE_TABLE, CACHE_SCHEMA)
            if row["plan_json"] is not None
        }
    )
    store = None if again else artifact_store(settings)
    fresh: list[UnderstandRequest] = []
    for request in requests:
        earlier = stored.get((request.source_path, request.fingerprint)) or _shared(store, request)
        if earlier is None:
            fresh.append(request)
        else:
            yield earlier, True
    for request, (plan_json, failure, seconds) in zip(fresh, _compute(settings, fresh), strict=True):
        yield plan_row(request, plan_json, failure, seconds, run_id), False


def _compute(settings: Settings, requests: list[UnderstandRequest]) -> Iterable[tuple[str | None, str | None, float]]:
    with workers(settings.worker_count) as pool:
        if settings.worker_count == 1 or (len(requests) < _POOL_FROM and not pool.running):
            yield from map(understand_json, requests)
        else:
            yield from pool.map(understand_json, requests)


def _shared(store: ArtifactStore | None, request: UnderstandRequest) -> Row | None:
    row = store.get(PLANS, "all", request.fingerprint) if store else None
    return row | {"source_path": request.source_path} if row else None


def plan_row(
    request: UnderstandRequest, plan_json: str | None, failure: str | None, seconds: float, run_id: str
) -> Row:
    """The row of the lake's table of understood documents."""
    return {
        "source_path": request.source_path,
        "document_id": request.document_id,
        "fingerprint": request.fingerprint,
        "understanding_version": understanding_version(request.extension),
        "failure": failure,
        "seconds": round(seconds, 3),
        "run_id": run_id,
        "plan_json": plan_json,
    }


def _event(made: _Understood, *, reused: bool) -> DocumentEvent:
    seconds = float(str(made.row["seconds"]))
    status = outcome_reason(made.reason).status
    return DocumentEvent(STAGE, str(made.row["source_path"]), status, made.reason, seconds, reused=reused)


def _plan_of(row: Row) -> Plan:
    return _plan_adapter().validate_json(str(row["plan_json"]))


def _processed(
    file: Row, reading: Row | None, understood: dict[str, _Understood], key: PartitionKey, version: str
) -> ProcessedDocument:
    made = understood.get(str(file["source_path"]))
    plan = made.plan if made else None
    outcomes = [_register_outcome(file)]
    if reading is not None:
        outcomes.append(_read_outcome(reading))
    if made is not None:
        outcomes.append(_understand_outcome(made))
    return ProcessedDocument(
        _facts(file, reading, key, version), plan if plan and plan.is_plan else None, tuple(outcomes)
    )


def _facts(file: Row, reading: Row | None, key: PartitionKey, version: str) -> DocumentFacts:
    return DocumentFacts(
        document_id=str(file["document_id"]),
        source_path=str(file["source_path"]),
        file_name=str(file["source_path"]).rsplit("/", 1)[-1],
        sha256=str(file["sha256"]),
        media_type=str(file["media_type"]),
        size_bytes=int(str(file["size_bytes"])),
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        received_on=file["received_on"],  # type: ignore[arg-type]
        extraction_method=reading["extraction_method"] if reading else None,  # type: ignore[arg-type]
        page_count=reading["page_count"] if reading else None,  # type: ignore[arg-type]
        reader_version=str(reading["reader_version"]) if reading else reader_version(),
        understanding_version=version,
        commune_code=file["commune_code"],  # type: ignore[arg-type]
    )


def _outcome(stage: str, code: str | None, detail: object, seconds: object) -> StageOutcome:
    status = OutcomeStatus(outcome_reason(code or "ok").status)
    text = None if detail is None else str(detail)
    return StageOutcome(stage, status, code, text, None if seconds is None else float(str(seconds)))


def _register_outcome(file: Row) -> StageOutcome:
    code = None if file["problem"] is None else str(file["problem"])
    return _outcome("register", code, file["problem_detail"], None)


def _read_outcome(reading: Row) -> StageOutcome:
    code = None if reading["reason_code"] is None else str(reading["reason_code"])
    return _outcome("read", code, reading["detail"], reading["seconds"])


def _understand_outcome(made: _Understood) -> StageOutcome:
    code = made.reason
    detail = made.row["failure"] if made.plan is None else _why_no_plan(made.plan)
    return _outcome("understand", None if code == "ok" else code, detail, made.row["seconds"])


def _why_no_plan(plan: Plan) -> str | None:
    return next((finding.detail for finding in plan.findings if finding.rule == "not_a_plan"), None)


def _write(
    settings: Settings,
    key: PartitionKey,
    documents: list[ProcessedDocument],
    understood: dict[str, _Understood],
    run_id: str,
) -> None:
    tables = flatten(documents, load_wording(DATA_DIR), run_id=run_id)
    rows = [understood[path].row for path in sorted(understood)]
    tables[CACHE_TABLE] = pa.Table.from_pylist(rows, schema=CACHE_SCHEMA)
    write_partition(settings.lake, PLANS_STAGE, Partition(key.province_slug, key.plan_year), tables)
