"""Reference CSV files as landing tables of text."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from pipelines.text.vietnamese import nfc


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    """A reference CSV as a landing table; every column is text, an empty cell is NULL.

    ``required`` columns must exist in the file, ``optional`` ones are NULL when they do not.
    """

    name: str
    file_name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    may_be_absent: bool = False


REFERENCE_TABLES: Final = (
    ReferenceTable(
        "ref_provinces", "provinces.csv", ("code", "name", "unit_type", "slug", "valid_from", "valid_to"), ("decree",)
    ),
    ReferenceTable(
        "ref_province_identities",
        "province_identities.csv",
        ("slug", "province_key", "successor_key"),
        may_be_absent=True,
    ),
    ReferenceTable(
        "ref_communes",
        "administrative_units.csv",
        ("code", "province_code", "name", "unit_type", "valid_from", "valid_to"),
        ("district", "decree"),
    ),
    ReferenceTable(
        "ref_indicators",
        "indicators.csv",
        ("indicator_code", "name_vi", "name_en", "unit", "direction", "indicator_group"),
        ("area_code", "is_core", "definition_vi", "change", "of_sectors", "headline_basis", "basis_by_default"),
    ),
    ReferenceTable(
        "ref_targets",
        "reference_targets.csv",
        ("indicator_code", "level", "document", "value", "comparator", "due_year", "valid_from", "valid_to", "kind"),
        ("province_code", "certainty", "due_from"),
    ),
    ReferenceTable(
        "ref_unit_successions",
        "unit_successions.csv",
        ("old_code", "old_province_code", "new_code", "relation", "effective_on"),
        may_be_absent=True,
    ),
    ReferenceTable("ref_offices", "offices.csv", ("office_code", "name_vi", "is_collective"), ("office_family",)),
    ReferenceTable(
        "ref_finding_rules", "finding_rules.csv", ("rule", "severity", "title_vi", "message_vi"), ("action_vi",)
    ),
    ReferenceTable("ref_areas", "areas.csv", ("area_code", "name_vi", "order")),
    ReferenceTable(
        "ref_outcome_reasons", "outcome_reasons.csv", ("code", "status", "message_vi", "next_action_vi"), ("retry",)
    ),
    ReferenceTable(
        "ref_commune_checks",
        "commune_checks.csv",
        ("check_code", "check_order", "title_vi", "subject", "rule", "effect"),
    ),
    ReferenceTable(
        "ref_exclusion_reasons",
        "exclusion_reasons.csv",
        ("reason", "reason_order", "label_vi", "description_vi", "is_counted", "needs_review"),
    ),
    ReferenceTable("ref_bases", "bases.csv", ("basis", "basis_order", "label_vi")),
    ReferenceTable(
        "ref_commune_weights", "commune_weights.csv", ("commune_code", "plan_year", "weight"), may_be_absent=True
    ),
)


class ReferenceDataError(ValueError):
    """A reference file is missing, or lacks a column."""


def read_reference(folder: Path, table: ReferenceTable, added: Sequence[Mapping[str, str]] = ()) -> pa.Table:
    """Read one reference CSV as an Arrow table of text columns, in the order of the file, ``added`` rows last.

    Raises:
        ReferenceDataError: the file is missing or lacks a required column.
    """
    columns = (*table.required, *table.optional)
    schema = pa.schema([(column, pa.string()) for column in columns])
    shipped = _shipped_rows(folder / table.file_name, table)
    rows = [{column: nfc(row.get(column) or "") or None for column in columns} for row in (*shipped, *added)]
    return pa.Table.from_pylist(rows, schema=schema)


def _shipped_rows(path: Path, table: ReferenceTable) -> list[dict[str, str]]:
    if not path.exists():
        if table.may_be_absent:
            return []
        raise ReferenceDataError(f"{path}: thiếu tệp danh mục; hãy lấy lại tệp từ bản cài đặt.")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        _require_columns(path, reader.fieldnames or (), table.required)
        return list(reader)


def _require_columns(path: Path, found: object, required: tuple[str, ...]) -> None:
    names = tuple(str(name) for name in found) if isinstance(found, (list, tuple)) else ()
    missing = [column for column in required if column not in names]
    if missing:
        raise ReferenceDataError(
            f"{path}: thiếu các cột {missing}; dòng tiêu đề có {list(names)}. Hãy thêm các cột còn thiếu."
        )
