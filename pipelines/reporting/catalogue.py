"""What the indicator catalogue missed, and which of its wordings no plan uses: the worklist of its keeper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.reference.indicators import synonyms
from pipelines.text.vietnamese import match_key
from pipelines.understanding.indicators import match_indicator

_TARGETS = """
select
    t.indicator_code, t.indicator_text, t.unit, t.evidence, d.source_path, t.page
from core.fct_target as t
join core.dim_document as d using (document_id)
where t.repeats_target_id is null
order by d.source_path, t.target_id
"""


@dataclass(frozen=True, slots=True)
class UnmatchedWording:
    """A commitment that no indicator fits; the first place stands for all."""

    wording: str
    count: int
    evidence: str
    source_path: str
    page: int | None


@dataclass(frozen=True, slots=True)
class UnusedSynonym:
    """A wording of the catalogue that explained no target of this warehouse."""

    indicator_code: str
    pattern: str


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """Both lists; ``matched`` of ``total`` commitments have an indicator."""

    total: int
    matched: int
    unmatched: tuple[UnmatchedWording, ...]
    unused: tuple[UnusedSynonym, ...]


def catalogue_report(published: Path) -> CatalogueReport:
    """Compare the catalogue with every commitment of a published warehouse.

    Raises:
        duckdb.IOException: the file does not exist or is held by a writer.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(_TARGETS).fetchall()
    used = {match_indicator(text, unit=unit).matched_synonym for code, text, unit, *_ in rows if code}
    return CatalogueReport(
        total=len(rows),
        matched=sum(code is not None for code, *_ in rows),
        unmatched=_unmatched(row for row in rows if row[0] is None),
        unused=tuple(UnusedSynonym(s.code, s.pattern) for s in synonyms() if s.pattern not in used),
    )


def _unmatched(rows: Iterable[tuple[Any, ...]]) -> tuple[UnmatchedWording, ...]:
    first: dict[str, tuple[str, str, str, int | None]] = {}
    counts: Counter[str] = Counter()
    for _, text, _unit, evidence, source_path, page in rows:
        key = match_key(text)
        counts[key] += 1
        first.setdefault(key, (text, evidence, source_path, page))
    ordered = sorted(first, key=lambda key: (-counts[key], key))
    return tuple(
        UnmatchedWording(first[key][0], counts[key], first[key][1], first[key][2], first[key][3]) for key in ordered
    )
