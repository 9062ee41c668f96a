"""Every dbt test says in Vietnamese what it promises."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.warehouse.build.dbt_wording import promise_vi

MODEL = {"columns": {"plan_year": {"config": {"meta": {"label_vi": "Năm kế hoạch"}}}, "share": {"config": {}}}}
NODES = {"model.cchc.m": MODEL}


def node(name: str, **arguments: Any) -> dict[str, Any]:
    return {"attached_node": "model.cchc.m", "test_metadata": {"name": name, "kwargs": arguments}}


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        (node("not_null", column_name="plan_year"), "“Năm kế hoạch” luôn có giá trị."),
        (node("unique", column_name="plan_year"), "“Năm kế hoạch” không trùng nhau giữa hai dòng."),
        (node("accepted_values", column_name="plan_year", values=[1, 2]), "“Năm kế hoạch” là một trong: 1, 2."),
        (
            node("relationships", column_name="plan_year", to="ref('dim_year')", field="y"),
            "“Năm kế hoạch” có trong bảng dim_year.",
        ),
        (node("in_range", column_name="share", at_least=0, at_most=1), "“share” không nhỏ hơn 0 và không lớn hơn 1."),
        (
            node("unique_combination", columns=["plan_year", "share"]),
            "Không hai dòng nào trùng nhau về Năm kế hoạch, share.",
        ),
        (node("holds", condition="a <= b"), "Mọi dòng thỏa điều kiện: a <= b."),
        (node("unheard_of"), None),
    ],
)
def test_promise_is_put_together_from_the_labels(test: dict[str, Any], sentence: str | None) -> None:
    assert promise_vi(test, NODES) == sentence


def test_promise_in_the_yaml_wins() -> None:
    said = {**node("not_null", column_name="plan_year"), "config": {"meta": {"message_vi": "Năm nào cũng rõ."}}}
    assert promise_vi(said, NODES) == "Năm nào cũng rõ."
