"""Review tasks: what the published warehouse is not sure of, most consequential first.

A task disappears when it was decided (the next run publishes the decision) and comes back when the document changes,
because its key is made of the document's hash, the place, the printed words, the field and the value as read.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.corrections.items import place_of_target, place_of_task, task_words
from pipelines.corrections.values import deadline_words, shown
from pipelines.model.document import Box
from pipelines.model.plan import Deadline, DeadlineKind
from pipelines.provenance.boxes import boxes_of
from pipelines.provenance.subjects import rows

LEAST_CONFIDENCE: Final = 0.85
"""Readings below it are shown to a person. Raising it to 0.95 brings in deadlines whose year was taken from the plan,
some six times as many tasks, nearly all of them right; lowering it hides what was inferred across clauses."""

_FILE = Path(__file__).parent / "data" / "review_kinds.csv"


@dataclass(frozen=True, slots=True)
class ReviewKind:
    """A kind of review task; ``field`` is what it asks for first."""

    kind: str
    order: int
    title_vi: str
    item: str
    field: str
    question_vi: str


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """One thing to decide.

    Attributes:
        review_key: stable while document, place, words, field and reading stay as they are.
        current: the readings that may be corrected besides ``field``: field → value as shown.
        item_id: id in the published warehouse, for the picture and for ``cchc trace``.
        boxes: where it is printed; empty for Word files.
        hint_vi: what helps to decide: candidates, the detail of the finding, how many rows are touched.
        province: folder of the province, which the corrections belong to.
    """

    review_key: str
    kind: ReviewKind
    province: str
    document_id: str
    commune: str
    source_path: str
    page: int | None
    item_id: str
    evidence: str
    place: str
    field: str
    old_value: str
    current: tuple[tuple[str, str], ...]
    boxes: tuple[Box, ...]
    hint_vi: str
    is_decided: bool = False

    def as_row(self) -> dict[str, str]:
        """The task as a row of a review file; the reviewer's columns are empty."""
        question = f"{self.kind.question_vi} {self.hint_vi}".strip()
        return {
            "review_key": self.review_key,
            "kind": self.kind.title_vi,
            "commune": self.commune,
            "source_path": self.source_path,
            "page": "" if self.page is None else str(self.page),
            "evidence": self.evidence,
            "question": question,
            "field": self.field,
            "old_value": self.old_value,
            "document_id": f"vb-{self.document_id}",
            "item": self.kind.item,
            "place": self.place,
            "item_id": self.item_id,
        }


@cache
def review_kinds() -> dict[str, ReviewKind]:
    """Kinds by their code, in the order in which they are worth a person's time."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        found = [
            ReviewKind(row["kind"], int(row["order"]), row["title_vi"], row["item"], row["field"], row["question_vi"])
            for row in csv.DictReader(handle)
        ]
    return {one.kind: one for one in sorted(found, key=lambda one: one.order)}


def review_tasks(published: Path, *, province: str | None = None) -> tuple[ReviewTask, ...]:
    """Everything to review in a published warehouse.

    Args:
        published: the published file.
        province: only this province folder.

    Raises:
        duckdb.IOException: the file does not exist or is held by a writer.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        found = [*_documents(connection), *_targets(connection), *_tasks(connection), *_offices(connection)]
        decided = _decided(connection)
    wanted = (one for one in found if province in (None, one.province))
    marked = (replace(one, is_decided=one.review_key in decided) for one in wanted)
    return tuple(sorted(marked, key=lambda one: (one.kind.order, one.source_path, one.page or 0, one.item_id)))


def review_key(*parts: str) -> str:
    """Key of a review task: ``r`` and eleven hex digits; a letter in front keeps spreadsheets from reading a number.

    Args:
        parts: document id, item, place, evidence, field and old value.
    """
    return f"r{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:11]}"


# ------------------------------------------------------------------------------------------------ kinds

