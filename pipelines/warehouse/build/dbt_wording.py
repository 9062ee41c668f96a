"""What a dbt test promises, in Vietnamese: said in its YAML, or put together from the labels of its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

Arguments = Mapping[str, Any]


def promise_vi(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> str | None:
    """Return the promise of a data test or unit test.

    Args:
        node: the test in dbt's manifest; ``config.meta.message_vi`` wins over everything else.
        nodes: every node of the manifest, for the labels of the tested model's columns.

    Returns:
        One sentence; None for a test of a kind that nobody has worded yet.
    """
    said = node.get("config", {}).get("meta", {}).get("message_vi")
    if said:
        return str(said)
    test = node.get("test_metadata") or {}
    sentence = _SENTENCES.get(test.get("name", ""))
    if sentence is None:
        return None
    return sentence(_labels(node, nodes), test.get("kwargs", {}))


def _labels(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> Mapping[str, str]:
    columns = nodes.get(node.get("attached_node") or "", {}).get("columns", {})
    return {name: _label(column, name) for name, column in columns.items()}


def _label(column: Mapping[str, Any], name: str) -> str:
    meta = column.get("config", {}).get("meta") or column.get("meta") or {}
    return str(meta.get("label_vi") or name)


def _column(labels: Mapping[str, str], arguments: Arguments) -> str:
    name = str(arguments["column_name"])
    return f"“{labels.get(name, name)}”"


def _unique_combination(labels: Mapping[str, str], arguments: Arguments) -> str:
    return f"Không hai dòng nào trùng nhau về {', '.join(labels.get(name, name) for name in arguments['columns'])}."


def _in_range(labels: Mapping[str, str], arguments: Arguments) -> str:
    bounds = (("không nhỏ hơn", arguments.get("at_least")), ("không lớn hơn", arguments.get("at_most")))
    words = " và ".join(f"{words} {bound}" for words, bound in bounds if bound is not None)
    return f"{_column(labels, arguments)} {words}."


def _relationships(labels: Mapping[str, str], arguments: Arguments) -> str:
    table = str(arguments["to"]).removeprefix("ref('").removesuffix("')")
    return f"{_column(labels, arguments)} có trong bảng {table}."


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, str], Arguments], str]]] = MappingProxyType(
    {
        "not_null": lambda labels, arguments: f"{_column(labels, arguments)} luôn có giá trị.",
        "unique": lambda labels, arguments: f"{_column(labels, arguments)} không trùng nhau giữa hai dòng.",
        "accepted_values": lambda labels, arguments: (
            f"{_column(labels, arguments)} là một trong: {', '.join(map(str, arguments['values']))}."
        ),
        "relationships": _relationships,
        "in_range": _in_range,
        "unique_combination": _unique_combination,
        "holds": lambda _, arguments: f"Mọi dòng thỏa điều kiện: {arguments['condition']}.",
    }
)
