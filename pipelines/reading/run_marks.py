"""The same Word file laid out twice gives the same PDF: what LibreOffice writes of the run itself is set.

LibreOffice 7.4 writes the second of the export into ``/CreationDate`` and numbers drawn for the run into ``/ID`` and
``/DocChecksum`` (ISO 32000-1, 14.3.3 and 14.4), whatever SOURCE_DATE_EPOCH says. The file keeps its length, so that
its cross-reference table stays true.
"""

from __future__ import annotations

import hashlib
import re

_NO_DATE = b"20000101000000"
_DATE = re.compile(rb"(?<=/CreationDate\(D:)\d{14}")
_DRAWN = re.compile(
    rb"(?P<before>/ID \[ <)[0-9A-F]{32}(?P<between>>\s*<)[0-9A-F]{32}(?P<behind>> \]\s*/DocChecksum /)[0-9A-F]{32}"
)


def without_run_marks(pdf: bytes) -> bytes:
    """``pdf`` with a fixed date and an id drawn from its own content; unchanged where the marks are not there."""
    dated = _DATE.sub(_NO_DATE, pdf)
    blank = _DRAWN.sub(rb"\g<before>\g<between>\g<behind>", dated)
    own = hashlib.sha256(blank).hexdigest()[:32].upper().encode()
    return _DRAWN.sub(rb"\g<before>" + own + rb"\g<between>" + own + rb"\g<behind>" + own, dated)
