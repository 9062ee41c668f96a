"""No name of a file and no text of a library gives the terminal an order."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from pipelines.cli.terminal import SafeConsole
from pipelines.text.display import printable


def printed(*things: object) -> str:
    stream = io.StringIO()
    SafeConsole(file=stream, width=200).print(*things, markup=False, highlight=False, soft_wrap=True)
    return stream.getvalue()


@given(st.text(max_size=40))
def test_control_characters_never_reach_the_terminal(text: str) -> None:
    table = Table("tệp")
    table.add_row(text)
    shown = printed(text) + printed(table)
    assert not [one for one in shown if not one.isprintable() and one not in "\n" and one.isascii()]
    assert "\x9b" not in shown


def test_an_escape_is_shown_as_what_it_is() -> None:
    assert printed("a\x1b[31mb") == "a\\x1b[31mb\n"
    assert printable("tệp\u202e.pdf") == "tệp\\u202e.pdf"


def test_vietnamese_and_line_breaks_stay_as_they_are() -> None:
    assert printed("Kế hoạch “cải cách”\nxã A — 98 %") == "Kế hoạch “cải cách”\nxã A — 98 %\n"
