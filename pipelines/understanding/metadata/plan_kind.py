"""Is this an administrative-reform plan? Conservative: only clear signs of another document say no."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.document_kinds import DocumentKind, document_kinds
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.metadata.title import Title, set_off_titles
from pipelines.understanding.metadata.topic import is_work_of_reform

# with the slips and lost marks that titles have: "cải các hành chính", "cải cách hành chánh", "cai cach hanh chinh"
_REFORM = re.compile(
    r"c[ảaãá]i c[áaà]ch? (?:(?:nền|nên|bộ máy) )?h[àaá]nh? ?ch[íiìáa]nh?(?!\w)|(?<!\w)cchc(?!\w)|(?<!\d)76/nq-cp"
)


@cache
def _plan() -> re.Pattern[str]:
    return re.compile(either("plan_noun"))


@cache
def _decides_otherwise() -> re.Pattern[str]:
    """ "Quyết định về việc thành lập Tổ giúp việc thực hiện Kế hoạch …": what it decides is no plan."""
    return re.compile(rf"quyết định[ .:]+(?:về )?(?:việc )?{either('decided_no_plan')}(?!\w)")


_ANNEX_NUMBER = r"(?:số )?(?:\d{1,2}|[ivx]{1,4}|[a-d])(?!\w)"
_ANNEX_WORD = re.compile(rf"^(?:(?:phụ lục|phụ biểu|biểu)(?: {_ANNEX_NUMBER})?|bảng {_ANNEX_NUMBER})(?!\w)[ .:–-]*")
_HEAD_LINES = 25
_LETTERHEAD_LINES = 4
_FEW_MENTIONS = 3


@cache
def _central() -> re.Pattern[str]:
    """A ministry's letterhead: its name alone on the line, or with the motto beside it."""
    return re.compile(rf"{either('central_issuer')}(?:\s*$|\s+cộng h[òo]a xã hội)")


def reason_not_a_plan(title: Title | None, lines: tuple[Line, ...], *, has_task_table: bool) -> str | None:
    """Why the document is no reform plan, in Vietnamese; None when it is one or may be one."""
    if not lines and not has_task_table:
        return "tệp không có chữ nào đọc được"
    central = next((line.text for line in lines[:_LETTERHEAD_LINES] if _central().match(match_key(line.text))), None)
    if central:
        return f"do cơ quan trung ương ban hành (“{central[:80]}”)"
    another = _title_of_another_kind(title, lines)
    if another:
        return f"tiêu đề là “{another[:80]}”"
    if title is None:
        return None if has_task_table else _untitled(lines)
    if title.kind and title.kind.role == "title":
        return _titled(title, lines, has_task_table=has_task_table)
    return None if has_task_table else _annexed_to_another_kind(lines)


def _annexed_to_another_kind(lines: tuple[Line, ...]) -> str | None:
    """The line that makes it the annex of an official letter or a report; one with tasks may give them all the same."""
    found = next((line.text for line in lines[:_HEAD_LINES] if _annexed().match(match_key(line.text))), None)
    return f"là phụ lục của văn bản khác: “{found[:80]}”" if found else None


@cache
def _annexed() -> re.Pattern[str]:
    return re.compile(rf"^\(?\s*(?:ban hành )?(?:gửi )?kèm (?:theo )?{either('annexed_to_no_plan')}(?!\w)")


def _title_of_another_kind(title: Title | None, lines: tuple[Line, ...]) -> str | None:
    """The title when it is that of a report, a list, collected opinions …; of whatever is set off if there is none."""
    if title:
        is_refused = (title.kind is not None and title.kind.is_plan == "no") or _names_another_kind(title.text)
        return title.text if is_refused else None
    return next(filter(_names_another_kind, set_off_titles(lines[:_HEAD_LINES])), None)


def _untitled(lines: tuple[Line, ...]) -> str | None:
    if any(_is_address(line) for line in lines[:_HEAD_LINES]):
        return "là công văn (có “Kính gửi”, không có tiêu đề kế hoạch)"
    if not _mentions(lines):
        return "không có cụm từ “cải cách hành chính” và không có bảng nhiệm vụ"
    return None


def _mentions(lines: tuple[Line, ...]) -> int:
    return len(_REFORM.findall(match_key(" ".join(line.text for line in lines))))


def _names_another_kind(text: str) -> bool:
    """Whether a title, behind the bare word "Phụ lục" or "Biểu", begins with the name of what is no plan."""
    key = _ANNEX_WORD.sub("", match_key(text))
    whole = next((one for one in document_kinds() if one.role == "whole" and _opens(key, one)), None)
    return whole is not None and whole.is_plan == "no"


def _opens(key: str, kind: DocumentKind) -> bool:
    words = kind.key
    labelled = kind.is_plan != "no" and key.startswith(f"{words}:")  # "Đơn vị: UBND xã A" is no "Đơn"
    return key == words or labelled or key.startswith((f"{words} ", f"{words},"))


def _is_address(line: Line) -> bool:
    return match_key(line.text).startswith("kính gửi")


def _titled(title: Title, lines: tuple[Line, ...], *, has_task_table: bool) -> str | None:
    key = match_key(title.text)
    if _REFORM.search(key):
        names_plan = bool(_plan().search(key)) and not _decides_otherwise().match(key)
        is_plan = title.kind is None or title.kind.is_plan == "yes" or names_plan
        return None if is_plan else f"tiêu đề là “{title.text[:80]}”, không phải kế hoạch"
    if is_work_of_reform(title.text):
        return None
    head = match_key(" ".join(line.text for line in lines[:_HEAD_LINES]))
    if _mentions(lines) < _FEW_MENTIONS or not (_REFORM.search(head) or has_task_table):
        return f"tiêu đề “{title.text[:80]}” không nói về cải cách hành chính"
    return None
