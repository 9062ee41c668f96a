"""Vega's SVG made small and speaking: idle attributes dropped, decimals cut, a title and a description put in."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from lxml import etree
from markupsafe import Markup

_SVG: Final = "{http://www.w3.org/2000/svg}"
# what browsers assume anyway, what the page's style sheet says, and roles that the one picture role replaces
_IDLE: Final = frozenset(
    {
        "class",
        "role",
        "aria-roledescription",
        "aria-label",
        "aria-hidden",
        "pointer-events",
        "font-family",
        "stroke-miterlimit",
        "version",
    }
)
_DEFAULTS: Final = {"opacity": "1", "stroke-width": "1", "stroke-opacity": "1", "fill-opacity": "1"}
_DECIMALS = re.compile(r"(-?\d+)\.(\d{2,})")


def as_picture(svg: str, title: str, description: str) -> Markup:
    """Return the drawing as one picture with a name and a description, safe to put in a page.

    Raises:
        lxml.etree.XMLSyntaxError: ``svg`` is not well-formed.
    """
    root = etree.fromstring(svg.encode())
    for element in list(root.iter(etree.Element)):
        _strip(element)
    _drop_empty(root)
    _name(root, title, description)
    etree.cleanup_namespaces(root)
    # texts in it were escaped by the serialiser
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704


def _strip(element: etree._Element) -> None:
    for name, value in list(element.attrib.items()):
        if name in _IDLE or _DEFAULTS.get(str(name)) == value:
            del element.attrib[name]
        else:
            element.attrib[name] = _DECIMALS.sub(_shorter, str(value))


def _shorter(match: re.Match[str]) -> str:
    text = f"{float(match.group(0)):.1f}"
    return text.removesuffix(".0")


def _drop_empty(root: etree._Element) -> None:
    for element in reversed(list(root.iter(f"{_SVG}g", f"{_SVG}path", f"{_SVG}text"))):
        empty_path = element.tag == f"{_SVG}path" and (not element.get("d") or element.get("d") == "M0,0h0v0h0Z")
        empty = element.tag != f"{_SVG}path" and len(element) == 0 and not element.text
        parent = element.getparent()
        if (empty_path or empty) and parent is not None:
            parent.remove(element)


def _name(root: etree._Element, title: str, description: str) -> None:
    # a page may hold several drawings: their ids come from what they say
    mark = hashlib.sha256(f"{title}\n{description}".encode()).hexdigest()[:8]
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        child = etree.Element(f"{_SVG}{tag}", {"id": f"{tag[0]}{mark}"})
        child.text = text
        root.insert(place, child)
    root.set("role", "img")
    root.set("aria-labelledby", f"t{mark}")
    root.set("aria-describedby", f"d{mark}")
    root.set("style", f"max-width:{root.get('width')}px")
    del root.attrib["width"], root.attrib["height"]
