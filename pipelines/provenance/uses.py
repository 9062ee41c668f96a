"""Forward: which published figures a commitment or task stands in, or why it stands in none."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.provenance.lineage import Lineage, RouteStep
from pipelines.provenance.subjects import Row, Subject, one_row, rows
from pipelines.text.display import show_number


@dataclass(frozen=True, slots=True)
class Use:
    """One way from the landing table to a mart, and what the value became there."""

    route: tuple[RouteStep, ...]
    result_vi: str


_INDICATOR_ROW = """
select c.*, p.mean_value, p.target_count
from marts.commune_indicators as c
left join marts.province_indicators as p using (province_code, plan_year, indicator_code)
where c.{condition} = ?
order by c.plan_year
"""

_RIVAL = """
select c.target_id, c.plan_year
from marts.commune_indicators as c
inner join core.dim_document as d on d.document_id = ?
where c.commune_code = d.commune_code and c.indicator_code = ? and c.plan_year = d.plan_year
"""


def target_uses(
    connection: duckdb.DuckDBPyConnection, lineage: Lineage, subject: Subject
) -> tuple[tuple[Use, ...], str | None]:
    """Ways of a target into the indicators, and why there is none."""
    query = _INDICATOR_ROW.format(condition="target_id")
    found = rows(connection, query, subject.identity)
    uses = tuple(use for row in found for use in _indicator_uses(lineage, row))
    return uses, None if uses else _why_unused(connection, subject)


def _indicator_uses(lineage: Lineage, row: Row) -> tuple[Use, ...]:
    commune = f"{row['unit_type']} {row['commune_name']}, năm {row['plan_year']}: {row['indicator_code']}"
    first = Use(
        lineage.route("landing.targets", "marts.commune_indicators"), f"{commune} = {show_number(row['value'])}"
    )
    if row["is_fallback_multi_year"] or row["mean_value"] is None:
        return (first,)
    second = Use(
        lineage.route("marts.commune_indicators", "marts.province_indicators"),
        f"{row['province_name']}, năm {row['plan_year']}: một trong {row['target_count']} đơn vị, "
        f"bình quân {show_number(row['mean_value'])}",
    )
    return first, second


def _why_unused(connection: duckdb.DuckDBPyConnection, subject: Subject) -> str:
    document = subject.document or {}
    if by_itself := _why_not_counted(subject.row):
        return by_itself
    if not document.get("is_effective"):
        by = f"; thay bằng {document['superseded_by']}" if document.get("superseded_by") else ""
        return f"Văn bản không phải bản có hiệu lực{by}."
    if document.get("commune_code") is None:
        return "Chưa xác định được đơn vị của văn bản."
    rival = one_row(connection, _RIVAL, subject.identity[:16], subject.row["indicator_code"])
    if rival is not None:
        return f"Văn bản nêu chỉ tiêu này nhiều lần; số được chọn là {rival['target_id']}."
    return "Không ứng với năm kế hoạch, hoặc đơn vị tính khác với đơn vị tính của chỉ tiêu."


def _why_not_counted(row: Row) -> str | None:
    """Why a value counts nowhere, whatever becomes of its document; versions of earlier releases have no reason."""
    if row["repeats_target_id"]:
        return f"Nhắc lại của {row['repeats_target_id']}; chỉ tính một lần ở đó."
    if row["indicator_code"] is None:
        return "Chưa khớp chỉ tiêu nào trong danh mục nên không vào bảng chỉ tiêu."
    reason = row.get("excluded_reason_vi")
    return f"Không được tính vào số liệu của tỉnh: {reason}." if reason else None


_MARTS = {
    "landing.tasks": "marts.office_workload",
    "landing.milestones": "marts.deadline_calendar",
    "landing.task_offices": "marts.office_workload",
    "landing.citations": "marts.legal_references",
    "landing.findings": "marts.document_quality",
    "landing.documents": "marts.plan_coverage",
}


def general_use(lineage: Lineage, subject: Subject) -> Use:
    """The way of any other kind of row into the mart that counts it."""
    mart = _MARTS[subject.landing]
    return Use(lineage.route(subject.landing, mart), f"được đếm trong {mart}")
