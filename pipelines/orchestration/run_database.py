"""The run database of the command line: Dagster's own SQLite files, with connections that stay open.

Dagster opens a connection, compiles each statement anew and waits for the disk for every single event; a run has some
fifteen hundred of them. These classes write the very same files (the web page reads them with Dagster's own classes)
with one connection for each file, and without waiting for the disk after each event: SQLite in WAL mode with
``synchronous = NORMAL`` survives a killed process whole and a power cut undamaged; after the latter the last events of
a run may be missing, and that run counts as dead all the same (``instance.recover_dead_runs``).

Belongs here: how run history is stored. Does not: where (``instance.py``), nor what (Dagster).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData
    from sqlalchemy.engine import Connection, Engine

_RELAXED: Final = "pragma synchronous = normal"


def open_connections(home: str) -> Mapping[str, Any]:
    """What stands in ``dagster.yaml`` for an instance in ``home`` with this database."""
    return {"custom": {"module": __name__, "class": RunHistory.__name__, "config": {"base_dir": home}}}


class _EventDatabase(SqliteEventLogStorage):
    """Dagster's event log, one open connection for each of its files."""

    def __init__(self, base_dir: str) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engines.get(shard)
            if engine is None:
                engine = self._engines[shard] = _engine(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def dispose(self) -> None:
        """Close the files."""
        with self._db_lock:
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
