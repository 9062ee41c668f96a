"""One door for every kind of file that LibreOffice converts."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable

from lxml import etree

from pipelines.reading.sniff import FileKind
from pipelines.reading.stored.binary import freeze_doc
from pipelines.reading.stored.kinds import Frozen
from pipelines.reading.stored.markup import freeze_odt, freeze_word_xml
from pipelines.reading.stored.rtf import freeze_rtf

_DAMAGED = (OSError, ValueError, IndexError, KeyError, struct.error, zipfile.BadZipFile, etree.XMLSyntaxError)
_FREEZERS: dict[FileKind, Callable[[bytes], tuple[bytes, Frozen]]] = {
    FileKind.DOC: freeze_doc,
    FileKind.RTF: freeze_rtf,
    FileKind.ODT: freeze_odt,
    FileKind.WORD_XML: freeze_word_xml,
}
FROZEN_KINDS = frozenset(_FREEZERS)


def frozen(data: bytes, kind: FileKind) -> tuple[bytes, Frozen]:
    """The bytes of a file whose stored field results are plain text, and what has to be told of them.

    A file whose fields cannot be made out comes back as it is, and ``is_sound`` says so: dates that LibreOffice then
    fills with the day of the conversion must be dropped and told.
    """
    freeze = _FREEZERS.get(kind)
    if freeze is None:
        return data, Frozen()
    try:
        return freeze(data)
    except _DAMAGED:
        return data, Frozen(is_sound=False)
