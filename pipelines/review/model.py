"""A review task: one thing that a person has to decide, with its place, its reading and what it moves."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.model.document import Box

_FILE = Path(__file__).parent / "data" / "review_kinds.csv"


@dataclass(frozen=True, slots=True)
class ReviewKind:
    """A kind of review task; ``field`` is what it asks for first.

    Attributes:
        weight: where the kind stands among the others before its effect on figures is added.
        is_asked: whether its tasks stand in the queue; the others are opened by id.
        confirms_print: accepting says that the plan prints just this, wrong as it is: what the unit has to mend stays.
    """

    kind: str
    order: int
    weight: float
    is_asked: bool
    title_vi: str
    item: str
    field: str
    confirms_print: bool
    question_vi: str


@dataclass(frozen=True, slots=True)
class ReviewTask:
    """One thing to decide.

    Attributes:
        review_key: stable while document, place, words, field and reading stay as they are.
        current: the readings that may be corrected besides ``field``: field → value as shown.
        item_id: id in the published warehouse, for the picture and for ``cchc trace``.
        boxes: where it is printed; empty for Word files.
        hint_vi: what helps to decide: candidates, the detail of the finding, how many rows are touched.
        province: folder of the province, which the corrections belong to.
        effect: how much a decision moves; the queue begins with the most.
        effect_vi: what it moves, in words; empty where no published figure hangs on it.
    """

    review_key: str
    kind: ReviewKind
    province: str
    document_id: str
    commune: str
    source_path: str
    page: int | None
    item_id: str
    evidence: str
    place: str
    field: str
    old_value: str
    current: tuple[tuple[str, str], ...]
    boxes: tuple[Box, ...]
    hint_vi: str
    is_decided: bool = False
    effect: float = 0.0
    effect_vi: str = ""

    def as_row(self) -> dict[str, str]:
        """The task as a row of a review file; the reviewer's columns are empty."""
        question = f"{self.kind.question_vi} {self.hint_vi}".strip()
        return {
            "review_key": self.review_key,
            "kind": self.kind.title_vi,
            "commune": self.commune,
            "source_path": self.source_path,
            "page": "" if self.page is None else str(self.page),
            "evidence": self.evidence,
            "question": question,
            "field": self.field,
            "old_value": self.old_value,
            "document_id": f"vb-{self.document_id}",
            "item": self.kind.item,
            "place": self.place,
            "item_id": self.item_id,
        }


@cache
def review_kinds() -> dict[str, ReviewKind]:
    """Kinds by their code, in the order in which they are worth a person's time."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        found = [
            ReviewKind(
                row["kind"],
                int(row["order"]),
                float(row["weight"]),
                row["is_asked"] == "yes",
                row["title_vi"],
                row["item"],
                row["field"],
                row["accept"] == "print",
                row["question_vi"],
            )
            for row in csv.DictReader(handle)
        ]
    return {one.kind: one for one in sorted(found, key=lambda one: one.order)}


def review_key(*parts: str) -> str:
    """Key of a review task: ``r`` and eleven hex digits; a letter in front keeps spreadsheets from reading a number.

    Args:
        parts: document id, item, place, evidence, field and old value.
    """
    return f"r{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:11]}"
