"""What every finding says to its reader (``finding_rules.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.model.plan import Severity
from pipelines.reference.tables import reference_rows


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A rule; ``message_vi`` may hold ``{evidence}`` and ``{detail}``; ``implemented_in`` names the package."""

    rule: str
    severity: Severity
    title_vi: str
    message_vi: str
    action_vi: str
    source: str
    implemented_in: str


@cache
def finding_rules() -> dict[str, FindingRule]:
    """All rules by name, in file order.

    Raises:
        ValueError: a severity that the model does not know.
    """
    return {
        row["rule"]: FindingRule(
            rule=row["rule"],
            severity=Severity(row["severity"]),
            title_vi=row["title_vi"],
            message_vi=row["message_vi"],
            action_vi=row["action_vi"],
            source=row["source"],
            implemented_in=row["implemented_in"],
        )
        for row in reference_rows("finding_rules")
    }
