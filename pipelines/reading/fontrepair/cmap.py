"""ToUnicode maps: read into a dict, written back whole (PDF 32000-1, 9.10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_PAIRS = re.compile(rb"\s*(?:<[0-9A-Fa-f]+>\s*<[0-9A-Fa-f]{4}>\s*)*")  # one code, one letter of the BMP: nearly all
_DIGITS = re.compile(r"[0-9A-Fa-f]+")
_SURROGATES = range(0xD800, 0xE000)
_MAX_RANGE = 0x10000
_PER_BLOCK = 100  # entries a CMap block may have


def _hex(digits: bytes) -> bytes:
    clean = re.sub(rb"\s", b"", digits).decode("ascii")
    return bytes.fromhex(clean if len(clean) % 2 == 0 else clean + "0")


def _text(raw: bytes) -> str:
    return raw.decode("utf-16-be", "replace")


def _plain_chars(body: bytes) -> list[tuple[int, str]]:
    """The entries of a block that holds nothing but single letters; a map has hundreds, every file several maps."""
    words = _DIGITS.findall(body.decode("ascii"))
    targets = [int(word, 16) for word in words[1::2]]
    letters = ["\ufffd" if target in _SURROGATES else chr(target) for target in targets]
    return list(zip([int(word, 16) for word in words[::2]], letters, strict=True))


def _chars(body: bytes) -> Iterator[tuple[int, str]]:
    if _PAIRS.fullmatch(body):
        yield from _plain_chars(body)
        return
    values = [_hex(match.group(1)) for match in _TOKEN.finditer(body) if match.group(1) is not None]
    for source, target in zip(values[::2], values[1::2], strict=False):
        yield int.from_bytes(source), _text(target)


def _run(first: int, last: int, start: bytes) -> Iterator[tuple[int, str]]:
    for offset in range(min(last - first + 1, _MAX_RANGE)):
        low = (int.from_bytes(start[-2:]) + offset) & 0xFFFF
        yield first + offset, _text(start[:-2] + low.to_bytes(2))


def _ranges(body: bytes) -> Iterator[tuple[int, str]]:
    tokens = list(_TOKEN.finditer(body))
    index = 0
    while index + 2 < len(tokens):
        first, last = (int.from_bytes(_hex(tokens[index + i].group(1) or b"")) for i in (0, 1))
        index += 2
        if tokens[index].group(2) is None:
            yield from _run(first, last, _hex(tokens[index].group(1) or b""))
            index += 1
            continue
        index += 1
        code = first
        while index < len(tokens) and tokens[index].group(3) is None:
            yield code, _text(_hex(tokens[index].group(1) or b""))
            code, index = code + 1, index + 1
        index += 1


def read_cmap(data: bytes) -> dict[int, str]:
    """Code → text; the last entry of a code counts, as in readers."""
    found: dict[int, str] = {}
    for match in _BLOCK.finditer(data):
        found.update((_chars if match.group(1) == b"bfchar" else _ranges)(match.group(2)))
    return found


def write_cmap(mapping: Mapping[int, str], code_bytes: int) -> bytes:
    """A ToUnicode stream for ``mapping``.

    Args:
        mapping: code → text.
        code_bytes: 1 for simple fonts, 2 for composite ones.
    """
    digits = 2 * code_bytes
    entries = [
        f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in sorted(mapping.items())
    ]
    blocks = [entries[i : i + _PER_BLOCK] for i in range(0, len(entries), _PER_BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Repaired def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<{0:0{digits}X}> <{'F' * digits}>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