_DOCUMENTS = """
select d.document_id, d.source_path, d.title, d.document_number, d.issued_on, d.plan_year, d.status, d.commune_code,
    d.commune_name, d.unit_type, d.province_name
from core.dim_document as d
where d.commune_code is null
order by d.source_path
"""

# reasons for which nothing counts until a person has looked; see exclusion_reasons.csv
_WAITING = "('out_of_range', 'reversed_range', 'contradicted')"

_TARGETS = """
with standing as (
    select t.*, d.source_path, d.commune_name, d.unit_type,
        case when d.is_effective and {reason} in {waiting} then {reason} end as waits_for
    from core.fct_target as t
    inner join core.dim_document as d on t.document_id = d.document_id
)

select t.*,
    (
        select list_sort(list_distinct(array_agg(r.value))) from standing as r
        where r.document_id = t.document_id and r.indicator_code = t.indicator_code and r.waits_for is not null
    ) as rivals,
    exists (
        select 1 from quality.finding as f
        where f.document_id = t.document_id and f.rule = 'target_unit_error' and f.evidence = t.evidence
            and f.page is not distinct from t.page
    ) as has_unit_error
from standing as t
where t.repeats_target_id is null
    and (
        t.waits_for is not null
        or (not t.is_corrected and (t.confidence < ? or t.indicator_code is null or has_unit_error))
    )
order by t.source_path, t.target_index
"""

_TASKS = """
select t.*, d.source_path, d.commune_name, d.unit_type, f.rule as finding_rule, f.detail as finding_detail
from core.fct_task as t
inner join core.dim_document as d on t.document_id = d.document_id
left join (
    select task_id, min(rule) as rule, min(detail) as detail
    from quality.finding where rule in ('deadline_unparsed', 'impossible_date', 'deadline_reversed') group by task_id
) as f on t.task_id = f.task_id
where not t.is_corrected and (t.deadline_confidence < ? or f.rule is not null)
order by d.source_path, t.row_index
"""

_OFFICES = """
select o.document_id, d.source_path, d.commune_name, d.unit_type, o.office_text,
    min(o.task_office_id) as item_id, count(*) as mention_count, arg_min(t.bbox, t.row_index) as bbox,
    min(t.page_start) as page_start
from core.fct_task_office as o
inner join core.dim_document as d on o.document_id = d.document_id
inner join core.fct_task as t on o.task_id = t.task_id
where o.office_code is null and not o.is_reference
group by all
order by d.source_path, item_id
"""

_DECIDED = """
select document_id, item, coalesce(place, ''), coalesce(evidence, ''), field, coalesce(old_value, '')
from quality.correction where status = 'applied'
"""


def _documents(connection: duckdb.DuckDBPyConnection) -> Iterator[ReviewTask]:
    for row in rows(connection, _DOCUMENTS):
        fields = ("commune_code", "document_number", "issued_on", "plan_year", "status")
        words = _Words(row["document_id"], row["title"] or "", "")
        yield _task("unresolved_unit", row, words, _values(row, fields))


def _targets(connection: duckdb.DuckDBPyConnection) -> Iterator[ReviewTask]:
    query = _TARGETS.format(reason=_reason(connection), waiting=_WAITING)
    for row in rows(connection, query, LEAST_CONFIDENCE):
        boxes = boxes_of(row["bbox"])
        place = place_of_target(boxes[0] if boxes else None, row["found_in"], row["section"], row["column_role"])
        fields = ("indicator_code", "comparator", "value", "value_max", "unit", "change", "basis")
        current = {**_values(row, fields), "year": shown(row["target_year"])}
        words = _Words(row["target_id"], row["evidence"], place, _target_hint(row))
        yield _task(_target_kind(row), row, words, current)


