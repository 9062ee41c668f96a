"""Values of the landing tables that would stop everybody: set aside with a finding, before the checks look at them.

Only what a document, a file's name or a side file can bring about stands here; whatever only our own code can break is
left to the checks, which stop publication for it (docs/developer/gates.md). The table is the last belt: the stages
before it give no such value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from pipelines.model.tables import SCHEMAS, Row, to_table
from pipelines.reference.finding_rules import finding_rules
from pipelines.warehouse.lake.rows import render


@dataclass(frozen=True, slots=True)
class Belt:
    """Rows of a landing table (as ``t``) for which ``where`` holds lose the values of the columns ``emptied``.

    ``key`` is the column that orders the rows; ``evidence`` and ``detail`` are SQL for what the finding ``rule`` says.
    """

    table: str
    key: str
    where: str
    emptied: tuple[str, ...]
    rule: str
    evidence: str
    detail: str


BELTS: Final = (
    # a side file or a correction gives a unit that is none of the province
    Belt(
        "documents",
        "document_id",
        """t.commune_code is not null and not exists (
            select 1 from landing.ref_communes as c
            where c.code = t.commune_code and c.province_code is not distinct from t.province_code
        )""",
        ("commune_code",),
        "unit_not_in_catalogue",
        "coalesce(t.commune_name || ' (' || t.commune_code || ')', t.commune_code)",
        "coalesce(t.province_name, t.province_slug)",
    ),
    # a province removed the row of its own catalogue that a correction still names
    Belt(
        "targets",
        "target_id",
        """t.indicator_code is not null and not exists (
            select 1 from landing.ref_indicators as i where i.indicator_code = t.indicator_code
        )""",
        ("indicator_code",),
        "unmapped_target",
        "t.evidence",
        "t.indicator_code",
    ),
)


def set_aside(connection: duckdb.DuckDBPyConnection) -> int:
    """Empty the values of every belt in the schema ``landing`` and add a finding for each row; returns their number."""
    return sum(_apply(connection, belt, number) for number, belt in enumerate(BELTS))


def _apply(connection: duckdb.DuckDBPyConnection, belt: Belt, number: int) -> int:
    query = f"""
        select
            t.document_id, t.source_path, {belt.evidence}, {belt.detail},
            (select coalesce(max(f.finding_index), -1) from landing.findings as f where f.document_id = t.document_id)
            + row_number() over (partition by t.document_id order by t.{belt.key})
        from landing.{belt.table} as t where {belt.where} order by t.{belt.key}
    """
    found = connection.execute(query).fetchall()
    if not found:
        return 0
    rows = [_finding(belt, number, row) for row in found]
    connection.register("incoming", to_table("findings", rows))
    connection.execute("insert into landing.findings select * from incoming")
    connection.unregister("incoming")
    emptied = ", ".join(f"{column} = null" for column in belt.emptied)
    connection.execute(f"update landing.{belt.table} as t set {emptied} where {belt.where}")
    return len(found)


def _finding(belt: Belt, number: int, row: tuple[Any, ...]) -> Row:
    document_id, source_path, evidence, detail, index = row
    rule = finding_rules()[belt.rule]
    return dict.fromkeys(SCHEMAS["findings"].names) | {
        "finding_id": f"{document_id}-b{number}-{index}",
        "document_id": document_id,
        "source_path": source_path,
        "finding_index": index,
        "rule": belt.rule,
        "severity": rule.severity.value,
        "message_vi": render(rule.message_vi, evidence=evidence, detail=detail),
        "action_vi": rule.action_vi,
        "evidence": evidence,
        "detail": detail,
    }
