"""What an unnumbered line says of the list below it: a time ("- Giai đoạn 2026 - 2027") or results ("* Kết quả:").

The label holds until its section ends, until a line with its own mark comes behind items with another one, or until
the next short line that opens a list ("* Chỉ tiêu năm 2026:").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.text.vietnamese import match_key
from pipelines.understanding.outline import OutlinedLine
from pipelines.understanding.targets import looks_back
from pipelines.understanding.targets.asking import turns_ahead

_MARK = re.compile(r"\s*([-+*•–·])\s?(?=\S)")
_LONGEST = 9  # words of a label
_TIME = re.compile(
    r"(?:mục tiêu\s)?(?:trong\s)?(?:giai đoạn\s20\d\d\s?-\s?20\d\d|(?:đến\s)?(?:hết\s|cuối\s)?năm\s20\d\d)"
    r"(?:\s(?:đạt|phấn đấu))?\s?[:.]?"
)


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    mark: str
    item: str | None = None  # mark of its first item; None before there is one


def list_labels(body: Sequence[OutlinedLine], plan_year: int | None) -> tuple[str | None, ...]:
    """For each line of the body the label that it stands under, else None; a label stands under itself."""
    labels: list[str | None] = []
    label: _Label | None = None
    section: str | None = None
    behind = [*(one.line.text for one in body[1:]), ""]
    for one, following in zip(body, behind, strict=False):
        if one.is_heading or one.section != section:
            label, section = None, one.section
        else:
            label = _opened(one.line.text, following, plan_year) or _kept(label, one.line.text)
        labels.append(label.text if label else None)
    return tuple(labels)


def _opened(line: str, following: str, plan_year: int | None) -> _Label | None:
    """The label that a line is: it ends with a colon, or the list below it has another mark."""
    mark, words = _split(line)
    key = match_key(words)
    below = _split(following)[0]
    if not _is_short(key) or not (key.endswith(":") or (below and below != mark)):
        return None
    is_label = _TIME.fullmatch(key) is not None or looks_back(words, plan_year)
    return _Label(words, mark) if is_label else None


def _kept(label: _Label | None, line: str) -> _Label | None:
    """The label in force behind ``line``, which is none itself."""
    if label is None:
        return None
    mark, words = _split(line)
    key = match_key(words)
    if _is_short(key) and (key.endswith(":") or (mark == label.mark and mark)):
        return None  # the next label: "* Giải pháp", "Chỉ tiêu năm 2026:"
    if label.item is None:
        label = _Label(label.text, label.mark, mark)
    is_beside = mark == label.mark
    return None if is_beside and (label.item != label.mark or turns_ahead().search(key)) else label


def _is_short(key: str) -> bool:
    return bool(key) and len(key.split()) <= _LONGEST and "%" not in key and key[-1] not in ".;,"


def _split(line: str) -> tuple[str, str]:
    mark = _MARK.match(line)
    return (mark[1], line[mark.end() :].strip()) if mark else ("", line.strip())
