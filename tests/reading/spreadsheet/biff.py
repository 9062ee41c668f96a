"""A small writer of XLS files (BIFF8, [MS-XLS]): fonts, formats, merges, hidden rows and columns, runs of text."""

import struct
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "stored"))

from compound import compound_file


def _record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def _text(value, *, wide=2):
    data = value.encode("utf-16-le")
    return struct.pack("<HB" if wide == 2 else "<BB", len(value), 1) + data


def _font(name="Arial", *, bold=False, struck=False, raised=False):
    flags = (0x08 if struck else 0) | (0x01 if bold else 0)
    body = struct.pack("<HHHHHBBBB", 200, flags, 0x7FFF, 700 if bold else 400, int(raised), 0, 0, 0, 0)
    return _record(0x31, body + struct.pack("<BB", len(name), 1) + name.encode("utf-16-le"))


def _xf(font, number_format, *, ruled=False):
    border = 0x1111 if ruled else 0
    return _record(0xE0, struct.pack("<HHHBBBBIIH", font, number_format, 1, 0, 0, 0, 0x0C, border, 0, 0))


def xls(path, sheets, *, fonts=(), formats=()):
    """Write ``sheets`` (name → dict of ``cells``, ``merges``, ``hidden_rows``, ``hidden_columns``, ``hidden``).

    ``fonts`` are keyword dicts; the first has the index 4. ``formats`` are codes, counted from 1. A cell is (value,
    font, format, ruled) or (text, font, format, ruled, runs) with (offset, font) pairs; 0 is the usual one of each.
    """
    looks, numbers = [], {}

    def look(font, number_format, ruled):
        key = (font, number_format, ruled)
        if key not in numbers:
            numbers[key] = 16 + len(looks)
            looks.append(
                _xf(font if font < 4 else font + 1, 164 + number_format - 1 if number_format else 0, ruled=ruled)
            )
        return numbers[key]

    bodies = [_sheet(content, look) for content in sheets.values()]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + _record(0x42, struct.pack("<H", 1200))
    head += _font() * 4 + b"".join(_font(**one) for one in fonts)
    head += b"".join(_record(0x41E, struct.pack("<H", 164 + i) + _text(code)) for i, code in enumerate(formats))
    head += _xf(0, 0) * 16 + b"".join(looks)
    bounds = [(name, 1 if content.get("hidden") else 0) for name, content in sheets.items()]
    size = len(head) + sum(len(_bound(0, name, state)) for name, state in bounds) + 4
    listed = b""
    for (name, state), body in zip(bounds, bodies, strict=True):
        listed += _bound(size, name, state)
        size += len(body)
    path.write_bytes(compound_file({"Workbook": head + listed + _record(0x0A) + b"".join(bodies)}))
    return path


def _bound(offset, name, state):
    return _record(0x85, struct.pack("<IBB", offset, state, 0) + _text(name, wide=1))


def _sheet(content, look):
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for column in content.get("hidden_columns", ()):
        out += _record(0x7D, struct.pack("<HHHHHH", column, column, 2560, 15, 1, 0))
    for row in content.get("hidden_rows", ()):
        out += _record(0x208, struct.pack("<HHHHHHI", row, 0, 20, 255, 0, 0, 0x120))
    for (row, column), (value, font, number_format, ruled, *runs) in sorted(content.get("cells", {}).items()):
        place = struct.pack("<HHH", row, column, look(font, number_format, ruled))
        if not isinstance(value, str):
            out += _record(0x203, place + struct.pack("<d", value))
        elif runs:
            listed = b"".join(struct.pack("<HH", at, face if face < 4 else face + 1) for at, face in runs[0])
            out += _record(0xD6, place + _text(value) + struct.pack("<H", len(runs[0])) + listed)
        else:
            out += _record(0x204, place + _text(value))
    merges = content.get("merges", ())
    if merges:
        body = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges)
        out += _record(0xE5, struct.pack("<H", len(merges)) + body)
    return out + _record(0x0A)
