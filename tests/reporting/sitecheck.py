"""What must hold on every page, read without a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

# fragments that set a filter instead of naming a place
_FILTERS = ("duoi=", "tt=", "cq=", "chu=", "page=")


@cache
def parsed(page: Path) -> html.HtmlElement:
    return html.fromstring(page.read_text(encoding="utf-8"))


def pages_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def broken_links(folder: Path) -> list[str]:
    """Links to pages, places in pages and assets that do not exist; plans under ``raw`` are not looked at."""
    return [
        f"{page.relative_to(folder)} → {address}"
        for page in pages_of(folder)
        for address in _addresses(page)
        if not _resolves(page, address, folder)
    ]


def remote_addresses(folder: Path) -> list[str]:
    return [
        f"{page.name}: {address}"
        for page in pages_of(folder)
        for address in _addresses(page)
        if urlsplit(address).scheme in ("http", "https", "ftp") or address.startswith("//")
    ]


def faults(page: Path) -> Iterator[str]:
    """What a screen reader or a validator would trip over."""
    tree = parsed(page)
    if tree.get("lang") != "vi":
        yield "language is not vi"
    if len(tree.findall(".//h1")) != 1:
        yield f"{len(tree.findall('.//h1'))} first headings"
    if not (tree.findtext(".//title") or "").strip():
        yield "no title"
    yield from (f"id {name} twice" for name, count in Counter(tree.xpath("//@id")).items() if count > 1)
    yield from (f"table heading without scope: {head.text_content()}" for head in tree.xpath("//th[not(@scope)]"))
    yield from ("drawing without name" for svg in tree.xpath("//svg") if not _is_named(svg, tree))
    yield from ("input without label" for field in tree.xpath("//input|//select") if not _is_labelled(field))
    if tree.xpath("//*[@onclick or @onerror or @onload]"):
        yield "script in an attribute"


def _is_named(svg: html.HtmlElement, tree: html.HtmlElement) -> bool:
    names = [tree.get_element_by_id(svg.get(key), None) for key in ("aria-labelledby", "aria-describedby")]
    return svg.get("role") == "img" and all(name is not None and name.text for name in names)


def _is_labelled(field: html.HtmlElement) -> bool:
    return bool(field.get("aria-label") or field.xpath("ancestor::label"))


def _addresses(page: Path) -> list[str]:
    return [str(address) for address in parsed(page).xpath("//@href|//@src|//@data-source")]


def _resolves(page: Path, address: str, folder: Path) -> bool:
    parts = urlsplit(address)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(folder.resolve()):
        return True  # a plan, or the reports' common pages
    if not target.is_file():
        return False
    if not parts.fragment or parts.fragment.startswith(_FILTERS):
        return True
    return bool(parsed(target).xpath("//*[@id=$place]", place=parts.fragment))
