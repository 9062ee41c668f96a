"""Outcome reasons: what happened to a document at a stage, and what the team should do next (Vietnamese)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.reference.tables import reference_rows


@dataclass(frozen=True, slots=True)
class OutcomeReason:
    """A row of ``outcome_reasons.csv``; ``status`` is ok, partial, quarantined or skipped."""

    code: str
    status: str
    retry: bool  # worth trying again on the next run although the file did not change
    message_vi: str
    next_action_vi: str | None


@cache
def outcome_reasons() -> dict[str, OutcomeReason]:
    """All reasons by code."""
    return {
        row["code"]: OutcomeReason(
            row["code"],
            row["status"],
            row["retry"] == "yes",
            row["message_vi"],
            row["next_action_vi"] or None,
        )
        for row in reference_rows("outcome_reasons")
    }


def outcome_reason(code: str) -> OutcomeReason:
    """The reason with this code.

    Raises:
        KeyError: ``code`` has no row in ``outcome_reasons.csv``; add one with its Vietnamese message.
    """
    try:
        return outcome_reasons()[code]
    except KeyError:
        raise KeyError(f"reason code {code!r} is not in reference/data/outcome_reasons.csv; add a row for it") from None
