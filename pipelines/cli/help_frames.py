"""Help in Vietnamese: what the library puts around the commands' own words ("Usage", "Options", "required").

Belongs here: names of panels, of kinds of values and of the parts of a usage line.
Does not: what a command or an option is for; each says so where it is defined.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final, get_args, get_type_hints

import click
from typer import rich_utils
from typer.core import TyperArgument, TyperCommand, TyperGroup
from typer.models import ArgumentInfo

_OPTIONS: Final = "[TÙY CHỌN]"
_KINDS: Final[Mapping[str, str]] = {
    "path": "ĐƯỜNG_DẪN",
    "text": "CHỮ",
    "integer": "SỐ",
    "integer range": "SỐ",
    "datetime": "NGÀY",
}
_FIXED: Final[Mapping[str, str]] = {
    "ARGUMENTS_PANEL_TITLE": "Tham số",
    "OPTIONS_PANEL_TITLE": "Tùy chọn",
    "COMMANDS_PANEL_TITLE": "Lệnh",
    "DEFAULT_STRING": "[mặc định: {}]",
    "ENVVAR_STRING": "[biến môi trường: {}]",
    "REQUIRED_LONG_STRING": "[bắt buộc]",
}
"""The fixed strings of the library's help pages, by their names there."""


class _VietnameseHelp(click.Command):
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Hiện phần trợ giúp này."
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: ")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for name, text in _FIXED.items():
            setattr(rich_utils, name, text)
        for option in (one for one in self.params if isinstance(one, click.Option) and one.metavar is None):
            option.metavar = _KINDS.get(option.type.name)
        super().format_help(ctx, formatter)


class Command(_VietnameseHelp, TyperCommand):
    """One command, its help page in Vietnamese."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - the library's own, passed on
        super().__init__(*args, **{**settings, "options_metavar": _OPTIONS})
        for argument in (one for one in self.params if isinstance(one, TyperArgument)):
            argument.help = argument.help or _stated_help(self.callback, argument.name)


def _stated_help(callback: Callable[..., Any] | None, name: str | None) -> str | None:
    """What the command says of its argument: typer hands it over, click 8.5 sets its own "no help" over it."""
    hints = get_type_hints(inspect.unwrap(callback), include_extras=True) if callback else {}
    stated = (one.help for one in get_args(hints.get(name or "")) if isinstance(one, ArgumentInfo))
    return next(stated, None)


class CommandGroup(_VietnameseHelp, TyperGroup):
    """All commands, their list in Vietnamese."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - the library's own, passed on
        super().__init__(**{**settings, "options_metavar": _OPTIONS, "subcommand_metavar": "LỆNH [THAM SỐ]…"})
