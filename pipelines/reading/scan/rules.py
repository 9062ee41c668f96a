"""Ruled lines of a scanned page, by morphology, brought into the lattice of the born-digital reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipelines.reading.pdf.lattice import LatticeOptions, find_grids
from pipelines.reading.pdf.shapes import RuledGrid, Stroke
from pipelines.reading.scan.faint import followed_rules
from pipelines.reading.scan.outlines import boxes, outlines
from pipelines.reading.scan.shapes import Picture, Region, UprightScan

_HORIZONTAL = 0.30  # inch: longer than any stroke of a letter
_VERTICAL = 0.20  # inch: taller than a letter with its marks, shorter than a table row of one line and a half
_THICK = 0.045  # inch: thicker shapes are bars or pictures
_BRIDGE = 0.012  # inch: gap that a faint print leaves in a rule; serifs of neighbouring letters are as near
_SOLID = 0.9  # share of a rule's length that is ink: rows of serifs reach .8
_LONG = 40  # thicknesses: a longer piece is no row of letters
_FEW_STEMS = 0.1  # share of the length; a table's own rules cross at a few places
_DASH = 0.06  # inch: longest dash of a broken rule
_LONG_DASH, _THIN = 0.3, 0.02  # inch: the same for thin ones, and how thin
_PIECE, _MOSTLY = 0.8, 0.5  # inch: longest piece of rules that broke into long dashes, and how many are as short
_DASH_GAP = 0.05  # inch: and the longest gap
_CROSSED = 0.3  # share of its box that two crossing dashes fill; letters fill more
_LONG_CHAIN, _CHAIN = 1.0, 0.30  # inch: shortest broken rule across and down; an ellipsis in a cell is shorter
_LEAN = 0.012  # inch by which a rule may wander sideways

# Scans place a rule within a pixel or two and break it now and then.
SCAN_OPTIONS = LatticeOptions(
    snap=3.0, join=9.0, dash_join=9.0, touch=5.0, min_length=12.0, min_row=6.0, coverage=0.4, dangling=None
)


def _line_mask(ink: Picture, length: int, bridge: int, lean: int, *, horizontal: bool) -> Picture:
    """Mask of straight runs at least ``length`` long along one axis."""
    along = (lambda n: (1, n)) if horizontal else (lambda n: (n, 1))
    across = (lambda n: (n, 1)) if horizontal else (lambda n: (1, n))
    thick = cv2.dilate(ink, np.ones(across(lean), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones(along(bridge), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(along(length), np.uint8))
    return np.asarray(opened, dtype=np.uint8)


def _pieces(mask: Picture, ink: Picture, thickest: int, *, horizontal: bool) -> list[Region]:
    """Components of ``mask`` that are thin and solid enough to be rules."""
    return [
        region
        for region in _thin(mask, thickest, horizontal=horizontal)
        if _is_rule(region, ink, thickest, horizontal=horizontal)
    ]


def _thin(mask: Picture, thickest: int, *, horizontal: bool) -> list[Region]:
    """Boxes of the shapes of ``mask`` that are no thicker than a rule."""
    regions = (Region(x, y, x + width, y + height) for x, y, width, height in boxes(outlines(mask)).tolist())
    return [region for region in regions if (region.height if horizontal else region.width) <= thickest]


def _is_rule(region: Region, ink: Picture, thickest: int, *, horizontal: bool) -> bool:
    """Solid, and not the tops or feet of letters that run together ("STT" in bold): no stems hang on a rule."""
    if _solidity(region.cut(ink), horizontal=horizontal) < _SOLID:
        return False
    length = region.width if horizontal else region.height
    return length > _LONG * thickest or _stems(region, ink, thickest, horizontal=horizontal) <= _FEW_STEMS


def _stems(region: Region, ink: Picture, reach: int, *, horizontal: bool) -> float:
    """Share of a piece's length from which ink goes on sideways for ``reach`` pixels, on the side with more of it."""
    x0, y0, x1, y1 = region
    if horizontal:
        sides = [ink[max(0, y0 - reach) : y0, x0:x1], ink[y1 : y1 + reach, x0:x1]]
        return max(float(side.all(axis=0).mean()) if side.size else 0.0 for side in sides)
    sides = [ink[y0:y1, max(0, x0 - reach) : x0], ink[y0:y1, x1 : x1 + reach]]
    return max(float(side.all(axis=1).mean()) if side.size else 0.0 for side in sides)


