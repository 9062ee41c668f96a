"""Lists of Vietnamese words that stand in code, counted: alternations of a pattern, and tuples, sets and keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LEAST = 4  # wordings that make a list
_WORDING = re.compile(r"[^\W\d_]+(?:(?: |\\s|\\s\+)[^\W\d_]+)*")
_VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
_OPENING = re.compile(r"\((?:\?(?:P<\w+>|[:=!]|<[=!]))?")


def alternatives(pattern: str) -> Iterator[list[str]]:
    """The alternatives of each group of ``pattern``, groups inside them left out."""
    open_groups, position, in_class = [[""]], 0, False
    while position < len(pattern):
        sign = pattern[position]
        taken = pattern[position : position + 2] if sign == "\\" else sign
        if taken == "(" and not in_class:
            opening = _OPENING.match(pattern, position)
            taken = opening.group() if opening else "("
            open_groups.append([""])
        elif taken == ")" and not in_class and len(open_groups) > 1:
            yield open_groups.pop()
            open_groups[-1][-1] += "()"
        elif taken == "|" and not in_class:
            open_groups[-1].append("")
        else:
            in_class = taken == "[" or (in_class and taken != "]")
            open_groups[-1][-1] += taken
        position += len(taken)
    yield from open_groups


def _is_list(words: list[str]) -> bool:
    found = [word.strip() for word in words if _WORDING.fullmatch(word.strip())]
    return len(found) >= LEAST and _VIETNAMESE.search("".join(found).lower()) is not None


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def word_lists(path: Path) -> int:
    """How many lists of ``LEAST`` or more wordings the module holds, docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            count += sum(_is_list(group) for group in alternatives(node.value))
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            count += _is_list(_texts(node.elts))
        elif isinstance(node, ast.Dict):
            count += _is_list(_texts([key for key in node.keys if key is not None]))
    return count
