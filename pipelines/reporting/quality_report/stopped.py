"""A run that was stopped, on top of the pages that stay: the readers of the old figures see why they are old."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from pipelines.reporting.quality_report.pages import SECTION
from pipelines.reporting.site.write import MARKER
from pipelines.text.display import VIET_NAM
from pipelines.warehouse.build.blocked import BlockedCheck

_OPEN, _CLOSE = "<!--bi-chan-->", "<!--/bi-chan-->"
_OLD: Final = re.compile(f"{re.escape(_OPEN)}.*?{re.escape(_CLOSE)}\n?", re.DOTALL)
_HEADING: Final = "</h1>"
_BARE_PAGE: Final = (
    '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
    "<title>Kế hoạch cải cách hành chính cấp xã</title>\n</head>\n<body>\n"
    "<h1>Kế hoạch cải cách hành chính cấp xã</h1>\n</body>\n</html>\n"
)


def mark_stopped(reports: Path, blocked: Sequence[BlockedCheck], moment: datetime) -> tuple[Path, ...]:
    """Say on the home page and on every province's page of runs that a run was stopped, and why.

    The next reports, which a publication or a run without changes writes, no longer say it.

    Args:
        reports: the folder of the reports; a home page is made where there is none yet.
        blocked: what stopped the run.
        moment: when.

    Returns:
        The pages that say it.

    Raises:
        OSError: a page cannot be written.
    """
    home = reports / "index.html"
    if not home.is_file():
        _put(home, _BARE_PAGE)
    provinces = [marker.parent for marker in sorted(reports.glob(f"*/{MARKER}"))]
    pages = (home, *(page for folder in provinces if (page := folder / SECTION / "lan-chay.html").is_file()))
    box = _box(blocked, moment)
    for page in pages:
        text = _OLD.sub("", page.read_text(encoding="utf-8"))
        _put(page, text.replace(_HEADING, f"{_HEADING}\n{box}", 1))
    for folder in provinces:  # pages that say so are not those of the published version: they are written anew
        _put(folder / MARKER, f"bị chặn {moment.isoformat(timespec='seconds')}\n")
    return pages


def _box(blocked: Iterable[BlockedCheck], moment: datetime) -> str:
    items = "\n".join(f"<li>{html.escape(one.text_vi)}</li>" for one in blocked)
    when = f"{moment.astimezone(VIET_NAM):%H:%M ngày %d/%m/%Y}"
    return (
        f'{_OPEN}\n<section class="box" id="bi-chan"><h2>Lần chạy lúc {when} bị chặn</h2>\n'
        f"<p>Số liệu dưới đây là của bản phát hành gần nhất, giữ nguyên.</p>\n<ul>\n{items}\n</ul></section>\n{_CLOSE}"
    )


def _put(page: Path, text: str) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    fresh = page.with_name(f".{page.name}.tmp")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(page)
