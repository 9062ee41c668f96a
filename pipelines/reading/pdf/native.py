"""Calls into pdfium that take and give plain numbers and addresses.

A page costs tens of thousands of calls, and ctypes' conversions of typed arguments cost several times pdfium's own
work. These prototypes write results straight into numpy buffers, whose addresses are passed as integers.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium_c

ADDRESS = ctypes.c_void_p
INT = ctypes.c_int
UINT = ctypes.c_uint
SIZE = ctypes.c_size_t  # an address as a result that is 0 for NULL, where ADDRESS gives None


@cache
def bare(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 - ctypes prototypes
    """pdfium's function ``name`` with a bare prototype; an address that is NULL comes back as None."""
    function = getattr(pdfium_c, name)
    address = ctypes.cast(function, ADDRESS).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:  # noqa: ANN401 - ctypes handle
    """Address behind a pdfium handle; 0 for NULL."""
    return ctypes.cast(handle, ADDRESS).value or 0
