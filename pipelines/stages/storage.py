"""Reading one partition's records back from the lake."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pipelines.registry.scan import PartitionKey
from pipelines.stages.records import Record
from pipelines.warehouse.lake.partitions import Partition, read_parquet, repair_stage

_Record = TypeVar("_Record", bound=Record)


def read_records(lake: Path, stage: str, key: PartitionKey, table: str, kind: type[_Record]) -> list[_Record]:
    """Records of ``table`` of one partition; none when the partition was never written or has another schema.

    A schema that changed means that the stored rows are of another version: they are done again, not guessed at.
    """
    repair_stage(lake, stage)
    path = lake / stage / Partition(key.province_slug, key.plan_year).folder / f"{table}.parquet"
    if not path.is_file():
        return []
    stored = read_parquet(path)
    return [kind.from_row(row) for row in stored.to_pylist()] if stored.schema.equals(kind.SCHEMA) else []
