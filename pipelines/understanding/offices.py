"""Offices named in a lead, coordination or monitoring cell.

A cell is read from left to right: a reference to another act ("Theo phân công tại …") takes the rest of its line,
a group ("Các cơ quan, đơn vị liên quan") is one mention and is never expanded, a known wording is an office, and
what no rule knows stays a mention without code. Commas inside a name or a group do not split it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from pipelines.model.plan import OfficeMention, OfficeRole
from pipelines.reference.offices import group_words, offices, variant_patterns_at
from pipelines.reference.pattern_words import either, words_of
from pipelines.text.vietnamese import match_key, squeeze_spaces

_HARD_END = re.compile(r"[;\n]|$")


@cache
def _role_label() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<=\n)|(?<=[;.,(])|^)\s*[-+*•]?\s*(?:{either('role_label_noun')}(?:, (?:cơ quan|đơn vị"
        rf"|bộ phận))* )?{either('role_label_verb')}(?: (?:thực hiện|tham mưu))?\s*:"
        r"|(?<!\w)chủ trì(?: thực hiện)?\s*,?\s*(?:và )?phối hợp (?:thực hiện )?(?:cùng với|cùng|với)(?!\w)"
    )


_ROLE_BEHIND = re.compile(r"\s+(?:chủ trì|phối hợp)(?: thực hiện| tham mưu)?$", re.IGNORECASE)


@cache
def _separator() -> re.Pattern[str]:
    return re.compile(rf"[\s,;/+.•*–-]+|{either('joins_offices')}(?!\w)\s*")


@cache
def _person() -> re.Pattern[str]:
    return re.compile(rf"{either('person_title')} [^-–,;\n]{{2,40}}(?: [-–] ?|, )")


@cache
def _of_another_body() -> re.Pattern[str]:
    """Behind "văn phòng": "Văn phòng công chứng", "Văn phòng Quốc hội" are not the commune's office."""
    return re.compile(rf"\s+{either('office_of_others')}(?!\w)")


@cache
def _whole_name() -> re.Pattern[str]:
    return re.compile(rf"{either('name_with_and')}(?!\w)")


_NEXT_WORD = re.compile(r"\s+(\w+)")
_EDGES = " .,;:-–\n"
_JOINT = re.compile(r"(?:, ?|\s+và\s+)(?=\w)")
_PROVINCIAL = re.compile(r"^\s*(?:tỉnh|thành phố)(?!\w)")
_HIGHER = {"VP": "VPUBNDT", "TTPVHCC": "TTPVHCCT", "UBND": "UBNDT", "CA": "CAT", "CT": "UBNDT"}


@cache
def _head_of() -> re.Pattern[str]:
    return re.compile(rf"{either('office_head_title')}\s+")


@lru_cache(maxsize=4096)  # a handful of offices stands in all rows of a plan
def find_offices(text: str, role: OfficeRole) -> tuple[OfficeMention, ...]:
    """The offices of a cell in printed order, each once.

    Args:
        text: Cell text; lines separated by newlines.
        role: The role of the column.

    Returns:
        Mentions with their catalogue code; ``is_joint`` is set when a lead cell names several.
    """
    whole = "\n".join(_unwrapped(filter(None, map(squeeze_spaces, text.split("\n")))))
    key = "\n".join(match_key(line) for line in whole.split("\n"))
    if len(key) != len(whole):  # a letter whose folded form is longer: fall back to the key as text
        whole = key
    parts = _by_role(key, role)
    found = _unique([one for start, end, part in parts for one in _scan(whole[start:end], key[start:end], part)])
    joint = sum(one.role is OfficeRole.LEAD for one in found) > 1
    return tuple(replace(one, is_joint=joint and one.role is OfficeRole.LEAD) for one in found)


def names_only_offices(text: str) -> bool:
    """Whether ``text`` is one or several offices that the catalogue knows, and nothing else.

    Behind an office only the name of its place may stand ("Văn phòng HĐND và UBND xã Gio Linh"), no other words.
    """
    whole = squeeze_spaces(text).strip(_EDGES)
    key = match_key(whole)
    position = 0
    while position < len(key) == len(whole):
        skipped = _separator().match(key, position)
        if skipped and skipped.end() > position:
            position = skipped.end()
            continue
        known = [one[2] for one in (_variant_at(key, position), _group_at(key, position)) if one]
        if not known:
            return False
        position = _place_end(whole, max(known))
    return bool(key) and len(key) == len(whole)


