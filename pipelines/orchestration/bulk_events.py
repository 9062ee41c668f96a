"""Rows of the events that a run has by the hundred, written by statements that are made once.

Dagster puts every statement together anew and gives SQLAlchemy its values as a part of it: eight times the work of
writing the row. Here the same rows go into the same tables (``SqliteEventLogStorage.store_event`` of the locked release
is what they follow; a test holds the two side by side). What has partitions is left to Dagster.

Belongs here: planned and finished tables and checks, outputs of steps. Does not: any other event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as db
from dagster import DagsterEventType, DagsterInvariantViolationError
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, AssetKeyTable, SqlEventLogStorageTable

if TYPE_CHECKING:
    from dagster import AssetKey, DagsterEvent, EventLogEntry
    from sqlalchemy.engine import Connection

Row = dict[str, Any]

CHECKS: Final = frozenset({DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED, DagsterEventType.ASSET_CHECK_EVALUATION})
TABLES: Final = frozenset({DagsterEventType.ASSET_MATERIALIZATION_PLANNED, DagsterEventType.ASSET_MATERIALIZATION})
BULK: Final = CHECKS | TABLES | {DagsterEventType.STEP_OUTPUT}
"""Told by the hundred, when a run is planned or a step has done its work; none of them does a person wait to see."""

_INSERT_EVENT: Final = SqlEventLogStorageTable.insert()
_INSERT_TABLE: Final = AssetKeyTable.insert()
_KNOWN_TABLE: Final = AssetKeyTable.update().where(AssetKeyTable.c.asset_key == db.bindparam("known_asset"))
_INSERT_CHECK: Final = AssetCheckExecutionsTable.insert()
_PLANNED: Final = AssetCheckExecutionsTable.update().where(
    AssetCheckExecutionsTable.c.asset_key == db.bindparam("planned_asset"),
    AssetCheckExecutionsTable.c.check_name == db.bindparam("planned_check"),
    AssetCheckExecutionsTable.c.run_id == db.bindparam("planned_run"),
    AssetCheckExecutionsTable.c.partition.is_(None),
)


def is_plain(event: EventLogEntry) -> bool:
    """Whether the event is one of :data:`BULK` and of no partition."""
    told = event.dagster_event
    if told is None or told.event_type not in BULK:
        return False
    data = told.event_specific_data
    return not (told.partition or getattr(data, "partitions_subset", None) or getattr(data, "partition", None))


def store_row(connection: Connection, row: Row) -> int:
    """Store an event, as a row of the event log; return its number."""
    key = connection.execute(_INSERT_EVENT, row).inserted_primary_key
    if key is None:
        raise DagsterInvariantViolationError("An event was stored without a number.")
    return int(key[0])


def store_table(connection: Connection, key: AssetKey, values: Row) -> None:
    """Store what is last known of a table."""
    row = {"asset_key": key.to_string(), **values}
    if not connection.execute(_KNOWN_TABLE, values | {"known_asset": row["asset_key"]}).rowcount:
        connection.execute(_INSERT_TABLE, row)


def store_check(connection: Connection, event: EventLogEntry, row: Row, number: int) -> None:
    """Store that a check is planned, or what came of it: that takes the place of what was planned."""
    told = event.get_dagster_event()
    known = {"run_id": event.run_id, "evaluation_event": row["event"], "evaluation_event_timestamp": row["timestamp"]}
    if told.event_type is DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED:
        connection.execute(_INSERT_CHECK, _planned(told) | known | {"evaluation_event_storage_id": number})
    else:
        _store_evaluation(connection, _evaluated(told) | known | {"evaluation_event_storage_id": number})


def _planned(told: DagsterEvent) -> Row:
    planned = told.asset_check_planned_data
    return {
        "asset_key": planned.asset_key.to_string(),
        "check_name": planned.check_name,
        "partition": None,
        "execution_status": AssetCheckExecutionRecordStatus.PLANNED.value,
    }


def _evaluated(told: DagsterEvent) -> Row:
    found = told.asset_check_evaluation_data
    status = AssetCheckExecutionRecordStatus.SUCCEEDED if found.passed else AssetCheckExecutionRecordStatus.FAILED
    target = found.target_materialization_data
    return {
        "asset_key": found.asset_key.to_string(),
        "check_name": found.check_name,
        "partition": None,
        "execution_status": status.value,
        "materialization_event_storage_id": target.storage_id if target else None,
    }


def _store_evaluation(connection: Connection, check: Row) -> None:
    """What nobody planned is a row of its own."""
    names = ("asset_key", "check_name", "run_id")
    planned = dict(zip(("planned_asset", "planned_check", "planned_run"), (check[name] for name in names), strict=True))
    values = {name: value for name, value in check.items() if name not in names}
    updated = connection.execute(_PLANNED, planned | values).rowcount
    if updated == 0:
        connection.execute(_INSERT_CHECK, check)
    elif updated > 1:
        raise DagsterInvariantViolationError(f"{check['check_name']} was planned {updated} times in one run.")
