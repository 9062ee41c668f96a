"""Explicit Arrow schemas of the normalised tables: what the lake stores and the schema ``landing`` holds.

Every table carries ``source_path`` beside ``document_id``, so that two copies of one file stay apart until
loading decides which one counts. ``KEYS`` gives the order of rows in every file.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

Row = dict[str, Any]

_TEXT = pa.string()
_INT = pa.int32()
_REAL = pa.float64()
_DAY = pa.date32()
_FLAG = pa.bool_()
VALUE: Final = pa.decimal128(18, 4)

_PLACE = {"page": _INT, "bbox": _TEXT}
_ORIGIN = {"document_id": _TEXT, "source_path": _TEXT}

_COLUMNS: Final[dict[str, dict[str, pa.DataType]]] = {
    "documents": {
        **_ORIGIN,
        "part": _INT,  # 1: the file's own plan; 2 …: further plans bound behind it
        "file_name": _TEXT,
        "sha256": _TEXT,
        "media_type": _TEXT,
        "size_bytes": pa.int64(),
        "province_slug": _TEXT,
        "folder_year": _INT,
        "received_on": _DAY,
        "manifest_commune_code": _TEXT,
        "presumed_commune_code": _TEXT,  # of a file that gave no plan
        "extraction_method": _TEXT,
        "page_count": _INT,
        "reader_version": _TEXT,
        "understanding_version": _TEXT,
        "is_plan": _FLAG,
        "province_code": _TEXT,
        "province_name": _TEXT,
        "commune_code": _TEXT,
        "commune_name": _TEXT,
        "unit_type": _TEXT,
        "title": _TEXT,
        "document_number": _TEXT,
        "issued_on": _DAY,
        "issued_precision": _TEXT,
        "place": _TEXT,
        "period_kind": _TEXT,
        "period_start": _DAY,
        "period_end": _DAY,
        "plan_year": _INT,
        "signer": _TEXT,
        "signer_title": _TEXT,
        "signer_capacity": _TEXT,
        "recipients": _TEXT,
        "filing": _TEXT,
        "supersedes": _TEXT,
        "status": _TEXT,
        "is_annex_only": _FLAG,
        "declares_annex": _FLAG,
        "topic": _TEXT,
        "is_corrected": _FLAG,
    },
    "tasks": {
        **_ORIGIN,
        "task_id": _TEXT,
        "row_index": _INT,
        "table_index": _INT,
        "table_row": _INT,
        "section_no": _TEXT,
        "section_name": _TEXT,
        "area_code": _TEXT,
        "row_no": _TEXT,
        "objective": _TEXT,
        "task": _TEXT,
        "activity": _TEXT,
        "output": _TEXT,
        "lead": _TEXT,
        "coordination": _TEXT,
        "monitor": _TEXT,
        "deadline_text": _TEXT,
        "budget": _TEXT,
        "deadline_kind": _TEXT,
        "deadline_start": _DAY,
        "deadline_end": _DAY,
        "deadline_recurrence": _TEXT,
        "deadline_is_exclusive": _FLAG,
        "deadline_confidence": _REAL,
        "page_start": _INT,
        "page_end": _INT,
        "bbox": _TEXT,
        "rule": _TEXT,
        "confidence": _REAL,
        "is_corrected": _FLAG,
    },
    "milestones": {
        **_ORIGIN,
        "milestone_id": _TEXT,
        "task_id": _TEXT,
        "milestone_index": _INT,
        "label": _TEXT,
        "kind": _TEXT,
        "start": _DAY,
        "end": _DAY,
        "recurrence": _TEXT,
        "is_exclusive": _FLAG,
        "offset": _TEXT,
        "anchor": _TEXT,
        "condition": _TEXT,
        "year_inferred": _FLAG,
        "cycle_day": _INT,
        "cycle_month_offset": _INT,
        "text": _TEXT,
        "rule": _TEXT,
        "confidence": _REAL,
    },
    "task_offices": {
        **_ORIGIN,
        "task_office_id": _TEXT,
        "task_id": _TEXT,
        "office_index": _INT,
        "role": _TEXT,
        "office_text": _TEXT,
        "office_code": _TEXT,
        "is_collective": _FLAG,
        "is_reference": _FLAG,
        "is_joint": _FLAG,
    },
    "targets": {
        **_ORIGIN,
        "target_id": _TEXT,
        "target_index": _INT,
        "task_id": _TEXT,
        "indicator_code": _TEXT,
        "indicator_text": _TEXT,
        "comparator": _TEXT,
        "value": VALUE,
        "value_max": VALUE,
        "unit": _TEXT,
        "change": _TEXT,
        "is_aspirational": _FLAG,
        "year": _INT,
        "baseline": _TEXT,
        "exception": _TEXT,
        "scope": _TEXT,
        "scope_level": _TEXT,
        "scope_sectors": _TEXT,
        "basis": _TEXT,
        "candidates": _TEXT,
        "parent_target_id": _TEXT,
        "repeats_target_id": _TEXT,
        "evidence": _TEXT,
        "section": _TEXT,
        "found_in": _TEXT,
        "column_role": _TEXT,
        **_PLACE,
        "rule": _TEXT,
        "confidence": _REAL,
        "is_corrected": _FLAG,
    },
    "citations": {
        **_ORIGIN,
        "citation_id": _TEXT,
        "citation_index": _INT,
        "kind": _TEXT,
        "number": _TEXT,
        "raw_number": _TEXT,
        "issued_on": _DAY,
        "issuer": _TEXT,
        "mentions": _INT,
        "evidence": _TEXT,
        **_PLACE,
        "is_corrected": _FLAG,
    },
    "findings": {
        **_ORIGIN,
        "finding_id": _TEXT,
        "finding_index": _INT,
        "task_id": _TEXT,
        "rule": _TEXT,
        "severity": _TEXT,
        "message_vi": _TEXT,
        "action_vi": _TEXT,
        "evidence": _TEXT,
        "detail": _TEXT,
        **_PLACE,
    },
    "outcomes": {
        **_ORIGIN,
        "stage": _TEXT,
        "status": _TEXT,
        "reason_code": _TEXT,
        "message_vi": _TEXT,
        "next_action_vi": _TEXT,
        "detail": _TEXT,
        "seconds": _REAL,
        "run_id": _TEXT,
    },
    "corrections": {
        **_ORIGIN,
        "correction_id": _TEXT,
        "item": _TEXT,
        "item_id": _TEXT,
        "item_count": _INT,
        "field": _TEXT,
        "old_value": _TEXT,
        "new_value": _TEXT,
        "decision": _TEXT,
        "status": _TEXT,
        "message_vi": _TEXT,
        "action_vi": _TEXT,
        "author": _TEXT,
        "decided_on": _DAY,
        "reason": _TEXT,
        "evidence": _TEXT,
        "evidence_note": _TEXT,
        "place": _TEXT,
        "file_path": _TEXT,
        "file_row": _INT,
    },
}

SCHEMAS: Final[Mapping[str, pa.Schema]] = MappingProxyType(
    {table: pa.schema(list(columns.items())) for table, columns in _COLUMNS.items()}
)
"""Table name → Arrow schema of the normalised tables."""

KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "documents": ("source_path", "part"),
        "tasks": ("source_path", "document_id", "row_index"),
        "milestones": ("source_path", "document_id", "task_id", "milestone_index"),
        "task_offices": ("source_path", "document_id", "task_id", "office_index"),
        "targets": ("source_path", "document_id", "target_index"),
        "citations": ("source_path", "document_id", "citation_index"),
        "findings": ("source_path", "document_id", "finding_index"),
        "outcomes": ("source_path", "stage"),
        "corrections": ("file_path", "file_row", "source_path"),
    }
)
"""Table name → columns that order its rows; unique within a partition."""


def to_table(name: str, rows: list[Row]) -> pa.Table:
    """Return ``rows`` as the Arrow table ``name``, in key order.

    Raises:
        KeyError: ``name`` is not a normalised table.
        pyarrow.ArrowInvalid: a value does not fit its column.
    """
    keys = KEYS[name]
    ordered = sorted(rows, key=lambda row: tuple(row[key] for key in keys))
    return pa.Table.from_pylist(ordered, schema=SCHEMAS[name])
