"""Words with which a document's or an annex's title begins (``document_kinds.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """``key`` is the matching key; ``is_plan`` yes, no or maybe.

    ``role``: ``title`` and ``annex`` words begin a title on a line of their own or in capitals; ``whole`` words are
    looked for at the beginning of a title that was found by those, all its lines joined.
    """

    key: str
    role: str
    is_plan: str


@cache
def document_kinds() -> tuple[DocumentKind, ...]:
    """All kinds, longest words first."""
    rows = reference_rows("document_kinds")
    kinds = [DocumentKind(match_key(row["phrase"]), row["role"], row["is_plan"]) for row in rows]
    return tuple(sorted(kinds, key=lambda kind: (-len(kind.key), kind.key)))
