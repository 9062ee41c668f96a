"""The run database of the command line: Dagster's own SQLite files, with connections that stay open.

Dagster opens a connection, compiles each statement anew, asks which tables there are and waits for the disk for every
single event; a run has some sixteen hundred of them. These classes write the very same files (the web page reads them
with Dagster's own classes) with one connection for each file, and without waiting for the disk after each event: SQLite
in WAL mode with ``synchronous = NORMAL`` survives a killed process whole and a power cut undamaged; after the latter
the last events of a run may be missing, and that run counts as dead all the same (``instance.recover_dead_runs``). What
a step tells of its hundreds of tables and checks is written in one transaction; every other event at once, and with it
what came before.

Belongs here: how run history is stored. Does not: where (``instance.py``), nor what (Dagster).
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as db
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.runs import SqliteRunStorage
from dagster._core.storage.schedules import SqliteScheduleStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import (
    DagsterSqliteStorage,
    _event_logs_directory,
    _runs_directory,
    _schedule_directory,
)
from sqlalchemy.pool import StaticPool

from pipelines.orchestration.bulk_events import BULK, CHECKS, TABLES, is_plain, store_check, store_row, store_table

if TYPE_CHECKING:
    from dagster import EventLogEntry
    from dagster._serdes import ConfigurableClassData
    from sqlalchemy.engine import Connection, Engine

_RELAXED: Final = "pragma synchronous = normal"
_MOST_WAITING: Final = 200


def open_connections(home: str) -> Mapping[str, Any]:
    """What stands in ``dagster.yaml`` for an instance in ``home`` with this database."""
    return {"custom": {"module": __name__, "class": RunHistory.__name__, "config": {"base_dir": home}}}


class _EventDatabase(SqliteEventLogStorage):
    """Dagster's event log, one open connection for each of its files, events that come in bulk in one transaction."""

    def __init__(self, base_dir: str) -> None:
        self._lock = threading.RLock()
        self._engines: dict[str, Engine] = {}
        self._known: set[str] = set()
        self._waiting: list[EventLogEntry] = []
        self._open: dict[str, Connection] = {}
        self._transaction: ExitStack | None = None
        super().__init__(base_dir)

    def store_event(self, event: EventLogEntry) -> None:
        """Store the event, or let it wait for those that come with it."""
        with self._lock:
            self._waiting.append(event)
            kind = event.dagster_event_type if event.is_dagster_event else None
            if kind not in BULK or len(self._waiting) >= _MOST_WAITING:
                self._store_waiting()

    def _store_waiting(self) -> None:
        """Store what waits, Dagster's own way, in one transaction for each file."""
        waiting, self._waiting = self._waiting, []
        try:
            with ExitStack() as self._transaction:
                for event in waiting:
                    self._store(event)
        finally:
            self._transaction = None
            self._open.clear()

    def _store(self, event: EventLogEntry) -> None:
        """Store one event where Dagster would: in the run's file, and in the index what is looked up over all runs."""
        if not is_plain(event):
            super().store_event(event)
            return
        row = self._event_to_row(event)
        with self.run_connection(event.run_id) as connection:
            store_row(connection, row)
        told = event.get_dagster_event()
        if told.event_type not in CHECKS | TABLES:
            return
        with self.index_connection() as connection:
            number = store_row(connection, row)
            if told.event_type in CHECKS:
                store_check(connection, event, row, number)
            elif told.asset_key is not None:
                self._store_asset_event_tags(connection, [event], [number])
                dated = self._has_asset_key_index_cols_on_connection(connection)
                store_table(connection, told.asset_key, self._get_asset_entry_values(event, number, dated))

    def has_secondary_index(self, name: str) -> bool:
        """Whether a migration of the stored events is done; asked once."""
        return self._known_to_be(f"index: {name}", lambda: super(_EventDatabase, self).has_secondary_index(name))

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """A connection in a transaction: the one of the events that are being stored, or one of its own."""
        with self._lock:
            if self._transaction is not None:
                if shard not in self._open:
                    self._open[shard] = self._transaction.enter_context(self._engine_of(shard).begin())
                yield self._open[shard]
                return
            if self._waiting:
                self._store_waiting()
            with self._engine_of(shard).begin() as connection:
                yield connection

    def _engine_of(self, shard: str) -> Engine:
        engine = self._engines.get(shard)
        if engine is None:
            self._copy_empty(shard)
            engine = self._engines[shard] = _engine(self.conn_string_for_shard(shard))
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        return engine

    def _copy_empty(self, shard: str) -> None:
        """A new run's file as a copy: making its tables takes longer than most runs need for their events."""
        path = Path(self.path_for_shard(shard))
        if path.exists():
            return
        empty = path.with_name(f"empty-{version('dagster')}.sqlite")
        fresh = path.with_name(f".{shard}.tmp")
        if not empty.exists():
            self._make_empty(fresh)
            fresh.replace(empty)
        shutil.copyfile(empty, fresh)
        fresh.replace(path)
        self._initialized_dbs.add(shard)

    def _make_empty(self, path: Path) -> None:
        for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            leftover.unlink(missing_ok=True)
        engine = _engine(f"sqlite:///{path}")
        self._initdb(engine)
        with engine.begin() as connection:
            connection.execute(db.text("pragma wal_checkpoint(truncate)"))
        engine.dispose()

    def has_table(self, table_name: str) -> bool:
        """Whether the table is there; asked once."""
        return self._known_to_be(table_name, lambda: super(_EventDatabase, self).has_table(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        look = super()._has_asset_key_col_on_connection
        return self._known_to_be(f"asset key: {column_name}", lambda: look(conn, column_name))

    def _known_to_be(self, name: str, look: Callable[[], bool]) -> bool:
        # what is there stays there; what is missing may come with a migration
        if name not in self._known and look():
            self._known.add(name)
        return name in self._known

    def dispose(self) -> None:
        """Close the files."""
        with self._lock:
            if self._waiting:
                self._store_waiting()
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()
        super().dispose()


class _RunDatabase(SqliteRunStorage):
    """Dagster's table of runs, on one open connection."""

    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engine = _engine(conn_string)
        self._lock = threading.RLock()
        self._current: Connection | None = None
        super().__init__(conn_string, inst_data)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """The connection, in a transaction; inside another such block the same one."""
        with self._lock:
            if self._current is not None:
                yield self._current
                return
            with self._engine.begin() as connection:
                self._current = connection
                try:
                    yield connection
                finally:
                    self._current = None

    def dispose(self) -> None:
        """Close the file."""
        self._engine.dispose()
        super().dispose()


class RunHistory(DagsterSqliteStorage):
    """Dagster's SQLite storage, with connections that stay open."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        # not the base class's own: it would open the same files a second time
        self.base_dir = base_dir
        self._run_storage = _RunDatabase.from_local(_runs_directory(base_dir))
        self._event_log_storage = _EventDatabase(_event_logs_directory(base_dir))
        self._schedule_storage = SqliteScheduleStorage.from_local(_schedule_directory(base_dir))
        self._inst_data = inst_data
        super(DagsterSqliteStorage, self).__init__()  # type: ignore[no-untyped-call]  # Dagster's, without types

    @classmethod
    def from_config_value(  # type: ignore[override]  # Dagster names a typed dictionary of its own
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, str]
    ) -> RunHistory:
        """The storage of the folder ``base_dir``."""
        return cls(inst_data=inst_data, **config_value)


def _engine(conn_string: str) -> Engine:
    # one connection for every thread: who uses it holds the lock of its storage
    arguments: dict[str, Any] = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    engine = db.create_engine(conn_string, poolclass=StaticPool, connect_args=arguments)

    @db.event.listens_for(engine, "connect")
    def _relax(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(_RELAXED)

    return engine
