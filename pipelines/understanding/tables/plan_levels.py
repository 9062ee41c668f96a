"""Which tables of targets set levels of the plan, and their rows as clauses: none under a title of results."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.model.document import Document
from pipelines.text.vietnamese import match_key
from pipelines.understanding.tables.grid import Grid
from pipelines.understanding.tables.model import TargetTable
from pipelines.understanding.tables.target_tables import TargetClause, caption_unit, target_clauses
from pipelines.understanding.targets import looks_back

_CAPTIONS = 3  # paragraphs above a table that may say what it is
_LONGEST_CAPTION = 15  # words of a line that ends with a full stop
_ANNOUNCES = re.compile(r"(?<!\w)(?:mục tiêu|chỉ tiêu|phấn đấu|nhiệm vụ)(?!\w)")


def clauses_of_table(document: Document, table: TargetTable, year: int | None) -> tuple[tuple[TargetClause, ...], ...]:
    """The clauses of a table of targets by row; none under a title that reports results."""
    if _reports(table.captions, year):
        return ()
    grid, unit = Grid(document.tables[table.index]), caption_unit(table.captions)
    return target_clauses(grid, table.header, year, unit)


def _reports(captions: Sequence[str], year: int | None) -> bool:
    """True for a table under "Kết quả thực hiện các chỉ tiêu năm 2025": the nearest words that say so decide."""
    for text in reversed([text for text in captions[-_CAPTIONS:] if not _is_sentence(text)]):
        if looks_back(text, year, is_outermost=True):
            return True
        if _ANNOUNCES.search(match_key(text)):
            return False
    return False


def _is_sentence(text: str) -> bool:
    """True for "… coi kết quả thực hiện là căn cứ để bình xét thi đua.": it stands above a table and is no caption."""
    return text.rstrip().endswith(".") and len(text.split()) > _LONGEST_CAPTION
