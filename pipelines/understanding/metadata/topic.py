"""The single work of the reform that a plan is about: an inspection, publicity, a contest … Beside the year's plan.

A commune issues its reform plan of the year and, in the same year, plans for single works of it. They share unit and
period, but none of them speaks for the unit in place of the year's plan.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.plan_topics import PlanTopic, plan_topics
from pipelines.text.vietnamese import ascii_key, match_key

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


OTHER_SUBJECT = "nội dung khác"
_LEAST_WORDS = 2  # of a subject
# with the slips of typing and of scans
_NEARLY_REFORM = re.compile(r"(?<!\w)(?:[co]ai \w+ (?:\w+ ){0,2}hanh|cai c\w*)|cchc|76/nq")


@cache
def _when_and_where() -> re.Pattern[str]:
    when = rf"(?:\d+ )?{either('time_word_of_title')}(?!\w)|[\d/–-]+|[ivx]+(?!\w)"
    return re.compile(rf"(?<!\w)(?:(?:của|tại|trên địa bàn) .*|{when})")


def plan_topic(title: str | None, below: str = "") -> str | None:
    """The work that a title confines its plan to; None for the whole reform, and where nothing says so.

    A plan whose title names a subject and not the reform ("Kế hoạch Thực hiện dân chủ ở cơ sở") speaks of the reform in
    passing: its topic is :data:`OTHER_SUBJECT`. ``below`` is the line under the title, which may be the rest of it.
    """
    rest = _subject(title)
    found = next((one for one in plan_topics() if _names(rest, one)), None)
    if found:
        return found.topic
    return OTHER_SUBJECT if _is_of_something_else(f"{title} {below}", rest) else None


def _is_of_something_else(title: str, rest: str) -> bool:
    if _NEARLY_REFORM.search(ascii_key(title)):
        return False
    words = _neutral().sub(" ", _when_and_where().sub(" ", rest))
    return len(re.findall(r"[^\W\d_]+", words)) >= _LEAST_WORDS


@cache
def _neutral() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either('plan_topic_lead')}|{either('word_without_subject')})(?!\w)")


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
