"""Plans of years before the mergers: units of their day, and the fonts that people typed with."""

from __future__ import annotations

import pytest
from old_plans import write_old_plan
from silent_progress import Silent

from pipelines.model.facts import OutcomeStatus
from pipelines.model.tables import SCHEMAS
from pipelines.reading.legacy import LegacyEncoding
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.understand import understand_partition
from pipelines.warehouse.lake.partitions import PLANS_STAGE, read_table

KEY = PartitionKey("quang-tri", 2019)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    base = tmp_path_factory.mktemp("old_years")
    folder = base / "raw" / KEY.province_slug / str(KEY.plan_year)
    write_old_plan(folder / "a.docx", "Vĩnh Thủy", None)
    write_old_plan(folder / "b.docx", "Vĩnh Lâm", LegacyEncoding.TCVN3)
    write_old_plan(folder / "c.docx", "Vĩnh Sơn", LegacyEncoding.VNI)
    made = Settings(base / "raw", base / "kho", workers=1)
    register_partition(made, KEY, Silent())
    read_partition(made, KEY, Silent(), run_id="run")
    understand_partition(made, KEY, Silent(), run_id="run")
    return made


def rows(settings: Settings, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = read_table(settings.lake, PLANS_STAGE, table, SCHEMAS[table]).to_pylist()
    return found


def test_every_plan_of_an_old_year_is_a_plan(settings: Settings) -> None:
    assert {row["status"] for row in rows(settings, "outcomes")} == {OutcomeStatus.OK.value}
    assert [row["plan_year"] for row in rows(settings, "documents")] == [2019, 2019, 2019]


def test_communes_and_provinces_of_their_day_are_recognised(settings: Settings) -> None:
    found = {(row["commune_name"], row["unit_type"], row["province_code"]) for row in rows(settings, "documents")}
    assert found == {("Vĩnh Thủy", "xã", "45"), ("Vĩnh Lâm", "xã", "45"), ("Vĩnh Sơn", "xã", "45")}


def test_old_fonts_are_stored_as_unicode(settings: Settings) -> None:
    titles = [str(row["title"]) for row in rows(settings, "documents")]
    assert all("ải cách hành chính năm 2019" in title for title in titles), titles
    per_file = {path: 0 for path in ("a.docx", "b.docx", "c.docx")}
    for row in rows(settings, "targets"):
        per_file[str(row["source_path"]).rsplit("/", 1)[-1]] += 1
    assert len(set(per_file.values())) == 1
    assert min(per_file.values()) >= 2, "the same two commitments, whatever the font"
