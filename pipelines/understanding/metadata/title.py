"""The title of a plan or annex and what kind of document it announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.model.document import Box, ParagraphKind
from pipelines.reference.document_kinds import DocumentKind, document_kinds
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import ascii_key, match_key
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.words.numbering import split_number

_DECISION = "quyết định"
_MOST_LINES = 6
_LONGEST = 300  # characters of one title line
_RULE = re.compile(r"^[\W_]*$")


@cache
def _letterhead() -> re.Pattern[str]:
    return re.compile(rf"^(?:{either('line_of_letterhead')}|số\s*[:.…/\d]|đảng )|ngày[\s\d.…_]*tháng")


@cache
def _basis() -> re.Pattern[str]:
    return re.compile(rf"^(?:{either('basis_opening')}|quyết định\s*:)(?!\w)")


_NOT_A_TITLE_START = re.compile(r"^(?:kế hoạch (?:này|số)|quyết định (?:này|số)|nghị quyết số|báo cáo (?:kết quả )?về)")
_ANNOUNCED = re.compile(
    r"(?:ban hành|xây dựng)\s+(Kế hoạch\s+.{10,250}?)"
    r"(?=\s*,?\s*(?:như sau|với (?:các )?(?:nội dung|mục tiêu)|cụ thể|gồm)|[:;]|\.\s|\.?$)",
    re.IGNORECASE | re.DOTALL,
)


@cache
def _unit_name() -> re.Pattern[str]:
    return re.compile(rf"{either('word_of_unit')} ")


@cache
def _office() -> re.Pattern[str]:
    """The short name of an office: "UBND XÃ A"."""
    return re.compile(rf"^(?:ubnd|hđnd) {either('word_of_unit')} ")


@dataclass(frozen=True, slots=True)
class Title:
    """Title words joined by blanks; lines ``first`` … ``end`` - 1; ``kind`` None when only announced in prose."""

    text: str
    kind: DocumentKind | None
    first: int
    end: int
    box: Box | None


def unspaced(text: str) -> str:
    """ "K Ế  H O Ạ C H" → "KẾHOẠCH" is no word, so letter-spaced capitals are joined by known kinds only."""
    words = text.split()
    return "".join(words) if len(words) >= 4 and all(len(word) == 1 for word in words) else text


def kind_at_start(text: str, role: str) -> DocumentKind | None:
    """The kind whose words open ``text`` as a title: alone on the line, or printed in capitals."""
    joined = unspaced(text)
    key = match_key(joined)
    if joined == text and not key.startswith(_first_words(role)):
        return _misread_kind(text, role) if text.isupper() else None  # cheap, and true of nearly all lines
    for kind in document_kinds():
        if kind.role == role and _opens(joined, key, kind, is_spaced=joined != text):
            return kind
    return _misread_kind(text, role) if text.isupper() else None


def _misread_kind(text: str, role: str) -> DocumentKind | None:
    """The kind that a line in capitals names but for its marks: a scan gives "KÉ HOẠCH", "GIÁY MỜI", "PHỤ LUC".

    "PHƯỜNG AN" is no "PHƯƠNG ÁN": the name of a unit keeps its marks.
    """
    bare = ascii_key(text).strip(" .:*")
    if _unit_name().match(match_key(text)):
        return None
    return next((one for one in document_kinds() if one.role == role and ascii_key(one.key) == bare), None)


@cache
def _first_words(role: str) -> tuple[str, ...]:
    """What a title of ``role`` begins with, marks of punctuation aside that :func:`_opens` drops."""
    words = {kind.key.split()[0] for kind in document_kinds() if kind.role == role}
    return tuple(sorted(words | set(" .:*")))


def _opens(text: str, key: str, kind: DocumentKind, *, is_spaced: bool) -> bool:
    if is_spaced:
        return key == kind.key.replace(" ", "")
    bare = key.strip(" .:*")
    if bare == kind.key:
        return True
    return key.startswith(kind.key + " ") and text[: len(kind.key)].isupper()


def find_title(lines: tuple[Line, ...], role: str = "title", start: int = 0, stop: int = 60) -> Title | None:
    """The first title of ``role`` among ``lines[start:stop]``; None when there is none."""
    for index in range(start, min(stop, len(lines))):
        line = lines[index]
        kind = kind_at_start(line.text, role)
        if kind and not _NOT_A_TITLE_START.match(match_key(line.text)):
            end = _title_end(lines, index)
            words = [one.text for one in lines[index:end] if not _is_letterhead(one)]
            return Title(_joined(words, kind), kind, index, end, line.box)
    return None


def set_off_titles(lines: tuple[Line, ...]) -> Iterator[str]:
    """Titles of whatever kind: neighbouring lines that layout sets off, joined, letterheads left out."""
    words: list[str] = []
    for line in (*lines, None):
        if line is not None and _is_set_apart(line) and not _is_head(line) and not _RULE.match(line.text):
            words.append(line.text)
        elif words:
            yield " ".join(words)
            words = []


def _joined(words: list[str], kind: DocumentKind) -> str:
    is_spelt = unspaced(words[0]) == words[0] and match_key(words[0]).strip(" .:*").startswith(kind.key)
    first = words[0] if is_spelt else kind.key.upper()
    return " ".join([first, *words[1:]]).strip(" ./")


def _is_letterhead(line: Line) -> bool:
    return bool(_letterhead().search(match_key(line.text)))


def _is_head(line: Line) -> bool:
    """A line of a letterhead, the short name of an office in capitals ("UBND XÃ A") among them."""
    return _is_letterhead(line) or (line.text.isupper() and _office().match(match_key(line.text)) is not None)


def _title_end(lines: tuple[Line, ...], first: int) -> int:
    end = first + 1
    while end < min(len(lines), first + _MOST_LINES) and _goes_on(lines, first, end):
        end += 1
    return end


def _goes_on(lines: tuple[Line, ...], first: int, index: int) -> bool:
    line = lines[index]
    key = match_key(line.text)
    if _RULE.match(line.text) or line.text.startswith("(") or len(line.text) > _LONGEST:
        return False
    kind = kind_at_start(lines[first].text, "title")
    if (_basis().match(key) and not _is_set_apart(line)) or split_number(line.text)[0] or _is_authority(key):
        return False
    if (
        kind is not None
        and kind.key == _DECISION
        and index > first + 1
        and line.text.isupper()
        and _decides().match(key)
    ):
        return False  # "TRƯỞNG BAN CHỈ ĐẠO …": who decides, below what is decided
    alone = index == first + 1 and kind is not None
    return _is_set_apart(line) or (alone and not line.text.startswith(("-", "+"))) or _is_letterhead(line)


@cache
def _decides() -> re.Pattern[str]:
    return re.compile(rf"{either('deciding_authority')}(?!\w)")


def _is_authority(key: str) -> bool:
    return bool(re.match(r"^(?:chủ tịch |ủy ban nhân dân |hội đồng nhân dân )", key))


def _is_set_apart(line: Line) -> bool:
    return line.kind is ParagraphKind.CENTERED or line.bold or line.text.isupper()


def announced_title(lines: tuple[Line, ...], stop: int = 30) -> Title | None:
    """The title as the opening sentence announces it ("… ban hành Kế hoạch … như sau:"), for cut headers."""
    for index, line in enumerate(lines[:stop]):
        match = _ANNOUNCED.search(line.text)
        if match and ("như sau" in match_key(line.text) or line.text.rstrip().endswith(":")):
            return Title(match.group(1).strip(" ,"), None, index, index, line.box)
    return None


def annex_title(lines: tuple[Line, ...]) -> Title | None:
    """The title of the first annex without the bare word "Phụ lục"; None when there is no annex title."""
    found = find_title(lines, "annex", stop=len(lines))
    if found is None:
        return None
    words = re.sub(r"(?i)^phụ lục(?:\s+(?:số\s*)?(?:\d+|[IVX]+|[A-D])(?!\w))?[\s.:]*", "", found.text).strip()
    return Title(words, found.kind, found.first, found.end, found.box) if words else None
