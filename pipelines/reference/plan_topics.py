"""Single works of the reform that have plans of their own beside the plan of the year (``plan_topics.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


@dataclass(frozen=True, slots=True)
class PlanTopic:
    """``key`` is the matching key of the words, ``topic`` the name that all wordings of one work share.

    ``governs``: whatever follows is the object of the work ("kiểm tra công vụ và cải cách hành chính"); a work that
    does not govern stands beside the reform ("kiểm soát thủ tục hành chính và cải cách hành chính" is a plan of both).
    ``is_reform``: the work is one of the reform whether or not the plan says so ("kiểm soát thủ tục hành chính" is part
    of every reform programme, Resolution 76/NQ-CP); the others are where their plans speak of the reform.
    """

    key: str
    topic: str
    governs: bool
    is_reform: bool


@cache
def plan_topics() -> tuple[PlanTopic, ...]:
    """All works, longest words first."""
    rows = reference_rows("plan_topics")
    topics = [
        PlanTopic(match_key(row["phrase"]), row["topic"], row["governs"] == "yes", row["reform"] == "yes")
        for row in rows
    ]
    return tuple(sorted(topics, key=lambda one: (-len(one.key), one.key)))