def _solidity(ink: Picture, *, horizontal: bool) -> float:
    """Share of a piece's length along which there is ink."""
    return float(ink.any(axis=0 if horizontal else 1).mean())


def _bits(ink: Picture, longest: int, thickest: int | None = None) -> Picture:
    """The part of the ink made of shapes no longer than a dash of a broken rule, or than two that cross.

    Args:
        ink: the page.
        longest: of a dash, in pixels.
        thickest: of a dash, where its length alone does not tell it from letters.
    """
    found = outlines(ink)
    small = [
        outline
        for outline, (x, y, width, height) in zip(found, boxes(found).tolist(), strict=True)
        if ((extent := max(width, height)) <= longest and (thickest is None or min(width, height) <= thickest))
        or (extent <= 2 * longest and _is_crossing(ink[y : y + height, x : x + width]))
    ]
    bits = cv2.drawContours(np.zeros_like(ink), small, -1, (255,), cv2.FILLED)
    return np.asarray(cv2.bitwise_and(bits, ink), dtype=np.uint8)


def _is_crossing(ink: Picture) -> bool:
    return cv2.countNonZero(ink) <= _CROSSED * ink.size


def _broken_rules(sheet: UprightScan, *, long: bool = False) -> tuple[list[Stroke], Picture]:
    """Dotted and dashed rules: chains of dots or dashes, looked for where a page has rules of no other kind.

    Args:
        sheet: the page.
        long: of dashes as long as letters are high, and thinner.
    """
    bits = (
        _bits(sheet.plain, sheet.px(_LONG_DASH), sheet.px(_THIN, 3)) if long else _bits(sheet.plain, sheet.px(_DASH, 4))
    )
    rules: list[Stroke] = []
    mask = np.zeros_like(bits)
    for horizontal, length in ((True, _LONG_CHAIN), (False, _CHAIN)):
        lines = _line_mask(bits, sheet.px(length), sheet.px(_DASH_GAP, 5), sheet.px(_LEAN, 2), horizontal=horizontal)
        for piece in _thin(lines, sheet.px(_THICK, 4) + sheet.px(_LEAN, 2), horizontal=horizontal):
            rules.append(_rule(piece, sheet.points, horizontal=horizontal))
            piece.cut(mask)[:] |= piece.cut(lines)
    return rules, mask


def find_table_rules(sheet: UprightScan) -> tuple[list[Stroke], Picture]:
    """Rules of a page, and the mask of their pixels; broken ones when the solid ones make no table."""
    solid, mask = find_rules(sheet)
    in_pieces = _are_pieces(solid)
    followed = followed_rules(sheet, solid)
    for rule in followed:
        _mark(mask, rule, sheet)
    solid = [*solid, *followed]
    cells = _cells(solid)
    if scan_grids(solid) and not in_pieces:
        return solid, mask
    best = solid, mask
    for long in (True,) if cells else (False, True):
        broken, broken_mask = _broken_rules(sheet, long=long)
        both = [*solid, *broken]
        found = _cells(both)
        if found > cells:
            best, cells = (both, mask | broken_mask), found
    return best


def _are_pieces(rules: Sequence[Stroke]) -> bool:
    """True when most sound pieces are no longer than long dashes: what stands between them is broken."""
    short = sum(max(rule.x1 - rule.x0, rule.y1 - rule.y0) < _PIECE * 72 for rule in rules)
    return short >= _MOSTLY * len(rules) > 0


