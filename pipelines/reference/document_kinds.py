"""Words with which a document's or an annex's title begins (``document_kinds.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """``key`` is the matching key; ``role`` title or annex; ``is_plan`` yes, no or maybe."""

    key: str
    role: str
    is_plan: str


@cache
def document_kinds() -> tuple[DocumentKind, ...]:
    """All kinds, longest words first."""
    rows = reference_rows("document_kinds")
    kinds = [DocumentKind(match_key(row["phrase"]), row["role"], row["is_plan"]) for row in rows]
    return tuple(sorted(kinds, key=lambda kind: (-len(kind.key), kind.key)))
