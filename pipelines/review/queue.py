"""Review tasks: what the published warehouse is not sure of, in the order of what it moves in the published figures.

Every other reading can be asked for by its id (:func:`task_of`): who sees a wrong number anywhere may correct it. A
task disappears when it was decided (the next run publishes the decision) and comes back when the document changes,
because its key is made of the document's hash, the place, the printed words, the field and the value as read.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines.review import readings
from pipelines.review.effect import published_figures
from pipelines.review.model import ReviewTask, review_key

_DECIDED = """
select document_id, item, coalesce(place, ''), coalesce(evidence, ''), field, coalesce(old_value, '')
from quality.correction where status = 'applied' and decision <> 'withdraw'
"""


def review_tasks(published: Path, *, province: str | None = None) -> tuple[ReviewTask, ...]:
    """Everything to review in a published warehouse.

    Args:
        published: the published file.
        province: only this province folder.

    Raises:
        duckdb.IOException: the file does not exist or is held by a writer.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        figures = published_figures(connection)
        found = [
            *readings.documents(connection),
            *readings.targets(connection, figures),
            *readings.tasks(connection),
            *readings.offices(connection),
        ]
        decided = _decided(connection)
    wanted = (one for one in found if province in (None, one.province))
    marked = (replace(one, is_decided=one.review_key in decided) for one in wanted)
    return tuple(sorted(marked, key=_order))


def task_of(published: Path, item_id: str) -> ReviewTask | None:
    """The task that corrects one target, task or document of the published warehouse; None when it has no such id.

    Raises:
        duckdb.IOException: the file does not exist or is held by a writer.
    """
    with duckdb.connect(str(published), read_only=True) as connection:
        figures = published_figures(connection)
        found = (
            *readings.targets(connection, figures, only=item_id),
            *readings.tasks(connection, only=item_id),
            *readings.documents(connection, only=item_id),
        )
    return found[0] if found else None


def _order(one: ReviewTask) -> tuple[float, int, str, int, str]:
    return -one.effect, one.kind.order, one.source_path, one.page or 0, one.item_id


def _decided(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    return frozenset(review_key(*row) for row in connection.execute(_DECIDED).fetchall())
