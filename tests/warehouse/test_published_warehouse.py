"""What readers of the published file may rely on.

One file on purpose: all ask the one warehouse that is built for them.
"""

from __future__ import annotations

import json
import random
import re

import duckdb
import pandas as pd
import pytest
from plan_factory import write_lake
from plan_scenario import scenario
from warehouse_build import Built, build

from pipelines.model.facts import ProcessedDocument
from pipelines.warehouse.publication.bi_views import bi_views
from pipelines.warehouse.publication.copy import content_hashes
from pipelines.warehouse.publication.counts import read_counts

PROMISED = {
    "core.dim_province": "province_code province_name valid_from valid_to",
    "core.dim_commune": "commune_code province_code commune_name unit_type valid_from valid_to",
    "core.dim_indicator": "indicator_code name_vi name_en unit direction indicator_group",
    "core.dim_office": "office_code name_vi is_collective",
    "core.dim_document": "document_id source_path file_name sha256 media_type extraction_method page_count "
    "province_code province_name commune_code commune_name unit_type title document_number issued_on period_kind "
    "period_start period_end plan_year signer signer_title status is_effective superseded_by",
    "core.fct_task": "task_id document_id row_index section_no section_name area_code row_no objective task activity "
    "output lead coordination monitor deadline_text budget deadline_kind deadline_start deadline_end "
    "deadline_recurrence page_start page_end bbox",
    "core.fct_milestone": "milestone_id task_id label kind start end recurrence text",
    "core.fct_target": "target_id document_id indicator_code indicator_text comparator value value_max unit "
    "change is_aspirational scope parent_target_id repeats_target_id evidence section found_in page bbox",
    "core.fct_citation": "citation_id document_id kind number issued_on issuer mentions page evidence",
    "quality.finding": "finding_id document_id rule severity message_vi evidence page detail",
    "quality.document_outcome": "document_id stage status reason_code message_vi next_action_vi seconds run_id",
    "quality.check_result": "engine suite check_name severity passed observed failing_rows run_id",
    "marts.province_indicators": "province_code province_name plan_year indicator_code indicator_name_vi "
    "indicator_group commune_count plan_count target_count coverage_rate mean_value median_value min_value max_value "
    "p25_value p75_value weighted_mean_value reference_value reference_source meeting_rate strict_meeting_rate "
    "mean_gap",
    "marts.commune_indicators": "commune_code commune_name province_code plan_year indicator_code value comparator "
    "is_fallback_multi_year rank_in_province percentile reference_value gap target_id document_id source_path page",
    "marts.plan_coverage": "commune_code plan_year plan_state document_id target_count task_count core_indicator_share",
    "marts.indicator_trends": "province_code indicator_code plan_year mean_value median_value coverage_rate "
    "mean_change panel_mean_change",
    "marts.deadline_calendar": "due_on is_exclusive precision office_code area_code commune_code task_id",
    "marts.office_workload": "office_code commune_code plan_year quarter lead_count joint_lead_count "
    "coordination_count monitor_count",
    "marts.legal_references": "plan_year number kind issued_on commune_count has_date_conflict",
    "marts.document_quality": "document_id error_count warning_count info_count score worst_finding",
}


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_every_promised_table_and_column_exists(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(published, "select schema_name || '.' || table_name, column_name from duckdb_columns()")
    missing = [
        f"{table}.{column}"
        for table, columns in PROMISED.items()
        for column in columns.split()
        if (table, column) not in found
    ]
    assert missing == []


def test_every_table_and_column_carries_a_description(published: duckdb.DuckDBPyConnection) -> None:
    schemas = "schema_name in ('core', 'quality', 'marts')"
    bare_tables = rows(published, f"select table_name from duckdb_tables() where {schemas} and comment is null")
    bare_columns = rows(
        published, f"select table_name, column_name from duckdb_columns() where {schemas} and comment is null"
    )
    assert (bare_tables, bare_columns) == ([], [])


def test_metrics_catalogue_says_where_each_figure_is_and_its_expression_runs(
    published: duckdb.DuckDBPyConnection,
) -> None:
    metrics = rows(
        published,
        "select schema_name || '.' || table_name, expression, coalesce(row_filter, 'true') from marts.metric_catalogue",
    )
    assert len(metrics) > 70
    for table, expression, row_filter in metrics:
        published.execute(f"select {expression} from {table} where {row_filter}")
    coverage = rows(
        published,
        "select label_vi, unit_vi, direction_vi from marts.metric_catalogue "
        "where metric_code = 'province_indicators.coverage_rate'",
    )
    assert coverage == [("Độ bao phủ", "tỷ lệ (0–1)", "càng cao càng tốt")]


def test_dictionary_lists_every_published_column_with_label_and_both_descriptions(
    published: duckdb.DuckDBPyConnection,
) -> None:
    listed = rows(
        published,
        "select schema_name, table_name, column_name, upper(data_type) from quality.data_dictionary order by all",
    )
    there = rows(
        published,
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where schema_name in ('core', 'quality', 'marts', 'bi') order by all",
    )
    assert listed == there
    bare = rows(
        published,
        "select column_name from quality.data_dictionary "
        "where label_vi is null or length(description_vi) < 5 or length(description_en) < 5 or "
        "description_vi = description_en",
    )
    assert bare == []


def test_columns_of_the_views_have_an_example_and_say_what_a_row_is(published: duckdb.DuckDBPyConnection) -> None:
    bare = rows(
        published,
        "select table_name, column_name from quality.data_dictionary where schema_name = 'bi' "
        "and (coalesce(example_vi, '') = '' or coalesce(grain_vi, '') not like 'Mỗi dòng là %')",
    )
    assert bare == []


def test_every_view_names_the_province_and_speaks_vietnamese(published: duckdb.DuckDBPyConnection) -> None:
    codes = "('percent', 'count', '>=', '<=', 'decrease', 'increase', 'issued', 'undetermined', 'dossiers')"
    for view in bi_views():
        columns = [name for name, _ in view.labels]
        assert "tinh" in columns, view.name
        coded = {"dau_so_sanh", "don_vi_tinh", "cach_tinh", "thay_doi", "trang_thai"}
        for name in coded.intersection(columns):
            assert rows(published, f"select {name} from bi.{view.name} where {name} in {codes}") == []
        groups = "nhom" in columns and rows(published, f"select nhom from bi.{view.name} where nhom = lower(nhom)")
        assert not groups


def test_adding_names_of_provinces_adds_and_loses_no_row(published: duckdb.DuckDBPyConnection) -> None:
    for view, table in (
        ("lich_thoi_han", "marts.deadline_calendar"),
        ("khoi_luong_co_quan", "marts.office_workload"),
        ("linh_vuc", "marts.area_profile"),
        ("can_cu_phap_ly", "marts.legal_references"),
        ("chat_luong_van_ban", "marts.document_quality"),
    ):
        assert rows(published, f"select count(*) from bi.{view}") == rows(published, f"select count(*) from {table}")


def test_words_of_the_catalogue_count_the_same_in_tables_and_views(published: duckdb.DuckDBPyConnection) -> None:
    counts = read_counts(published)
    views = rows(
        published,
        "select (select count(*) from bi.cam_ket where dang_dung and not nhac_lai), (select count(*) from bi.cam_ket), "
        "(select count(*) from bi.nhiem_vu where dang_dung), (select count(*) from bi.van_ban where dang_dung)",
    )
    assert views == [(counts.targets, counts.values_read, counts.tasks, counts.plans_in_force)]
    by_month = rows(
        published,
        "select nam_den_han, thang, count(distinct ma_nhiem_vu), count(*) filter (where lan_dau_trong_thang) "
        "from bi.lich_thoi_han group by all",
    )
    assert by_month
    assert all(distinct == first for *_, distinct, first in by_month)


def test_findings_carry_file_and_year(published: duckdb.DuckDBPyConnection) -> None:
    bare = rows(
        published,
        "select finding_id from quality.finding as f join core.dim_document as d using (document_id) "
        "where f.source_path is distinct from d.source_path or f.plan_year is distinct from d.plan_year",
    )
    assert bare == []


def test_comments_open_with_the_vietnamese_label(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        published,
        "select comment from duckdb_columns() where table_name = 'plan_coverage' and column_name = 'plan_year'",
    )
    assert found == [("Năm kế hoạch — Năm của kế hoạch. | Year of the plan.",)]


def test_every_column_of_a_view_is_explained_by_itself(published: duckdb.DuckDBPyConnection) -> None:
    described = rows(
        published,
        "select table_name, column_name, description_vi from quality.data_dictionary where schema_name = 'bi'",
    )
    of_views = {view.description_vi for view in bi_views()}
    assert [row for row in described if row[2] in of_views] == []
    assert len({(table, text) for table, _, text in described}) == len(described)
    # codes, names of tables and what databases call nothing are no words for an analyst
    computer = re.compile(
        r"\bNULL\b|\b(marts|core|quality)\.|\b(percent|filed|increase|decrease|issued|error|warning)\b|\(0–1\)"
    )
    assert [row for row in described if computer.search(row[2])] == []
    comments = rows(
        published, "select comment from duckdb_columns() where schema_name = 'bi' and column_name = 'duoc_tinh'"
    )
    own_words = "Giá trị được tính vào số liệu của tỉnh khi kế hoạch của nó đang đại diện cho đơn vị."
    assert comments == [(f"Được tính vào số liệu của tỉnh — {own_words}",)]


def test_only_the_promised_schemas_are_published(published: duckdb.DuckDBPyConnection) -> None:
    schemas = rows(published, "select distinct schema_name from duckdb_tables() order by 1")
    assert schemas == [("core",), ("marts",), ("quality",)]
    views = rows(published, "select schema_name, view_name from duckdb_views() where not internal order by 1, 2")
    assert views == [("bi", view.name) for view in bi_views()]


def test_empty_text_is_never_stored_for_unknown(published: duckdb.DuckDBPyConnection) -> None:
    columns = rows(
        published,
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        "where data_type = 'VARCHAR' and schema_name in ('core', 'quality', 'marts')",
    )
    empty = [
        (table, column)
        for table, column in columns
        if rows(published, f"""select count(*) from {table} where "{column}" = ''""") != [(0,)]
    ]
    assert empty == []


def test_one_effective_plan_for_each_unit_and_year(published: duckdb.DuckDBPyConnection) -> None:
    states = rows(
        published,
        "select commune_code, plan_state, file_name from marts.plan_coverage as c "
        "left join quality.source_file as f on c.document_id = f.document_id and f.is_counted "
        "where plan_year = 2026 order by 1",
    )
    assert states == [
        ("90001", "effective", "suoi-vang.pdf"),
        ("90002", "effective", "doi-may.pdf"),
        ("90003", "effective", "ben-lua-2.pdf"),
        ("90004", "draft_only", "hoa-ban-du-thao.docx"),
        ("90005", "effective", "con-sao-than.pdf"),
        ("91001", "unreadable", "nui-biec-hong.pdf"),
        ("91002", "effective", "song-trong.pdf"),
    ]


def test_units_without_any_file_are_counted_as_missing(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        published, "select commune_code, plan_state from marts.plan_coverage where plan_year = 2025 order by 1"
    )
    assert found == [
        ("90001", "effective"),
        ("90002", "missing"),
        ("90003", "missing"),
        ("90004", "missing"),
        ("90005", "missing"),
    ]


def test_superseded_plan_names_its_successor(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        published,
        "select d.file_name, s.file_name, d.is_effective from core.dim_document as d "
        "inner join core.dim_document as s on d.superseded_by = s.document_id order by 1",
    )
    assert found == [
        ("ben-lua-1.pdf", "ben-lua-2.pdf", False),
        ("suoi-vang-du-thao.pdf", "suoi-vang.pdf", False),
    ]


def test_annex_that_came_apart_counts_with_its_body(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        published,
        "select target_count, task_count from marts.plan_coverage where commune_code = '90005' and plan_year = 2026",
    )
    effective = rows(published, "select count(*) from core.dim_document where commune_code = '90005' and is_effective")
    assert (found, effective) == ([(2, 2)], [(2,)])


def test_same_file_in_two_places_counts_once_and_is_reported(published: duckdb.DuckDBPyConnection) -> None:
    reported = rows(
        published,
        "select source_path, status, reason_code, detail from quality.document_outcome where status = 'skipped'",
    )
    counted = rows(published, "select count(*) from core.dim_document where file_name like 'suoi-vang-nham%'")
    assert reported == [
        (
            "raw/quang-tri/2025/suoi-vang-nham-cho.pdf",
            "skipped",
            "duplicate_file",
            "raw/quang-tri/2026/suoi-vang.pdf",
        )
    ]
    assert counted == [(0,)]


def test_province_figures_equal_a_recomputation_in_pandas(published: duckdb.DuckDBPyConnection) -> None:
    targets = published.execute("select * from core.fct_target").df()
    documents = published.execute("select * from core.dim_document where is_effective").df()
    own = documents[(documents.province_code == "44") & (documents.plan_year == 2026)]
    usable = targets[targets.repeats_target_id.isna() & targets.parent_target_id.isna()]
    joined = usable.merge(own, on="document_id")
    values = joined[joined.indicator_code == "on_time_rate"].groupby("commune_code").value.first()
    mart = published.execute(
        "select * from marts.province_indicators where province_code = '44' and plan_year = 2026 "
        "and indicator_code = 'on_time_rate'"
    ).df()
    expected = {
        "commune_count": 5,
        "plan_count": 4,
        "target_count": len(values),
        "coverage_rate": len(values) / 5,
        "mean_value": values.mean(),
        "median_value": values.median(),
        "min_value": values.min(),
        "max_value": values.max(),
        "p25_value": values.quantile(0.25),
        "p75_value": values.quantile(0.75),
        "stddev_value": values.std(),
    }
    assert mart.loc[0, list(expected)].to_dict() == pytest.approx(expected)
    assert sorted(values) == [90, 95, 98, 98]


def test_meeting_rates_use_the_reference_valid_when_each_plan_was_issued(
    published: duckdb.DuckDBPyConnection,
) -> None:
    communes = rows(
        published,
        "select commune_code, reference_value, meets_reference from marts.commune_indicators "
        "where indicator_code = 'on_time_rate' and plan_year = 2026 and province_code = '44' order by 1",
    )
    province = rows(
        published,
        "select meeting_rate, strict_meeting_rate, has_mixed_references from marts.province_indicators "
        "where indicator_code = 'on_time_rate' and plan_year = 2026 and province_code = '44'",
    )
    # the plan of 1 March stands under the newer decision (100), the others under the older one (95)
    assert communes == [("90001", 95, True), ("90002", 95, True), ("90003", 100, False), ("90005", 95, False)]
    assert province == [(0.5, 0.4, True)]


def test_end_year_values_are_shown_but_stay_out_of_the_mean(published: duckdb.DuckDBPyConnection) -> None:
    province = rows(
        published,
        "select target_count, mean_value, fallback_count, fallback_mean_value from marts.province_indicators "
        "where indicator_code = 'digitisation_rate' and plan_year = 2026 and province_code = '44'",
    )
    assert province == [(2, 70.0, 1, 100.0)]


def test_every_figure_leads_back_to_file_page_and_words(published: duckdb.DuckDBPyConnection) -> None:
    untraceable = rows(
        published,
        "select count(*) from marts.commune_indicators as c "
        "left join core.fct_target as t on c.target_id = t.target_id and c.document_id = t.document_id "
        "left join core.dim_document as d on c.document_id = d.document_id and c.source_path = d.source_path "
        "where t.evidence is null or d.document_id is null or c.page is distinct from t.page",
    )
    assert untraceable == [(0,)]


def test_history_on_todays_map_is_the_mean_over_the_units_that_went_over_as_a_whole(
    published: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        published,
        "select commune_code, plan_year, basis, value, counted_part_count, left_out_part_count, is_before_break "
        "from marts.commune_history where indicator_code = 'on_time_rate' and commune_code in ('90001', '90002') "
        "order by all",
    )
    assert found == [
        ("90001", 2024, "parts", 75.0, 2, 1, True),
        ("90001", 2025, "own", 90.0, 0, 0, False),
        ("90001", 2026, "own", 95.0, 0, 0, False),
        ("90002", 2024, "parts", 40.0, 1, 1, True),
        ("90002", 2025, "parts", 45.0, 1, 0, True),
        ("90002", 2026, "own", 98.0, 0, 0, False),
    ]


def test_meaning_of_a_reused_code_never_leaks(published: duckdb.DuckDBPyConnection) -> None:
    """Code 90001 was another unit before July 2025: none of its plans stands for the unit that has the code today."""
    told = rows(
        published,
        "select 'indicators', file_name from marts.commune_indicators inner join core.dim_document using (document_id) "
        "where commune_indicators.commune_code = '90001' and commune_indicators.plan_year >= 2025 "
        "union select 'coverage', file_name from marts.plan_coverage as c "
        "inner join core.dim_document as d on c.document_id = d.document_id "
        "where c.commune_code = '90001' and c.plan_year >= 2025 "
        "union select 'parts', file_name from marts.commune_history_parts as p "
        "inner join core.dim_document as d on p.document_id = d.document_id where p.commune_code = '90001'",
    )
    assert [pair for pair in told if pair[1].startswith("suoi-vang-cu")] == []  # type: ignore[attr-defined]
    assert len(told) > 5
    superseded = rows(
        published,
        "select count(*) from core.dim_document where file_name like 'suoi-vang-cu%' and superseded_by is not null",
    )
    assert superseded == [(0,)]


def test_former_units_are_traced_to_their_page(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        published,
        "select former_name, relation_vi, value, source_path, page from marts.commune_history_parts "
        "where commune_code = '90001' and plan_year = 2024 order by 1",
    )
    assert found == [
        ("Bãi Dâu", "Nhập toàn bộ", 70, "raw/quang-tri/2024/bai-dau.pdf", 2),
        ("Khe Sậy", "Nhập toàn bộ", 80, "raw/quang-tri/2024/khe-say.pdf", 2),
        ("Đèo Gió", "Nhập một phần, không tính", 10, "raw/quang-tri/2024/deo-gio.pdf", 2),
    ]


def test_monthly_task_falls_due_twelve_times_a_year(published: duckdb.DuckDBPyConnection) -> None:
    days = published.execute(
        "select due_on from marts.deadline_calendar where recurrence = 'monthly' and not is_exclusive order by due_on"
    ).df()
    expected = pd.date_range("2026-01-31", "2026-12-31", freq="ME")
    assert list(days.due_on) == list(expected)


def test_fifth_of_the_next_month_reaches_into_the_next_year(published: duckdb.DuckDBPyConnection) -> None:
    days = published.execute(
        "select due_on, precision from marts.deadline_calendar where recurrence = 'monthly' and is_exclusive order by 1"
    ).df()
    assert list(days.due_on) == [pd.Timestamp(2026 + month // 12, month % 12 + 1, 5) for month in range(1, 13)]
    assert set(days.precision) == {"day"}


def test_same_number_in_two_provinces_is_two_acts(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        published,
        "select province_code, has_date_conflict from marts.legal_references where number = '3/KH-UBND' order by 1",
    )
    assert found == [("42", False), ("44", False)]


def test_findings_speak_vietnamese_with_their_place(published: duckdb.DuckDBPyConnection) -> None:
    found = rows(published, "select rule, severity, message_vi, page from quality.finding order by 1")
    assert found == [
        ("impossible_date", "error", "Ngày “31/02/2026” không có trong lịch (trang 2).", 2),
        ("task_without_lead", "warning", "Nhiệm vụ chưa ghi cơ quan chủ trì: Việc thử số 2", None),
    ]


def test_checks_of_both_engines_are_published_with_the_data(published: duckdb.DuckDBPyConnection, built: Built) -> None:
    engines = rows(
        published,
        "select engine, count(*) > 25, bool_and(run_id = 'run-a') from quality.check_result group by 1 order by 1",
    )
    blocked = rows(published, "select count(*) from quality.check_result where not passed and severity = 'block'")
    assert engines == [("dbt", True, True), ("great_expectations", True, True)]
    assert blocked == [(0,)]
    assert len(built.report.checks) == sum(built.report.published.row_counts[t] for t in ["quality.check_result"])


def test_manifest_says_what_the_version_was_made_from(built: Built) -> None:
    manifest = json.loads(built.report.published.manifest.read_text(encoding="utf-8"))
    assert manifest["version"] == "20260601-a"
    assert set(manifest["inputs"]) == {document.facts.source_path for document in scenario()}
    assert manifest["row_counts"]["core.fct_task"] == 7
    assert manifest["content_hashes"] == content_hashes(built.paths.published)


def test_build_files_are_gone_after_publication(built: Built) -> None:
    assert list(built.paths.build.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_backfill_in_any_order_of_partitions_gives_the_same_content(
    built: Built, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    root = tmp_path_factory.mktemp("again")
    documents = scenario()
    random.Random(seed).shuffle(documents)
    partitions = sorted({_partition(d) for d in documents})
    for partition in random.Random(seed).sample(partitions, k=len(partitions)):
        # every partition twice: a backfill replaces what an earlier run left
        for _ in range(2):
            write_lake(root / "lake", [d for d in documents if _partition(d) == partition], run_id=f"run-{seed}")
    again = build(root, f"run-{seed}", f"20260602-{seed}").published
    assert {"quality.check_result", "marts.deadline_calendar"} < set(again.content_hashes)
    assert again.content_hashes == built.report.published.content_hashes


def _partition(document: ProcessedDocument) -> tuple[str, int]:
    return document.facts.province_slug, document.facts.plan_year
