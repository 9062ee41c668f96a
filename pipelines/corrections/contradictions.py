"""Rows of correction files that decide the same reading differently, and which of them counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.corrections.model import Correction, Decision
from pipelines.corrections.values import NONE
from pipelines.corrections.wording import change_words


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rows about one reading that do not say the same; ``counts`` is the later one."""

    earlier: Correction
    counts: Correction

    @property
    def text_vi(self) -> str:
        """The message with both places."""
        return (
            f"{_place(self.earlier)} ({_words(self.earlier)}) và {_place(self.counts)} ({_words(self.counts)}) "
            f"quyết định khác nhau về “{self.counts.evidence[:80]}”; dòng ghi sau được tính: {_place(self.counts)}. "
            "Bỏ dòng không còn đúng, hoặc để nguyên làm lịch sử."
        )


def contradictions(corrections: Iterable[Correction]) -> Iterator[Contradiction]:
    """Pairs of neighbours in time that decide one field of one reading differently, or strike it out and keep it.

    A decision that was withdrawn contradicts nothing.
    """
    by_reading: dict[tuple[str, ...], list[Correction]] = {}
    for one in corrections:
        by_reading.setdefault((one.document_id, one.item, one.evidence, one.place), []).append(one)
    for _, members in sorted(by_reading.items()):
        standing: list[Correction] = []
        for one in sorted(members, key=lambda member: member.order):
            if one.decision is Decision.WITHDRAW:
                standing = [other for other in standing if other.field != one.field]
                continue
            yield from (Contradiction(other, one) for other in standing if _differ(other, one))
            standing = [other for other in standing if not _differ(other, one)]
            standing.append(one)


def _differ(one: Correction, other: Correction) -> bool:
    if (one.decision is Decision.REJECT) != (other.decision is Decision.REJECT):
        return True
    return one.field == other.field and (one.decision, one.new_value) != (other.decision, other.new_value)


def _place(one: Correction) -> str:
    return f"{one.file_path}, dòng {one.row}"


def _words(one: Correction) -> str:
    if one.decision is Decision.EDIT:
        return f"sửa {change_words(one.item.value, one.field, one.new_value or NONE)}"
    return "bỏ" if one.decision is Decision.REJECT else "đúng"
