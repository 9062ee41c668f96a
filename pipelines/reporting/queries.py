"""Texts of the reports' queries: each beside the report that asks it; what several of them ask is in ``sql`` here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_SHARED: Final = Path(__file__).parent / "sql"


@cache
def query_text(folder: Path, name: str) -> str:
    """The query ``name`` of the report whose queries lie in ``folder``, or the one that reports share.

    Raises:
        FileNotFoundError: neither folder has the query.
    """
    own = folder / f"{name}.sql"
    return (own if own.exists() else _SHARED / own.name).read_text(encoding="utf-8")
