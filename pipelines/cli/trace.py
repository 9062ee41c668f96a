"""``cchc trace``: where a number comes from.

Exit codes: 0 traced, with a picture; 1 no published warehouse, or it holds no such id or figure; 2 the words are
neither; 3 traced, but a picture could not be drawn (the raw file is gone, changed or cannot be opened).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED, EXIT_USAGE
from pipelines.provenance.lineage import read_lineage
from pipelines.provenance.query import UnknownQuery, parse_query
from pipelines.provenance.show import draw_pictures, trace_lines
from pipelines.provenance.trace import TraceNotFound, trace
from pipelines.settings import Settings
from pipelines.text.system_errors import error_vi

EXIT_NO_PICTURE = 3
_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def trace_command(
    settings: Settings, words: list[str], console: Console, *, out: Path | None, crop: bool, pictures: int
) -> int:
    """Print the trace and write its pictures; returns the exit code."""
    from pipelines.warehouse.build.manifest import ensure_manifest  # noqa: PLC0415 - may start dbt

    try:
        query = parse_query(words)
    except UnknownQuery as error:
        return _fail(console, str(error), EXIT_USAGE)
    try:
        manifest = ensure_manifest(_PROJECT)
        found = trace(settings, query, manifest=manifest, pictures=pictures)
    except (TraceNotFound, FileNotFoundError, duckdb.Error) as error:
        return _fail(console, error_vi(error), EXIT_NOT_PUBLISHED)
    drawn = draw_pictures(found, out or settings.paths.reports / "trace", crop=crop)
    for line in trace_lines(found, read_lineage(manifest), drawn):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return EXIT_NO_PICTURE if any(picture.path is None for picture in drawn) else EXIT_PUBLISHED


def _fail(console: Console, text: str, code: int) -> int:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
    return code
