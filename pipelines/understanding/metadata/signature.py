"""Signature block: who signs, in which office, with which authority; and the list of recipients."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.model.document import Box
from pipelines.reference.pattern_words import either, words_of
from pipelines.text.vietnamese import ascii_key, match_key, squeeze_spaces
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.metadata.surnames import with_marks_of_surname

# a range such as À-Ỹ would let small letters in: capitals and small letters alternate in that block
_CAPITALS = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_CAPACITY = re.compile(rf"(?<!\w)(T/?M|KT|TL|TUQ|Q)\s*\.\s*(?=[{_CAPITALS}])")
# "Y - Liêm Ktla": names of the Highlands are printed with a dash between
_NAME = re.compile(rf"^[{_CAPITALS}][\w’'-]*(?:\s+(?:[-–]\s*)?[{_CAPITALS}][\w’'-]*){{1,4}}$")
_ONE_WORD_NAME = re.compile(rf"^[{_CAPITALS}][’'][{_CAPITALS}]\w+$")  # names of the Highlands: K’Brêu
_DUST = re.compile(r"^['`’‘.,*_] (?=\w)")  # before a name on a scan
_SIGNED_BY = re.compile(r"(?i)^[\[(]?\s*(?:đã ký|ký tên)\s*[)\]]?\s*:\s*(?=\w)")


def _capitals(source: str) -> str:
    """Wordings in capitals and on one line: a title ends with its line, what follows is another title or a name."""
    return source.replace(r"\s", " ").upper()


@cache
def _offices() -> str:
    chair = rf"{_capitals(either('title_of_chair'))}(?: UBND(?: XÃ| PHƯỜNG| ĐẶC KHU)?)?"
    return rf"{chair}|{_capitals(either('title_of_signer'))}"


@cache
def _title() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!TM\.)({_offices()})(?!\w)")


@cache
def _misread_title() -> re.Pattern[str]:
    """A title that lost its marks on a scan ("PHÓ GIÁM ĐÓC")."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(ascii_key, words_of('title_in_any_marks')))})(?!\w)")


@cache
def _body() -> re.Pattern[str]:
    unit = rf"(?:\s+{_capitals(either('unit_below_signature'))}(?:\s+[{_CAPITALS}]+(?![\w]))*)?"
    return re.compile(rf"(?:T/?M|KT|TL|TUQ)\s*\.\s*(?:[ỦU][YỶ] BAN NHÂN DÂN|UBND){unit}")


@cache
def _degree() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:{either('short_degree')}\.?\s*,?\s+"
        rf"|(?:thạc|tiến|bác) s[ĩỹ]\s+|kỹ sư\s+|cử nhân\s+|luật sư\s+|{either('officer_rank')} (?:tá|úy)\s+)+",
        re.IGNORECASE,
    )


@cache
def _annex() -> re.Pattern[str]:
    return re.compile(rf"(?i)^{either('below_signature')}")


@cache
def _not_a_name() -> re.Pattern[str]:
    return re.compile(rf"{either('not_a_person')}|lưu\s*[:;]|{either('opens_no_person')} ")


@cache
def _skipped() -> re.Pattern[str]:
    return re.compile(
        rf"(?i)^[\[(]?\s*(?:{either('signature_line')}|ký, đóng dấu|dấu|signed)[^\w]*|^ký bởi|^thời gian ký"
        r"|^người ký|^email|^cơ quan\s*:"
    )


_RECIPIENTS = re.compile(r"(?i)^(?:kính gửi|nơi nhận)\s*:?\s*")
_FILING = re.compile(r"(?i)^[-+*–]?\s*(Lưu\s*[:;].*)$")
_BEHIND_FILING = re.compile(r"(?i)^[-+*–]?\s*Lưu\s*[:;].*?[.;)]\s+(?=\w)(.+)$")
_REACH = 30  # lines of a signature block, recipients in between
_WORDS_OF_ROOM = 2  # "KINH TẾ"; names of two words do not stand on the title's line in capitals
_BELOW = 3  # lines from the last line of a title to the name


@dataclass(frozen=True, slots=True)
class Signature:
    """The signer as printed; ``capacity`` is the authority that applies to the signer's own title.

    ``name_as_read`` is what a picture of the name was read as, where that is no name.
    """

    name: str | None
    title: str | None
    capacity: str | None
    box: Box | None
    name_as_read: str | None = None


@dataclass(frozen=True, slots=True)
class Recipients:
    """Items of "Nơi nhận" without their dashes, and the filing line ("Lưu: VT, VHXH")."""

    items: tuple[str, ...]
    filing: str | None


def find_signature(lines: tuple[Line, ...]) -> Signature | None:
    """The first signature block of the document; a draft's annex may carry a second one that is ignored.

    The block is a line in capitals with TM./KT./TL./TUQ. or a title alone; the name is the first line after the
    last title that looks like a person's name. Lines of the recipients may stand in between.
    """
    start = next((i for i, line in enumerate(lines) if _opens_block(line)), None)
    if start is None:
        return None
    block = _block(lines, start)
    words = "\n".join(line.text for line in block)
    titles = [match.group(1) for match in _title().finditer(_without_delegation(words))]
    read = _name(block) or _beside_filing(lines[start : start + _REACH])
    is_a_picture = any(line.confidence < 1 for line in block)
    name = with_marks_of_surname(read) if read and is_a_picture else read
    return Signature(
        name=name,
        title=titles[-1] if titles else None,
        capacity=_capacity(words),
        box=lines[start].box,
        name_as_read=read if read != name else None,
    )


