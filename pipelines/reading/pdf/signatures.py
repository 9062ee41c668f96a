"""What a signing service says of itself, in its stamp or printed into the page: furniture, not text of the plan."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pipelines.reading.pdf.textlines import Line
from pipelines.text.vietnamese import match_key

_WORDS = Path(__file__).parent / "data" / "stamp_words.csv"
_SAID = re.compile(r"^\W*(?P<words>[^:]{2,24}?)\s*:\s*(?P<value>.*)$")
_VALUE_OF_TIME = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


class SignatureWords(NamedTuple):
    """What a signature's appearance says of itself."""

    lines: tuple[Line, ...]
    signer: str | None
    signed_at: str | None


@cache
def stamp_words() -> Mapping[str, str]:
    """What the words in front of a colon say: ``signer``, ``signed_at``, ``detail`` or ``sign`` (no colon needed)."""
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({match_key(row["words"]): row["says"] for row in csv.DictReader(file)})


def signature_words(lines: Sequence[Line]) -> SignatureWords | None:
    """Read the lines of one stamp; None when they are no words of a signing service about itself."""
    said = [(line, *_said(line.text)) for line in lines]
    if not any(kind in {"signer", "signed_at", "sign"} for _, kind, _ in said):
        return None
    times = [value for _, kind, value in said if kind == "signed_at"]
    times += [value for _, kind, value in said if kind == "detail" and _VALUE_OF_TIME.fullmatch(value)]
    return SignatureWords(tuple(lines), _signer(said), next(filter(None, times), None))


def without_signature_words(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[SignatureWords, ...]]:
    """(the other lines, what services say of themselves): some services print into the page itself.

    Only a block that names a signer and a time of the clock is taken: "Ngày ký: …" may be a field of a form.
    """
    if not any(_CLOCK.search(line.text) and _said(line.text)[0] for line in lines):
        return tuple(lines), ()
    found: list[SignatureWords] = []
    gone: set[int] = set()
    for block in _blocks(lines):
        words = signature_words([lines[index] for index in block])
        if words is not None and words.signer and words.signed_at and _CLOCK.search(words.signed_at):
            found.append(words)
            gone.update(block)
    return tuple(line for index, line in enumerate(lines) if index not in gone), tuple(found)


def _blocks(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Lines under one another that begin with words of services, and lines between them that go on."""
    open_blocks: list[list[int]] = []
    for index, line in enumerate(lines):
        above = next((block for block in open_blocks if _is_under(lines[block[-1]], line)), None)
        if above is not None:
            above.append(index)
        elif _said(line.text)[0]:
            open_blocks.append([index])
    for block in open_blocks:
        while len(block) > 1 and not _said(lines[block[-1]].text)[0]:
            block.pop()
        yield block


def _is_under(above: Line, line: Line) -> bool:
    size = max(above.size, line.size)
    return abs(above.x0 - line.x0) <= 0.5 * size and 0 < line.baseline - above.baseline <= 2 * size


def _said(text: str) -> tuple[str, str]:
    """(what a line says, its value); ("", text) for words that are none of a service."""
    match = _SAID.match(text)
    if match:
        kind = stamp_words().get(match_key(match["words"]), "")
        if kind:
            return kind, match["value"].strip()
    key = match_key(text).strip(" .")
    opening = next((words for words in stamp_words() if key == words or key.startswith(f"{words} ")), None)
    if opening is None or stamp_words()[opening] == "detail":
        return "", text
    return stamp_words()[opening], text[len(opening) :].strip(" :")


def _signer(said: Sequence[tuple[Line, str, str]]) -> str | None:
    """The signer's name with the lines it goes on in."""
    for index, (_, kind, value) in enumerate(said):
        if kind == "signer":
            rest = []
            for _, following, text in said[index + 1 :]:
                if following:
                    break
                rest.append(text)
            return " ".join(filter(None, [value, *rest])) or None
    return None
