"""dbt's documentation site as one page that opens from the disk, without a server and without a network.

The page shows every model, column, test, exposure and where each comes from. Its column types come from a file with
the published tables and none of their rows, so that dbt never opens the file that people read.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

import duckdb

from pipelines.warehouse.build.dbt_run import DbtFailed, run_dbt
from pipelines.warehouse.build.descriptions import quote

PAGE: Final = "index.html"
# dbt's page reports visits to its maker when statistics are on; the address goes, whatever the setting
_TRACKER: Final = re.compile(r"https://fuzzed\.getdbt\.com/?")
_FETCHED: Final = re.compile(
    r"""<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=["']?(?:https?:)?//""", re.IGNORECASE
)
_FAVICON: Final = re.compile(r"<link rel=\"(?:shortcut icon|canonical)\"[^>]*>")


class DocsNotOffline(RuntimeError):  # noqa: N818 - named for what happened
    """The page that dbt made would fetch something from elsewhere."""


def build_docs(project: Path, published: Path, folder: Path) -> Path:
    """Write ``<folder>/index.html`` and return it; the page of an earlier call is replaced in one step.

    Args:
        project: folder of ``dbt_project.yml``.
        published: the published file, for the types of the columns; without it the page shows those of the contracts.
        folder: where the page goes; created if need be.

    Raises:
        DbtFailed: dbt could not read the project.
        DocsNotOffline: dbt's page changed its make-up and would need a network.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".docs-", dir=folder) as scratch:
        skeleton, target = Path(scratch) / "cchc.duckdb", Path(scratch) / "target"
        _copy_definitions(published, skeleton)
        run_dbt(project, skeleton, target, run_id="docs", command="docs generate --static")
        made = target / "static_index.html"
        if not made.is_file():
            raise DbtFailed(
                f"dbt docs generate không ghi {made.name}; hãy cài đúng phiên bản dbt trong requirements/base.lock."
            )
        page = target / PAGE
        page.write_text(offline_page(made.read_text(encoding="utf-8")), encoding="utf-8")
        return page.replace(folder / PAGE)


def offline_page(html: str) -> str:
    """Return dbt's page without its tracker and icon links.

    Raises:
        DocsNotOffline: something else in it would be fetched from a network.
    """
    html = _FAVICON.sub("", _TRACKER.sub("", html))
    fetched = _FETCHED.search(html)
    if fetched:
        text = html[fetched.start() : fetched.end() + 80]
        raise DocsNotOffline(
            f"trang của dbt lấy {text!r} từ mạng, trong khi trang phải mở được khi không có mạng; "
            "hãy cài đúng phiên bản dbt trong requirements/base.lock"
        )
    return html


def _copy_definitions(published: Path, skeleton: Path) -> None:
    """Create the published tables in ``skeleton``, empty."""
    with duckdb.connect(str(skeleton)) as connection:
        if not published.is_file():
            return
        connection.execute(f"attach {quote(str(published))} as published (read_only)")
        found = connection.execute(
            "select schema_name, sql from duckdb_tables() where database_name = 'published' order by 1, 2"
        ).fetchall()
        for schema in sorted({row[0] for row in found}):
            connection.execute(f'create schema if not exists "{schema}"')
        for _, definition in found:
            connection.execute(definition)
