"""``cchc``: the commands of the data team.

Messages in Vietnamese; exit codes 0 published, 1 not published, 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Callable


def main() -> None:
    """Entry point of the ``cchc`` command."""
    from pipelines.startup import look_for_garbage_seldom  # noqa: PLC0415 - imports only what the command needs

    look_for_garbage_seldom()
    from pipelines.cli.app import app  # noqa: PLC0415

    sys.exit(_code_of(app))


def _code_of(app: Callable[..., int | None]) -> int | None:
    """What the application came to; wrong usage is told here, in Vietnamese."""
    import click  # noqa: PLC0415 - the application has it loaded already

    try:
        return app(prog_name="cchc", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stdout.write(error.message)
        return error.exit_code
    except click.UsageError as error:
        from pipelines.cli.usage import usage_error_vi  # noqa: PLC0415

        sys.stderr.write(f"{usage_error_vi(error)}\n")
        return error.exit_code
    except click.Abort:
        sys.stderr.write("Đã dừng.\n")
        return 1
