"""Quantified commitments: finding them in a text, linking repeats over a plan, findings about them."""

from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.dressing import asks_for_number
from pipelines.understanding.targets.findings import target_findings
from pipelines.understanding.targets.led_lists import lead_of_items, value_of_lead
from pipelines.understanding.targets.led_values import led_lines, led_targets
from pipelines.understanding.targets.links import link_repeats
from pipelines.understanding.targets.parts_of_year import with_parts_of_year
from pipelines.understanding.targets.past import heading_span, heading_year, looks_back
from pipelines.understanding.targets.read import find_targets
from pipelines.understanding.targets.usual_meaning import with_usual_meaning

__all__ = [
    "TargetContext",
    "asks_for_number",
    "find_targets",
    "heading_span",
    "heading_year",
    "lead_of_items",
    "led_lines",
    "led_targets",
    "link_repeats",
    "looks_back",
    "target_findings",
    "value_of_lead",
    "with_parts_of_year",
    "with_usual_meaning",
]
