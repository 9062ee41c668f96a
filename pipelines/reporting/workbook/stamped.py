"""A workbook of the last version as that of this one: the same sheets, another date.

The file is put together as the writer does it (:mod:`xlsxwriter`): the same entries in the same order, compressed in
the same portions, so that it is the file that a full writing gives, byte for byte.
"""

from __future__ import annotations

import shutil
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from pipelines.reporting.site.pieces import CREATED, STAMP, Words

_PORTION: Final = 8 * 1024
_PROPERTIES: Final = "docProps/core.xml"


def restamped(book: bytes, before: Words, now: Words) -> bytes:
    """The workbook with stamp and date of this version in the place of those before."""
    out = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = _put(old.read(entry), STAMP, before, now)
            if entry.filename == _PROPERTIES:
                content = _put(content, CREATED, before, now)
            fresh = ZipInfo(entry.filename, entry.date_time)
            fresh.compress_type, fresh.external_attr = entry.compress_type, entry.external_attr
            fresh.create_system, fresh.file_size = entry.create_system, len(content)
            with new.open(fresh, "w") as target:
                shutil.copyfileobj(BytesIO(content), target, _PORTION)
    return out.getvalue()


def _put(content: bytes, name: str, before: Words, now: Words) -> bytes:
    return content.replace(escape(before[name]).encode(), escape(now[name]).encode())
