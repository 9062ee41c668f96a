"""Rows of a reviewed data file by its file name; a thin door to :mod:`pipelines.reference.tables`."""

from __future__ import annotations

from pipelines.reference.tables import reference_rows


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``reference/data/<name>`` (with ``.csv``) as column → text, '' where a cell is empty.

    Raises:
        FileNotFoundError: no such data file; the message lists the existing ones.
    """
    return reference_rows(name.removesuffix(".csv"))
