"""What one reader raises costs the value that it was reading; the rest of the plan stands."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from plan_builder import CLOSING, HEADER, LETTERHEAD, TITLE, context, document, para, table

from pipelines.model.plan import Plan
from pipelines.reference.finding_rules import finding_rules
from pipelines.reference.readers import Reader, reader_notes
from pipelines.reporting.sheets.points import sheet_rules
from pipelines.understanding import plan as door
from pipelines.understanding import plan_targets, plan_tasks
from pipelines.understanding.findings import registry
from pipelines.understanding.kept import FAILED, STRICT, Kept, Place
from pipelines.understanding.metadata import lines, parts, reader
from pipelines.understanding.plan import understand
from pipelines.understanding.tables import plan_levels, rows

FIRST = ("1", "Rà soát thủ tục", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý II/2026")
SECOND = ("2", "Số hóa 100% hồ sơ", "Hồ sơ", "Văn phòng", "Phòng Kinh tế", "Trước 30/9/2026")
VALUES = table([("STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch 2026"), ("1", "Tỷ lệ hồ sơ trực tuyến", "%", "80")])
BLOCKS = (
    *LETTERHEAD,
    *TITLE,
    para("Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh."),
    para("- 90% hồ sơ được giải quyết đúng hạn."),
    VALUES,
    table([HEADER, FIRST, SECOND]),
    *CLOSING,
)
PLAN = document(*BLOCKS)
WHOLE = understand(PLAN, context())


def _without(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, word: str = "") -> Plan:
    """What is left of the plan when the reader ``name`` raises, everywhere or where it is given ``word``."""
    true = getattr(where, name)

    def raising(*given: Any, **named: Any) -> Any:
        if word in repr(given[:1] if given else ()):
            raise ValueError("too many values to unpack")
        return true(*given, **named)

    monkeypatch.setattr(where, name, raising)
    return understand(PLAN, context())


def _failed(plan: Plan) -> list[str]:
    return [finding.detail or "" for finding in plan.findings if finding.rule == FAILED]


def _others(plan: Plan) -> set[str]:
    return {finding.rule for finding in plan.findings} - {FAILED}


def test_a_plan_that_is_understood_has_lost_nothing() -> None:
    assert (_failed(WHOLE), len(WHOLE.tasks), len(WHOLE.targets), len(WHOLE.citations)) == ([], 2, 3, 1)


def test_a_failed_cell_of_offices_costs_that_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    lead, coordination = WHOLE.tasks[0].offices
    plan = _without(monkeypatch, plan_tasks, "find_offices", "Công an")
    assert plan.tasks[0].offices == (lead,)
    assert plan.tasks[0].coordination == coordination.text
    assert plan.tasks[1:] == WHOLE.tasks[1:]
    assert (plan.targets, plan.citations) == (WHOLE.targets, WHOLE.citations)
    (finding,) = [one for one in plan.findings if one.rule == FAILED]
    assert (finding.evidence, finding.task_index) == ("Công an xã", 0)
    assert finding.box is not None
    assert finding.detail == "cơ quan thực hiện (coordination) (ValueError, test_kept.raising)"
    assert "task_without_coordinator" not in _others(plan)


def test_a_failed_deadline_costs_that_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _without(monkeypatch, plan_tasks, "parse_deadline", "30/9")
    assert [task.deadline.end is None for task in plan.tasks] == [False, True]
    assert plan.tasks[1].deadline_text == "Trước 30/9/2026"
    assert (len(plan.targets), len(_failed(plan))) == (3, 1)
    assert not _others(plan) & {"task_without_deadline", "deadline_unparsed", "deadline_vague"}


@pytest.mark.parametrize("word", ["90%", "Số hóa", "trực tuyến"])
def test_a_failed_paragraph_row_or_cell_of_targets_costs_its_targets(
    monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    plan = _without(monkeypatch, plan_targets, "find_targets", word)
    left = [target for target in WHOLE.targets if word not in target.evidence]
    assert [target.evidence for target in plan.targets] == [target.evidence for target in left]
    assert (len(plan.tasks), len(_failed(plan))) == (2, 1)


def test_a_failed_citation_costs_the_citations_of_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _without(monkeypatch, door, "find_citations", "12/KH-UBND")
    assert (plan.citations, len(plan.tasks), len(plan.targets)) == ((), 2, 3)
    assert len(_failed(plan)) == 1


def test_citations_that_cannot_be_merged_stand_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    merge, calls = door.merge_citations, []

    def raising(mentions: Any) -> Any:
        calls.append(mentions)
        if len(calls) == 1:
            raise KeyError("x")
        return merge(mentions)

    monkeypatch.setattr(door, "merge_citations", raising)
    assert understand(PLAN, context()).citations == WHOLE.citations


def test_a_failed_row_costs_that_row(monkeypatch: pytest.MonkeyPatch) -> None:
    true = rows._leaf

    def raising(walk: Any, grid: Any, header: Any, row: int, *more: Any) -> Any:
        if "Rà soát" in grid.row_text(row):
            raise IndexError("list index out of range")
        return true(walk, grid, header, row, *more)

    monkeypatch.setattr(rows, "_leaf", raising)
    plan = understand(PLAN, context())
    assert [(task.index, task.task) for task in plan.tasks] == [(0, "Số hóa 100% hồ sơ")]
    (detail,) = _failed(plan)
    assert detail.startswith("dòng số 2 của bảng số 2 (IndexError")
    assert "row_number_gap" not in _others(plan)


def test_a_failed_table_costs_that_table(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _without(monkeypatch, rows, "find_header", "Nhiệm vụ")
    assert plan.tasks == ()
    assert {90, 80} <= {target.value for target in plan.targets}
    assert _failed(plan) == ["bảng số 2 (ValueError, test_kept.raising)"]
    assert not _others(plan) & {"annex_missing", "nothing_found"}


@pytest.mark.parametrize(
    ("where", "name", "lost", "untrue"),
    [
        (parts, "find_signature", ("signer", "signer_title", "signer_capacity"), "signer_missing"),
        (parts, "find_recipients", ("recipients", "filing"), "recipients_missing"),
        (parts, "read_letterhead", ("document_number", "issued_on"), "blank_document_number"),
        (parts, "_period", ("period_kind",), "period_from_folder"),
        (reader, "_resolve", ("commune_code", "commune_name", "unit_type"), "commune_name_missing"),
    ],
)
def test_a_failed_part_of_the_metadata_costs_that_part_and_blames_nobody(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, lost: tuple[str, ...], untrue: str
) -> None:
    plan = _without(monkeypatch, where, name)
    assert plan.is_plan
    assert (len(plan.tasks), len(plan.targets)) == (2, 3)
    for field in set(type(plan.metadata).__slots__) - {*lost, "issued_precision", "place", "status"}:
        assert getattr(plan.metadata, field) == getattr(WHOLE.metadata, field), field
    assert len(_failed(plan)) == 1
    assert untrue not in _others(plan)


def test_a_failed_paragraph_costs_that_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _without(monkeypatch, lines, "block_lines", "90%")
    assert (plan.metadata, plan.tasks, plan.citations) == (WHOLE.metadata, WHOLE.tasks, WHOLE.citations)
    assert [target.value for target in plan.targets] == [80, 100]
    assert len(_failed(plan)) == 1


def test_a_document_whose_title_we_fail_to_read_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _without(monkeypatch, parts, "find_title")
    assert plan.is_plan
    assert len(plan.tasks) == 2


def test_a_failed_rule_costs_its_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "task_without_output"
    monkeypatch.setitem(registry._RULES, name, lambda view: iter([1 // 0]))
    plan = understand(PLAN, context())
    assert _failed(plan) == [f"quy tắc rà soát {name} (ZeroDivisionError, test_kept.<lambda>)"]
    assert _others(plan) == _others(WHOLE)


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (door, "read_tasks"), (door, "outline"), (door, "link_repeats"), (door, "target_findings"),
        (door, "citation_findings"), (parts, "annex_title"), (parts, "find_annex_line"),
        (plan_levels, "target_clauses"), (plan_tasks, "deadline_findings"), (reader, "metadata_findings"),
        (reader, "reason_not_a_plan"), (reader, "spoken_unit_type"), (rows, "row_kind"), (rows, "is_group"),
    ],
)  # fmt: skip
def test_whatever_raises_the_plan_is_kept(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> None:
    plan = _without(monkeypatch, where, name)
    assert plan.is_plan
    assert plan.tasks or plan.targets
    assert plan.metadata.commune_code == WHOLE.metadata.commune_code


def test_a_lack_of_memory_is_not_the_documents_fault() -> None:
    def exhausted() -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        Kept().read(Place(Reader.TABLE), None, exhausted)


def test_a_reader_that_is_called_by_itself_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        STRICT.read(Place(Reader.TABLE), None, lambda: 1 // 0)


def test_what_we_failed_to_read_is_never_on_the_units_sheet_and_fails_none_of_its_checks(repository: Path) -> None:
    assert FAILED not in sheet_rules()
    with (repository / "pipelines/reference/data/commune_checks.csv").open(encoding="utf-8", newline="") as handle:
        assert FAILED not in {row["rule"] for row in csv.DictReader(handle)}
    assert finding_rules()[FAILED].severity == "error"


def test_every_reader_has_its_notes_and_they_name_known_rules() -> None:
    assert set(reader_notes()) == set(Reader)
    assert {rule for notes in reader_notes().values() for rule in notes.untrue_rules} <= set(finding_rules())


def test_long_words_are_kept_short() -> None:
    kept = Kept()
    place = Place(Reader.DEADLINE, words="x" * 5000)
    assert kept.read(place, 7, lambda: 1 // 0) == 7
    assert kept.read(place._replace(words=None), 8, lambda: 8) == 8
    assert [len(finding.evidence or "") for finding in kept.findings] == [200]
