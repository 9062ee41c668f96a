"""``cchc``: the commands of the data team.

Messages in Vietnamese; exit codes 0 published, 1 not published, 2 wrong usage.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the ``cchc`` command."""
    from pipelines.startup import look_for_garbage_seldom  # noqa: PLC0415 - imports only what the command needs

    look_for_garbage_seldom()
    from pipelines.cli.app import app  # noqa: PLC0415

    app(prog_name="cchc", standalone_mode=True)
    sys.exit(0)
