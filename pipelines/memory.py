"""Memory that earlier work has freed goes back to the system before something large starts beside this process."""

from __future__ import annotations

import ctypes
import gc

import pyarrow as pa


def give_back_memory() -> None:
    """Return what is free to the system: garbage, Arrow's pool, and the C library's arenas where it can (glibc)."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
