"""Corrections over the lake: what the warehouse loads, what is told of bad rows, what a changed document does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from builders import DOCUMENT, plan, target, typed, write
from pydantic import TypeAdapter

from pipelines.corrections.stage import CorrectionReport, correct_lake
from pipelines.model.facts import DocumentFacts, OutcomeStatus, StageOutcome
from pipelines.model.plan import Plan
from pipelines.settings import Settings
from pipelines.stages.document import documents_of
from pipelines.stages.records import UnderstoodDocument
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.lake.partitions import (
    CORRECTIONS_STAGE,
    PLANS_STAGE,
    Partition,
    list_partitions,
    write_partition,
)
from pipelines.warehouse.lake.rows import flatten, load_wording

SOURCE = "nghe-an/2026/a.pdf"
PARTITION = Partition("nghe-an", 2026)
REFERENCE = Path(__file__).parents[1] / "warehouse" / "reference"  # small: the loader reads all of it each time
WORDS = "thanh toán trực tuyến đạt 70%"
PLAN = plan((target("70", WORDS), target("90", "hài lòng đạt 90%", indicator_code="satisfaction_rate")))


def facts(document_id: str) -> DocumentFacts:
    return DocumentFacts(
        document_id=document_id,
        source_path=SOURCE,
        file_name="a.pdf",
        sha256=document_id.ljust(64, "0"),
        media_type="application/pdf",
        size_bytes=10,
        province_slug="nghe-an",
        plan_year=2026,
        received_on=None,
        extraction_method="pdf_text",
        page_count=3,
        reader_version="r",
        understanding_version="u",
    )


def put(settings: Settings, understood: Plan = PLAN, document_id: str = DOCUMENT) -> None:
    """A partition of the lake as the stage `understand` leaves it."""
    outcome = StageOutcome("understand", OutcomeStatus.OK)
    documents = documents_of(facts(document_id), understood, (outcome,))
    tables = flatten(documents, load_wording(), run_id="run-1")
    row = dict.fromkeys(UnderstoodDocument.SCHEMA.names) | {
        "source_path": SOURCE,
        "document_id": document_id,
        "plan_json": TypeAdapter(Plan).dump_json(understood).decode(),
    }
    tables["understood"] = pa.Table.from_pylist([row], schema=UnderstoodDocument.SCHEMA)
    write_partition(settings.lake, PLANS_STAGE, PARTITION, tables)


RUN = "run-1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")
    made.raw.mkdir()
    put(made)
    return made


def run(settings: Settings) -> CorrectionReport:
    return correct_lake(settings, run_id=RUN)


def landed(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    build = settings.warehouse / "build.duckdb"
    load_landing(settings.lake, REFERENCE, build, run_id=RUN)
    with duckdb.connect(str(build), read_only=True) as connection:
        return connection.execute(query).fetchall()


VALUES = "select target_id, value, is_corrected, evidence from landing.targets order by target_index"


def test_warehouse_loads_the_corrected_value_beside_the_printed_words(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS))
    assert run(settings).applied == 1
    assert landed(settings, VALUES) == [
        (f"{DOCUMENT}-g0", 75, True, WORDS),
        (f"{DOCUMENT}-g1", 90, False, "hài lòng đạt 90%"),
    ]


def test_corrected_document_is_loaded_once_with_its_outcomes(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS))
    run(settings)
    rows = landed(
        settings,
        f"select count(*), count(*) filter (where is_plan) from landing.documents where source_path = '{SOURCE}'",
    )
    assert rows == [(1, 1)]
    assert landed(settings, f"select stage, status from landing.outcomes where source_path = '{SOURCE}'") == [
        ("understand", "ok")
    ]


def test_second_plan_of_a_file_is_corrected_alone_and_nothing_is_loaded_twice(settings: Settings) -> None:
    second = facts(DOCUMENT).of_part(2).document_id
    put(settings, replace(PLAN, enclosed=(plan((target("60", WORDS),)),)))
    write(settings.raw, typed(evidence=WORDS, document_id=second, old_value="60"))
    assert run(settings).applied == 1
    values = landed(settings, "select target_id, value from landing.targets order by value")
    assert values == [(f"{DOCUMENT}-g0", 70), (f"{second}-g0", 75), (f"{DOCUMENT}-g1", 90)]
    assert landed(settings, f"select part, is_plan from landing.documents where source_path = '{SOURCE}'") == [
        (1, True),
        (2, True),
    ]
    assert landed(settings, f"select count(*) from landing.outcomes where source_path = '{SOURCE}'") == [(1,)]
    assert landed(settings, "select count(*), max(copy_rank) from landing.document_copies") == [(2, 1)]


def test_correction_taken_away_leaves_the_reading(settings: Settings) -> None:
    path = write(settings.raw, typed(evidence=WORDS))
    run(settings)
    path.unlink()
    assert run(settings) == CorrectionReport(0, 0, 0, 0, 0, 0)
    assert [row[1] for row in landed(settings, VALUES)] == [70, 90]
    assert list_partitions(settings.lake, CORRECTIONS_STAGE) == ()


def test_lake_understood_again_keeps_the_correction(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS))
    run(settings)
    put(settings, plan((target("90", "hài lòng đạt 90%"), target("70", WORDS))))
    assert run(settings).applied == 1
    assert [row[1] for row in landed(settings, VALUES)] == [90, 75]


def test_correction_expires_with_its_document_and_says_so(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS))
    put(settings, PLAN, "f" * 16)
    assert run(settings).expired == 1
    assert [row[1] for row in landed(settings, VALUES)] == [70, 90]
    (row,) = landed(settings, "select status, source_path, message_vi from landing.corrections")
    assert row[:2] == ("expired", None)
    assert "không còn trong kho" in row[2]
    assert landed(settings, "select rule, severity from landing.findings where rule like 'correction%'") == [
        ("correction_expired", "info")
    ]


def test_bad_row_is_a_finding_of_its_file_and_the_good_ones_apply(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS, new_value="nhiều"), typed(evidence=WORDS))
    report = run(settings)
    assert (report.applied, report.rejected) == (1, 1)
    (finding,) = landed(
        settings, "select source_path, message_vi, action_vi from landing.findings where rule = 'correction_rejected'"
    )
    assert finding[0] == "nghe-an/corrections/ra-soat.csv"
    for part in ("ra-soat.csv, dòng 2", "“nhiều”", "cần một số", "Sửa giá trị"):
        assert part in finding[1]
    assert landed(settings, "select status, file_row from landing.corrections order by file_row") == [
        ("rejected", 2),
        ("applied", 3),
    ]
    outcome = "select status, reason_code from landing.outcomes where source_path like '%corrections%'"
    assert landed(settings, outcome) == [("partial", "corrections_partly_used")]


def test_damaged_file_stops_nothing(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS))
    (settings.raw / "nghe-an" / "corrections" / "b.xlsx").write_bytes(b"no workbook")
    report = run(settings)
    assert (report.applied, report.rejected, report.files) == (1, 1, 2)


def test_rejected_reading_does_not_reach_the_warehouse(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS, decision="bỏ", new_value=""))
    run(settings)
    assert [row[0] for row in landed(settings, VALUES)] == [f"{DOCUMENT}-g1"]


def test_undecided_rows_are_counted_and_nothing_else(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS, decision="", new_value=""))
    assert run(settings).undecided == 1
    assert landed(settings, "select count(*) from landing.corrections") == [(0,)]


def test_two_runs_write_the_same_rows(settings: Settings) -> None:
    write(settings.raw, typed(evidence=WORDS), typed(evidence="không có ở đâu"), typed(author=""))
    run(settings)
    first = landed(settings, "select * from landing.corrections")
    run(settings)
    assert landed(settings, "select * from landing.corrections") == first
    assert {row[0] for row in landed(settings, "select status from landing.corrections")} == {
        "applied",
        "expired",
        "rejected",
    }
