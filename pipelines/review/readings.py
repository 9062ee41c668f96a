"""Readings of the published warehouse as review tasks: what it is not sure of, or one that is asked for by its id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from pipelines.corrections.items import place_of_target, place_of_task, task_words
from pipelines.corrections.values import deadline_words, shown
from pipelines.corrections.wording import name_of
from pipelines.model.plan import Deadline, DeadlineKind
from pipelines.provenance.boxes import boxes_of
from pipelines.provenance.subjects import rows
from pipelines.review.effect import Effect, Published, effect_of_target
from pipelines.review.model import ReviewTask, review_key, review_kinds

LEAST_CONFIDENCE: Final = 0.85
"""Readings below it are shown to a person. Raising it to 0.95 brings in deadlines whose year was taken from the plan,
some six times as many tasks, nearly all of them right; lowering it hides what was inferred across clauses."""

_MOST_MENTIONS: Final = 9.0
"""An office that many tasks name comes before readings that move nothing, never before a figure of the province."""


_DOCUMENTS = """
select d.document_id, d.source_path, d.title, d.document_number, d.issued_on, d.plan_year, d.status, d.commune_code,
    d.commune_name, d.unit_type, d.province_name,
    (select count(*) from core.fct_target as t where t.document_id = d.document_id) as target_count,
    (select count(*) from core.fct_task as t where t.document_id = d.document_id) as task_count
from core.dim_document as d
where case when $only is null then d.commune_code is null else d.document_id = $only end
order by d.source_path
"""

# reasons for which nothing counts until a person has looked; see exclusion_reasons.csv
_WAITING = "('out_of_range', 'reversed_range', 'contradicted')"

_TARGETS = """
with standing as (
    select t.*, d.source_path, d.commune_name, d.unit_type, d.province_key, d.plan_year, d.is_effective,
        case when d.is_effective and {reason} in {waiting} then {reason} end as waits_for
    from core.fct_target as t
    inner join core.dim_document as d on t.document_id = d.document_id
),

doubted as (
    select document_id, evidence, page,
        bool_or(rule = 'target_unit_error') as has_unit_error,
        any_value(detail) filter (where rule = 'target_outlier') as outlier
    from quality.finding
    where rule in ('target_unit_error', 'target_outlier')
    group by all
),

judged as (
    select t.*,
        coalesce(f.has_unit_error, false) as has_unit_error,
        case when t.is_effective then f.outlier end as outlier
    from standing as t
    left join doubted as f
        on
            t.document_id = f.document_id
            and t.evidence = f.evidence
            and t.page is not distinct from f.page
),

asked as (
    select *,
        repeats_target_id is null
        and (
            waits_for is not null
            or (
                not is_corrected
                and (confidence < $least or indicator_code is null or has_unit_error or outlier is not null)
            )
        ) as is_asked
    from judged
)

select t.*,
    (
        select list_sort(list_distinct(array_agg(r.value))) from standing as r
        where r.document_id = t.document_id and r.indicator_code = t.indicator_code and r.waits_for is not null
    ) as rivals
from asked as t
where case when $only is null then is_asked else t.target_id = $only end
order by t.source_path, t.target_index
"""

_TASKS = """
select t.*, d.source_path, d.commune_name, d.unit_type, f.rule as finding_rule, f.detail as finding_detail,
    coalesce(f.is_impossible, false) as is_impossible,
    not t.is_corrected and (t.deadline_confidence < $least or f.rule is not null) as is_asked
from core.fct_task as t
inner join core.dim_document as d on t.document_id = d.document_id
left join (
    select task_id, min(rule) as rule, min(detail) as detail,
        bool_or(rule in ('impossible_date', 'deadline_reversed')) as is_impossible
    from quality.finding
    where rule in ('deadline_unparsed', 'impossible_date', 'deadline_reversed', 'deadline_misread')
    group by task_id
) as f on t.task_id = f.task_id
where case when $only is null then is_asked else t.task_id = $only end
order by d.source_path, t.row_index
"""

_CORRECTED = """
select item_id, field, coalesce(old_value, '')
from quality.correction
where status = 'applied' and decision = 'edit' and item_id is not null
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


def documents(connection: duckdb.DuckDBPyConnection, *, only: str | None = None) -> Iterator[ReviewTask]:
    """Documents without a unit, or the one with the id ``only``."""
    for row in rows(connection, _DOCUMENTS, only=only):
        fields = ("commune_code", "document_number", "issued_on", "plan_year", "status")
        words = _Words(row["document_id"], row["title"] or "", "")
        held = f"Cả văn bản chưa vào số liệu nào: {row['target_count']} chỉ tiêu, {row['task_count']} nhiệm vụ."
        unknown = row["commune_code"] is None
        effect = Effect(float(row["target_count"] + row["task_count"]), held) if unknown else Effect(0.0)
        yield _task("unresolved_unit" if unknown else "any_document", row, words, _values(row, fields), effect)


