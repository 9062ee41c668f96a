"""Partitions: province folder × plan year (https://docs.dagster.io/guides/build/partitions-and-backfills).

Belongs here: the partition definition, the translation of keys, and which partitions Dagster is told of. Does not: what
a partition holds.

Dagster knows the partitions that have files or lie in the lake, no others: a grid of every province and year would show
two thousand "missing" ones. A key is the folder's own name (``quang-tri/2026``).
"""

from collections.abc import Iterable

import dagster as dg

from pipelines.registry.scan import PartitionKey
from pipelines.registry.tree import known_province_slugs, place, walk_raw
from pipelines.settings import Settings
from pipelines.stages.register import registered_contents

NAME = "tinh_nam"


def plan_partitions() -> dg.DynamicPartitionsDefinition:
    """Province folders × plan years, as far as they exist."""
    return dg.DynamicPartitionsDefinition(name=NAME)


def partition_key_text(key: PartitionKey) -> str:
    """Dagster's spelling of a partition key."""
    return f"{key.province_slug}/{key.plan_year}"


def partition_key_of(text: str) -> PartitionKey:
    """The partition that a key names; a person may have added it by hand on the web page.

    Raises:
        ValueError: it is no province folder with a plan year.
    """
    key, _ = place([*text.split("/"), ""], known_province_slugs())
    if key is not None and partition_key_text(key) == text:
        return key
    raise ValueError(f"Phân vùng “{text}” không đúng dạng <tỉnh>/<năm>, ví dụ quang-tri/2026: xem thư mục kế hoạch.")


def partition_keys_of(context: dg.AssetExecutionContext) -> tuple[PartitionKey, ...]:
    """The partitions that a step works on: one, or those of a range (a backfill in a single run), in order.

    Raises:
        dagster.CheckError: the step was started without a partition.
        ValueError: a key was added by hand and names no partition.
    """
    return tuple(partition_key_of(text) for text in context.partition_keys)


def know_partitions(instance: dg.DagsterInstance, keys: Iterable[PartitionKey]) -> None:
    """Tell Dagster of partitions; those that it knows stay as they are."""
    known = set(instance.get_dynamic_partitions(NAME))
    fresh = [text for text in map(partition_key_text, sorted(keys)) if text not in known]
    if fresh:
        instance.add_dynamic_partitions(NAME, fresh)


def follow_folders(instance: dg.DagsterInstance, settings: Settings) -> tuple[str, ...]:
    """Tell Dagster of the partitions that have files or lie in the lake, and have it forget every other.

    What was read once lies in the lake: a share that is not mounted makes Dagster forget nothing that was ever read.

    Returns:
        The keys that were new to Dagster or are forgotten.

    Raises:
        OSError: the raw folder or the lake cannot be looked at; nothing is changed then.
    """
    there = {*walk_raw(settings.raw).partitions, *registered_contents(settings.lake)}
    wanted, known = {partition_key_text(key) for key in there}, set(instance.get_dynamic_partitions(NAME))
    for text in known - wanted:
        instance.delete_dynamic_partition(NAME, text)
    know_partitions(instance, there)
    return tuple(sorted(known ^ wanted))
