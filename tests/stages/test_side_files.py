"""What in a side file is not used is a finding of that file, wherever the file lies, and the run goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipelines.registry.scan import list_raw
from pipelines.settings import Settings
from pipelines.stages.misplaced import NOWHERE, sync_lake
from pipelines.warehouse.lake.partitions import PLANS_STAGE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(raw=tmp_path / "raw", warehouse=tmp_path / "kho")
    for place in ("quang-tri/2026/a.docx", "nghe-an/2026/a.docx"):
        (settings.raw / place).parent.mkdir(parents=True)
        (settings.raw / place).write_bytes(b"x")
    return settings


def told(settings: Settings, table: str) -> list[dict[str, Any]]:
    sync_lake(settings, list_raw(settings.raw), run_id="r")
    path = settings.lake / PLANS_STAGE / NOWHERE.folder / f"{table}.parquet"
    return pq.read_table(path, partitioning=None).to_pylist() if path.is_file() else []


def test_a_side_file_without_fault_leaves_no_trace(settings: Settings) -> None:
    (settings.raw / "quang-tri/2026/manifest.csv").write_text("file_name,commune_code\na.docx,19366\n")
    assert told(settings, "documents") == []


def test_the_same_faulty_rows_in_two_folders_are_two_files_with_their_own_findings(settings: Settings) -> None:
    for slug in ("quang-tri", "nghe-an"):
        (settings.raw / slug / "2026/manifest.csv").write_text("file_name,received_on\na.docx,31/02/2026\nb.docx,\n")
    outcomes = {row["source_path"]: row["reason_code"] for row in told(settings, "outcomes")}
    assert outcomes == {
        "nghe-an/2026/manifest.csv": "side_file_partly_used",
        "quang-tri/2026/manifest.csv": "side_file_partly_used",
    }
    findings = told(settings, "findings")
    assert len({row["finding_id"] for row in findings}) == 4
    assert [row["rule"] for row in findings][:2] == ["side_file_value_unused", "manifest_row_fits_no_file"]
    assert "nghe-an/2026/manifest.csv, dòng 3, cột file_name: “b.docx”" in findings[1]["message_vi"]


def test_what_the_province_adds_to_the_catalogue_is_told_of_in_the_same_way(settings: Settings) -> None:
    (settings.raw / "reference").mkdir()
    for name in ("commune_weights.csv", "known_exceptions.csv", "indicators.csv", "indicator_synonyms.csv"):
        (settings.raw / "reference" / name).write_bytes(b"\x00\x01 no table")
    outcomes = {row["source_path"]: (row["status"], row["reason_code"]) for row in told(settings, "outcomes")}
    assert len(outcomes) == 4
    assert set(outcomes.values()) == {("quarantined", "side_file_unused")}


def test_a_manifest_without_plans_beside_it_is_told_row_by_row(settings: Settings) -> None:
    (settings.raw / "lang-son/2026").mkdir(parents=True)
    (settings.raw / "lang-son/2026/manifest.csv").write_text("file_name\nx.docx\ny.docx\n")
    assert [row["rule"] for row in told(settings, "findings")] == ["manifest_row_fits_no_file"] * 2
