"""Numbers in front of titles: "Nội dung 2: A", "II. B", "7.1. C"."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.text.vietnamese import squeeze_spaces

_WORD_NUMBER = re.compile(
    r"^(?:Nội dung|Phần|Mục|Lĩnh vực|Nhóm(?: nhiệm vụ)?|Chương)(?:\s+thứ)?"
    r"\s+(\d{1,2}|[IVXL]+|[A-H])(?!\w)\s*[.:)–-]?\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN_NUMBER = re.compile(
    r"^([IVXL]{1,6}|[A-HĐ]|\d{1,2}(?:\.\d{1,2}){0,3}|[IVXL]{1,5}(?:\.\d{1,2}){1,2})"
    r"(?:\s*[.):/](?!\d)|\s+[-–]|[-–](?=\s+(?!\d|[IVXL]+\b)))\s*(?=\S)(.*)$",
    re.DOTALL,
)
_BARE_DECIMAL = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,3})\s+(?=[^\W\d_a-z])(.*)$", re.DOTALL)


@lru_cache(maxsize=4096)  # the titles above a line are asked for every line
def split_number(text: str) -> tuple[str | None, str]:
    """Split a title into its number and its name: "Nội dung 2: A" → ("2", "A"), "7.1. B" → ("7.1", "B")."""
    line = squeeze_spaces(text)
    for pattern in (_WORD_NUMBER, _PLAIN_NUMBER, _BARE_DECIMAL):
        match = pattern.match(line)
        if match:
            return match.group(1), match.group(2).strip()
    return None, line