def _place_end(whole: str, position: int) -> int:
    """Where the name of an office's place ends: words with a capital, or the type of a unit."""
    while (word := _NEXT_WORD.match(whole, position)) and _names_place(word[1]):
        position = word.end()
    return position


def _names_place(word: str) -> bool:
    return word[0].isupper() or word in words_of("unit_of_office")


def _by_role(key: str, role: OfficeRole) -> list[tuple[int, int, OfficeRole]]:
    """Slices of a cell with the role of each: the column's, or the one that a label in the cell gives from there on.

    "Chủ trì: A; Phối hợp: B" and "A chủ trì, phối hợp với B" name both in one column.
    """
    marks = list(_role_label().finditer(key))
    starts = [(0, 0, role), *((mark.start(), mark.end(), _role_of(mark.group())) for mark in marks)]
    ends = [*(start for start, _, _ in starts[1:]), len(key)]
    return [(begins, end, part) for (_, begins, part), end in zip(starts, ends, strict=True) if end > begins]


def _role_of(label: str) -> OfficeRole:
    if "phối hợp" in label:
        return OfficeRole.COORDINATION
    return OfficeRole.LEAD if "chủ trì" in label else OfficeRole.MONITOR


def _unwrapped(lines: Iterable[str]) -> list[str]:
    """Lines of a cell, with one that goes on in small letters put back to the one before: no office begins there.

    So is the office on the line below a title alone ("Lãnh đạo", "Phòng Kinh tế").
    """
    joined: list[str] = []
    for line in lines:
        is_behind_title = bool(joined) and _head_of().fullmatch(f"{match_key(joined[-1])} ") is not None
        goes_on = bool(joined) and line[0].islower() and _variant_then_group_at(match_key(line), 0) is None
        if goes_on or is_behind_title:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


def _scan(text: str, key: str, role: OfficeRole) -> list[OfficeMention]:
    found: list[OfficeMention] = []
    position = 0
    while position < len(key):
        skipped = _separator().match(key, position)
        if skipped and skipped.end() > position:
            position = skipped.end()
            continue
        end, code = _read_one(key, position)
        if code is None and not _is_filler(key[position:end]):
            end = _whole_name_end(text, key, end)
        mention = _mention(text[position:end], code, role)
        if mention:
            found.append(mention)
        position = max(end, position + 1)
    return found


def _whole_name_end(text: str, key: str, end: int) -> int:
    """Where an unknown name ends that goes on in small letters: "Trung tâm Xúc tiến đầu tư, thương mại và du lịch"."""
    joint = _JOINT.match(key, end)
    while joint and text[joint.end()].islower() and _variant_then_group_at(key, joint.end()) is None:
        end = _chunk_end(key, joint.end())
        joint = _JOINT.match(key, end)
    return end


def _is_filler(words: str) -> bool:
    """True for what stands beside an office and names none: the "phường" of "UBND các xã, phường"."""
    return match_key(words.strip(_EDGES)) in dict(group_words("filler"))


def _read_one(key: str, position: int) -> tuple[int, str | None]:
    """End and code of the mention that begins at ``position``; code None when nothing is known."""
    read = _reference_at(key, position) or _variant_then_group_at(key, position) or _bare_group_at(key, position)
    if read:
        return read
    whole = _whole_name().match(key, position)
    if whole:
        return _chunk_end(key, whole.end()), None  # "Bộ Khoa học và Công nghệ": one body that the catalogue has not
    # "Đ/c Lê Văn A - Chủ tịch UBND xã", "Lãnh đạo Phòng Kinh tế": the office is behind the name or the title
    person = _person().match(key, position) or _head_of().match(key, position)
    office = _variant_at(key, person.end()) if person and person.end() < len(key) else None
    return office[:2] if office else (_chunk_end(key, position), None)


