"""Vietnamese words of the codes that readers meet, such as units and states (``code_words.csv``, ``bases.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pipelines.reference.tables import reference_rows


@cache
def code_words(code_list: str) -> Mapping[str, str]:
    """Code → word of one list: ``unit``, ``comparator``, ``change``, ``status``, ``group`` or ``basis``.

    Raises:
        KeyError: there is no such list.
    """
    if code_list == "basis":
        return {row["basis"]: row["label_vi"] for row in reference_rows("bases")}
    words = {row["code"]: row["label_vi"] for row in reference_rows("code_words") if row["code_list"] == code_list}
    if not words:
        raise KeyError(f"no list {code_list!r} in code_words.csv")
    return words
