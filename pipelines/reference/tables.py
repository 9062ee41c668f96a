"""Raw access to the reviewed files under ``reference/data``.

Every value is text, because codes have leading zeros; an empty cell is NULL. Typed access is in the loader
module of each file.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd

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


def reference_frame(name: str) -> pd.DataFrame:
    """Read ``<name>.csv`` whole.

    Args:
        name: File name without ``.csv``, e.g. ``"provinces"``.

    Returns:
        One column for each column of the file, all ``object`` with ``str`` values; an empty cell is ``None``
        (DuckDB reads it as NULL). "NA", "null" and the like stay text.

    Raises:
        FileNotFoundError: There is no such reference file.
    """
    frame = pd.read_csv(reference_path(name), dtype=object, encoding="utf-8", keep_default_na=False)
    return frame.where(frame != "", None)


@cache
def reference_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read ``<name>.csv`` as dictionaries, empty cells as ``""``; treat them as read-only, the result is cached.

    Raises:
        FileNotFoundError: There is no such reference file.
    """
    with reference_path(name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
