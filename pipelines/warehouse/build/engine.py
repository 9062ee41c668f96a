"""How DuckDB is used: with how many threads, and how it says that a file cannot be written.

A run over some dozens of plans executes about two thousand short statements. DuckDB shares each of them among its
threads, and handing over costs more than the work: two or three of the thirty processor seconds of a run with one new
file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

SMALL_BYTES: Final = 64 * 1024**2
"""Databases up to this size (some two hundred plans) are worked on by one thread."""

NOT_WRITTEN: Final = (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException)
"""A full or unwritable disk: met by a statement, or when a transaction ends (a private file has no rival writer)."""


def spare_threads(connection: duckdb.DuckDBPyConnection, *databases: Path) -> None:
    """Let one thread do the work when the files of ``databases`` are small; otherwise leave DuckDB its own choice."""
    if sum(path.stat().st_size for path in databases if path.exists()) <= SMALL_BYTES:
        connection.execute("set threads = 1")
