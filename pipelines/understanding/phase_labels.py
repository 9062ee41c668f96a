"""Times that an unnumbered line sets for the list below it: "- Giai đoạn 2026 - 2027", "* Đến hết năm 2028:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.text.vietnamese import match_key
from pipelines.understanding.outline import OutlinedLine

_LABEL = re.compile(
    r"[-+*•–·]?\s?(?:mục tiêu\s)?(?:trong\s)?(?:giai đoạn\s20\d\d\s?-\s?20\d\d"
    r"|(?:đến\s)?(?:hết\s|cuối\s)?năm\s20\d\d)(?:\s(?:đạt|phấn đấu))?\s?[:.]?"
)


def phase_labels(body: Sequence[OutlinedLine]) -> tuple[str | None, ...]:
    """For each line of the body the label of the time it stands under, until its section ends or another is set."""
    labels: list[str | None] = []
    label, section = None, None
    for one in body:
        if one.is_heading or one.section != section:
            label, section = None, one.section
        elif _LABEL.fullmatch(match_key(one.line.text).strip()):
            label = one.line.text
        labels.append(label)
    return tuple(labels)
