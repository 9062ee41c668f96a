"""Partitions: province folder × plan year (https://docs.dagster.io/guides/build/partitions-and-backfills).

Belongs here: the partition definitions and the translation of keys. Does not: what a partition holds.
Keys are static, so that a backfill of years not yet received can be asked for; on Dagster's command line a key
reads ``2026|quang-tri`` (dimensions in the order of their names).
"""

import dagster as dg

from pipelines.reference.units import provinces
from pipelines.registry.scan import PartitionKey

FIRST_PLAN_YEAR, LAST_PLAN_YEAR = 2011, 2035  # the reform programmes 2011-2020, 2021-2030 and five years of slack


def plan_partitions() -> dg.MultiPartitionsDefinition:
    """Province folders (present and former provinces) × plan years."""
    slugs = sorted({province.slug for province in provinces()})
    years = [str(year) for year in range(FIRST_PLAN_YEAR, LAST_PLAN_YEAR + 1)]
    return dg.MultiPartitionsDefinition(
        {"plan_year": dg.StaticPartitionsDefinition(years), "province": dg.StaticPartitionsDefinition(slugs)}
    )


def partition_key_text(key: PartitionKey) -> str:
    """Dagster's spelling of a partition key."""
    return str(dg.MultiPartitionKey({"plan_year": str(key.plan_year), "province": key.province_slug}))


def partition_key_of(context: dg.AssetExecutionContext) -> PartitionKey:
    """The partition that a step works on.

    Raises:
        dagster.CheckError: the step was started without a partition.
    """
    keys = context.partition_key
    if not isinstance(keys, dg.MultiPartitionKey):
        raise TypeError(f"partition key {keys!r}: expected plan_year|province, for example 2026|quang-tri")
    by_dimension = keys.keys_by_dimension
    return PartitionKey(by_dimension["province"], int(by_dimension["plan_year"]))
