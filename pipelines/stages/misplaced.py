"""Files that stand in no partition still get an outcome: wrong province or year folder, or none at all."""

from __future__ import annotations

from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.reading.sniff import MEDIA_TYPES, sniff
from pipelines.reference.outcomes import outcome_reason
from pipelines.reference.tables import DATA_DIR
from pipelines.registry.scan import RawFile, RawListing
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.warehouse.flatten import flatten
from pipelines.warehouse.lake import PLANS_STAGE, Partition, drop_vanished, write_partition
from pipelines.warehouse.wording import load_wording

NOWHERE = Partition("", 0)
_STAGES = ("register", "read", PLANS_STAGE)


def sync_lake(settings: Settings, listing: RawListing, *, run_id: str) -> tuple[Partition, ...]:
    """Bring the lake in line with what lies under ``raw/`` as a whole; return the partitions that were dropped.

    Args:
        settings: paths of the run.
        listing: everything under ``raw/``, not narrowed to a province or year.
        run_id: recorded with the outcomes of misplaced files.
    """
    keep = {Partition(key.province_slug, key.plan_year) for key in listing.partitions}
    if listing.misplaced:
        documents = [_processed(file) for file in listing.misplaced]
        write_partition(settings.lake, PLANS_STAGE, NOWHERE, flatten(documents, load_wording(DATA_DIR), run_id=run_id))
        keep.add(NOWHERE)
    dropped = [drop_vanished(settings.lake, stage, keep) for stage in _STAGES]
    return dropped[-1]


def _processed(file: RawFile) -> ProcessedDocument:
    code = str(file.problem)
    outcome = StageOutcome("register", OutcomeStatus(outcome_reason(code).status), code, file.problem_detail)
    return ProcessedDocument(_facts(file), None, (outcome,))


def _facts(file: RawFile) -> DocumentFacts:
    return DocumentFacts(
        document_id=file.document_id,
        source_path=file.source_path,
        file_name=file.file_name,
        sha256=file.sha256,
        media_type=MEDIA_TYPES[sniff(file.path)],
        size_bytes=file.size_bytes,
        province_slug="",
        plan_year=0,
        received_on=None,
        extraction_method=None,
        page_count=None,
        reader_version=reader_version(),
        understanding_version=understanding_version(),
    )
