"""The terminal as the commands write to it: no text of a file, a name or a library can give it an order."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.text.display import printable


class SafeConsole(Console):
    """A console on which control characters are shown as escapes; styles are made behind this door."""

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - passed on as they are
        """Every text that is printed, cells of tables included, comes through here."""
        return super().render_str(shown_lines(text), **options)


def shown_lines(text: str) -> str:
    """``text`` line by line without control characters; a tab is a blank."""
    return "\n".join(printable(line.replace("\t", " ")) for line in text.replace("\r\n", "\n").split("\n"))
