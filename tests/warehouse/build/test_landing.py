"""Everything in the lake lands once, with the reference data, in a file of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from plan_factory import (
    REFERENCE,
    OutcomeStatus,
    StageOutcome,
    document,
    metadata,
    plan,
    target,
    task,
    wording,
    write_lake,
)

from pipelines.reference.tables import DATA_DIR
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.lake.partitions import PLANS_STAGE, LakeError, Partition
from pipelines.warehouse.lake.reference_tables import REFERENCE_TABLES, ReferenceDataError, read_reference


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    first = plan(metadata("90001"), tasks=[task(0)], targets=[target("on_time_rate", 90)])
    write_lake(
        tmp_path / "lake",
        [
            document("b.pdf", first, content="same"),
            document("a.pdf", first, content="same"),
            document("c.pdf", first, content="same", year=2025),
            document("d.pdf", first, content="same", province="ha-tinh"),
            document("e.pdf", plan(metadata("90002"))),
        ],
    )
    return tmp_path / "lake"


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_copy_in_the_folder_that_the_plan_names_is_the_one_that_counts(lake: Path, tmp_path: Path) -> None:
    report = load_landing(lake, REFERENCE, tmp_path / "b.duckdb", run_id="r")
    assert {copy.kept_path for copy in report.duplicates} == {"raw/quang-tri/2026/a.pdf"}
    assert [copy.source_path for copy in report.duplicates] == [
        "raw/ha-tinh/2026/d.pdf",
        "raw/quang-tri/2025/c.pdf",
        "raw/quang-tri/2026/b.pdf",
    ]
    counts = {name: report.row_counts[name] for name in ("documents", "tasks", "targets")}
    assert counts == {"documents": 2, "tasks": 1, "targets": 1}


def test_copies_left_out_are_reported_once(lake: Path, tmp_path: Path) -> None:
    report = load_landing(lake, REFERENCE, tmp_path / "b.duckdb", run_id="r")
    told = query(
        report.build_file, "select source_path, status from landing.outcomes where reason_code = 'duplicate_file'"
    )
    assert len(told) == len(set(told)) == 3


def test_duplicate_that_was_reported_before_is_not_reported_again(tmp_path: Path) -> None:
    skipped = (StageOutcome("register", OutcomeStatus.SKIPPED, "duplicate_file", "a.pdf"),)
    documents = [
        document("a.pdf", plan(metadata("90001")), content="same"),
        document("b.pdf", None, content="same", outcomes=skipped),
    ]
    write_lake(tmp_path / "lake", documents)
    report = load_landing(tmp_path / "lake", REFERENCE, tmp_path / "b.duckdb", run_id="r")
    told = query(report.build_file, "select stage from landing.outcomes where source_path like '%b.pdf'")
    assert (told, [copy.source_path for copy in report.duplicates]) == ([("register",)], ["raw/quang-tri/2026/b.pdf"])


def test_what_is_no_plan_is_told_of_its_own_folder_not_of_a_copy_elsewhere(tmp_path: Path) -> None:
    put_aside = (StageOutcome("understand", OutcomeStatus.QUARANTINED, "not_a_plan", "giấy mời"),)
    nowhere = (StageOutcome("register", OutcomeStatus.QUARANTINED, "misplaced_file", "Quảng Trị/2026"),)
    elsewhere = "Quảng Trị/2026/moi.pdf"  # before "quang-tri" in the order of the letters
    documents = [
        document("moi.pdf", None, content="same", outcomes=put_aside),
        document("x", None, content="same", province="", year=0, source_path=elsewhere, outcomes=nowhere),
    ]
    write_lake(tmp_path / "lake", documents)
    report = load_landing(tmp_path / "lake", REFERENCE, tmp_path / "b.duckdb", run_id="r")
    assert [copy.source_path for copy in report.duplicates] == [elsewhere]
    told = query(report.build_file, "select reason_code from landing.outcomes order by reason_code")
    assert told == [("duplicate_file",), ("not_a_plan",)]


def test_every_file_of_the_lake_is_an_input(lake: Path, tmp_path: Path) -> None:
    report = load_landing(lake, REFERENCE, tmp_path / "b.duckdb", run_id="r")
    assert len(report.inputs) == 5
    assert all(len(digest) == 64 for digest in report.inputs.values())


def test_empty_lake_lands_as_empty_tables(tmp_path: Path) -> None:
    report = load_landing(tmp_path / "nothing", REFERENCE, tmp_path / "b.duckdb", run_id="r")
    assert report.row_counts["documents"] == 0
    assert report.row_counts["ref_indicators"] == 5


def test_loading_twice_starts_from_nothing(lake: Path, tmp_path: Path) -> None:
    first = load_landing(lake, REFERENCE, tmp_path / "b.duckdb", run_id="r")
    second = load_landing(lake, REFERENCE, tmp_path / "b.duckdb", run_id="r")
    assert first == second


def test_partition_of_another_version_stops_the_load(lake: Path, tmp_path: Path) -> None:
    path = lake / PLANS_STAGE / Partition("quang-tri", 2026).folder / "tasks.parquet"
    pq.write_table(pq.read_table(path, partitioning=None).drop_columns(["area_code"]), path)
    with pytest.raises(LakeError, match=r"(?s)tasks.*xử lý lại tỉnh, năm đó"):
        load_landing(lake, REFERENCE, tmp_path / "b.duckdb", run_id="r")


def test_missing_reference_file_is_named(lake: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    (folder / "indicators.csv").unlink()
    with pytest.raises(ReferenceDataError, match=r"indicators\.csv"):
        load_landing(lake, folder, tmp_path / "b.duckdb", run_id="r")


def test_missing_reference_column_is_named(lake: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    (folder / "areas.csv").write_text("area_code,order\nsteering,0\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"areas\.csv: thiếu các cột \['name_vi'\]"):
        load_landing(lake, folder, tmp_path / "b.duckdb", run_id="r")


def test_reference_data_of_the_project_can_be_loaded(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[3] / "pipelines" / "reference" / "data"
    report = load_landing(tmp_path / "nothing", shipped, tmp_path / "b.duckdb", run_id="r")
    required = [table.name for table in REFERENCE_TABLES if not table.may_be_absent]
    assert all(report.row_counts[name] > 0 for name in required)


def test_wording_comes_from_the_same_files() -> None:
    words = wording()
    assert words.rules["impossible_date"].severity == "error"
    assert words.reasons["duplicate_file"].next_action_vi is not None


def test_an_indicator_that_a_province_adds_has_its_dimension_row(tmp_path: Path) -> None:
    table = next(table for table in REFERENCE_TABLES if table.name == "ref_indicators")
    added = {column: "x" for column in table.required} | {"indicator_code": "commune_own_rate"}
    rows = read_reference(DATA_DIR, table, [added]).to_pylist()
    assert rows[-1]["indicator_code"] == "commune_own_rate"
    assert len(rows) == len(read_reference(DATA_DIR, table)) + 1


def test_a_unit_of_no_catalogue_and_a_removed_indicator_cost_their_codes_and_are_told(tmp_path: Path) -> None:
    elsewhere = metadata("90001", province_code="42")
    made = [
        document("a.pdf", plan(elsewhere, targets=[target("removed_by_the_province", 90), target("on_time_rate", 95)])),
        document("b.pdf", plan(metadata("90002"), targets=[target("on_time_rate", 90)])),
    ]
    write_lake(tmp_path / "lake", made)
    report = load_landing(tmp_path / "lake", REFERENCE, tmp_path / "build.duckdb", run_id="r")
    with duckdb.connect(str(report.build_file)) as connection:
        codes = connection.execute("select commune_code from landing.documents order by source_path").fetchall()
        found = connection.execute("select indicator_code, value from landing.targets order by target_id").fetchall()
        told = connection.execute(
            "select source_path, rule, detail from landing.findings order by finding_id"
        ).fetchall()
    assert codes == [(None,), ("90002",)]
    assert sorted(found, key=str) == [("on_time_rate", 90), ("on_time_rate", 95), (None, 90)]
    assert [(path.rsplit("/", 1)[-1], rule, detail) for path, rule, detail in told] == [
        ("a.pdf", "unit_not_in_catalogue", "Quảng Trị"),
        ("a.pdf", "unmapped_target", "removed_by_the_province"),
    ]
