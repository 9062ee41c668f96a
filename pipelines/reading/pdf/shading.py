"""The background of cells: some plans tell months by painting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.shapes import Shade

_PLACES = np.array([(0.5, 0.5), (0.2, 0.3), (0.8, 0.3), (0.2, 0.7), (0.8, 0.7)])  # of a cell's width and height
_LEAST_PLACES = 4  # that show one colour
_MOST_SHADES = 2000  # a page with more is a drawing

_Cells = tuple[FilledCell, ...]


def coloured(filled: Sequence[_Cells], shades: Sequence[Shade]) -> list[_Cells]:
    """Cells with the colour that is painted over most of each.

    Args:
        filled: the cells of each table of a page.
        shades: the page's coloured areas; a later one lies over those before it.
    """
    if not shades or len(shades) > _MOST_SHADES:
        return list(filled)
    areas = np.array([shade.box for shade in shades], np.float64)
    return [tuple(_coloured(cell, areas, shades) for cell in cells) for cells in filled]


def _coloured(cell: FilledCell, areas: npt.NDArray[np.float64], shades: Sequence[Shade]) -> FilledCell:
    place = cell.place
    points = np.array([place.x0, place.y0]) + _PLACES * (place.x1 - place.x0, place.y1 - place.y0)
    inside: npt.NDArray[np.bool_] = np.all((areas[:, None, :2] <= points) & (points <= areas[:, None, 2:]), axis=2)
    covered = inside.any(axis=0)
    if covered.sum() < _LEAST_PLACES:
        return cell
    last = len(areas) - 1 - inside[::-1].argmax(axis=0)[covered]
    colours = [shades[index].colour for index in last.tolist()]
    usual = max(colours, key=colours.count)
    return replace(cell, colour=usual) if colours.count(usual) >= _LEAST_PLACES else cell
