"""The issuing body as written out beside a citation ("của UBND tỉnh …", "Chính phủ ban hành …")."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.legal_acts import citation_kinds, issuer_words
from pipelines.text.folded import FoldedText

_TOKEN = re.compile(r"[^\W\d_]+\d*|[^\s]")
_JOINTS = {"và", ",", "-", "&", "/"}
_BEFORE = re.compile(
    r" (?:đã |vừa |mới )?(?:được )?(?:ban hành|quy định|có|ký|ký ban hành|phê duyệt)(?: (?:tại|theo|trong))?"
    r"(?: (?:các|những))? ?$"
)
_TOPIC_REACH = 160


@cache
def _heads() -> re.Pattern[str]:
    words = issuer_words()
    phrases = sorted(words["closed"] | words["open"] | words["topic"], key=lambda p: (-len(p), p))
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


@cache
def _kinds() -> re.Pattern[str]:
    words = sorted(citation_kinds().words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)")


def issuer_at(folded: FoldedText, start: int) -> int | None:
    """End of the issuer's name that begins at ``start``; None when no known body begins there."""
    head = _heads().match(folded.key, start)
    if head is None:
        return None
    words = issuer_words()
    if head.group() in words["closed"]:
        return head.end()
    end = _tail_end(folded, head.end())
    return _topic_end(folded, end) if head.group() in words["topic"] else end


def _tail_end(folded: FoldedText, end: int) -> int:
    """Go on over the words that belong to a name: capitals, "tỉnh", "xã" …; a joint only before a capital."""
    tail, pending = issuer_words()["tail"], False
    for match in _TOKEN.finditer(folded.plain, end):
        word = folded.key[match.start() : match.end()]
        if word in _JOINTS and not pending:
            pending = True
            continue
        if not _belongs(folded, match, word, tail, pending):
            return end
        end, pending = match.end(), False
    return end


def _belongs(folded: FoldedText, match: re.Match[str], word: str, tail: frozenset[str], pending: bool) -> bool:
    if not word[0].isalpha():
        return False
    is_capital = folded.plain[match.start()].isupper()
    if is_capital and _kinds().match(folded.key, match.start()):
        return False
    if pending:
        return is_capital and _heads().match(folded.key, match.start()) is None
    return is_capital or word in tail


def _topic_end(folded: FoldedText, end: int) -> int:
    """A steering committee's name runs on ("về …") up to the next "về" that opens the act's own subject."""
    rest = folded.key[end : end + _TOPIC_REACH]
    if not rest.startswith(" về "):
        return end
    closing = re.search(r"(?<=.)(?: về |[;.:()\"]|, (?=kế|nghị|quyết))", rest[4:])
    return end + 4 + closing.start() if closing and closing.group() == " về " else end


def issuer_before(folded: FoldedText, at: int) -> tuple[int, int] | None:
    """Slice of an issuer that stands before position ``at`` ("Chính phủ đã ban hành …"); None when there is none."""
    window = max(0, at - 110)
    for head in _heads().finditer(folded.key, window, at):
        if head.start() and folded.key[head.start() - 1].isalnum():
            continue
        end = issuer_at(folded, head.start())
        if end is not None and end <= at and _BEFORE.fullmatch(folded.key[end:at]):
            return head.start(), end
    return None
