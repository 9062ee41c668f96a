"""Raw access to the reviewed files under ``reference/data``.

Every value is text, because codes have leading zeros. Typed access is in the loader module of each file.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

DATA_DIR = Path(__file__).parent / "data"


def reference_path(name: str) -> Path:
    """Path of ``<name>.csv``.

    Raises:
        FileNotFoundError: There is no such reference file; the message lists the existing ones.
    """
    path = DATA_DIR / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in DATA_DIR.glob("*.csv")))
        raise FileNotFoundError(f"reference file {name!r} not found in {DATA_DIR}; expected one of: {known}")
    return path


@cache
def reference_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read ``<name>.csv`` as dictionaries, empty cells as ``""``; treat them as read-only, the result is cached.

    Raises:
        FileNotFoundError: There is no such reference file.
    """
    with reference_path(name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
