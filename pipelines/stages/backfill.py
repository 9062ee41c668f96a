"""Which partitions of a backfill have anything left to do."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.registry.scan import PartitionContent, PartitionKey, known_province_slugs, partition_content
from pipelines.registry.snapshot import content_fingerprint, open_cache
from pipelines.registry.tree import FIRST_YEAR, LAST_YEAR, walk_raw
from pipelines.settings import Settings
from pipelines.stages.register import registered_contents
from pipelines.stages.stale import needs_of_partition
from pipelines.warehouse.publication.versions import list_versions, published_version, read_manifest

_RANGE = re.compile(r"(\d{4})(?:[:-](\d{4}))?")


class BackfillError(ValueError):
    """The years or provinces asked for cannot be; the text says why and what to write."""


@dataclass(frozen=True, slots=True)
class BackfillPlan:
    """What a backfill would do.

    Attributes:
        keys: every partition asked for that holds files.
        to_do: those of them that are not done yet, or whose results are out of date.
        files: number of plan files in ``to_do``.
        is_published: whether the published version holds exactly the files of ``keys``.
    """

    keys: tuple[PartitionKey, ...]
    to_do: tuple[PartitionKey, ...]
    files: int
    is_published: bool

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do."""
        return not self.to_do and self.is_published


def parse_years(text: str) -> tuple[int, ...]:
    """Years of ``2016:2025``, ``2016-2018,2020`` and the like, in order.

    Raises:
        BackfillError: not years, or years that no plan can have.
    """
    years: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise BackfillError(f"--years {text}: cần dạng 2016:2025 hoặc 2016,2018; đọc đến “{part.strip()}” thì sai.")
        first, last = int(match[1]), int(match[2] or match[1])
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            raise BackfillError(f"--years {text}: cần năm từ {FIRST_YEAR} đến {LAST_YEAR}, năm đầu không sau năm cuối.")
        years.update(range(first, last + 1))
    return tuple(sorted(years))


def plan_backfill(settings: Settings, provinces: Iterable[str], years: Iterable[int], *, again: bool) -> BackfillPlan:
    """Look at what lies under ``raw/`` for these provinces (none: all) and years, and at what is done already.

    Raises:
        BackfillError: a province that does not exist, or nothing to be found.
        FileNotFoundError: the raw folder is missing.
    """
    wanted, wanted_years = set(provinces), set(years)
    if unknown := wanted - known_province_slugs():
        raise BackfillError(
            f"--province {', '.join(sorted(unknown))}: không có tỉnh nào tên thư mục như vậy; ví dụ quang-tri."
        )
    tree = walk_raw(settings.raw)
    keys = tuple(
        key for key in tree.partitions if key.plan_year in wanted_years and (not wanted or key.province_slug in wanted)
    )
    if not keys:
        raise BackfillError(f"{settings.raw}: không có tệp kế hoạch nào của các tỉnh, năm đã nêu.")
    registered = registered_contents(settings.lake)
    contents = {key: _content(settings, key) for key in keys}
    to_do = keys if again else tuple(key for key in keys if _is_open(settings, key, contents[key], registered))
    return BackfillPlan(
        keys, to_do, sum(len(tree.partitions[key]) for key in to_do), _is_published(settings, contents.values())
    )


def _content(settings: Settings, key: PartitionKey) -> PartitionContent:
    """Files of a partition, hashed."""
    cache = open_cache(settings.warehouse, key, now=time.time())
    content = partition_content(settings.raw, key, cache)
    cache.save({file.path.relative_to(settings.raw).as_posix() for file in content.files})
    return content


def _is_open(
    settings: Settings, key: PartitionKey, content: PartitionContent, registered: dict[PartitionKey, str]
) -> bool:
    if content_fingerprint(content) != registered.get(key):
        return True
    return any(needs_of_partition(settings, key).values())


def _is_published(settings: Settings, contents: Iterable[PartitionContent]) -> bool:
    version = published_version(settings.paths)
    if version is None or version not in list_versions(settings.paths):
        return False
    inputs = read_manifest(settings.paths, version)["inputs"]
    files = [file for content in contents for file in content.files]
    return all(inputs.get(file.source_path) == file.sha256 for file in files)
