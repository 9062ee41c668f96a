"""Files that stand in no partition still get an outcome: wrong province or year folder, or none at all.

So do side files with rows that are of no use.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.sniff import MEDIA_TYPES, UNKNOWN_TYPE, sniff
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.ledger import Arrival, Moment, record_look, record_outcomes, record_vanished, registered_keys
from pipelines.registry.scan import PartitionKey, RawFile, RawListing
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.stages.side_files import faulty_side_files, side_documents, side_findings
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition, drop_vanished, list_partitions, write_partition
from pipelines.warehouse.lake.rows import flatten, load_wording

NOWHERE = Partition("", 0)
_NOWHERE_KEY = PartitionKey("", 0)
_STAGES = ("register", "read", PLANS_STAGE)


class EmptyRawFolder(RuntimeError):  # noqa: N818 - named for what was found
    """The raw folder is empty; a share that is not mounted must not look like plans that were removed."""


def sync_lake(settings: Settings, listing: RawListing, *, run_id: str) -> tuple[Partition, ...]:
    """Bring the lake in line with what lies under ``raw/`` as a whole; return the partitions that were dropped.

    Args:
        settings: paths of the run.
        listing: everything under ``raw/``, not narrowed to a province or year.
        run_id: recorded with the outcomes of misplaced files and in the registry.

    Raises:
        EmptyRawFolder: nothing at all lies under ``raw/`` although the lake holds plans; nothing was changed.
    """
    if not listing.partitions and not listing.misplaced and list_partitions(settings.lake, PLANS_STAGE):
        raise EmptyRawFolder(
            f"{settings.raw}: không có tệp nào trong khi kho đang giữ kế hoạch; có thể ổ mạng chưa gắn. Chưa gỡ kế "
            f"hoạch nào. Gắn lại ổ rồi chạy lại; nếu thật sự bỏ hết, hãy dùng một thư mục kho mới thay cho "
            f"{settings.warehouse}."
        )
    moment = Moment(datetime.now(UTC).isoformat(timespec="seconds"), run_id)
    unseen = tuple(key for key in registered_keys(settings.lake) if listing.is_unseen(key))
    record_vanished(settings.lake, (*listing.partitions, *unseen, _NOWHERE_KEY), moment)
    record_look(settings.lake, _NOWHERE_KEY, [_arrival(file) for file in listing.misplaced], moment)
    reasons = {(file.source_path, file.sha256): _quarantined(file) for file in listing.misplaced}
    record_outcomes(settings.lake, _NOWHERE_KEY, reasons)
    keep = {Partition(key.province_slug, key.plan_year) for key in (*listing.partitions, *unseen)}
    faulty = faulty_side_files(settings, listing)
    if listing.misplaced or faulty:
        wording = load_wording()
        documents = [_processed(file) for file in listing.misplaced]
        tables = flatten([*documents, *side_documents(faulty)], wording, run_id=run_id)
        write_partition(settings.lake, PLANS_STAGE, NOWHERE, tables | {"findings": side_findings(faulty, wording)})
        keep.add(NOWHERE)
    dropped = [drop_vanished(settings.lake, stage, keep) for stage in _STAGES]
    return dropped[-1]


def _processed(file: RawFile) -> ProcessedDocument:
    code = str(file.problem)
    outcome = StageOutcome("register", OutcomeStatus(outcome_reason(code).status), code, file.problem_detail)
    return ProcessedDocument(_facts(file), None, (outcome,))


def _arrival(file: RawFile) -> Arrival:
    return Arrival(file.source_path, file.sha256, _media_type(file), file.size_bytes)


def _media_type(file: RawFile) -> str:
    if file.is_unopened:  # to open a pipe is to wait for somebody who writes
        return UNKNOWN_TYPE
    try:
        return MEDIA_TYPES[sniff(file.path)]
    except UnreadableDocument:
        return UNKNOWN_TYPE


def _quarantined(file: RawFile) -> dict[str, tuple[str, str | None]]:
    code = str(file.problem)
    return {"register": (outcome_reason(code).status, code)}


def _facts(file: RawFile) -> DocumentFacts:
    return DocumentFacts(
        document_id=file.document_id,
        source_path=file.source_path,
        file_name=file.file_name,
        sha256=file.sha256,
        media_type=_media_type(file),
        size_bytes=file.size_bytes,
        province_slug="",
        plan_year=0,
        received_on=None,
        extraction_method=None,
        page_count=None,
        reader_version=reader_version(),
        understanding_version=understanding_version(),
    )
