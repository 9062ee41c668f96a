"""What the sensors do about a damaged warehouse: heal it while no run works on it, and say so.

Belongs here: when. Does not: what is healed and how (``pipelines.stages.heal``).
"""

from datetime import UTC, datetime

import dagster as dg

from pipelines.settings import Settings
from pipelines.stages.heal import heal_warehouse, unfinished_partitions
from pipelines.stages.healed import Healed
from pipelines.stages.register import STAGE
from pipelines.warehouse.build.locking import WarehouseBusy, warehouse_lock
from pipelines.warehouse.lake.partitions import Partition, drop_partition

RUNNING = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def heal_at_rest(instance: dg.DagsterInstance, settings: Settings) -> tuple[Healed, ...]:
    """What was damaged and is put right now; nothing while somebody works on the warehouse.

    Dagster's own tables are left alone: the process that asks has them open. A partition of which something was thrown
    away is no longer registered, so that the next look at the files asks for it.

    Raises:
        OSError: the disk refuses.
    """
    if instance.get_runs_count(dg.RunsFilter(statuses=RUNNING)):
        return ()
    try:
        with warehouse_lock(settings.paths):
            healed = heal_warehouse(settings.paths, now=datetime.now(UTC), is_dagster_closed=False)
            for key in unfinished_partitions(settings.lake) if healed else ():
                drop_partition(settings.lake, STAGE, Partition(key.province_slug, key.plan_year))
            return healed
    except WarehouseBusy:
        return ()


def healed_text(healed: tuple[Healed, ...]) -> str:
    """What a sensor says."""
    return "Kho bị hỏng, đã sửa; phần làm lại được sẽ được làm lại. " + " ".join(one.text_vi for one in healed)
