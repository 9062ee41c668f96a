"""Where a text stands; copied into every target that is found in it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.model.document import Box


@dataclass(frozen=True, slots=True)
class TargetContext:
    """Place of one paragraph or one cell.

    ``found_in`` is ``body`` or ``table``; ``column`` the role of the cell's column (objective, output …);
    ``heading`` the nearest heading, used only when a clause names no indicator of its own; ``plan_year`` tells
    past figures from commitments; ``row_words`` is what the row of a task table is about; ``is_stated`` marks a row
    of a target table, whose value is a commitment whatever the words; ``year`` is that of the heading the text stands
    under ("Đến năm 2028"), for numbers that name none; ``about`` is what the whole plan or part is about (its titles),
    which decides only between indicators that fit a clause equally well;
    ``is_preamble`` marks the paragraphs before the first title or item, which tell why there is a plan;
    ``lead`` is the lead-in of the list that a paragraph is an item of ("Phấn đấu đạt tối thiểu các mức sau:");
    ``confidence`` is that of the reader (0..1, below 1 for recognised text).
    """

    found_in: str = "body"
    section: str | None = None
    column: str | None = None
    heading: str | None = None
    plan_year: int | None = None
    task_index: int | None = None
    box: Box | None = None
    row_words: str | None = None
    is_stated: bool = False
    confidence: float = 1.0
    year: int | None = None
    is_preamble: bool = False
    about: str | None = None
    lead: str | None = None
