"""The table ``quality.check_result``: what both engines found, written into the build file after dbt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from pipelines.quality.results import CheckResult

_SCHEMA: Final = pa.schema(
    [
        ("engine", pa.string()),
        ("suite", pa.string()),
        ("check_name", pa.string()),
        ("severity", pa.string()),
        ("passed", pa.bool_()),
        ("observed", pa.string()),
        ("failing_rows", pa.int64()),
        ("run_id", pa.string()),
        ("message_vi", pa.string()),
        ("sample", pa.string()),
    ]
)
TABLE_COMMENT: Final = "Kết quả kiểm tra chất lượng của lần chạy đã công bố (Great Expectations và dbt)."
COLUMN_COMMENTS: Final = {
    "engine": "Công cụ kiểm tra: great_expectations hoặc dbt.",
    "suite": "Nhóm kiểm tra: bảng hoặc mô hình được kiểm tra.",
    "check_name": "Tên kiểm tra.",
    "severity": "block (chặn công bố), warn (cần xem) hoặc inform (để biết).",
    "passed": "Đúng khi đạt.",
    "observed": "Giá trị quan sát được, hoặc số dòng lỗi trên tổng số dòng.",
    "failing_rows": "Số dòng không đạt; NULL khi kiểm tra không đếm dòng.",
    "run_id": "Mã của lần chạy.",
    "message_vi": "Điều mà kiểm tra bảo đảm.",
    "sample": "Tối đa năm dòng không đạt (khóa), hoặc bảng lưu dòng lỗi trong tệp dựng riêng.",
}


def write_check_results(build_file: Path, results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Replace ``quality.check_result`` in ``build_file`` by ``results`` and return them in stored order."""
    ordered = tuple(sorted(results, key=lambda result: (result.engine, result.suite, result.check_name)))
    incoming = pa.Table.from_pylist([asdict(result) for result in ordered], schema=_SCHEMA)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema if not exists quality")
        connection.register("incoming", incoming)
        connection.execute("create or replace table quality.check_result as select * from incoming")
        connection.unregister("incoming")
        _describe(connection)
    return ordered


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"comment on table quality.check_result is {quote(TABLE_COMMENT)}")
    for column, text in COLUMN_COMMENTS.items():
        connection.execute(f"comment on column quality.check_result.{column} is {quote(text)}")


def quote(text: str) -> str:
    """Return ``text`` as an SQL string literal (COMMENT takes no parameters)."""
    return "'" + text.replace("'", "''") + "'"
