"""A small writer of compound files ([MS-CFB]) and of the parts of a binary Word file that speak of fields."""

import struct

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LEAST = 4096  # shorter streams would live in another stream


def compound_file(streams):
    """The bytes of a compound file with ``streams`` (name → bytes); each is filled up to 4,096 bytes."""
    bodies = {name: body.ljust(max(_LEAST, -(-len(body) // SECTOR) * SECTOR), b"\0") for name, body in streams.items()}
    sectors, fat, starts = [], [_FAT, _END], {}
    for name, body in bodies.items():
        starts[name] = len(fat)
        count = len(body) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
        sectors += [body[i : i + SECTOR] for i in range(0, len(body), SECTOR)]
    entries = [_entry("Root Entry", 5, child=1)]
    for index, (name, body) in enumerate(bodies.items(), start=1):
        right = index + 1 if index < len(bodies) else _FREE
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(body)))
    directory = b"".join(entries).ljust(SECTOR, b"\0")[:SECTOR]
    table = struct.pack(f"<{SECTOR // 4}I", *(fat + [_FREE] * (SECTOR // 4 - len(fat))))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, _LEAST, _END, 0, _END, 0)
        + struct.pack("<109I", 0, *[_FREE] * 108)
    )
    return header + table + directory + b"".join(sectors)


def _entry(name, kind, *, right=_FREE, child=_FREE, start=0, size=0):
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII36xIQ", len(text), kind, 1, _FREE, right, child, start, size)
    )  # fmt: skip


def word_streams(text, codes, *, version=0x00C1):
    """Streams of a Word file of ``text``, whose field characters (0x13, 0x14, 0x15) are of the kinds ``codes``."""
    places = [(at, ord(char)) for at, char in enumerate(text) if char in "\x13\x14\x15"]
    kinds = iter(codes)
    descriptors = b"".join(bytes([mark, next(kinds) if mark == 0x13 else 0xFF]) for _, mark in places)
    fields = struct.pack(f"<{len(places) + 1}I", *(at for at, _ in places), len(text)) + descriptors
    header = bytearray(0x400)
    struct.pack_into("<HH", header, 0, 0xA5EC, version)
    if version < 0x00C1:
        return _word_6(header, text, fields)
    struct.pack_into("<H", header, 0x0A, 0x0200)
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 0x400, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", header, 0x011A, 0, len(fields))
    struct.pack_into("<II", header, 0x01A2, len(fields), len(clx))
    return {"WordDocument": bytes(header) + text.encode("utf-16-le"), "1Table": fields + clx}


def _word_6(header, text, fields):
    body = text.encode("cp1252")
    struct.pack_into("<I", header, 0x18, 0x400)
    struct.pack_into("<II", header, 0x00D8, 0x400 + len(body), len(fields))
    return {"WordDocument": bytes(header) + body + fields}
