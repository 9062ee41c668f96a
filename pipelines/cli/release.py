"""``cchc --version``: which release of the program this is."""

from __future__ import annotations

from importlib.metadata import version

_DISTRIBUTION = "cchc-warehouse"


def release() -> str:
    """Version of the installed program; what it promises stands in ``docs/developer/releases.md``."""
    return version(_DISTRIBUTION)
