"""Fields of RTF: ``{\\field{\\*\\fldinst DATE}{\\fldrslt 05/01/2026}}`` becomes ``{05/01/2026}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.reading.stored.kinds import FoundField, Frozen, Treatment, is_frozen, kind_of_code

# Control words, control symbols, escaped bytes, braces; what lies between them is text or data of pictures.
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]")
_MOST_DEPTH = 1_000
_BINARY = rb"bin"


@dataclass(slots=True)
class _Group:
    """An open group: where it starts, its first control word and where that ends, the field that it is."""

    start: int
    word: bytes = b""
    inside: int = 0
    field: _Field | None = None


@dataclass(slots=True)
class _Field:
    """A field: where its group starts, its code, the span of what its result's group holds."""

    start: int
    code: bytes = b""
    result: tuple[int, int] | None = None


@dataclass(slots=True)
class _Scan:
    """What a pass over the file gathers: fields in the order in which they end (inner before outer)."""

    groups: list[_Group] = field(default_factory=list)
    fields: list[tuple[_Field, int]] = field(default_factory=list)


def freeze_rtf(data: bytes) -> tuple[bytes, Frozen]:
    """An RTF file whose stored results are plain text; the same bytes where it holds no fields.

    Raises:
        ValueError: groups nest too deep to be honest.
    """
    if b"\\field" not in data:
        return data, Frozen()
    found: list[FoundField] = []
    cuts: list[tuple[int, int]] = []
    for one, end in sorted(_fields(data), key=lambda pair: pair[0].start):
        code = _plain(one.code)
        kind = kind_of_code(code)
        if kind is None or kind.treatment is Treatment.LIVE:
            continue
        if is_frozen(kind) and one.result is not None:
            start, stop = one.result
            cuts += [(one.start + 1, start), (stop, end - 1)]
            found.append(FoundField(kind, _plain(data[start:stop])))
        elif kind.treatment is not Treatment.STORED:
            cuts.append((one.start + 1, end - 1))
            found.append(FoundField(kind, code, is_stored=False))
    return _without(data, cuts), Frozen.of(found)


def _without(data: bytes, cuts: list[tuple[int, int]]) -> bytes:
    out, at = [], 0
    for start, stop in sorted(cuts):
        out.append(data[at : max(at, start)])
        at = max(at, stop)
    return b"".join((*out, data[at:]))


def _fields(data: bytes) -> list[tuple[_Field, int]]:
    scan = _Scan()
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        token = match.group()
        if token == b"{":
            _open(scan, match.start())
        elif token == b"}":
            _close(scan, data, match.start())
        elif match.group(1):
            _word(scan, match)
            if match.group(1) == _BINARY and match.group(2):
                at += max(0, int(match.group(2)))
    return scan.fields


def _open(scan: _Scan, at: int) -> None:
    if len(scan.groups) >= _MOST_DEPTH:
        raise ValueError(f"RTF groups nest deeper than {_MOST_DEPTH}")
    scan.groups.append(_Group(at))


def _word(scan: _Scan, match: re.Match[bytes]) -> None:
    if not scan.groups or scan.groups[-1].word:
        return
    group = scan.groups[-1]
    group.word, group.inside = match.group(1), match.end()
    if group.word == b"field":
        group.field = _Field(group.start)


def _close(scan: _Scan, data: bytes, at: int) -> None:
    if not scan.groups:
        return
    group = scan.groups.pop()
    if group.field is not None:
        scan.fields.append((group.field, at + 1))
        return
    outer = scan.groups[-1].field if scan.groups else None
    if outer is None:
        return
    if group.word == b"fldinst":
        outer.code = data[group.start : at + 1]
    elif group.word == b"fldrslt":
        outer.result = (group.inside, at)


def _plain(source: bytes) -> str:
    """Words of a piece of RTF; letters outside ASCII as far as they are written as numbers."""
    return " ".join("".join(_pieces(source)).split())


def _pieces(source: bytes) -> Iterator[str]:
    at = 0
    for match in _TOKEN.finditer(source):
        yield source[at : match.start()].decode("latin-1")
        at = match.end()
        if match.group(1) == b"u" and match.group(2):
            yield chr(int(match.group(2)) % 0x10000)
            at += source[at : at + 1] == b"?"  # what old readers show instead
        elif match.group() in {b"\\{", b"\\}", b"\\\\"}:
            yield match.group()[1:].decode()
    yield source[at:].decode("latin-1")
