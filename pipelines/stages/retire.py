"""Plans whose file was removed from ``raw/``: their rows leave the warehouse, a finding says so.

A file that was replaced (another content under the same name), moved or renamed is no removal: its content, or the new
one, still counts. A file that never was a plan may go without a word. The registry of files remembers what went; where
it does not (it was damaged, the folder is another one), what the published version holds is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.model.tables import SCHEMAS, to_table
from pipelines.reference.finding_rules import finding_rules
from pipelines.registry.ledger import FileState, all_sightings, registry_files
from pipelines.warehouse.build.descriptions import quote
from pipelines.warehouse.build.engine import spare_build

RULE: Final = "source_file_removed"
REGISTRY_TABLE: Final = "quality.file_registry"
_COMMENT: Final = "Sổ đăng ký tệp: mọi nội dung từng thấy trong thư mục kế hoạch, kể cả tệp đã gỡ hoặc đã thay."
_COLUMNS: Final = {
    "source_path": "Đường dẫn tệp trong thư mục kế hoạch.",
    "sha256": "Mã băm SHA-256 của nội dung.",
    "document_id": "16 chữ số thập lục phân đầu của SHA-256 nội dung tệp.",
    "media_type": "Kiểu nội dung (MIME).",
    "size_bytes": "Kích thước, byte.",
    "province_slug": "Tên thư mục tỉnh.",
    "plan_year": "Năm của thư mục.",
    "received_on": "Ngày nhận theo manifest.csv; NULL khi không ghi.",
    "manifest_commune_code": "Mã xã theo manifest.csv; NULL khi không ghi.",
    "state": "present (đang có), replaced (tên tệp nay mang nội dung khác), removed (tên tệp không còn).",
    "earlier_path": "Nơi đã thấy cùng nội dung trước đó trong năm này (đổi tên, chép thêm); NULL khi không có.",
    "first_seen_at": "Lần đầu thấy, ISO 8601, giờ UTC.",
    "last_seen_at": "Lần gần nhất còn thấy: lần chạy cuối cùng có việc ở tỉnh-năm của tệp.",
    "removed_at": "Lần đầu không còn thấy; NULL khi đang có.",
    "first_run_id": "Lần chạy đầu tiên thấy.",
    "last_run_id": "Lần chạy gần nhất còn thấy.",
    "register_status": "Kết quả tiếp nhận: ok, skipped, quarantined.",
    "register_reason": "Mã lý do ở bước tiếp nhận; NULL khi ok.",
    "read_status": "Kết quả đọc; NULL khi không đến bước này.",
    "read_reason": "Mã lý do ở bước đọc; NULL khi ok.",
    "understand_status": "Kết quả phân tích; NULL khi không đến bước này.",
    "understand_reason": "Mã lý do ở bước phân tích; NULL khi ok.",
}


Plan = tuple[str, str]
"""SHA-256 and ``source_path`` of a plan's file."""


def published_plans(published: Path) -> tuple[Plan, ...]:
    """The files that the published version holds a plan of; none when it cannot be asked."""
    return _ask(published, "select distinct sha256, source_path from core.dim_document order by all")


def removed_before(published: Path) -> tuple[Plan, ...]:
    """The files that the published version tells of as removed: document id instead of the whole SHA-256."""
    return _ask(published, f"select document_id, evidence from quality.finding where rule = '{RULE}' order by all")


def _ask(published: Path, query: str) -> tuple[Plan, ...]:
    if not published.is_file():
        return ()
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            return tuple((str(sha256), str(path)) for sha256, path in connection.execute(query).fetchall())
    except duckdb.Error:  # damaged, or of a release that had another table: there is nothing to compare with
        return ()


def retire_removed(build_file: Path, lake: Path, published: Iterable[Plan] = ()) -> tuple[Plan, ...]:
    """Add a finding to the build's landing tables for every plan whose file is gone; return those plans.

    Args:
        build_file: private build with the schema ``landing``; no connection to it may be open.
        lake: the folder ``<warehouse>/lake``.
        published: what the published version knows (:func:`published_plans`, :func:`removed_before`).

    Returns:
        Document id and last path of each, in order.
    """
    removed = [row for row in all_sightings(lake) if row.state == FileState.REMOVED and row.was_plan]
    known = {sha256[:16]: path for sha256, path in published}
    # of a content that went from several places, the one that it left last
    in_order = sorted(removed, key=lambda row: (row.removed_at or "", row.source_path))
    remembered = {row.document_id: row.source_path for row in in_order}
    known |= remembered
    with duckdb.connect(str(build_file)) as connection:
        spare_build(connection, build_file)
        files = connection.execute("select document_id, source_path from landing.document_copies").fetchall()
        contents, paths = {row[0] for row in files}, {row[1] for row in files}
        gone = tuple(
            (identity, path)
            for identity, path in sorted(known.items())
            if identity not in contents and (identity in remembered or path not in paths)
        )
        if gone:
            connection.register("incoming", to_table("findings", [_finding(*plan) for plan in gone]))
            connection.execute("insert into landing.findings select * from incoming")
            connection.unregister("incoming")
    return gone


def publish_registry(build_file: Path, lake: Path) -> int:
    """Put the registry of files into the build as ``quality.file_registry``; return its number of rows."""
    files = registry_files(lake)
    columns = ", ".join(_COLUMNS)
    with duckdb.connect(str(build_file)) as connection:
        spare_build(connection, build_file)
        connection.begin()  # every comment would otherwise be flushed to the disk by itself
        connection.execute("create schema if not exists quality")
        connection.execute(f"create or replace table {REGISTRY_TABLE} as {_rows_query(files, columns)}")
        connection.execute(f"comment on table {REGISTRY_TABLE} is {quote(_COMMENT)}")
        for column, text in _COLUMNS.items():
            connection.execute(f"comment on column {REGISTRY_TABLE}.{column} is {quote(text)}")
        found = connection.execute(f"select count(*) from {REGISTRY_TABLE}").fetchall()
        connection.commit()
    return int(found[0][0])


def _rows_query(files: tuple[Path, ...], columns: str) -> str:
    if not files:
        return f"select {', '.join(f'null::varchar as {column}' for column in _COLUMNS)} limit 0"
    paths = ", ".join(quote(str(path)) for path in files)
    source = f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"
    return f"select {columns} from {source} order by source_path, first_seen_at, sha256"


def _finding(document_id: str, path: str) -> dict[str, Any]:
    rule = finding_rules()[RULE]
    texts = {
        "finding_id": f"{document_id}-removed",
        "document_id": document_id,
        "source_path": path,
        "finding_index": 0,
        "rule": RULE,
        "severity": rule.severity,
        "message_vi": rule.message_vi.replace("{evidence}", path),
        "action_vi": rule.action_vi,
        "evidence": path,
    }
    return dict.fromkeys(SCHEMAS["findings"].names) | texts
