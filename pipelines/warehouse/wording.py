"""The reviewed Vietnamese texts for findings and outcomes, from a reference folder."""

from __future__ import annotations

from pathlib import Path

from pipelines.warehouse.flatten import FindingRule, OutcomeReason, Wording
from pipelines.warehouse.landing import REFERENCE_TABLES, read_reference


def load_wording(reference: Path) -> Wording:
    """Read ``finding_rules.csv`` and ``outcome_reasons.csv`` of a reference folder.

    Raises:
        ReferenceDataError: a file is missing or lacks a column.
    """
    tables = {table.name: table for table in REFERENCE_TABLES}
    rules = read_reference(reference, tables["ref_finding_rules"]).to_pylist()
    reasons = read_reference(reference, tables["ref_outcome_reasons"]).to_pylist()
    return Wording(
        {row["rule"]: FindingRule(row["rule"], row["severity"], row["message_vi"], row["action_vi"]) for row in rules},
        {row["code"]: OutcomeReason(row["code"], row["message_vi"], row["next_action_vi"]) for row in reasons},
    )