def _cells(rules: Sequence[Stroke]) -> int:
    """Cells of the tables that rules make; a row or a column of boxes is none."""
    return sum(len(grid.cells) for grid in scan_grids(rules) if grid.row_count > 1 and grid.column_count > 1)


def find_rules(sheet: UprightScan) -> tuple[list[Stroke], Picture]:
    """Rules of a page in points, and the mask of their pixels."""
    bridge, lean, thickest = sheet.px(_BRIDGE, 2), sheet.px(_LEAN, 2), sheet.px(_THICK, 4)
    scale = sheet.points
    rules: list[Stroke] = []
    mask = np.zeros_like(sheet.ink)
    for horizontal, length in ((True, _HORIZONTAL), (False, _VERTICAL)):
        lines = _line_mask(sheet.plain, sheet.px(length), bridge, lean, horizontal=horizontal)
        for piece in _pieces(lines, sheet.plain, thickest + lean, horizontal=horizontal):
            rules.append(_rule(piece, scale, horizontal=horizontal))
            piece.cut(mask)[:] |= piece.cut(lines)
    return rules, mask


def _mark(mask: Picture, rule: Stroke, sheet: UprightScan) -> None:
    """Add the ink of a rule that was followed to the mask."""
    half, scale = sheet.px(_LEAN, 2), sheet.points
    x0, y0, x1, y1 = (round(value / scale) for value in rule)
    x0, y0, x1, y1 = (x0, y0 - half, x1, y1 + half) if rule.is_horizontal else (x0 - half, y0, x1 + half, y1)
    part = slice(max(0, y0), y1 + 1), slice(max(0, x0), x1 + 1)
    mask[part] |= sheet.plain[part]


def _rule(piece: Region, scale: float, *, horizontal: bool) -> Stroke:
    if horizontal:
        y = (piece.y0 + piece.y1) / 2 * scale
        return Stroke(piece.x0 * scale, y, piece.x1 * scale, y)
    x = (piece.x0 + piece.x1) / 2 * scale
    return Stroke(x, piece.y0 * scale, x, piece.y1 * scale)


def exact_rules(grids: Sequence[RuledGrid]) -> list[Stroke]:
    """The borders of the grids' cells: the same grids again for a reader with strict tolerances."""
    rules = []
    for cell in (cell for grid in grids for cell in grid.cells):
        x0, y0, x1, y1 = cell.x0, cell.y0, cell.x1, cell.y1
        rules += [
            Stroke(x0, y0, x1, y0),
            Stroke(x0, y1, x1, y1),
            Stroke(x0, y0, x0, y1),
            Stroke(x1, y0, x1, y1),
        ]
    return rules


def _inside(rule: Stroke, grid: RuledGrid) -> bool:
    x, y = (rule.x0 + rule.x1) / 2, (rule.y0 + rule.y1) / 2
    return grid.xs[0] - 4 <= x <= grid.xs[-1] + 4 and grid.ys[0] - 4 <= y <= grid.ys[-1] + 4


def scan_grids(rules: Sequence[Stroke]) -> tuple[RuledGrid, ...]:
    """Grids of a scanned page."""
    return find_grids(rules, (), SCAN_OPTIONS)


def loose_rules(rules: Sequence[Stroke], grids: Sequence[RuledGrid]) -> list[Stroke]:
    """Rules outside the grids: underlines of headings, the separator above footnotes."""
    return [rule for rule in rules if rule.is_horizontal and not any(_inside(rule, grid) for grid in grids)]


def erase(sheet: UprightScan, mask: Picture) -> UprightScan:
    """The sheet without the pixels of its rules."""
    wide = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    grey, ink = sheet.grey.copy(), sheet.ink.copy()
    grey[wide > 0] = 255
    ink[wide > 0] = 0
    return replace(sheet, grey=grey, ink=ink)
