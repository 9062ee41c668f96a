"""Plans become rows: ids from places, boxes as text, findings with their words."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from plan_factory import (
    Box,
    DeadlineKind,
    Finding,
    OfficeRole,
    OutcomeStatus,
    StageOutcome,
    citation,
    deadline,
    document,
    metadata,
    milestone,
    office,
    plan,
    target,
    task,
    wording,
)

from pipelines.model.tables import KEYS, SCHEMAS
from pipelines.warehouse.lake.rows import bbox_json, flatten, render


def tables(*documents: object) -> dict[str, pa.Table]:
    return flatten(documents, wording(), run_id="run-1")  # type: ignore[arg-type]


def rows(name: str, *documents: object) -> list[dict[str, object]]:
    return tables(*documents)[name].to_pylist()


def test_every_table_has_its_schema_even_without_documents() -> None:
    assert {name: table.schema for name, table in tables().items()} == dict(SCHEMAS)


def test_ids_are_the_document_and_the_place() -> None:
    due = deadline(milestone(DeadlineKind.DATE), milestone(DeadlineKind.DATE))
    made = document(
        "x.pdf",
        plan(
            metadata("90001"),
            tasks=[task(0), task(1, due, offices=[office(OfficeRole.LEAD, "VP")])],
            targets=[target("on_time_rate", 90), target("on_time_rate", 95, parent=0, task_index=1)],
            citations=[citation("76/NQ-CP", date(2021, 7, 15))],
            findings=[Finding("impossible_date", task_index=1)],
        ),
    )
    one = made.facts.document_id
    found = tables(made)
    assert found["tasks"].column("task_id").to_pylist() == [f"{one}-t0", f"{one}-t1"]
    assert found["milestones"].column("milestone_id").to_pylist() == [f"{one}-t0-m0", f"{one}-t1-m0", f"{one}-t1-m1"]
    assert found["task_offices"].column("task_office_id").to_pylist() == [f"{one}-t1-o0"]
    assert found["citations"].column("citation_id").to_pylist() == [f"{one}-c0"]
    assert found["findings"].column("finding_id").to_pylist() == [f"{one}-f0"]
    second = found["targets"].to_pylist()[1]
    assert (second["target_id"], second["parent_target_id"], second["task_id"]) == (
        f"{one}-g1",
        f"{one}-g0",
        f"{one}-t1",
    )


def test_boxes_are_kept_as_rounded_json_with_their_pages() -> None:
    found = rows("tasks", document("x.pdf", plan(metadata("90001"), tasks=[task(0)])))[0]
    assert json.loads(str(found["bbox"])) == [[3, 60.0, 90.0, 550.0, 120.0], [4, 60.0, 40.0, 550.0, 60.0]]
    assert (found["page_start"], found["page_end"]) == (3, 4)
    assert bbox_json([Box(2, 70.04, 1.25, 500.26, 115.5)]) == "[[2,70.0,1.2,500.3,115.5]]"


def test_values_keep_their_decimals() -> None:
    made = document("x.pdf", plan(metadata("90001"), targets=[target("on_time_rate", "97.28")]))
    assert rows("targets", made)[0]["value"] == Decimal("97.2800")


def test_a_number_that_the_warehouse_cannot_hold_costs_that_target() -> None:
    stated = [
        target("on_time_rate", 90),
        target("on_time_rate", "1e15"),
        target("on_time_rate", 80, parent=1, repeats=1),
        target("on_time_rate", 70, value_max=Decimal("Infinity")),
    ]
    made = document("x.pdf", plan(metadata("90001"), targets=stated, tasks=[task(0)]))
    kept = rows("targets", made)
    assert [(row["target_index"], row["value"]) for row in kept] == [(0, 90), (2, 80)]
    assert (kept[1]["parent_target_id"], kept[1]["repeats_target_id"]) == (None, None)
    assert [(row["rule"], row["detail"]) for row in rows("findings", made)] == [
        ("number_too_large", "1e+15"),
        ("number_too_large", "Infinity"),
    ]
    assert len(rows("tasks", made)) == 1
    assert rows("outcomes", made)[0]["status"] == "ok"


def test_a_deadline_that_ends_before_it_begins_never_reaches_the_table() -> None:
    backwards = deadline(milestone(DeadlineKind.PERIOD, start=date(2026, 7, 28), end=date(2026, 7, 23)))
    sound = deadline(milestone(DeadlineKind.PERIOD, start=date(2026, 7, 23), end=date(2026, 7, 28)))
    made = document("x.pdf", plan(metadata("90001"), tasks=[task(0, backwards), task(1, sound)]))
    first, second = rows("tasks", made)
    assert (first["deadline_kind"], first["deadline_start"], first["deadline_end"]) == ("none", None, None)
    assert first["deadline_text"] == "Quý I/2026"
    assert (second["deadline_start"], second["deadline_end"]) == (date(2026, 7, 23), date(2026, 7, 28))
    first_mark = rows("milestones", made)[0]
    assert (first_mark["kind"], first_mark["start"], first_mark["end"]) == ("none", None, None)
    (told,) = rows("findings", made)
    assert (told["rule"], told["task_id"]) == ("deadline_reversed", first["task_id"])


def test_unknown_is_null_and_never_empty_text() -> None:
    made = document("x.pdf", plan(metadata("90001", recipients=(), signer=""), tasks=[task(0, budget="")]))
    assert rows("documents", made)[0]["recipients"] is None
    assert rows("documents", made)[0]["signer"] is None
    assert rows("tasks", made)[0]["budget"] is None


def test_quarantined_file_keeps_its_row_and_says_what_to_do() -> None:
    outcome = StageOutcome("read", OutcomeStatus.QUARANTINED, "corrupt", "thiếu trang cuối", 0.1)
    made = document("x.pdf", None, outcomes=(outcome,))
    assert rows("documents", made)[0]["is_plan"] is None
    told = rows("outcomes", made)[0]
    assert (told["status"], told["message_vi"]) == ("quarantined", "Tệp hỏng hoặc bị cắt cụt: thiếu trang cuối.")
    assert told["next_action_vi"] is not None


def test_finding_is_rendered_from_the_catalogue() -> None:
    made = document("x.pdf", plan(metadata("90001"), findings=[Finding("impossible_date", "31/02/2026", Box(7))]))
    found = rows("findings", made)[0]
    assert found["message_vi"] == "Ngày “31/02/2026” không có trong lịch (trang 7)."
    assert found["severity"] == "error"


def test_finding_without_a_rule_still_reaches_its_reader() -> None:
    made = document("x.pdf", plan(metadata("90001"), findings=[Finding("brand_new_rule", detail="chi tiết")]))
    found = rows("findings", made)[0]
    assert found["severity"] == "warning"
    assert "brand_new_rule" in str(found["message_vi"])
    assert "chi tiết" in str(found["message_vi"])


def test_words_of_a_document_are_never_read_as_placeholders() -> None:
    assert render("{evidence} và {detail}", evidence="{detail}", detail="x") == "{detail} và x"


@given(st.text(), st.text())
def test_rendering_never_fails_whatever_the_document_says(template: str, value: str) -> None:
    assert isinstance(render(template, detail=value, evidence=None, page=3), str)


def test_order_of_arrival_does_not_change_the_rows() -> None:
    first = document("a.pdf", plan(metadata("90001"), tasks=[task(0), task(1)], targets=[target("on_time_rate", 90)]))
    second = document("b.pdf", plan(metadata("90002"), tasks=[task(0)]))
    assert tables(first, second) == tables(second, first)


def test_keys_are_unique_in_every_table() -> None:
    made = [
        document(
            name,
            plan(
                metadata("90001"),
                tasks=[task(n, offices=[office(OfficeRole.LEAD, "VP")] * 2) for n in range(3)],
                targets=[target("on_time_rate", 90)] * 2,
                findings=[Finding("deadline_vague")] * 2,
            ),
        )
        for name in ("a.pdf", "b.pdf")
    ]
    for name, table in tables(*made).items():
        keys = [tuple(row[key] for key in KEYS[name]) for row in table.to_pylist()]
        assert len(keys) == len(set(keys)), name