def _reason(connection: duckdb.DuckDBPyConnection) -> str:
    """The column that says why a value does not count; versions published by earlier releases have none."""
    found = connection.execute(
        "select count(*) from duckdb_columns() where table_name = 'fct_target' and column_name = 'excluded_reason'"
    ).fetchall()
    return "t.excluded_reason" if found[0][0] else "null::varchar"


_WAITING_KINDS: Final = {
    "out_of_range": "impossible_target",
    "reversed_range": "impossible_target",
    "contradicted": "contradicted_target",
}


def _target_kind(row: dict[str, Any]) -> str:
    if row["waits_for"]:
        return _WAITING_KINDS[row["waits_for"]]
    if row["has_unit_error"]:
        return "conflicting_unit"
    return "unmatched_target" if row["indicator_code"] is None else "low_confidence_target"


def _target_hint(row: dict[str, Any]) -> str:
    rivals = row["rivals"] or []
    if row["waits_for"] and len(rivals) > 1:
        return f"Kế hoạch nêu: {'; '.join(shown(one) for one in rivals)}."
    return f"Có thể là: {row['candidates']}." if row["candidates"] else ""


def _tasks(connection: duckdb.DuckDBPyConnection) -> Iterator[ReviewTask]:
    for row in rows(connection, _TASKS, LEAST_CONFIDENCE):
        words = task_words(
            *(row[name] for name in ("row_no", "objective", "task", "activity", "output")), row["deadline_text"]
        )
        place = place_of_task(row["table_index"], row["table_row"])
        current = {"deadline": _deadline(row), "area_code": shown(row["area_code"])}
        kind = "unparsed_deadline" if row["finding_rule"] else "low_confidence_task"
        printed = f"Chữ in: “{row['deadline_text']}”." if row["deadline_text"] else ""
        yield _task(kind, row, _Words(row["task_id"], words, place, printed), current)


def _deadline(row: dict[str, Any]) -> str:
    return deadline_words(
        Deadline(
            DeadlineKind(row["deadline_kind"]),
            row["deadline_start"],
            row["deadline_end"],
            row["deadline_recurrence"],
            bool(row["deadline_is_exclusive"]),
            (),
        )
    )


def _offices(connection: duckdb.DuckDBPyConnection) -> Iterator[ReviewTask]:
    for row in rows(connection, _OFFICES):
        hint = f"Có ở {row['mention_count']} nhiệm vụ; sửa một lần cho tất cả."
        current = {"office_code": shown(None)}
        yield _task("unknown_office", row, _Words(row["item_id"], row["office_text"], "", hint), current)


def _decided(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    return frozenset(review_key(*row) for row in connection.execute(_DECIDED).fetchall())


def _values(row: dict[str, Any], fields: tuple[str, ...]) -> dict[str, str]:
    return {field: shown(row[field]) for field in fields}


@dataclass(frozen=True, slots=True)
class _Words:
    """What a task shows of a row: its id, printed words, place and hint."""

    item_id: str
    evidence: str
    place: str
    hint_vi: str = ""


def _task(kind_code: str, row: dict[str, Any], words: _Words, current: dict[str, str]) -> ReviewTask:
    kind = review_kinds()[kind_code]
    old_value = current[kind.field]
    boxes = boxes_of(row.get("bbox"))
    # a type alone ("xã") names nobody
    name = " ".join(part for part in (row["unit_type"], row["commune_name"]) if part) if row["commune_name"] else ""
    return ReviewTask(
        review_key=review_key(row["document_id"], kind.item, words.place, words.evidence, kind.field, old_value),
        kind=kind,
        province=row["source_path"].split("/", 1)[0],
        document_id=row["document_id"],
        commune=name or "chưa xác định",
        source_path=row["source_path"],
        page=boxes[0].page if boxes and boxes[0].x1 > 0 else None,
        item_id=words.item_id,
        evidence=words.evidence,
        place=words.place,
        field=kind.field,
        old_value=old_value,
        current=tuple(current.items()),
        boxes=boxes,
        hint_vi=words.hint_vi,
    )