def targets(
    connection: duckdb.DuckDBPyConnection, figures: Published, *, only: str | None = None
) -> Iterator[ReviewTask]:
    """Targets that are not sure, or the one with the id ``only``."""
    query = _TARGETS.format(reason=_reason(connection), waiting=_WAITING)
    as_read = _as_read(connection)
    for row in rows(connection, query, least=LEAST_CONFIDENCE, only=only):
        boxes = boxes_of(row["bbox"])
        place = place_of_target(boxes[0] if boxes else None, row["found_in"], row["section"], row["column_role"])
        fields = ("indicator_code", "comparator", "value", "value_max", "unit", "change", "basis")
        current = {**_values(row, fields), "year": shown(row["target_year"])} | as_read.get(row["target_id"], {})
        words = _Words(row["target_id"], row["evidence"], place, _target_hint(row))
        effect = effect_of_target(row, figures, waits=row["waits_for"] is not None)
        yield _task(_target_kind(row), row, words, current, effect)


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
    if not row["is_asked"]:
        return "any_target"
    if row["has_unit_error"]:
        return "conflicting_unit"
    if row["outlier"] is not None:
        return "outlier_target"
    return "unmatched_target" if row["indicator_code"] is None else "low_confidence_target"


def _target_hint(row: dict[str, Any]) -> str:
    rivals = row["rivals"] or []
    if row["waits_for"] and len(rivals) > 1:
        return f"Kế hoạch nêu: {'; '.join(shown(one) for one in rivals)}."
    if row["outlier"] is not None:
        return f"Khác xa mức của các đơn vị trong tỉnh: {row['outlier']}."
    candidates = json.loads(row["candidates"]) if row["candidates"] else []
    # the candidate that was taken tells nothing new
    others = [name_of("indicator_code", code) or code for code in candidates if candidates != [row["indicator_code"]]]
    return f"Có thể là: {'; '.join(others)}." if others else ""


def tasks(connection: duckdb.DuckDBPyConnection, *, only: str | None = None) -> Iterator[ReviewTask]:
    """Tasks whose deadline is not sure, or the one with the id ``only``."""
    as_read = _as_read(connection)
    for row in rows(connection, _TASKS, least=LEAST_CONFIDENCE, only=only):
        words = task_words(
            *(row[name] for name in ("row_no", "objective", "task", "activity", "output")), row["deadline_text"]
        )
        place = place_of_task(row["table_index"], row["table_row"])
        current = {"deadline": _deadline(row), "area_code": shown(row["area_code"])} | as_read.get(row["task_id"], {})
        kind = _task_kind(row)
        printed = f"Chữ in: “{row['deadline_text']}”." if row["deadline_text"] else ""
        yield _task(kind, row, _Words(row["task_id"], words, place, printed), current)


def _task_kind(row: dict[str, Any]) -> str:
    if not row["is_asked"]:
        return "any_task"
    if row["is_impossible"]:
        return "impossible_deadline"
    return "unparsed_deadline" if row["finding_rule"] else "low_confidence_task"


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


def offices(connection: duckdb.DuckDBPyConnection) -> Iterator[ReviewTask]:
    """Names of offices that the catalogue does not know."""
    for row in rows(connection, _OFFICES):
        count = row["mention_count"]
        hint = f"Có ở {count} nhiệm vụ; sửa một lần cho tất cả."
        effect = Effect(min(_MOST_MENTIONS, count / 2), f"{count} nhiệm vụ chưa vào khối lượng việc của cơ quan nào.")
        current = {"office_code": shown(None)}
        yield _task("unknown_office", row, _Words(row["item_id"], row["office_text"], "", hint), current, effect)


def _as_read(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Values before they were corrected, by row and field: a further decision speaks of the reading."""
    found: dict[str, dict[str, str]] = {}
    for item_id, field, value in connection.execute(_CORRECTED).fetchall():
        found.setdefault(item_id, {})[field] = value
    return found


def _values(row: dict[str, Any], fields: tuple[str, ...]) -> dict[str, str]:
    return {field: shown(row[field]) for field in fields}


@dataclass(frozen=True, slots=True)
class _Words:
    """What a task shows of a row: its id, printed words, place and hint."""

    item_id: str
    evidence: str
    place: str
    hint_vi: str = ""


def _task(
    kind_code: str, row: dict[str, Any], words: _Words, current: dict[str, str], effect: Effect | None = None
) -> ReviewTask:
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
        effect=kind.weight + (effect.score if effect else 0.0),
        effect_vi=effect.words_vi if effect else "",
    )
