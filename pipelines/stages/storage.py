"""Reading one partition's rows back from the lake."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.registry.scan import PartitionKey
from pipelines.warehouse.lake.partitions import Partition, repair_stage

Row = dict[str, object]


def read_rows(lake: Path, stage: str, key: PartitionKey, table: str, schema: pa.Schema) -> list[Row]:
    """Rows of ``table`` of one partition; empty when the partition was never written or has another schema.

    A schema that changed means that the stored rows are of another version: they are done again, not guessed at.
    """
    repair_stage(lake, stage)
    path = lake / stage / Partition(key.province_slug, key.plan_year).folder / f"{table}.parquet"
    if not path.is_file():
        return []
    stored = pq.read_table(path, partitioning=None)
    rows: list[Row] = stored.to_pylist() if stored.schema.equals(schema) else []
    return rows
