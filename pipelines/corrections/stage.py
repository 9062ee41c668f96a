"""Corrections over the lake: after the plans were understood, before the warehouse loads them.

The lake's own plans stay as understood. A corrected document has its rows in the stage ``corrections``, which the
loader prefers; the stage is written anew from the correction files on every run, so a correction that is taken away
leaves nothing behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from pipelines.corrections.apply import Corrected, apply_corrections
from pipelines.corrections.files import CorrectionFile, pending, read_corrections
from pipelines.corrections.model import Correction, Problem, Result, Status
from pipelines.corrections.rows import file_document, file_findings, problem_row, result_row
from pipelines.corrections.validate import validate
from pipelines.model.facts import DocumentFacts, ProcessedDocument
from pipelines.model.plan import Plan
from pipelines.model.tables import SCHEMAS, Row, to_table
from pipelines.reference.extension import extended_by, find_extension
from pipelines.settings import Settings
from pipelines.warehouse.lake.partitions import (
    CORRECTIONS_STAGE,
    PLANS_STAGE,
    Partition,
    drop_vanished,
    list_partitions,
    write_partition,
)
from pipelines.warehouse.lake.rows import Wording, flatten, load_wording

FILES = Partition("", 0)
"""Partition of the correction files themselves: their outcomes, their findings, the rows that name no known plan."""

_CACHE = "understood"  # the table of stage `plans` that keeps each plan as understood
_GONE = "văn bản này không còn trong kho: tệp gốc đã thay đổi hoặc đã gỡ"
_NO_PLAN = "tệp gốc nay không đọc được thành kế hoạch"


@dataclass(frozen=True, slots=True)
class CorrectionReport:
    """What the stage did: files seen, rows by status, rows that still wait for a decision."""

    files: int
    applied: int
    expired: int
    rejected: int
    superseded: int
    undecided: int


@dataclass(frozen=True, slots=True)
class _Checked:
    """The rows of all files, understood or not."""

    files: tuple[CorrectionFile, ...]
    corrections: tuple[Correction, ...]
    problems: tuple[Problem, ...]

    @property
    def undecided(self) -> int:
        """Rows without a decision."""
        whole_files = sum(len(file.problems) for file in self.files)
        return sum(len(file.rows) for file in self.files) - len(self.corrections) - len(self.problems) + whole_files


def correct_lake(settings: Settings, *, run_id: str) -> CorrectionReport:
    """Read every correction file, apply it to the plans of the lake and replace the stage ``corrections``.

    Args:
        settings: paths of the run.
        run_id: recorded with the outcomes of the correction files.
    """
    wording = load_wording()
    with extended_by(find_extension(settings.raw)):
        checked = _check(read_corrections(settings.raw))
        by_document = _by_document(checked.corrections)
        results: list[Result] = []
        written: list[Partition] = []
        for partition in list_partitions(settings.lake, PLANS_STAGE):
            found = _correct_partition(settings, partition, by_document, wording, run_id)
            if found:
                written.append(partition)
                results += found
    gone = _results_without_document(checked.corrections, results)
    if checked.files:
        tables = _file_tables(checked, [*results, *gone], gone, wording, run_id)
        write_partition(settings.lake, CORRECTIONS_STAGE, FILES, tables)
        written.append(FILES)
    drop_vanished(settings.lake, CORRECTIONS_STAGE, written)
    return _report(checked, [*results, *gone])


def _check(files: tuple[CorrectionFile, ...]) -> _Checked:
    checked = [validate(row) for file in files for row in pending(file.rows)]
    whole = [problem for file in files for problem in file.problems]
    return _Checked(
        files,
        tuple(one for one in checked if isinstance(one, Correction)),
        (*whole, *(one for one in checked if isinstance(one, Problem))),
    )


def _by_document(corrections: Sequence[Correction]) -> dict[str, list[Correction]]:
    grouped: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        grouped[one.document_id].append(one)
    return dict(grouped)


def _correct_partition(
    settings: Settings,
    partition: Partition,
    by_document: Mapping[str, list[Correction]],
    wording: Wording,
    run_id: str,
) -> list[Result]:
    """Correct the documents of one partition and write their rows; what became of each correction."""
    results: list[Result] = []
    rows: list[Row] = []
    documents: list[ProcessedDocument] = []
    for facts, plan in _stored(settings, partition, sorted(by_document)):
        found = by_document[facts.document_id]
        if plan is None:
            outcome = [Result(one, Status.EXPIRED, _NO_PLAN) for one in found]
        else:
            corrected = _corrected(plan, facts.document_id, found)
            outcome = list(corrected.results)
            documents.append(ProcessedDocument(facts, corrected.plan))
        rows += [result_row(one, facts.source_path) for one in outcome]
        results += outcome
    if results:
        tables = flatten(documents, wording, run_id=run_id)
        tables["outcomes"] = _stored_outcomes(settings, partition, [one.facts.document_id for one in documents])
        tables["corrections"] = to_table("corrections", rows)
        write_partition(settings.lake, CORRECTIONS_STAGE, partition, tables)
    return results


def _corrected(plan: Plan, document_id: str, found: Sequence[Correction]) -> Corrected:
    """The corrected plan; a row that makes us fail is rejected, the plan's other rows are applied without it."""
    applied = _applied(plan, document_id, found)
    if isinstance(applied, Corrected):
        return applied
    alone = [(one, _applied(plan, document_id, (one,))) for one in found]
    faulty = {id(one): failure for one, failure in alone if isinstance(failure, str)}
    rest = _applied(plan, document_id, [one for one in found if id(one) not in faulty])
    if not faulty or isinstance(rest, str):  # it takes several of them: none is used
        return Corrected(plan, tuple(_rejected(one, applied) for one in found))
    results = {id(result.correction): result for result in rest.results}
    told = (results.get(id(one)) or _rejected(one, faulty[id(one)]) for one in found)
    return Corrected(rest.plan, tuple(told))