def _variant_then_group_at(key: str, position: int) -> tuple[int, str | None] | None:
    """An office or a group, whichever explains more words from here on; on equal terms the office."""
    office, group = _variant_at(key, position), _group_at(key, position)
    longest = group if group and (office is None or group[2] > office[2]) else office
    return longest[:2] if longest else None


def _reference_at(key: str, position: int) -> tuple[int, str | None] | None:
    for phrase, code in group_words("reference"):
        if key.startswith(phrase, position) and not key[position + len(phrase) : position + len(phrase) + 1].isalnum():
            match = _HARD_END.search(key, position)
            return (match.start() if match else len(key)), code
    return None


def _variant_at(key: str, position: int) -> tuple[int, str, int] | None:
    for pattern, code in variant_patterns_at(key[position]):
        match = pattern.match(key, position)
        if match and not (code == "VP" and _of_another_body().match(key, match.end())):
            end = _chunk_end(key, match.end())
            provincial = _PROVINCIAL.match(key[match.end() : end])
            return end, _HIGHER.get(code, code) if provincial else code, match.end()
    return None


def _bare_group_at(key: str, position: int) -> tuple[int, str] | None:
    """A group named without "các" and nothing more: the "địa phương" of "Các sở, ban, ngành, địa phương"."""
    match = _group_pattern().match(key, position)
    if not match or _chunk_end(key, match.end()) != match.end():
        return None
    return match.end(), dict(group_words("noun"))[match["first"]]


@cache
def _group_pattern() -> re.Pattern[str]:
    nouns = "|".join(re.escape(phrase) for phrase, _ in group_words("noun"))
    lead_ins = "|".join(re.escape(phrase) for phrase, _ in group_words("lead_in"))
    noun = rf"(?:(?:{lead_ins})\s+)*(?:{nouns})(?!\w)"
    return re.compile(rf"(?P<in>(?:(?:{lead_ins})\s+)+)?(?P<first>{nouns})(?!\w)(?:\s*(?:,|và|/|-|&)\s*{noun})*")


@cache
def _group_nouns() -> tuple[tuple[re.Pattern[str], str], ...]:
    words = group_words("noun")
    return tuple((re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)"), code) for phrase, code in words)


@cache
def _several() -> re.Pattern[str]:
    return re.compile(either("several_offices"))


def _group_at(key: str, position: int) -> tuple[int, str, int] | None:
    match = _group_pattern().match(key, position)
    if not match:
        return None
    end = _chunk_end(key, match.end())
    if not match["in"] and not _several().search(key, position, end):
        return None  # "Đơn vị X" alone is one office, "đơn vị liên quan" a group
    codes = [code for pattern, code in _group_nouns() if pattern.search(match.group())]
    specific = [code for code in codes if code != "CQDV"]
    first = dict(group_words("noun"))[match["first"]]
    code = first if first != "CQDV" or not specific else "CQDV"
    return end, code, match.end()


def _chunk_end(key: str, position: int) -> int:
    """The next separator that stands outside brackets."""
    depth = 0
    for match in re.finditer(r"[(),;\n]|\s+(?:và|hoặc)\s+|$", key[position:]):
        mark = match.group().strip(" ")
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(0, depth - 1)
        elif depth == 0 or match.end() == len(key) - position:
            return position + match.start()
    return len(key)


def _mention(text: str, code: str | None, role: OfficeRole) -> OfficeMention | None:
    words = text.strip(_EDGES)
    said = _ROLE_BEHIND.search(words)
    if said and said.start() > 0:  # "Văn phòng phối hợp": the word behind the name is its role
        words, role = words[: said.start()], _role_of(said.group().lower())
    if not words or (code is None and _is_filler(words)):
        return None
    office = offices().get(code) if code else None
    return OfficeMention(
        role=role,
        text=words,
        code=code,
        is_collective=office.is_collective if office else False,
        is_reference=office.is_reference if office else False,
    )


def _unique(mentions: list[OfficeMention]) -> list[OfficeMention]:
    """Drop repeats of one office in one cell; unknown ones repeat only word for word."""
    seen: dict[tuple[OfficeRole, str, str], OfficeMention] = {}
    for mention in mentions:
        word = "" if mention.code and not mention.is_collective else match_key(mention.text)
        seen.setdefault((mention.role, mention.code or "", word), mention)
    return list(seen.values())
