"""What the web page shows beside an asset: counts, the rows at a glance, where the reports are.

Belongs here: turning reports of the stages into Dagster's metadata. Does not: counting.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import dagster as dg
import duckdb

from pipelines.settings import Settings, page_address
from pipelines.stages.progress import DocumentEvent, StageReport

PREVIEW_ROWS = 8
_PREVIEW_CHARS = 60
_PLAIN = (
    ("\\", "\\\\"),
    ("&", "&amp;"),
    ("<", "&lt;"),
    ("|", "\\|"),
    ("[", "\\["),
    ("`", "\\`"),
    ("://", "&#58;//"),
    ("www.", "www&#46;"),
)
"""Signs of Markdown and what shows them as they are, in this order."""
Metadata = dict[str, dg.MetadataValue | int | float | str]


def stage_metadata(settings: Settings, report: StageReport) -> Metadata:
    """Counts of one stage over one partition, its files at a glance, and what was put aside."""
    found: Metadata = {
        "dagster/row_count": report.total,
        "Số tệp": report.total,
        "Dùng lại": report.reused,
        "Để riêng": report.quarantined,
        "Giây xử lý": round(report.seconds, 2),
        "Tệp để riêng": dg.MetadataValue.md(_put_aside(report.events)),
        "Xem trước": dg.MetadataValue.md(_events_table(report.events)),
        "Thư mục": dg.MetadataValue.path(str(settings.raw / report.key.province_slug / str(report.key.plan_year))),
    }
    return found


def table_metadata(rows: int, first_rows: str) -> Metadata:
    """Row count and first rows of a table."""
    return {"dagster/row_count": rows, "Xem trước": dg.MetadataValue.md(first_rows)}


def previews(database: Path, tables: Iterable[str]) -> dict[str, str]:
    """The first rows of tables (``schema.table``) of a DuckDB file that nobody writes to, as Markdown."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return {table: _preview(connection, table) for table in tables}


def _preview(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    cursor = connection.execute(f"select * from {table} limit {PREVIEW_ROWS}")
    names = [column[0] for column in cursor.description or ()]
    return markdown_table(names, cursor.fetchall())


def report_links(settings: Settings) -> Metadata:
    """Links to the pages that exist below the reports folder."""
    pages = {
        "Trang báo cáo": settings.paths.reports / "index.html",
        "Chất lượng dữ liệu": settings.paths.data_docs / "index.html",
    }
    return {name: page_link(page) for name, page in pages.items() if page.exists()}


def page_link(page: Path) -> dg.MetadataValue:
    """A link that the browser opens; the file's place where no pages are served (a page may not link to ``file:``)."""
    address = page_address(page)
    return dg.MetadataValue.url(address) if address else dg.MetadataValue.path(str(page))


def markdown_table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; long values are cut, markup in values is shown as it is."""
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *("| " + " | ".join(map(_cell, row)) + " |" for row in rows)])


def counts(values: Mapping[str, int]) -> dg.MetadataValue:
    """Counts by name, as a table."""
    return dg.MetadataValue.md(markdown_table(["bảng", "số dòng"], values.items()))


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    short = text if len(text) <= _PREVIEW_CHARS else text[: _PREVIEW_CHARS - 1] + "…"
    # file names and cell texts come from strangers: nothing in them may become a link, a tag or another column
    # (a backslash of theirs first: it would take ours away; an address alone would be made a link too)
    for sign, plain in _PLAIN:
        short = short.replace(sign, plain)
    return short


def _events_table(events: Sequence[DocumentEvent]) -> str:
    worst = sorted(events, key=lambda event: (event.status == "ok", event.source_path))[:PREVIEW_ROWS]
    rows = [(event.source_path, event.status, event.reason_code, round(event.seconds, 2)) for event in worst]
    return markdown_table(["tệp", "kết quả", "lý do", "giây"], rows)


def _put_aside(events: Sequence[DocumentEvent]) -> str:
    put_aside = [event for event in events if event.status == "quarantined"]
    return "\n".join(f"- {_cell(event.source_path)}: {event.reason_code}" for event in put_aside) or "không có"
