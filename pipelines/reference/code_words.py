"""Vietnamese words of the codes that readers meet, such as units and states (``code_words.csv``, ``bases.csv``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pipelines.reference.indicators import indicators
from pipelines.reference.offices import offices
from pipelines.reference.tables import reference_rows

_CODED = re.compile(r"\{(\w+):([\w.]+)\}")
_LIST_OF_COLUMN = {
    **{name: name for name in ("unit", "comparator", "change", "basis", "status", "severity")},
    **{name: name for name in ("deadline_kind", "period_kind", "recurrence")},
    "deadline_recurrence": "recurrence",
    "indicator_group": "group",
    "kind": "deadline_kind",  # of a milestone; an act's kind is a word already
}


@cache
def code_words(code_list: str) -> Mapping[str, str]:
    """Code → word of one list of ``code_words.csv`` (``unit``, ``comparator``, ``deadline_kind`` …), or of ``basis``.

    Raises:
        KeyError: there is no such list.
    """
    if code_list == "basis":
        return {row["basis"]: row["label_vi"] for row in reference_rows("bases")}
    words = {row["code"]: row["label_vi"] for row in reference_rows("code_words") if row["code_list"] == code_list}
    if not words:
        raise KeyError(f"no list {code_list!r} in code_words.csv")
    return words


def column_words(column: str) -> Mapping[str, str]:
    """Code → word for what a column of the warehouse or a field of a correction holds; empty when it holds words."""
    if column == "indicator_code":
        return {one.code: one.name_vi for one in indicators()}
    if column == "office_code":
        return {code: office.name_vi for code, office in offices().items()}
    return code_words(_LIST_OF_COLUMN[column]) if column in _LIST_OF_COLUMN else {}


def with_words(query: str) -> str:
    """SQL with the Vietnamese word of a code for each ``{list:expression}``, such as ``{unit:targets.unit}``.

    A code without a word stays as it is, so that nothing becomes unknown.
    """
    return _CODED.sub(_case, query)


def _case(found: re.Match[str]) -> str:
    code_list, expression = found.groups()
    cases = (
        f"when {_quoted(code)} then {_quoted(word)}" for code, word in code_words(code_list).items() if code != word
    )
    return f"case {expression} {' '.join(cases)} else {expression} end"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
