"""What was typed wrong, in Vietnamese: the library that takes the command line apart speaks English.

Belongs here: its errors → one line that says where, what was found, what was expected and where to look.
Does not: what commands check themselves (they say so in their own words).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import click

_FOUND: Final = re.compile(r"^'?(?P<found>.+?)'? (?:is not|does not) ")
_SURPLUS: Final = re.compile(r"^Got unexpected extra arguments? \((?P<words>.+)\)$")
_EXAMPLE: Final = datetime(2026, 3, 1)


def usage_error_vi(error: click.UsageError) -> str:
    """``--year: nhận được “1999”; cần số nguyên từ 2000 đến 2099. Xem: cchc run --help``."""
    command = error.ctx.command_path if error.ctx else "cchc"
    return f"{_said(error)} Xem: {command} --help"


def _said(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"Không có tùy chọn {error.option_name}.{_meant(error.possibilities)}"
        case click.exceptions.NoSuchCommand():
            return f"Không có lệnh {error.command_name}.{_meant(error.possibilities)}"
        case click.MissingParameter():
            return f"Thiếu {_name(error.param)}: {_help(error.param)}"
        case click.BadOptionUsage():
            return f"Tùy chọn {error.option_name} thiếu giá trị, thừa giá trị hoặc ghi không đúng chỗ."
        case click.BadParameter() if error.param is not None:
            found = _FOUND.match(error.message)
            given = f"nhận được “{found['found']}”; " if found else ""
            return f"{_name(error.param)}: {given}cần {_expected(error.param)}."
    surplus = _SURPLUS.match(error.message)
    # else a command raised it, in its own words
    return f"Thừa từ trong lệnh: {surplus['words']}." if surplus else f"{error.message.removesuffix('.')}."


def _meant(possibilities: list[str] | None) -> str:
    return f" Ý anh/chị là {' hoặc '.join(sorted(possibilities))}?" if possibilities else ""


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name if parameter else "tham số"


def _help(parameter: click.Parameter | None) -> str:
    """What the parameter's own help says: it ends with a full stop."""
    return str(getattr(parameter, "help", None) or f"cần {_expected(parameter)}.")


def _expected(parameter: click.Parameter | None) -> str:
    kind = parameter.type if parameter else None
    match kind:
        case click.IntRange():
            return f"số nguyên từ {kind.min} đến {kind.max}"
        case click.types.IntParamType():
            return "số nguyên"
        case click.DateTime():
            return f"ngày, ghi như {' hoặc '.join(_EXAMPLE.strftime(one) for one in kind.formats)}"
    return "một giá trị"
