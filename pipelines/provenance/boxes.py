"""Places as the warehouse stores them: ``[[page,x0,y0,x1,y1],…]`` ⇄ :class:`~pipelines.model.document.Box`."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pipelines.model.document import Box


def boxes_of(bbox: str | None) -> tuple[Box, ...]:
    """Boxes of a stored ``bbox``; empty when the place is unknown.

    Raises:
        ValueError: ``bbox`` is not what the warehouse stores.
    """
    if not bbox:
        return ()
    try:
        return tuple(Box(int(page), *map(float, corners)) for page, *corners in json.loads(bbox))
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"bbox {bbox!r}: expected [[page,x0,y0,x1,y1],…] as the warehouse stores it") from error


def has_extent(box: Box) -> bool:
    """False for the boxes of Word files, which have no pages of their own."""
    return box.x1 > box.x0 and box.y1 > box.y0


def pages_of(boxes: Iterable[Box]) -> tuple[int, ...]:
    """Page numbers of the boxes, ascending, each once."""
    return tuple(sorted({box.page for box in boxes}))
