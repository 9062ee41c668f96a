"""The letterhead: issuer, number, place and date, in one or two columns and in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipelines.model.document import Box
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key, squeeze_spaces
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.metadata.numbers import (
    DocumentNumber,
    PartialDate,
    find_date,
    find_number,
)

_ISSUER = re.compile(r"^(?:[ủu][yỷ] ban nhân dân|ubnd|hội đồng nhân dân)(?!\w)")
_MOTTO = re.compile(r"cộng h[òo]a xã hội chủ nghĩa việt nam|độc lập\s*-\s*tự do\s*-\s*hạnh phúc")
_DRAFT = re.compile(r"(?<!\w)dự thảo(?!\w)")
_DRAFT_LINE = re.compile(r"^[\W_]*dự thảo(?: (?:lần )?\d+| kế hoạch)?[\W_]*$")
_WORD = r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*"
_PLACE = re.compile(rf"(?<![\w/&-])(?P<place>{_WORD}(?:\s+(?:[-–]\s+(?=[^\W\d_]))?{_WORD}){{0,5}})\s*,?\s*$")
_CUT_DATE = re.compile(r"(?:ngày|,\s*\d{1,2}\s+tháng|,)[\s\d.…_]*(?:tháng[\s\d.…_]*(?:năm\s*)?)?$", re.IGNORECASE)
_DATE_REST = re.compile(
    r"^(?:(?:ngày[\s\d.…_]*)?(?:\d{1,2}\s*)?tháng)?[\s\d.…_]*(?:năm\s*)?(?:20\d\d)\s*$", re.IGNORECASE
)


# after a date that belongs to a sentence
@cache
def _told() -> re.Pattern[str]:
    return re.compile(rf"^\W*{either('date_inside_sentence')}(?!\w)|^,\s*\w")


@cache
def _higher_level() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('higher_level_place')}|(?<!\w)bộ|(?<!\w)sở|trung ương)(?!\w)")


@cache
def _citing() -> re.Pattern[str]:
    return re.compile(
        rf"^{either('citing_opening')}(?!\w)|{either('cited_in_letterhead')} (?:[^.;:]{{0,40}} )?số:? ?\d"
    )


_IN_A_SENTENCE = re.compile(
    r"^số \d[^:]{0,30}(?:ngày|năm) [\d/. -]{6,}[^:]{0,10} của |số \d[^:;]{0,60} của (?:ubnd|ủy ban)"
)
_BARE_NUMBER = re.compile(r"\d{1,5}[a-zA-Z]?\s*/\s*[A-ZĐ][A-Za-zĐđ]{0,5}\s?-\s?UBND")  # its "Số:" stands elsewhere


@cache
def _annex_line() -> re.Pattern[str]:
    return re.compile(rf"^\(?\s*(?:ban hành )?kèm theo {either('annexed_to')}")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the lines above the title say; ``text`` is all of them joined by newlines."""

    text: str
    number: DocumentNumber | None
    issued: PartialDate | None
    place: str | None
    is_present: bool  # an issuer, a motto or a number line stands there
    is_draft: bool
    box: Box | None


NO_LETTERHEAD = Letterhead("", None, None, None, is_present=False, is_draft=False, box=None)


@dataclass(frozen=True, slots=True)
class AnnexLine:
    """ "(Kèm theo Kế hoạch số … ngày … của UBND phường X)"."""

    text: str
    kind: str  # kế hoạch | quyết định | …
    number: DocumentNumber | None
    issued: PartialDate | None
    box: Box | None
    index: int = 0  # of the line


def read_letterhead(lines: tuple[Line, ...]) -> Letterhead:
    """Read the zone above the title (``lines``: only those of the zone)."""
    texts = [line.text for line in lines]
    joined = "\n".join(texts)
    own = [text for text in texts if not _cites(text)]
    dated = next((text for text in _unwrapped(own) if _is_place_and_date(text)), None)
    number = next(filter(None, map(_own_number, [*own, squeeze_spaces("\n".join(own))])), None)
    issued = find_date(dated) if dated else None
    key = match_key(joined)
    return Letterhead(
        text=joined,
        number=number,
        issued=issued,
        place=_place(dated, issued) if dated and issued else None,
        is_present=bool(number or _MOTTO.search(key) or any(_ISSUER.match(match_key(text)) for text in texts)),
        is_draft=any(_DRAFT_LINE.match(match_key(text)) or _DRAFT.search(match_key(text[:40])) for text in texts),
        box=lines[0].box if lines else None,
    )


def _cites(text: str) -> bool:
    """True for a line of the legal basis: its number and date are those of another act."""
    return _citing().search(match_key(text)) is not None


def _own_number(text: str) -> DocumentNumber | None:
    """The number in ``text`` if a plan can bear it and no sentence goes on from it ("số 7/KH-UBND ngày … của …")."""
    found = find_number(f"Số: {text}" if _BARE_NUMBER.fullmatch(text.strip()) else text)
    if found is None or not found.may_be_a_plans:
        return None
    return None if _IN_A_SENTENCE.search(match_key(text)) else found


def _unwrapped(texts: list[str]) -> list[str]:
    """The lines, a date that is wrapped before its year or month ("… tháng 01 năm", "2026") put together first."""
    joined = [f"{a} {b}" for a, b in pairwise(texts) if _CUT_DATE.search(a) and _DATE_REST.match(b)]
    return [*joined, *texts]


def _is_place_and_date(text: str) -> bool:
    found = find_date(text)
    if not found or len(text) > 160:
        return False
    if _told().search(match_key(text[found.end :])):
        return False
    before = text[: found.start].rstrip()
    return not before or before.endswith(",") or (before[-1].isalpha() and len(before) < 60)


def _place(text: str, issued: PartialDate) -> str | None:
    before = text[: issued.start].strip().rstrip(",")
    after_number = re.split(r"(?:/[A-ZĐ][\w&-]*)\s+", before)[-1]  # "Số: 5/KH-UBND   Đông Hà, ngày …" on one line
    match = _PLACE.search(after_number)
    return squeeze_spaces(match["place"]) if match else None


def find_annex_line(lines: tuple[Line, ...]) -> AnnexLine | None:
    """The first line that ties an annex to its plan; None when there is none."""
    for index, line in enumerate(lines):
        match = _annex_line().match(match_key(line.text))
        if match:
            text = _whole(lines, index)
            kind = re.search(r"kế hoạch|quyết định|công văn|văn bản", match.group())
            number, issued = (None, None) if _is_of_others(text) else (find_number(text), find_date(text))
            own = number if number and number.may_be_a_plans else None
            return AnnexLine(text, kind.group() if kind else "", own, issued, line.box, index)
    return None


def _is_of_others(text: str) -> bool:
    """Whether the act that the annex belongs to was made higher up: "… của UBND tỉnh", "… của Bộ Nội vụ"."""
    issuer = re.search(r"của (?:chủ tịch )?(?:ubnd |ủy ban nhân dân )?(.{0,25})", match_key(text))
    return bool(issuer and _higher_level().match(issuer.group(1)))


def _whole(lines: tuple[Line, ...], index: int) -> str:
    """The annex line with its wrapped rest, up to the closing bracket."""
    text = lines[index].text
    for line in lines[index + 1 : index + 3]:
        if not text.startswith("(") or ")" in text:
            break
        text = f"{text} {line.text}"
    return text
