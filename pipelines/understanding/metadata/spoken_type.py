"""What kind of unit a plan without a name speaks of: "UBND xã", "Công an xã", "trên địa bàn xã".

An annex handed in alone, or a plan whose name was left out ("trên địa bàn xã ."), still says of itself what it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pipelines.model.document import Document, Paragraph
from pipelines.text.vietnamese import match_key

_LEAST: Final = 3  # mentions
_SHARE: Final = 0.8  # of them that must say the same
# the bodies of the unit itself; "cấp xã", "các xã" and "xã hội" speak of no unit of one's own
_OWN: Final = re.compile(
    r"(?<!\w)(?:ubnd|hđnd|(?:ủy|hội đồng) (?:ban )?nhân dân|đảng ủy|công an|địa bàn|hành chính công|pvhcc"
    r"|mttq(?: việt nam)?) (?P<type>xã|phường|đặc khu)(?! hội)(?!\w)(?! ?[,/-] ?(?:xã|phường|đặc khu|thị trấn)(?!\w))"
)


def spoken_unit_type(document: Document) -> str | None:
    """The type that the words of the document give their own unit, or None where they are few or disagree."""
    counts = Counter(match["type"] for text in _texts(document) for match in _OWN.finditer(match_key(text)))
    if counts.total() < _LEAST:
        return None
    name, count = counts.most_common(1)[0]
    return name if count >= _SHARE * counts.total() else None


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells)
