"""Is this an administrative-reform plan? Conservative: only clear signs of another document say no."""

from __future__ import annotations

import re

from pipelines.text.vietnamese import match_key
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.metadata.title import Title

# with the slips and lost marks that titles have: "cải các hành chính", "cải cách hành chánh", "cai cach hanh chinh"
_REFORM = re.compile(
    r"c[ảaãá]i c[áaà]ch? (?:(?:nền|nên|bộ máy) )?h[àaá]nh? ?ch[íiìáa]nh?(?!\w)|(?<!\w)cchc(?!\w)|(?<!\d)76/nq-cp"
)
_PLAN = re.compile(r"kế hoạch|khung nhiệm vụ|nhiệm vụ trọng tâm|chương trình|đề án|phương án")
_HEAD_LINES = 25
_FEW_MENTIONS = 3


def reason_not_a_plan(title: Title | None, lines: tuple[Line, ...], *, has_task_table: bool) -> str | None:
    """Why the document is no reform plan, in Vietnamese; None when it is one or may be one."""
    if not lines and not has_task_table:
        return "tệp không có chữ nào đọc được"
    if title and title.kind and title.kind.is_plan == "no":
        return f"tiêu đề là “{title.text[:80]}”"
    words = match_key(" ".join(line.text for line in lines))
    mentions = len(_REFORM.findall(words))
    if title and title.kind and title.kind.role == "title":
        return _titled(title, lines, mentions, has_task_table=has_task_table)
    if title is None and not has_task_table and any(_is_address(line) for line in lines[:_HEAD_LINES]):
        return "là công văn (có “Kính gửi”, không có tiêu đề kế hoạch)"
    if mentions == 0 and not has_task_table and title is None:
        return "không có cụm từ “cải cách hành chính” và không có bảng nhiệm vụ"
    return None


def _is_address(line: Line) -> bool:
    return match_key(line.text).startswith("kính gửi")


def _titled(title: Title, lines: tuple[Line, ...], mentions: int, *, has_task_table: bool) -> str | None:
    key = match_key(title.text)
    if _REFORM.search(key):
        is_plan = title.kind is None or title.kind.is_plan == "yes" or bool(_PLAN.search(key))
        return None if is_plan else f"tiêu đề là “{title.text[:80]}”, không phải kế hoạch"
    head = match_key(" ".join(line.text for line in lines[:_HEAD_LINES]))
    if mentions < _FEW_MENTIONS or not (_REFORM.search(head) or has_task_table):
        return f"tiêu đề “{title.text[:80]}” không nói về cải cách hành chính"
    return None
