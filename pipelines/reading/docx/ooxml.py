"""Names and small helpers for WordprocessingML; the only place that knows namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# ISO "strict" files differ from the usual ("transitional") ones in these names only, as far as text goes.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", WP[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A[1:-1].encode()),
)

_DROPPED = frozenset({W + "del", W + "moveFrom", W + "sdtPr", W + "sdtEndPr"})
_TRANSPARENT = frozenset(
    {
        *(W + name for name in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink")),
        *(W + name for name in ("dir", "bdo", "ruby", "rubyBase", "subDoc")),
        MC + "Choice",
        M + "oMathPara",
    }
)
TWIPS_PER_POINT = 20.0


def parse_xml(data: bytes) -> Element:
    """Parse one part with entities, network and huge trees switched off.

    Raises:
        lxml.etree.XMLSyntaxError: the part is not well-formed.
    """
    for strict, transitional in _STRICT:
        data = data.replace(strict, transitional)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    return etree.fromstring(data, parser)


def children(element: Element) -> Iterator[Element]:
    """The children a reader sees: insertions and content controls opened, deletions left out.

    Of alternate content the first ``Choice`` is taken, or ``Fallback`` when there is none.
    """
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            continue
        if tag == MC + "AlternateContent":
            yield from _alternate(child)
        elif tag in _TRANSPARENT:
            yield from children(child)
        else:
            yield child


def without_placeholders(root: Element) -> Element:
    """Empty the content controls that show their prompt ("Click or tap to enter a date."); return ``root``.

    Cells and paragraphs stay where they are: only the prompt's letters go.
    """
    for flag in root.iter(W + "showingPlcHdr"):
        properties = flag.getparent()
        control = None if properties is None else properties.getparent()
        if control is not None and on_off(properties, "showingPlcHdr"):
            for text in control.iter(W + "t"):
                text.text = ""
    return root


def _alternate(element: Element) -> Iterator[Element]:
    chosen = element.find(MC + "Choice")
    if chosen is None:
        chosen = element.find(MC + "Fallback")
    if chosen is not None:
        yield from children(chosen)


def val(parent: Element | None, name: str) -> str | None:
    """Attribute ``w:val`` of the child ``w:name``; None when child or attribute is absent."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(W + "val")


def int_val(parent: Element | None, name: str) -> int | None:
    """Like :func:`val`, as an integer; None when it is not one."""
    return as_int(val(parent, name))


def as_int(text: str | None) -> int | None:
    """Integer of ``text`` ("240", "240.5" of careless writers); None when it is not a number."""
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


def on_off(parent: Element | None, name: str) -> bool | None:
    """Value of an on/off property: present without value means on; None when absent."""
    child = None if parent is None else parent.find(W + name)
    if child is None:
        return None
    return child.get(W + "val", "true").lower() not in {"0", "false", "off", "none"}
