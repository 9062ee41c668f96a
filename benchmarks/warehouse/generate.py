"""Facts of a country, written straight to a lake: every commune of today, five plan years, about sixty tasks each.

Nothing is read from documents: the figures measure the warehouse. Values come from a seeded generator of numpy, so
that two machines build the same lake.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.reference_frames import reference_frame
from pipelines.model.tables import KEYS, SCHEMAS
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition, write_partition

YEARS: Final = (2026, 2027, 2028, 2029, 2030)
TASKS: Final = 62
TARGETS: Final = 30
CITATIONS: Final = 10
FINDINGS: Final = 6
_KINDS: Final = ("date", "month", "quarter", "period", "ongoing", "recurring", "recurring", "none")
_CYCLES: Final = ("monthly", "quarterly", "yearly")
Columns = dict[str, object]


def write_country(lake_root: Path, *, share: float = 1.0, seed: int = 20260601) -> dict[str, int]:
    """Write the lake and return the number of rows of every table.

    Args:
        lake_root: folder to write to.
        share: part of the communes of each province, for a trial run.
        seed: of the random generator.
    """
    generator = np.random.default_rng(seed)
    counts = dict.fromkeys(SCHEMAS, 0)
    for slug, province, communes in _provinces(share):
        for year in YEARS:
            tables = _partition(generator, slug, province, communes, year)
            write_partition(lake_root, PLANS_STAGE, Partition(slug, year), tables)
            for name, table in tables.items():
                counts[name] += table.num_rows
    return counts


def _provinces(share: float) -> list[tuple[str, str, list[str]]]:
    provinces, units = reference_frame("provinces"), reference_frame("administrative_units")
    today, living = provinces[provinces.valid_to.isna()], units[units.valid_to.isna()]
    found = []
    for row in today.sort_values("code").itertuples():
        codes = sorted(living[living.province_code == row.code].code)
        found.append((str(row.slug), str(row.code), codes[: max(1, round(len(codes) * share))]))
    return found


def _partition(
    generator: np.random.Generator, slug: str, province: str, communes: list[str], year: int
) -> dict[str, pa.Table]:
    ids = [f"{int(code):05d}{year:04d}{int(province):02d}00000"[:16] for code in communes]
    origin = {"document_id": ids, "source_path": [f"{slug}/{year}/{code}.pdf" for code in communes]}
    tasks = _tasks(generator, origin, year)
    return {
        "documents": _table("documents", _documents(origin, slug, province, communes, year)),
        "tasks": _table("tasks", tasks),
        "milestones": _table("milestones", _milestones(tasks)),
        "task_offices": _table("task_offices", _offices(generator, tasks)),
        "targets": _table("targets", _targets(generator, origin)),
        "citations": _table("citations", _citations(generator, origin)),
        "findings": _table("findings", _findings(generator, origin)),
        "outcomes": _table("outcomes", _outcomes(origin)),
    }


def _table(name: str, columns: Columns) -> pa.Table:
    schema = SCHEMAS[name]
    rows = len(columns["document_id"])  # type: ignore[arg-type]
    arrays = [
        pa.array(columns[field.name], type=field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema).sort_by([(key, "ascending") for key in KEYS[name]])


def _repeated(origin: Columns, times: int) -> tuple[Columns, np.ndarray]:
    """Columns of origin, each row ``times`` times, and the running number of a row inside its document."""
    columns = {name: np.repeat(np.array(values, dtype=object), times) for name, values in origin.items()}
    count = len(columns["document_id"]) // times
    return dict(columns), np.tile(np.arange(times, dtype=np.int32), count)


def _documents(origin: Columns, slug: str, province: str, communes: list[str], year: int) -> Columns:
    count = len(communes)
    same = {
        "media_type": "application/pdf", "size_bytes": 400_000, "province_slug": slug, "folder_year": year,
        "extraction_method": "pdf_text", "page_count": 14, "reader_version": "r", "understanding_version": "u",
        "is_plan": True, "province_code": province, "unit_type": "xã", "title": f"Kế hoạch thử năm {year}",
        "document_number": "15/KH-UBND", "issued_on": date(year, 1, 10), "issued_precision": "day",
        "period_kind": "annual", "period_start": date(year, 1, 1), "period_end": date(year, 12, 31),
        "plan_year": year, "signer": "Người Ký Thử", "signer_title": "CHỦ TỊCH", "status": "issued",
        "is_annex_only": False, "declares_annex": True,
    }  # fmt: skip
    names = [f"{code}.pdf" for code in communes]
    digests = [f"{identifier}{'0' * 48}" for identifier in origin["document_id"]]  # type: ignore[attr-defined]
    return {**origin, **{name: [value] * count for name, value in same.items()}} | {
        "file_name": names, "sha256": digests, "commune_code": communes,
    }  # fmt: skip


def _tasks(generator: np.random.Generator, origin: Columns, year: int) -> Columns:
    columns, index = _repeated(origin, TASKS)
    rows = len(index)
    kinds = generator.choice(np.array(_KINDS, dtype=object), rows)
    months = generator.integers(1, 13, rows)
    dated = np.isin(kinds, ["date", "month", "quarter", "period"])
    ends = [date(year, int(month), 28) if is_dated else None for month, is_dated in zip(months, dated, strict=True)]
    cycles = generator.choice(np.array(_CYCLES, dtype=object), rows)
    areas = generator.choice(reference_frame("areas").area_code.to_numpy(dtype=object), rows)
    return columns | {
        "task_id": columns["document_id"] + "-t" + index.astype(str).astype(object),  # type: ignore[operator]
        "row_index": index,
        "table_index": np.zeros(rows, dtype=np.int32),
        "table_row": index,
        "section_no": ["I"] * rows,
        "section_name": ["Phần việc thử"] * rows,
        "area_code": areas,
        "task": [f"Việc thử số {number} của đơn vị, làm theo phân công và báo cáo kết quả" for number in index],
        "output": ["Báo cáo thử"] * rows,
        "lead": ["Phòng thử"] * rows,
        "deadline_text": ["Theo lịch thử"] * rows,
        "deadline_kind": kinds,
        "deadline_end": ends,
        "deadline_recurrence": np.where(kinds == "recurring", cycles, None),
        "deadline_is_exclusive": [False] * rows,
        "deadline_confidence": np.ones(rows),
        "page_start": index // 8 + 3,
        "page_end": index // 8 + 3,
        "bbox": ["[[3,60.0,90.0,550.0,120.0]]"] * rows,
        "confidence": np.ones(rows),
    }


def _milestones(tasks: Columns) -> Columns:
    rows = len(tasks["task_id"])  # type: ignore[arg-type]
    return {
        **{name: tasks[name] for name in ("document_id", "source_path", "task_id")},
        "milestone_id": tasks["task_id"] + "-m0",  # type: ignore[operator]
        "milestone_index": np.zeros(rows, dtype=np.int32),
        "kind": tasks["deadline_kind"],
        "end": tasks["deadline_end"],
        "recurrence": tasks["deadline_recurrence"],
        "is_exclusive": tasks["deadline_is_exclusive"],
        "year_inferred": tasks["deadline_is_exclusive"],
        "text": tasks["deadline_text"],
        "rule": ["thử"] * rows,
        "confidence": tasks["confidence"],
    }


def _offices(generator: np.random.Generator, tasks: Columns) -> Columns:
    codes = reference_frame("offices").office_code.to_numpy(dtype=object)
    columns, index = _repeated({name: tasks[name] for name in ("document_id", "source_path", "task_id")}, 2)
    rows = len(index)
    flags = [False] * rows
    return columns | {
        "task_office_id": columns["task_id"] + "-o" + index.astype(str).astype(object),  # type: ignore[operator]
        "office_index": index,
        "role": np.where(index == 0, "lead", "coordination").astype(object),
        "office_text": ["Phòng thử"] * rows,
        "office_code": generator.choice(codes, rows),
        "is_collective": flags,
        "is_reference": flags,
        "is_joint": flags,
    }


def _targets(generator: np.random.Generator, origin: Columns) -> Columns:
    indicators = reference_frame("indicators")
    chosen = indicators[indicators.unit == "percent"].indicator_code.to_numpy(dtype=object)[:TARGETS]
    columns, index = _repeated(origin, len(chosen))
    rows = len(index)
    values = generator.choice(np.array([60, 70, 75, 80, 85, 90, 95, 98, 100]), rows)
    return columns | {
        "target_id": columns["document_id"] + "-g" + index.astype(str).astype(object),  # type: ignore[operator]
        "target_index": index,
        "indicator_code": chosen[index],
        "indicator_text": ["chỉ tiêu thử"] * rows,
        "comparator": [">="] * rows,
        "value": [Decimal(int(value)) for value in values],
        "unit": ["percent"] * rows,
        "is_aspirational": [False] * rows,
        "evidence": [f"chỉ tiêu thử đạt từ {value}% trở lên" for value in values],
        "section": ["II"] * rows,
        "found_in": ["body"] * rows,
        "page": np.full(rows, 2, dtype=np.int32),
        "rule": ["thử"] * rows,
        "confidence": np.ones(rows),
    }


def _citations(generator: np.random.Generator, origin: Columns) -> Columns:
    columns, index = _repeated(origin, CITATIONS)
    rows = len(index)
    # one plan in fifty gives another day: the marts have conflicts to show
    days = [date(2025, 7, 18) if other else date(2025, 7, 15) for other in generator.random(rows) < 0.02]
    return columns | {
        "citation_id": columns["document_id"] + "-c" + index.astype(str).astype(object),  # type: ignore[operator]
        "citation_index": index,
        "kind": ["Nghị quyết"] * rows,
        "number": [f"{number + 70}/NQ-CP" for number in index],
        "issued_on": days,
        "issuer": ["Chính phủ"] * rows,
        "mentions": np.ones(rows, dtype=np.int32),
        "evidence": ["Nghị quyết thử"] * rows,
        "page": np.ones(rows, dtype=np.int32),
    }


def _findings(generator: np.random.Generator, origin: Columns) -> Columns:
    rules = reference_frame("finding_rules")
    columns, index = _repeated(origin, FINDINGS)
    rows = len(index)
    chosen = generator.integers(0, len(rules), rows)
    return columns | {
        "finding_id": columns["document_id"] + "-f" + index.astype(str).astype(object),  # type: ignore[operator]
        "finding_index": index,
        "rule": rules.rule.to_numpy(dtype=object)[chosen],
        "severity": rules.severity.to_numpy(dtype=object)[chosen],
        "message_vi": ["Phát hiện thử"] * rows,
        "page": np.full(rows, 3, dtype=np.int32),
    }


def _outcomes(origin: Columns) -> Columns:
    columns, index = _repeated(origin, 3)
    rows = len(index)
    return columns | {
        "stage": np.array(["register", "read", "understand"], dtype=object)[index],
        "status": ["ok"] * rows,
        "message_vi": ["Đã xử lý"] * rows,
        "seconds": np.full(rows, 0.5),
        "run_id": ["bench"] * rows,
    }
