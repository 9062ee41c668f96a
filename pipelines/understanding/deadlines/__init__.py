"""Deadline cells of task tables: what is printed becomes milestones with dates, recurrences and conditions.

:func:`parse_deadline` reads one cell; :func:`deadline_findings` compares the result with the plan's period and day
of issue. Both are pure; see docs/developer/deadlines_and_citations.md for the forms that are read.
"""

from pipelines.understanding.deadlines.checks import deadline_findings
from pipelines.understanding.deadlines.parse import parse_deadline, parse_deadline_span
from pipelines.understanding.deadlines.recognised import doubted, mended_reading

__all__ = ["deadline_findings", "doubted", "mended_reading", "parse_deadline", "parse_deadline_span"]
