"""The single work of the reform that a plan is about: an inspection, publicity, a contest … Beside the year's plan.

A commune issues its reform plan of the year and, in the same year, plans for single works of it. They share unit and
period, but none of them speaks for the unit in place of the year's plan.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.plan_topics import PlanTopic, plan_topics
from pipelines.text.vietnamese import match_key

_BESIDE = re.compile(
    r"(?:,|;| và| gắn với| cùng với)\s+(?:công tác |nhiệm vụ |thực hiện )*(?:cải cách hành chính|cchc)(?!\w)"
)
_AND_ALL = re.compile(
    r"(?<!triển khai )và (?:tiếp tục )?(?:đẩy mạnh|(?:triển khai )?thực hiện)\s(?:(?:công tác|các|nhiệm vụ)\s)*"
    r"(?:cải cách hành chính|cchc)(?!\w)"
)


@cache
def _announced() -> re.Pattern[str]:
    """ "Quyết định về việc ban hành Kế hoạch tổ chức thực hiện công tác …": what stands before the name of the work."""
    leads = either("plan_topic_lead")
    return re.compile(rf"^(?:quyết định .{{0,60}}?)?{either('plan_noun')}(?:\s+(?:{leads}))*\s+[“\"]?")


def plan_topic(title: str | None) -> str | None:
    """The work that a title confines its plan to; None for the whole reform, and where nothing says so."""
    rest = _subject(title)
    found = next((one for one in plan_topics() if _names(rest, one)), None)
    return found.topic if found else None


def is_work_of_reform(title: str) -> bool:
    """Whether a title names a work that is one of the reform even in a plan that never speaks of the reform."""
    rest = _subject(title)
    return any(one.is_reform and re.match(rf"{re.escape(one.key)}(?!\w)", rest) for one in plan_topics())


def _subject(title: str | None) -> str:
    """What a title says behind "Kế hoạch …"; "" when it announces no plan."""
    key = match_key(title or "")
    opening = _announced().match(key)
    return key[opening.end() :] if opening else ""


def _names(rest: str, topic: PlanTopic) -> bool:
    if not re.match(rf"{re.escape(topic.key)}(?!\w)", rest):
        return False
    beside = (
        _AND_ALL if topic.governs else _BESIDE
    )  # "khắc phục hạn chế và đẩy mạnh cải cách hành chính" is of the whole
    return beside.search(rest) is None
