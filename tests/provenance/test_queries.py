"""What a person may ask for, and what is said when the words are understood as nothing."""

from __future__ import annotations

import pytest

from pipelines.provenance.query import FigureKind, Query, SubjectKind, UnknownQuery, parse_query

DOCUMENT = "0123456789abcdef"


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("", SubjectKind.DOCUMENT),
        ("-t12", SubjectKind.TASK),
        ("-t12-m0", SubjectKind.MILESTONE),
        ("-t12-o1", SubjectKind.TASK_OFFICE),
        ("-g3", SubjectKind.TARGET),
        ("-c4", SubjectKind.CITATION),
        ("-f5", SubjectKind.FINDING),
    ],
)
def test_every_id_of_the_warehouse_is_understood(rest: str, kind: SubjectKind) -> None:
    assert parse_query([DOCUMENT + rest]) == Query(subject=kind, identity=DOCUMENT + rest)


@pytest.mark.parametrize(
    "words",
    [
        ["province_indicators", "2026", "online_payment_rate", "Nghệ", "An"],
        ["province_indicators 2026 online_payment_rate Nghệ An"],
        ["marts.province_indicators/2026/online_payment_rate/Nghệ An"],
    ],
)
def test_a_figure_is_asked_for_in_one_word_or_several(words: list[str]) -> None:
    query = parse_query(words)
    assert query == Query(
        figure=FigureKind.PROVINCE_INDICATORS, year=2026, indicator="online_payment_rate", unit="Nghệ An"
    )


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["12345"], "province_indicators 2026"),
        ([f"{DOCUMENT}-x1"], "0123456789abcdef-g12"),
        (["province_indicators", "26", "online_payment_rate"], "bốn chữ số"),
        (["commune_indicators", "2026", "online_payment_rate"], "tên hoặc mã xã"),
        (["core.fct_target; drop table x", "2026", "a"], "không phải mã"),
    ],
)
def test_words_that_are_neither_are_answered_with_an_example(words: list[str], hint: str) -> None:
    with pytest.raises(UnknownQuery, match=hint):
        parse_query(words)
