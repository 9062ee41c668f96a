"""What did we know on 15 February?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from plan_factory import REFERENCE, document, metadata, plan, target, write_lake
from plan_scenario import scenario
from warehouse_build import PROJECT

from pipelines.settings import WarehousePaths
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.publication.as_of import build_as_of

DAY = date(2026, 2, 15)


@pytest.mark.slow
def test_looking_back_leaves_out_what_came_later_and_publishes_nothing(tmp_path: Path) -> None:
    paths = WarehousePaths(tmp_path / "kho")
    late = plan(metadata("91001", issued_on=date(2026, 1, 5)), targets=[target("on_time_rate", 91)])
    received_late = document("nui-biec-gui-muon.pdf", late, province="ha-tinh", received_on=date(2026, 3, 15))
    write_lake(paths.lake, [*scenario(), received_late])
    made = build_as_of(
        paths,
        DAY,
        tmp_path / "xem-lai" / "thang-hai.duckdb",
        project=PROJECT,
        load=lambda build, run_id: load_landing(paths.lake, REFERENCE, build, run_id=run_id),
    )
    with duckdb.connect(str(made), read_only=True) as connection:
        states = connection.execute(
            "select c.commune_code, c.plan_state, d.file_name from marts.plan_coverage as c "
            "left join core.dim_document as d on c.document_id = d.document_id "
            "where c.plan_year = 2026 and c.commune_code in ('90003', '91001', '91002') order by 1"
        ).fetchall()
        units = connection.execute(
            "select distinct unit_type from marts.plan_coverage where commune_code = '91002' and plan_year = 2026"
        ).fetchall()
    # the plan of 1 March is not known yet; the one of 5 January had not arrived; the unit is still a rural commune
    assert states == [
        ("90003", "effective", "ben-lua-1.pdf"),
        ("91001", "unreadable", None),
        ("91002", "effective", "song-trong.pdf"),
    ]
    assert units == [("xã",)]
    assert not paths.published.exists()
    assert list(paths.build.iterdir()) == []
    assert [path.name for path in made.parent.iterdir()] == ["thang-hai.duckdb"]
