"""Who does a task by when, told in words without labels: "Văn phòng chủ trì, Công an phối hợp, thời gian quý II"."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.pattern_words import either
from pipelines.text.folded import fold
from pipelines.text.vietnamese import squeeze_spaces
from pipelines.understanding.tables.guessed_columns import is_time

_PIECE = re.compile(r"[^,;]+")
Fields = dict[Role, str]


@cache
def _forms() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    leads, joins, when = either("leads_as"), either("joins_as"), either("time_opening")
    return (
        (Role.COORDINATION, re.compile(rf"(?P<said>.+?) {joins}(?: {leads})?$")),
        (Role.COORDINATION, re.compile(rf"{joins} (?:(?:cùng|với) )*(?P<said>.+)$")),
        (Role.LEAD, re.compile(rf"(?:{either('hands_to')} )?(?P<said>.+?) {leads}$")),
        (Role.DEADLINE, re.compile(rf"{when}:? (?P<said>.+)$")),
    )


def spoken_fields(text: str) -> Fields:
    """The parts of ``text`` by role, as printed; empty unless all of it tells who leads, who joins and by when.

    A stretch without a word of its own belongs to the office behind it ("Phòng Kinh tế, Công an xã phối hợp") or to the
    time before it ("quý I, II/2026").
    """
    fields: Fields = {}
    last: Role | None = None
    waiting = ""
    for piece in _PIECE.finditer(text):
        stretch = f"{waiting}{piece[0]}"
        role, said = _told(stretch)
        if role is None and last is Role.DEADLINE and not waiting and is_time(f"{fields[last]},{piece[0]}"):
            fields[last] = f"{fields[last]},{piece[0].rstrip(' .')}"
        elif role is None:
            waiting = f"{stretch},"
        elif role in fields:
            return {}
        else:
            fields[role], last, waiting = said, role, ""
    return {} if waiting.strip(" .,") else fields


def _told(stretch: str) -> tuple[Role | None, str]:
    folded = fold(squeeze_spaces(stretch).strip(" .-"))
    for role, form in _forms():
        found = form.fullmatch(folded.key)
        if found and (role is not Role.DEADLINE or is_time(found["said"])):
            return role, folded.printed(*found.span("said"))
    return (Role.DEADLINE, folded.printed(0, len(folded.key))) if is_time(folded.key) else (None, "")