def _opens_block(line: Line) -> bool:
    text = line.text
    if len(text) > 120 or text.startswith(("-", "+")):
        return False
    if _CAPACITY.match(text):
        return True
    bare = text.strip(" ,.:")
    return bool(_title().fullmatch(bare)) and line.kind.value in ("right", "centered", "heading")


def _block(lines: tuple[Line, ...], start: int) -> list[Line]:
    """Lines of the signature from ``start`` on, recipients left out, up to the annex."""
    found: list[Line] = []
    for line in lines[start : start + _REACH]:
        if found and _annex().match(line.text):
            break
        if not _is_recipient(line.text):
            found.append(line)
    return found


def _is_recipient(text: str) -> bool:
    return (
        text.startswith(("-", "+", "–", "•"))
        or bool(_RECIPIENTS.match(text) or _FILING.match(text))
        or text.endswith(";")
    )


def _without_delegation(words: str) -> str:
    """Drop the offices on whose behalf one signs: "KT. CHỦ TỊCH", "TL. CHỦ TỊCH"."""
    return re.sub(rf"(?<!\w)(?:KT|TL|TUQ)\s*\.\s*(?:{_offices()})", "", words)


def _capacity(words: str) -> str | None:
    found = [match.group(1).replace("/", "") for match in _CAPACITY.finditer(words)]
    closest = [one for one in found if one != "TM"]
    return f"{(closest or found)[-1]}." if found else None


def _name(block: list[Line]) -> str | None:
    """The first name; the name of an office in capitals ("TRƯỞNG PHÒNG KINH TẾ") gives way to a name right below it."""
    named = [(place, person) for place, line in enumerate(block) if (person := _person(line.text))]
    if not named:
        return None
    first, person = named[0]
    below = (one for place, one in named[1:] if place <= first + _BELOW and not block[place].text.isupper())
    return next(below, person) if block[first].text.isupper() else person


def _beside_filing(lines: tuple[Line, ...]) -> str | None:
    """The signer's name run together with the last line of the recipients: "- Lưu: VT, VHXH. Lê Thị A".

    A page that begins there leaves one printed row only, too little to see two columns in it.
    """
    tails = (_BEHIND_FILING.search(line.text) for line in lines)
    return next(filter(None, (_person(tail.group(1)) for tail in tails if tail)), None)


def _person(text: str) -> str | None:
    """A person's name in a line that may begin with capacity and title ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê A")."""
    text = _DUST.sub("", _SIGNED_BY.sub("", text))
    if _skipped().match(text):
        return None
    rest = _title().sub("", _without_delegation(_body().sub("", text)))
    rest = _degree().sub("", squeeze_spaces(rest).strip(" .,:;"))
    if rest.isupper() and (_of_an_office(text, rest) or _misread_title().search(ascii_key(rest))):
        return None
    if not (_NAME.match(rest) or _ONE_WORD_NAME.match(rest)) or _not_a_name().search(match_key(rest) + " "):
        return None
    return rest.title() if rest.isupper() else rest


def _of_an_office(text: str, rest: str) -> bool:
    """ "TRƯỞNG PHÒNG KINH TẾ", "TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI": the room that one heads, and nobody's name."""
    is_short = len(rest.split()) == _WORDS_OF_ROOM or " - " in rest
    return is_short and re.search(rf"(?:PHÒNG|BAN|GIÁM ĐỐC)\s+{re.escape(rest)}$", text) is not None


def find_recipients(lines: tuple[Line, ...]) -> Recipients:
    """The recipients of the first "Nơi nhận" block and its filing line; empty when there is none."""
    start = next((i for i, line in enumerate(lines) if re.match(r"(?i)^nơi nhận", line.text)), None)
    if start is None:
        return Recipients((), None)
    items: list[str] = []
    for line in lines[start : start + 40]:
        for item in _items(_RECIPIENTS.sub("", line.text)):
            filing = _FILING.match(item)
            if filing:
                return Recipients(tuple(items), _filing(filing.group(1)))
            if line.text.startswith(("-", "+", "–", "•")) or _RECIPIENTS.match(line.text):
                items.append(item.lstrip("-+–• ").rstrip(" ;.,"))
    return Recipients(tuple(item for item in items if item), None)


def _filing(text: str) -> str:
    """The filing line without a signer's name that was run together with it."""
    tail = _BEHIND_FILING.match(text)
    return (text[: tail.start(1)] if tail and _person(tail.group(1)) else text).rstrip(" ./")


def _items(text: str) -> list[str]:
    """Items of a line: several may have been run together as "- A; - B; - Lưu: VT."."""
    return [part.strip() for part in re.split(r"(?<=;)\s*(?=[-–+]\s)", text) if part.strip()]
