"""How DuckDB is used: with how many threads, and how it says that a file cannot be written.

A run over some dozens of plans executes about two thousand short statements. DuckDB shares each of them among its
threads, and handing over costs more than the work: two or three of the thirty processor seconds of a run with one new
file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

SMALL_BYTES: Final = 64 * 1024**2
"""Databases up to this size (some two hundred plans) are worked on by one thread."""

_SMALL_BUILD_BYTES: Final = 96 * 1024**2
"""Private builds up to this size (about as many plans): their columns are not compressed."""

NOT_WRITTEN: Final = (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException)
"""A full or unwritable disk: met by a statement, or when a transaction ends (a private file has no rival writer)."""


def spare_threads(connection: duckdb.DuckDBPyConnection, *databases: Path) -> None:
    """Let one thread do the work when the files of ``databases`` are small; otherwise leave DuckDB its own choice."""
    if _is_small(databases, SMALL_BYTES):
        connection.execute("set threads = 1")


def spare_build(connection: duckdb.DuckDBPyConnection, *files: Path) -> None:
    """:func:`spare_threads` for a private build: while it is small, it is not compressed either.

    It is written some six times and gone once the version is copied out of it. To choose how each column is compressed
    takes half a second of the models alone. The published file is compressed as ever.
    """
    if _is_small(files, _SMALL_BUILD_BYTES):
        connection.execute("set threads = 1")
        connection.execute("set force_compression = 'uncompressed'")


def _is_small(files: Iterable[Path], most: int) -> bool:
    return sum(path.stat().st_size for path in files if path.exists()) <= most
