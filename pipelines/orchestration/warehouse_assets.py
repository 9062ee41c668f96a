"""Unpartitioned assets: landing tables before dbt, the published warehouse after it.

Belongs here: keys, descriptions, metadata. Does not: loading, gates, publication (``pipelines.warehouse``).
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.ingredients import ingredients_of
from pipelines.orchestration.resources import Workspace
from pipelines.reference.extension import added_rows, find_extension
from pipelines.reference.tables import DATA_DIR
from pipelines.registry.scan import list_partitions
from pipelines.stages.misplaced import sync_lake
from pipelines.stages.publish import publish_build
from pipelines.warehouse.landing import REFERENCE_TABLES, load_landing
from pipelines.warehouse.schemas import SCHEMAS

_LANDING_GROUP = "nap_kho"
_PLAN_TABLES = {
    "documents": "Mỗi dòng một văn bản.",
    "tasks": "Mỗi dòng một nhiệm vụ của phụ lục.",
    "milestones": "Mỗi dòng một mốc thời gian trong ô thời hạn.",
    "task_offices": "Mỗi dòng một cơ quan có tên trong một nhiệm vụ.",
    "targets": "Mỗi dòng một chỉ tiêu định lượng.",
    "citations": "Mỗi dòng một văn bản được viện dẫn.",
    "findings": "Mỗi dòng một điểm cần rà soát.",
    "outcomes": "Mỗi dòng kết quả của một tệp ở một công đoạn.",
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
    @dg.multi_asset(specs=_landing_specs(), name="landing_tables")
    def landing_tables(context: dg.AssetExecutionContext, workspace: Workspace) -> Iterator[dg.MaterializeResult[None]]:
        settings = workspace.settings()
        sync_lake(settings, list_partitions(settings.raw), run_id=context.run_id)
        extension = find_extension(settings.raw)
        report = load_landing(
            settings.lake,
            DATA_DIR,
            settings.paths.build_file(context.run_id),
            run_id=context.run_id,
            added={"indicators": added_rows(extension, "indicators")} if extension else None,
        )
        for spec in _landing_specs():
            rows = report.row_counts.get(spec.key.path[-1], len(report.duplicates))
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"dagster/row_count": rows})

    return landing_tables


def _published_warehouse(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    @dg.asset(
        deps=sorted(models.keys),
        group_name="phat_hanh",
        kinds={"duckdb"},
        description="Tệp `cchc.duckdb` mà BI mở: chỉ thay khi mọi kiểm tra chặn đều đạt, thay trong một bước.",
    )
    def published_warehouse(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult[None]:
        settings = workspace.settings()
        made = publish_build(settings, context.run_id, ingredients=ingredients_of(context.run_tags))
        return dg.MaterializeResult(
            metadata={
                "phien_ban": made.version,
                "tep": dg.MetadataValue.path(str(settings.paths.published)),
                "so_dong": dict(made.row_counts),
            }
        )

    return published_warehouse
