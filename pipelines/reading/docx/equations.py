"""Word's equations as one line of text: nine tenths is "9/10", never "910".

Two kinds: Office Math (``m:oMath``, ECMA-376 part 1, 22.1) and the older ``EQ`` field, whose switches draw the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.reading.docx.ooxml import Element, M, W, children

_SIGNS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOW_SIGNS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SIMPLE = re.compile(r"[\w.,%]*")
_POWER_BASE = re.compile(r"[mxyzR)]$")  # behind anything else a raised sign may be taken for the mark of a note
_MAX_DEPTH = 24
_PROPERTIES = re.compile(r".*Pr$")


def equation_text(element: Element, depth: int = 0) -> str:
    """An equation, or a part of one, as a reader would type it on one line."""
    if depth > _MAX_DEPTH:
        return ""
    return "".join(_node(child, depth + 1) for child in children(element))


def _node(node: Element, depth: int) -> str:
    tag = str(node.tag)
    if tag in {M + "t", W + "t"}:
        return node.text or ""
    if not tag.startswith((M, W)) or _PROPERTIES.match(tag):
        return ""
    shape = _SHAPES.get(tag.removeprefix(M))
    return shape(node, depth) if shape else equation_text(node, depth)


def _part(node: Element, name: str, depth: int) -> str:
    part = node.find(M + name)
    return "" if part is None else equation_text(part, depth).strip()


def _grouped(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _property(node: Element, holder: str, name: str) -> str | None:
    found = node.find(f"{M}{holder}/{M}{name}")
    return None if found is None else found.get(M + "val", "")


def _fraction(node: Element, depth: int) -> str:
    return f"{_grouped(_part(node, 'num', depth))}/{_grouped(_part(node, 'den', depth))}"


def _raised(node: Element, depth: int) -> str:
    base = _part(node, "e", depth)
    return base + (high if _POWER_BASE.search(base) else _behind_hat)(_part(node, "sup", depth))


def _behind_hat(exponent: str) -> str:
    return f"^{_grouped(exponent)}" if exponent else ""


def _lowered(node: Element, depth: int) -> str:
    return _part(node, "e", depth) + low(_part(node, "sub", depth))


def _both(node: Element, depth: int) -> str:
    return _part(node, "e", depth) + low(_part(node, "sub", depth)) + high(_part(node, "sup", depth))


def _root(node: Element, depth: int) -> str:
    degree = _part(node, "deg", depth)
    return f"{high(degree) if degree else ''}√{_grouped(_part(node, 'e', depth))}"


def _sum(node: Element, depth: int) -> str:
    sign = _property(node, "naryPr", "chr") or "∫"
    limits = low(_part(node, "sub", depth)) + high(_part(node, "sup", depth))
    return f"{sign}{limits} {_part(node, 'e', depth)}"


def _bracketed(node: Element, depth: int) -> str:
    begin, end = _property(node, "dPr", "begChr"), _property(node, "dPr", "endChr")
    inner = ", ".join(equation_text(part, depth).strip() for part in node.findall(M + "e"))
    return f"{'(' if begin is None else begin}{inner}{')' if end is None else end}"


def _rows(node: Element, depth: int) -> str:
    return "; ".join(equation_text(part, depth).strip() for part in node if part.tag in {M + "mr", M + "e"})


def _row(node: Element, depth: int) -> str:
    return ", ".join(equation_text(part, depth).strip() for part in node.findall(M + "e"))


def _function(node: Element, depth: int) -> str:
    return f"{_part(node, 'fName', depth)} {_part(node, 'e', depth)}"


_SHAPES: dict[str, Callable[[Element, int], str]] = {
    "f": _fraction,
    "sSup": _raised,
    "sSub": _lowered,
    "sSubSup": _both,
    "rad": _root,
    "nary": _sum,
    "d": _bracketed,
    "m": _rows,
    "mr": _row,
    "eqArr": _rows,
    "func": _function,
}


def high(text: str) -> str:
    """``text`` as an exponent: raised signs where they exist for all of it, else behind "^"."""
    return _placed(text, _SIGNS, "^")


def low(text: str) -> str:
    """``text`` as an index: lowered signs where they exist for all of it, else behind "_"."""
    return _placed(text, _LOW_SIGNS, "_")


def _placed(text: str, signs: dict[int, int], otherwise: str) -> str:
    if not text:
        return ""
    return text.translate(signs) if all(ord(char) in signs for char in text) else f"{otherwise}{_grouped(text)}"


def eq_field_text(code: str) -> str:
    """What an ``EQ`` field draws: "EQ \\f(9;10)" is "9/10"; arguments are parted by commas or semicolons."""
    text = re.sub(r"^\s*EQ\b", "", code, flags=re.IGNORECASE)
    return _EqReader(text).sequence().strip()


class _EqReader:
    """Reads switches with bracketed arguments; what it does not know is given as plain text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def sequence(self, stops: str = "") -> str:
        """Text up to one of ``stops`` outside brackets (which is not taken)."""
        out: list[str] = []
        while self._at < len(self._text) and self._text[self._at] not in stops:
            out.append(self._element())
        return "".join(out)

    def _element(self) -> str:
        match = re.compile(r"\\([a-zA-Z]+)([\d.]*)\s*").match(self._text, self._at)
        if match:
            self._at = match.end()
            return self._switch(match.group(1).lower())
        if self._text[self._at] == "\\":
            self._at += 1  # an escaped comma or bracket stands for itself
        char = self._text[self._at : self._at + 1]
        self._at += 1
        return char

    def _switch(self, name: str) -> str:
        if self._at >= len(self._text) or self._text[self._at] != "(" or self._depth > _MAX_DEPTH:
            return ""  # a switch without arguments sets how the next one is drawn
        arguments = self._arguments()
        if name == "f" and len(arguments) == 2:
            return f"{_grouped(arguments[0])}/{_grouped(arguments[1])}"
        if name == "r":
            return f"√{_grouped(arguments[-1])}"
        if name in {"s", "up"}:
            return high("".join(arguments))
        return ", ".join(argument for argument in arguments if argument)

    def _arguments(self) -> list[str]:
        self._at += 1
        self._depth += 1
        found = [self.sequence(",;)").strip()]
        while self._text[self._at : self._at + 1] in {",", ";"}:
            self._at += 1
            found.append(self.sequence(",;)").strip())
        self._at += 1
        self._depth -= 1
        return found
