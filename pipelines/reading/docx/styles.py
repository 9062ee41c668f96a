"""Paragraph, character and table styles, with inheritance (``w:basedOn``) resolved on demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.reading.docx.ooxml import Element, W, val

_MAX_CHAIN = 32  # Word itself stops at 10; a longer chain is a cycle or an attack


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """Styles by id, the default paragraph style and the document defaults."""

    styles: dict[str, Element]
    default_paragraph: str | None
    default_table: str | None
    default_run: Element | None

    def chain(self, style_id: str | None) -> Iterator[Element]:
        """The style ``style_id`` and those it is based on, nearest first."""
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen and len(seen) < _MAX_CHAIN:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = val(self.styles[style_id], "basedOn")

    def paragraph_properties(self, style_id: str | None) -> Iterator[Element]:
        """``w:pPr`` of the style chain, nearest first; the default style when ``style_id`` is None."""
        for style in self.chain(style_id or self.default_paragraph):
            if (properties := style.find(W + "pPr")) is not None:
                yield properties

    def run_properties(self, style_id: str | None) -> Iterator[Element]:
        """``w:rPr`` of the style chain, nearest first."""
        for style in self.chain(style_id):
            if (properties := style.find(W + "rPr")) is not None:
                yield properties

    def name(self, style_id: str | None) -> str:
        """Name of the style in lower case ("heading 1"); '' when unknown."""
        style = self.styles.get(style_id or "")
        return (val(style, "name") or "").lower()


def read_styles(root: Element | None) -> StyleSheet:
    """Index ``styles.xml``; an absent part gives an empty sheet."""
    if root is None:
        return StyleSheet({}, None, None, None)
    styles = {style.get(W + "styleId", ""): style for style in root.findall(W + "style")}
    return StyleSheet(
        styles,
        _default(styles, "paragraph"),
        _default(styles, "table"),
        root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"),
    )


def _default(styles: dict[str, Element], kind: str) -> str | None:
    for style_id, style in styles.items():
        if style.get(W + "type") == kind and style.get(W + "default") in {"1", "true", "on"}:
            return style_id
    return None
