"""Unpartitioned assets: landing tables before dbt, the published warehouse after it.

Belongs here: keys, descriptions, metadata. Does not: loading, gates, publication (``pipelines.warehouse``).
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.model.tables import SCHEMAS
from pipelines.orchestration.freshness import PUBLISHED_MONTHLY
from pipelines.orchestration.ingredients import ingredients_of
from pipelines.orchestration.instance import WAREHOUSE_POOL
from pipelines.orchestration.metadata import counts, page_link, previews, report_links, table_metadata
from pipelines.orchestration.resources import ProgressSource, Workspace
from pipelines.orchestration.retries import RETRY_POLICY, retrying
from pipelines.orchestration.stopped import telling_of_gates
from pipelines.stages.load import load_build
from pipelines.stages.progress import Step
from pipelines.stages.publish import publish_build
from pipelines.warehouse.lake.reference_tables import REFERENCE_TABLES
from pipelines.warehouse.publication.versions import changes_page

_LANDING_GROUP = "nap_kho"
_PREVIEWED = "marts.province_indicators"
_PLAN_TABLES = {
    "documents": "Mỗi dòng một văn bản.",
    "tasks": "Mỗi dòng một nhiệm vụ của phụ lục.",
    "milestones": "Mỗi dòng một mốc thời gian trong ô thời hạn.",
    "task_offices": "Mỗi dòng một cơ quan có tên trong một nhiệm vụ.",
    "targets": "Mỗi dòng một chỉ tiêu định lượng.",
    "citations": "Mỗi dòng một văn bản được viện dẫn.",
    "findings": "Mỗi dòng một phát hiện.",
    "outcomes": "Mỗi dòng kết quả của một tệp ở một công đoạn.",
    "corrections": "Mỗi dòng một sửa chữa của người rà soát.",
}


def landing_key(table: str) -> dg.AssetKey:
    """Asset key of a landing table; dbt's sources have the same."""
    return dg.AssetKey(["landing", table])


def warehouse_assets(models: dg.AssetsDefinition) -> list[dg.AssetsDefinition]:
    """The assets on both sides of the dbt models."""
    return [_landing_tables(), _published_warehouse(models)]


def _landing_specs() -> list[dg.AssetSpec]:
    plans = dg.AssetKey("plans")
    specs = [
        dg.AssetSpec(
            landing_key(table),
            deps=[dg.AssetDep(plans, partition_mapping=dg.AllPartitionMapping())],
            group_name=_LANDING_GROUP,
            kinds={"duckdb"},
            description=_PLAN_TABLES[table],
        )
        for table in SCHEMAS
    ]
    copies = dg.AssetSpec(
        landing_key("document_copies"),
        deps=[landing_key("documents")],
        group_name=_LANDING_GROUP,
        kinds={"duckdb"},
        description="Các bản chép của cùng một nội dung; bản xếp thứ nhất được tính.",
    )
    reference = [
        dg.AssetSpec(
            landing_key(table.name),
            group_name="danh_muc",
            kinds={"csv", "duckdb"},
            description=f"Danh mục đã rà soát `{table.file_name}`.",
        )
        for table in REFERENCE_TABLES
    ]
    return [*specs, copies, *reference]


def _landing_tables() -> dg.AssetsDefinition:
    @dg.multi_asset(
        specs=_landing_specs(),
        name="landing_tables",
        retry_policy=RETRY_POLICY,
        pool=WAREHOUSE_POOL,
        description="Nạp kết quả đọc, phân tích của mọi tỉnh-năm và các danh mục vào tệp DuckDB riêng của lần chạy.",
    )
    def landing_tables(
        context: dg.AssetExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> Iterator[dg.MaterializeResult[None]]:
        progress.listen(context).begin(Step.LANDING)
        settings = workspace.settings()
        build = settings.paths.build_file(context.run_id)
        with retrying():
            report = load_build(settings, build, run_id=context.run_id)
        tables = {spec.key: ".".join(spec.key.path) for spec in _landing_specs()}
        first_rows = previews(build, tables.values())
        for key, table in tables.items():
            rows = report.row_counts.get(key.path[-1], len(report.duplicates))
            yield dg.MaterializeResult(asset_key=key, metadata=table_metadata(rows, first_rows[table]))

    return landing_tables


def _published_warehouse(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        deps=sorted(models.keys),
        retry_policy=RETRY_POLICY,
        pool=WAREHOUSE_POOL,
        freshness_policy=PUBLISHED_MONTHLY,
        group_name="phat_hanh",
        kinds={"duckdb"},
        description="Tệp `cchc.duckdb` mà BI mở: chỉ thay khi mọi kiểm tra chặn đều đạt, thay trong một bước.",
    )
    def published_warehouse(
        context: dg.AssetExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> dg.MaterializeResult[None]:
        progress.listen(context).begin(Step.PUBLICATION)
        settings = workspace.settings()
        with retrying(), telling_of_gates(settings, context.run_id):
            made = publish_build(settings, context.run_id, ingredients=ingredients_of(context.run_tags))
        return dg.MaterializeResult(
            metadata={
                "Phiên bản": made.version,
                "Tệp": dg.MetadataValue.path(str(settings.paths.published)),
                "Số dòng từng bảng": counts(made.row_counts),
                "Thay đổi so với bản trước": page_link(changes_page(settings.paths, made.version)),
                "Xem trước": dg.MetadataValue.md(previews(made.path, [_PREVIEWED])[_PREVIEWED]),
                **report_links(settings),
            }
        )

    return published_warehouse
