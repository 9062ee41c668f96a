"""Findings that need the whole plan; one module per subject, registered by name."""

from __future__ import annotations

from pipelines.model.plan import Finding
from pipelines.reference.finding_rules import finding_rules
from pipelines.reference.readers import Reader
from pipelines.understanding.findings import (  # noqa: F401 - importing a module registers its rules
    annexes,
    counts,
    formalities,
    offices,
    rows,
    targets,
    wording,
)
from pipelines.understanding.findings.registry import PlanView, Rule, registered_rules, rule
from pipelines.understanding.kept import STRICT, Kept, Place

__all__ = ["PlanView", "plan_findings", "registered_rules", "rule"]


def plan_findings(view: PlanView, kept: Kept = STRICT) -> tuple[Finding, ...]:
    """Run every registered rule on a plan, in the order of ``finding_rules.csv``; one that fails finds nothing."""
    rules = registered_rules()
    return tuple(
        finding
        for name in finding_rules()
        if name in rules
        for finding in kept.read(Place(Reader.RULE, name), (), _found, rules[name], view)
    )


def _found(rule: Rule, view: PlanView) -> tuple[Finding, ...]:
    return tuple(rule(view))
