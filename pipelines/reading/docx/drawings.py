"""What stands in drawings: text boxes, pictures, and parts that other programs made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.reading.docx.ooxml import TWIPS_PER_POINT, WP, A, Element, R, V, W, as_int, children
from pipelines.reading.docx.parsed import EmbeddedKind, EmbeddedPart

_CSS_POINTS = re.compile(r"(?:^|;)\s*(margin-left|margin-top|width|height)\s*:\s*(-?\d+(?:\.\d+)?)pt")
_EMU_PER_TWIP = 635
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_GRAPHIC_KINDS = {"chart": EmbeddedKind.CHART, "diagram": EmbeddedKind.DIAGRAM}


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text box anchored in a paragraph; ``centre`` is its middle in points from the page or column edge."""

    content: Element
    above: bool  # its place on the page is above the anchoring paragraph, or fixed to the page
    left: float | None = None
    width: float | None = None


def text_boxes(node: Element) -> Iterator[TextBox]:
    """The outermost text boxes below a drawing or VML picture, with their place."""
    for child in children(node):
        if child.tag == W + "txbxContent":
            yield _placed(node, child)
        else:
            yield from text_boxes(child)


def _placed(node: Element, content: Element) -> TextBox:
    for item in (node, *node.iterancestors()):
        if item.tag == WP + "anchor":
            return _anchored(item, content)
        if item.tag in {V + "shape", V + "rect", V + "roundrect"} and "absolute" in item.get("style", ""):
            return _vml_placed(item.get("style", ""), content)
    return TextBox(content, above=True)


def _anchored(anchor: Element, content: Element) -> TextBox:
    """A DrawingML box: offsets in EMU, from the paragraph or from something fixed on the page."""
    vertical = anchor.find(WP + "positionV")
    offset = None if vertical is None else as_int(vertical.findtext(WP + "posOffset"))
    relative = None if vertical is None else vertical.get("relativeFrom")
    horizontal = anchor.find(WP + "positionH")
    left = None if horizontal is None else as_int(horizontal.findtext(WP + "posOffset"))
    extent = anchor.find(WP + "extent")
    width = None if extent is None else as_int(extent.get("cx"))
    above = relative not in {"paragraph", "line"} or (offset or 0) < 0
    return TextBox(content, above, _points(left), _points(width))


def _vml_placed(style: str, content: Element) -> TextBox:
    """A VML box: CSS lengths in points ("margin-left:12.5pt;width:180pt")."""
    lengths = {name: float(number) for name, number in _CSS_POINTS.findall(style)}
    relative = "mso-position-vertical-relative:" in style and "vertical-relative:text" not in style
    above = relative or lengths.get("margin-top", 0.0) <= 0
    return TextBox(content, above, lengths.get("margin-left"), lengths.get("width"))


def _points(emu: int | None) -> float | None:
    return None if emu is None else emu / _EMU_PER_TWIP / TWIPS_PER_POINT


def embedded_in(node: Element) -> Iterator[EmbeddedPart]:
    """Pictures, objects of other programs, charts and diagrams below a drawing; those in its text boxes left out."""
    for child in children(node):
        tag = str(child.tag)
        if tag == W + "txbxContent":
            continue
        if tag == A + "blip":
            yield from _picture(child)
        elif tag == V + "imagedata":
            yield from _vml_picture(child)
        elif tag == _OFFICE + "OLEObject":
            yield EmbeddedPart(EmbeddedKind.OBJECT, child.get(R + "id", ""), name=child.get("ProgID", ""))
        elif tag == A + "graphicData" and (kind := _GRAPHIC_KINDS.get(child.get("uri", "").rsplit("/", 1)[-1])):
            yield EmbeddedPart(kind, "")
        else:
            yield from embedded_in(child)


def _picture(blip: Element) -> Iterator[EmbeddedPart]:
    """A DrawingML picture: its size is that of its place, and it may be cropped."""
    frame = next((item for item in blip.iterancestors() if item.tag in {WP + "inline", WP + "anchor"}), None)
    relation = blip.get(R + "embed")
    if frame is None or relation is None or frame.get("behindDoc") in {"1", "true"}:
        return  # linked pictures lie elsewhere, and those behind the text are its background
    extent = frame.find(WP + "extent")
    width, height = ((_points(as_int(extent.get(side))) if extent is not None else None) for side in ("cx", "cy"))
    fill = blip.getparent()
    crop = None if fill is None else fill.find(A + "srcRect")
    sides = tuple((as_int(crop.get(side)) or 0) / 100_000 if crop is not None else 0.0 for side in "ltrb")
    yield EmbeddedPart(
        EmbeddedKind.PICTURE, relation, width or 0.0, height or 0.0, (sides[0], sides[1], sides[2], sides[3])
    )


def _vml_picture(data: Element) -> Iterator[EmbeddedPart]:
    parent = data.getparent()
    object_of = next((item for item in data.iterancestors() if item.tag == W + "object"), None)
    relation = data.get(R + "id")
    if parent is None or relation is None or object_of is not None:
        return  # the picture of an object only shows what the object holds
    lengths = {name: float(number) for name, number in _CSS_POINTS.findall(parent.get("style", ""))}
    yield EmbeddedPart(EmbeddedKind.PICTURE, relation, lengths.get("width", 0.0), lengths.get("height", 0.0))
