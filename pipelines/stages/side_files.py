"""Side files that are of no use, in whole or in part: each is a file of the warehouse, with a finding for each fault.

They speak of the side files as they lie under ``raw/`` now. A file without a fault leaves no trace of its own: what it
states stands with the plans.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import pyarrow as pa

from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.model.tables import Row, to_table
from pipelines.quality.known_exceptions import read_exceptions
from pipelines.reference.extension import FOLDER, extension_files, find_extension
from pipelines.reference.weights import read_weights
from pipelines.registry.manifest import read_manifest
from pipelines.registry.scan import RawListing
from pipelines.registry.tree import PartitionKey
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.sidefiles.model import FILE_UNREADABLE, SideProblem
from pipelines.sidefiles.records import SideFile
from pipelines.text.vietnamese import nfc
from pipelines.warehouse.lake.rows import Wording, render

PARTLY_USED, UNUSED = "side_file_partly_used", "side_file_unused"
_MEDIA_TYPE = "text/csv"
_NOWHERE = PartitionKey("", 0)


def faulty_side_files(settings: Settings, listing: RawListing) -> tuple[tuple[PartitionKey, SideFile], ...]:
    """Every side file with something in it that is not used, with the partition it lies in, in order of names.

    Correction files have a stage of their own.
    """
    extension = find_extension(settings.raw)
    reference = settings.raw / FOLDER
    general = (
        *(extension_files(extension) if extension else ()),
        read_weights(reference)[1],
        read_exceptions(reference)[1],
    )
    found = [(_NOWHERE, file) for file in general if file is not None]
    for name, (key, plans) in listing.manifests.items():
        stated = read_manifest(settings.raw, name, key, plans)
        found.append((key, SideFile(nfc(name), stated.sha256, stated.size_bytes, (), stated.problems)))
    return tuple(sorted(((key, file) for key, file in found if file.problems), key=lambda one: one[1].name))


def side_documents(found: Iterable[tuple[PartitionKey, SideFile]]) -> list[ProcessedDocument]:
    """The files as files of the warehouse, each with its outcome."""
    return [ProcessedDocument(_facts(key, file), None, (_outcome(file),)) for key, file in found]


def side_findings(found: Iterable[tuple[PartitionKey, SideFile]], wording: Wording) -> pa.Table:
    """A finding for each fault."""
    rows = [
        _finding(file, number, problem, wording) for _, file in found for number, problem in enumerate(file.problems)
    ]
    return to_table("findings", rows)


def _outcome(file: SideFile) -> StageOutcome:
    if any(problem.rule == FILE_UNREADABLE for problem in file.problems):
        return StageOutcome("register", OutcomeStatus.QUARANTINED, UNUSED, file.problems[0].found_vi)
    return StageOutcome("register", OutcomeStatus.PARTIAL, PARTLY_USED, _places(file.problems))


def _places(problems: Sequence[SideProblem]) -> str:
    lines = sorted({problem.line for problem in problems if problem.line is not None})
    shown = ", ".join(map(str, lines[:10])) + (", …" if len(lines) > 10 else "")
    return f"{len(problems)} chỗ, dòng {shown}"


def _facts(key: PartitionKey, file: SideFile) -> DocumentFacts:
    return DocumentFacts(
        document_id=_digest(file)[:16],
        source_path=file.name,
        file_name=file.name.rsplit("/", 1)[-1],
        sha256=_digest(file),
        media_type=_MEDIA_TYPE,
        size_bytes=file.size_bytes,
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        received_on=None,
        extraction_method=None,
        page_count=None,
        reader_version=reader_version(),
        understanding_version=understanding_version(),
    )


def _digest(file: SideFile) -> str:
    """Of place and content: the same rows in two folders are two files, each with its own faults."""
    return hashlib.sha256(f"{file.name}\0{file.sha256}".encode()).hexdigest()


def _finding(file: SideFile, number: int, problem: SideProblem, wording: Wording) -> Row:
    rule = wording.rules[problem.rule]
    identity = _digest(file)[:16]
    return {
        "document_id": identity,
        "source_path": file.name,
        "finding_id": f"{identity}-f{number}",
        "finding_index": number,
        "task_id": None,
        "rule": problem.rule,
        "severity": rule.severity,
        "message_vi": render(rule.message_vi, detail=problem.text_vi),
        "action_vi": rule.action_vi,
        "evidence": None,
        "detail": problem.text_vi,
        "page": None,
        "bbox": None,
    }
