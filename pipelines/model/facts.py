"""What is known of a raw file apart from its content, and what each stage did with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pipelines.model.plan import FolderContext, Plan


class OutcomeStatus(StrEnum):
    """``quality.document_outcome.status``."""

    OK = "ok"
    PARTIAL = "partial"
    QUARANTINED = "quarantined"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """One raw file as registered and read.

    ``document_id`` is the first 16 hex digits of ``sha256``; ``source_path`` is relative to the folder that holds
    ``raw/`` and uses ``/``. ``extraction_method`` and ``page_count`` are None when the file could not be read.
    ``commune_code`` is the code that the side file ``manifest.csv`` states, None when it states none.
    ``presumed_commune_code`` is the unit whose file this is when it gave no plan: it counts as unreadable, not missing.
    ``part`` counts the plans bound in the file from 1; each further one is a document with an id of its own.
    """

    document_id: str
    source_path: str
    file_name: str
    sha256: str
    media_type: str
    size_bytes: int
    province_slug: str
    plan_year: int
    received_on: date | None
    extraction_method: str | None
    page_count: int | None
    reader_version: str
    understanding_version: str
    commune_code: str | None = None
    part: int = 1
    presumed_commune_code: str | None = None

    @property
    def context(self) -> FolderContext:
        """What the place of the file tells of its plan."""
        return FolderContext(self.province_slug, self.plan_year, self.file_name, self.commune_code, self.received_on)

    def of_part(self, part: int) -> DocumentFacts:
        """The facts of the ``part``-th plan bound in this file (2 …); the side file speaks of the first alone."""
        digest = hashlib.sha256(f"{self.document_id}/{part}".encode()).hexdigest()
        return replace(self, document_id=digest[:16], commune_code=None, part=part)


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """What one stage (``register``, ``read``, ``understand``, ``load``) did with one file.

    ``reason_code`` is a row of ``reference/data/outcome_reasons.csv``; None when the status is ``ok``.
    """

    stage: str
    status: OutcomeStatus
    reason_code: str | None = None
    detail: str | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ProcessedDocument:
    """A raw file with everything the stages made of it; ``plan`` is None when it was quarantined or skipped."""

    facts: DocumentFacts
    plan: Plan | None
    outcomes: tuple[StageOutcome, ...] = ()
