"""Boxes around boxes: one for each page."""

from __future__ import annotations

from pipelines.model.document import Box, around


def test_boxes_of_a_page_have_one_around_them_and_pages_stay_apart() -> None:
    boxes = (Box(2, 0, 0, 1, 1), Box(1, 5, 5, 6, 6), Box(1, 1, 7, 2, 8))
    assert around(boxes) == (Box(1, 1, 5, 6, 8), Box(2, 0, 0, 1, 1))
    assert around(()) == ()
