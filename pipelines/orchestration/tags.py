"""Run tags: who started a run and on what code, so that runs can be found, limited and alerted on.

Belongs here: names and values of tags. Does not: anything that reads them.
"""

from enum import StrEnum

from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version, understanding_version

TRIGGER = "cchc/trigger"
CODE_VERSION = "cchc/code_version"
PROVINCE = "cchc/province"
PLAN_YEAR = "cchc/plan_year"
WRITER = "cchc/writer"
"""Runs with this tag build and publish; the instance lets one of them run at a time (see ``instance.py``)."""
_PRIORITY = "dagster/priority"


class Trigger(StrEnum):
    """What started a run."""

    COMMAND_LINE = "command_line"
    FILES = "files"
    NIGHTLY = "nightly"
    MONTHLY = "monthly"
    BACKFILL = "backfill"


# fresh files before the nightly sweep, the sweep before years that have waited for years
_PRIORITIES = {Trigger.FILES: "1", Trigger.BACKFILL: "-1"}


IN_PROCESS = "cchc/in_process"
"""Runs that live in the process which started them, not in one of the daemon's."""


def in_process_tags(trigger: Trigger, key: PartitionKey | None = None) -> dict[str, str]:
    """Tags of a run that this process executes itself."""
    return run_tags(trigger, key) | {IN_PROCESS: "yes"}


def run_tags(trigger: Trigger, key: PartitionKey | None = None) -> dict[str, str]:
    """Tags of a run started by ``trigger`` for the partition ``key`` (None: the warehouse as a whole)."""
    tags = {TRIGGER: trigger.value, CODE_VERSION: f"{reader_version()}-{understanding_version()}"}
    if trigger in _PRIORITIES:
        tags[_PRIORITY] = _PRIORITIES[trigger]
    if key is not None:
        tags |= {PROVINCE: key.province_slug, PLAN_YEAR: str(key.plan_year)}
    return tags
