"""What a plan says now: the readings that a correction may speak of, each with its printed words and its place.

A reading is found again by the printed words and the place, never by its running number: a new version of the reader
may count differently. The number only decides between readings that are alike in everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.corrections.model import Correction, Item
from pipelines.corrections.values import Value, deadline_words, shown
from pipelines.model.document import Box
from pipelines.model.plan import Citation, Plan, Task
from pipelines.text.vietnamese import match_key
from pipelines.warehouse.lake.rows import target_id, task_id

_NEAR = 15.0  # points: another version of the reader draws the same box a little differently


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One thing that was read.

    Attributes:
        indexes: where it stands in the plan: one index, or for an office the indexes of every task that names it.
        item_ids: ids of the rows of the warehouse that it becomes.
        value: current value of a field, by the field's name.
    """

    item: Item
    indexes: tuple[int, ...]
    item_ids: tuple[str, ...]
    evidence: str
    place: str
    box: Box | None
    value: Callable[[str], Value]


def readings(plan: Plan, document_id: str, item: Item) -> tuple[ReadItem, ...]:
    """Every reading of one kind, in the order of the plan."""
    return tuple(_READERS[item](plan, document_id))


def find_reading(found: tuple[ReadItem, ...], correction: Correction) -> ReadItem | str:
    """The reading that a correction speaks of, or why there is none (Vietnamese)."""
    if correction.item is Item.DOCUMENT:
        return found[0]
    key = _key(correction.evidence)
    same = [reading for reading in found if _key(reading.evidence) == key]
    if not same:
        return "không còn đoạn chữ này trong cách đọc hiện nay"
    for narrower in (_by_place, _by_value, _by_identity):
        if len(same) > 1:
            same = narrower(same, correction) or same
    return same[0] if len(same) == 1 else f"đoạn chữ này có ở {len(same)} chỗ, không rõ chỗ nào"


def place_of_target(box: Box | None, found_in: str | None, section: str | None, column: str | None) -> str:
    """``tr.2 114,763,539,779`` for a box on a page; where it was found, section and column for a Word file."""
    if box is not None and box.x1 > box.x0:
        return _box_text(box)
    return "/".join(part for part in (found_in, section, column) if part)


def place_of_task(table_index: int, table_row: int) -> str:
    """``bảng 1 hàng 5``: the row of the joined table, counted from 1; ``đoạn 12`` for a task in the body."""
    if table_index < 0:
        return f"đoạn {table_row + 1}"
    return f"bảng {table_index + 1} hàng {table_row + 1}"


def task_words(*cells: str | None) -> str:
    """The printed cells of a row in one line: number, objective, task, activity, output, deadline."""
    return " | ".join(" ".join(cell.split()) for cell in cells if cell)


def place_of_citation(citation: Citation) -> str:
    """Box on the page; empty for a Word file."""
    has_box = citation.box is not None and citation.box.x1 > citation.box.x0
    return _box_text(citation.box) if has_box and citation.box else ""


# ------------------------------------------------------------------------------------------------ kinds


def _targets(plan: Plan, document_id: str) -> Iterator[ReadItem]:
    for index, target in enumerate(plan.targets):
        yield ReadItem(
            Item.TARGET,
            (index,),
            (target_id(document_id, index),),
            target.evidence,
            place_of_target(target.box, target.found_in, target.section, target.column),
            target.box,
            _values_of(target),
        )


def _values_of(one: object) -> Callable[[str], Value]:
    def value(field: str) -> Value:
        found: Value = getattr(one, field)
        return found

    return value


def _tasks(plan: Plan, document_id: str) -> Iterator[ReadItem]:
    for index, task in enumerate(plan.tasks):
        yield ReadItem(
            Item.TASK,
            (index,),
            (task_id(document_id, task.index),),
            task_words(task.row_no, task.objective, task.task, task.activity, task.output, task.deadline_text),
            place_of_task(task.table_index, task.table_row),
            task.boxes[0] if task.boxes else None,
            _task_values(task),
        )


def _task_values(task: Task) -> Callable[[str], Value]:
    return lambda field: deadline_words(task.deadline) if field == "deadline" else _values_of(task)(field)


def _offices(plan: Plan, document_id: str) -> Iterator[ReadItem]:
    """One reading per wording; all its mentions have one code, because one grammar read them."""
    places: dict[str, list[tuple[int, str, str | None, str]]] = {}
    for index, task in enumerate(plan.tasks):
        for number, mention in enumerate(task.offices):
            identity = f"{task_id(document_id, task.index)}-o{number}"
            places.setdefault(_key(mention.text), []).append((index, identity, mention.code, mention.text))
    for found in places.values():
        first = plan.tasks[found[0][0]]
        yield ReadItem(
            Item.OFFICE,
            tuple(dict.fromkeys(index for index, *_ in found)),
            tuple(identity for _, identity, *_ in found),
            found[0][3],
            "",
            first.boxes[0] if first.boxes else None,
            _constant(found[0][2]),
        )


def _constant(value: Value) -> Callable[[str], Value]:
    return lambda _field: value


def _citations(plan: Plan, document_id: str) -> Iterator[ReadItem]:
    for index, citation in enumerate(plan.citations):
        yield ReadItem(
            Item.CITATION,
            (index,),
            (f"{document_id}-c{index}",),
            citation.evidence,
            place_of_citation(citation),
            citation.box,
            _values_of(citation),
        )


def _document(plan: Plan, document_id: str) -> Iterator[ReadItem]:
    yield ReadItem(Item.DOCUMENT, (0,), (document_id,), plan.metadata.title or "", "", None, _document_values(plan))


def _document_values(plan: Plan) -> Callable[[str], Value]:
    return lambda field: plan.metadata.status.value if field == "status" else _values_of(plan.metadata)(field)


_READERS: dict[Item, Callable[[Plan, str], Iterator[ReadItem]]] = {
    Item.TARGET: _targets,
    Item.TASK: _tasks,
    Item.OFFICE: _offices,
    Item.CITATION: _citations,
    Item.DOCUMENT: _document,
}


# ------------------------------------------------------------------------------------------------ choosing


def same_words(one: str, other: str) -> bool:
    """Whether two texts print the same words: case, punctuation, tone placement and spaces make no difference."""
    return _key(one) == _key(other)


def _key(text: str) -> str:
    return "".join(mark for mark in match_key(text) if mark.isalnum() or mark in "%<>=≥≤")


def _box_text(box: Box) -> str:
    return f"tr.{box.page} {box.x0:.0f},{box.y0:.0f},{box.x1:.0f},{box.y1:.0f}"


def _by_place(same: list[ReadItem], correction: Correction) -> list[ReadItem]:
    exact = [reading for reading in same if reading.place == correction.place]
    return exact or [reading for reading in same if _is_near(reading.place, correction.place)]


def _is_near(one: str, other: str) -> bool:
    try:
        (page, corners), (other_page, other_corners) = (text.split(" ") for text in (one, other))
        pairs = zip(corners.split(","), other_corners.split(","), strict=True)
        return page == other_page and all(abs(float(a) - float(b)) <= _NEAR for a, b in pairs)
    except ValueError:  # places of Word files and of tables are compared as a whole
        return False


def _by_value(same: list[ReadItem], correction: Correction) -> list[ReadItem]:
    return [reading for reading in same if shown(reading.value(correction.field)) == correction.old_value]


def _by_identity(same: list[ReadItem], correction: Correction) -> list[ReadItem]:
    return [reading for reading in same if correction.item_id in reading.item_ids]
