"""Promises about connected shapes: their outlines tell what labelling every pixel tells."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipelines.reading.scan.outlines import boxes, only_large, outlines, without_small
from pipelines.reading.scan.shapes import Picture


def blots(seed: int, share: float = 0.3) -> Picture:
    """Ink of all sizes: specks, letters, rings around letters, ink at the edge of the sheet."""
    chance = np.random.default_rng(seed)
    ink = np.where(chance.random((240, 320)) < share / 4, 255, 0).astype(np.uint8)
    for _ in range(6):
        centre = tuple(int(value) for value in chance.integers(0, 240, 2))
        cv2.circle(ink, centre, int(chance.integers(8, 60)), (255,), 2)
    return ink


def labelled(ink: Picture) -> tuple[np.ndarray, np.ndarray]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return labels, stats


@pytest.mark.parametrize("seed", range(8))
def test_boxes_are_those_of_the_labelled_shapes(seed: int) -> None:
    ink = blots(seed)
    _, stats = labelled(ink)
    assert sorted(map(tuple, boxes(outlines(ink)).tolist())) == sorted(map(tuple, stats[1:, :4].tolist()))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("limit", [2, 3])
def test_specks_go_and_nothing_else(seed: int, limit: int) -> None:
    ink = blots(seed)
    labels, stats = labelled(ink)
    small = (stats[:, 2:4] <= limit).all(axis=1)
    assert np.array_equal(without_small(ink, limit), np.where(small[labels], 0, ink))


@pytest.mark.parametrize("seed", range(8))
def test_large_shapes_are_taken_without_what_stands_inside_them(seed: int) -> None:
    ink = blots(seed, 0.1)
    labels, stats = labelled(ink)
    large = (stats[:, cv2.CC_STAT_HEIGHT] > 30) | (stats[:, cv2.CC_STAT_WIDTH] > 40)
    large[0] = False
    found = only_large(ink, 30, 40)
    assert found is not None
    assert np.array_equal(found, np.where(large[labels], 255, 0))


def test_blank_sheet_has_no_shapes() -> None:
    blank = np.zeros((50, 60), np.uint8)
    assert boxes(outlines(blank)).shape == (0, 4)
    assert only_large(blank, 1, 1) is None
    assert not without_small(blank, 2).any()
