"""Style sheet, script, fonts and the index of the search, as files beside the pages.

The fonts lie inside the style sheet: some browsers load no font file for a page that was opened from a folder.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.links import CALENDAR, COMMUNES, HISTORY, INDICATORS
from pipelines.text.vietnamese import ascii_key

_ASSETS: Final = Path(__file__).parent / "assets"
_RANGES: Final = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,"
    "U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2212",
}
_WEIGHTS: Final = {"Regular": 400, "SemiBold": 600}
_KINDS: Final = {INDICATORS: "Chỉ tiêu", COMMUNES: "Đơn vị", CALENDAR: "Lịch đến hạn", HISTORY: "Các năm trước"}


@cache
def style_sheet() -> str:
    """The style sheet with the fonts in it."""
    return "".join(_font_face(name, subset) for name in _WEIGHTS for subset in _RANGES) + _text("site.css")


@cache
def script() -> str:
    """The script of search, filters and sorting."""
    return _text("site.js")


def search_index(index: FactIndex, pages: Iterable[Page]) -> str:
    """The names of all pages with their keys without accents, as a script: a page may not fetch from a folder."""
    entries = [_entry(page) for page in pages if page.path != "index.html"]
    entries += _office_entries(index)
    months = sorted({f"{row.due_year}-{row.due_month:02d}" for row in index.found.occurrences})
    names = {code: office.name_vi for code, office in sorted(index.offices.items(), key=str) if code}
    constants = {"CCHC_INDEX": entries, "CCHC_MONTHS": months, "CCHC_OFFICES": names}
    return "".join(_constant(name, value) for name, value in constants.items())


def _constant(name: str, value: object) -> str:
    return f"window.{name} = {json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"


def _entry(page: Page) -> tuple[str, str, str, str]:
    folder = page.path.split("/")[-2] if "/" in page.path else ""
    kind = _KINDS.get(folder, "Trang")
    note = f"{kind}, năm {page.year}" if page.year else kind
    return page.title, note, page.path, ascii_key(f"{page.title} {page.year or ''}")


def _office_entries(index: FactIndex) -> list[tuple[str, str, str, str]]:
    """Offices lead to the calendar of the main year."""
    used = sorted({load.office_code for load in index.found.office_loads if load.office_code})
    names = [(code, index.offices[code].name_vi) for code in used if code in index.offices]
    path = f"{index.found.main_year}/co-quan.html"
    return [(name, "Cơ quan: khối lượng việc", f"{path}#{code}", ascii_key(name)) for code, name in names]


def _font_face(name: str, subset: str) -> str:
    data = b64encode((_ASSETS / "fonts" / f"BeVietnamPro-{name}-{subset}.woff2").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{_WEIGHTS[name]};font-display:swap;'
        f"src:url(data:font/woff2;base64,{data}) format('woff2');unicode-range:{_RANGES[subset]}}}\n"
    )


def _text(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
