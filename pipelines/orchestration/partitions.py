"""Partitions: province folder × plan year (https://docs.dagster.io/guides/build/partitions-and-backfills).

Belongs here: the partition definitions and the translation of keys. Does not: what a partition holds.
Keys are static, so that a backfill of years not yet received can be asked for; on Dagster's command line a key
reads ``2026|quang-tri`` (dimensions in the order of their names).
"""

import dagster as dg

from pipelines.reference.units import provinces
from pipelines.registry.tree import FIRST_YEAR, LAST_YEAR, PartitionKey


def plan_partitions() -> dg.MultiPartitionsDefinition:
    """Province folders (present and former provinces) × plan years."""
    slugs = sorted({province.slug for province in provinces()})
    years = [str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    return dg.MultiPartitionsDefinition(
        {"plan_year": dg.StaticPartitionsDefinition(years), "province": dg.StaticPartitionsDefinition(slugs)}
    )


def partition_key_text(key: PartitionKey) -> str:
    """Dagster's spelling of a partition key."""
    return str(dg.MultiPartitionKey({"plan_year": str(key.plan_year), "province": key.province_slug}))


def partition_keys_of(context: dg.AssetExecutionContext) -> tuple[PartitionKey, ...]:
    """The partitions that a step works on: one, or those of a range (a backfill in a single run), in order.

    Raises:
        dagster.CheckError: the step was started without a partition.
    """
    partitions = plan_partitions()
    return tuple(_key(partitions.get_partition_key_from_str(text)) for text in context.partition_keys)


def _key(key: dg.MultiPartitionKey) -> PartitionKey:
    by_dimension = key.keys_by_dimension
    return PartitionKey(by_dimension["province"], int(by_dimension["plan_year"]))