def _applied(plan: Plan, document_id: str, found: Sequence[Correction]) -> Corrected | str:
    """The plan with ``found`` applied, or the kind of exception that they raise."""
    try:
        return apply_corrections(plan, document_id, found)
    except MemoryError:
        raise
    except Exception as error:  # whatever a row brings about costs that row, never the plan or the province
        return type(error).__name__


def _rejected(one: Correction, why: str) -> Result:
    return Result(one, Status.REJECTED, f"chương trình gặp lỗi khi áp dụng dòng này ({why}); báo nhóm dữ liệu")


def _stored(
    settings: Settings, partition: Partition, document_ids: list[str]
) -> Iterator[tuple[DocumentFacts, Plan | None]]:
    """Documents of a partition that corrections name, each with its plan as understood."""
    named = [("document_id", "in", document_ids)]
    documents = _read(settings, partition, "documents", named) if document_ids else []
    files = [("source_path", "in", [row["source_path"] for row in documents])]
    understood = _read(settings, partition, _CACHE, files) if documents else []
    plans = {row["source_path"]: row["plan_json"] for row in understood}
    for row in documents:
        text = plans.get(row["source_path"])
        facts = _facts(row)
        yield facts, _plan_of(TypeAdapter(Plan).validate_json(text), facts.part) if text else None


def _plan_of(plan: Plan, part: int) -> Plan | None:
    """The ``part``-th plan that is bound in the file; None when the file holds no plan."""
    if not plan.is_plan:
        return None
    return next((one for number, one in enumerate((plan, *plan.enclosed), 1) if number == part), None)


def _read(
    settings: Settings, partition: Partition, table: str, filters: list[tuple[str, str, Any]]
) -> list[dict[str, Any]]:
    path = settings.lake / PLANS_STAGE / partition.folder / f"{table}.parquet"
    if not path.is_file():  # files outside any province folder have no plans
        return []
    rows: list[dict[str, Any]] = pq.read_table(path, filters=filters, partitioning=None).to_pylist()
    return rows


def _facts(row: Mapping[str, Any]) -> DocumentFacts:
    named = {field.name: row[field.name] for field in fields(DocumentFacts) if field.name in row}
    return DocumentFacts(**named | {"plan_year": row["folder_year"], "commune_code": row["manifest_commune_code"]})


def _stored_outcomes(settings: Settings, partition: Partition, document_ids: list[str]) -> pa.Table:
    rows = _read(settings, partition, "outcomes", [("document_id", "in", document_ids)]) if document_ids else []
    return to_table("outcomes", rows)


def _results_without_document(corrections: Sequence[Correction], results: Sequence[Result]) -> list[Result]:
    known = {(one.correction.file_path, one.correction.row) for one in results}
    return [Result(one, Status.EXPIRED, _GONE) for one in corrections if (one.file_path, one.row) not in known]


def _file_tables(
    checked: _Checked, results: Sequence[Result], gone: Sequence[Result], wording: Wording, run_id: str
) -> dict[str, pa.Table]:
    """The correction files as documents of their own, their findings, and the rows that belong to no document."""
    findings: list[Row] = []
    documents: list[ProcessedDocument] = []
    for file in checked.files:
        problems = [one for one in checked.problems if one.row.file_path == file.name]
        told = {(one.correction.row): one for one in results if one.correction.file_path == file.name}
        documents.append(file_document(file, len(problems)))
        findings += file_findings(file, problems, [told[row] for row in sorted(told)], wording)
    tables = flatten(documents, wording, run_id=run_id)
    tables["findings"] = to_table("findings", findings)
    rows = [result_row(one, None) for one in gone] + [problem_row(one) for one in checked.problems]
    tables["corrections"] = to_table("corrections", rows)
    return {name: tables[name] for name in SCHEMAS}


def _report(checked: _Checked, results: Sequence[Result]) -> CorrectionReport:
    statuses = [one.status for one in results]
    return CorrectionReport(
        files=len(checked.files),
        applied=statuses.count(Status.APPLIED),
        expired=statuses.count(Status.EXPIRED),
        rejected=statuses.count(Status.REJECTED) + len(checked.problems),
        superseded=statuses.count(Status.SUPERSEDED),
        undecided=checked.undecided,
    )
