"""The difference between two versions as JSON and as a page in Vietnamese that opens without a network."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from pipelines.warehouse.changes.compare import CommuneChange, TableChange, VersionChanges

_STYLE: Final = """
body { font-family: "Be Vietnam Pro", "Noto Sans", "Segoe UI", Arial, sans-serif; margin: 1.5rem; color: #222; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { border: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
th { background: #f0f3f7; } td.n { text-align: right; }
"""
_NOTHING: Final = "–"
_MAX_FIGURES: Final = 500
_CHANGE_VI: Final = {"added": "mới", "removed": "mất", "changed": "đổi"}
_FIGURE_TABLES_VI: Final = {
    "marts.plan_coverage": "Tình trạng kế hoạch",
    "marts.commune_indicators": "Chỉ tiêu",
}


def changes_json(changes: VersionChanges) -> str:
    """Return the summary as JSON text: tables, units, changed plan states and values."""
    content = {
        "version": changes.version,
        "previous": changes.previous,
        "tables": [asdict(table) for table in changes.tables if not table.is_same],
        "communes": [asdict(commune) for commune in changes.communes],
        "figures": [dict(figure) for figure in changes.figures],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def changes_html(changes: VersionChanges) -> str:
    """Return the page: what changed in the tables, then unit by unit, then the values themselves."""
    title = f"Khác biệt của phiên bản {changes.version}"
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{html.escape(title)}</h1>\n{_body(changes)}</body></html>\n"
    )


def _body(changes: VersionChanges) -> str:
    if changes.previous is None:
        return "<p>Đây là phiên bản đầu tiên còn giữ, chưa có phiên bản trước để so sánh.</p>\n"
    differing = [table for table in changes.tables if not table.is_same]
    intro = f"<p>So với phiên bản {html.escape(changes.previous)}.</p>\n"
    if not differing:
        return f"{intro}<p>Không có gì thay đổi: cấu trúc và mọi dòng như cũ.</p>\n"
    return intro + _tables(differing) + _communes(changes.communes) + _figures(changes.figures)


def _tables(tables: Iterable[TableChange]) -> str:
    headings = ("Bảng", "Số dòng trước", "Số dòng nay", "Dòng mới", "Dòng mất", "Dòng đổi", "Cấu trúc")
    rows = [
        (t.table, _number(t.rows_before), _number(t.rows_after), t.added, t.removed, t.changed, _schema(t))
        for t in tables
    ]
    return "<h2>Theo bảng</h2>\n" + _grid(headings, rows)


def _schema(table: TableChange) -> str:
    parts = (
        ("bảng mới", ("",) if table.rows_before is None else ()),
        ("bảng không còn", ("",) if table.rows_after is None else ()),
        ("cột mới", table.new_columns),
        ("cột mất", table.gone_columns),
        ("cột đổi kiểu", table.retyped_columns),
    )
    return "; ".join(f"{label} {', '.join(names)}".strip() for label, names in parts if names) or _NOTHING


def _communes(communes: Sequence[CommuneChange]) -> str:
    if not communes:
        return ""
    rows = []
    for (code, name, year), group in groupby(communes, key=lambda c: (c.commune_code, c.commune_name, c.plan_year)):
        what = ", ".join(f"{c.table}: {_counts(c)}" for c in group)
        rows.append((name or _NOTHING, code, _NOTHING if year is None else year, what))
    return "<h2>Theo đơn vị</h2>\n" + _grid(("Đơn vị", "Mã", "Năm", "Thay đổi"), rows)


def _counts(change: CommuneChange) -> str:
    counted = (("mới", change.added), ("mất", change.removed), ("đổi", change.changed))
    return " ".join(f"{count} {word}" for word, count in counted if count)


def _figures(figures: Sequence[Mapping[str, Any]]) -> str:
    if not figures:
        return ""
    headings = ("Mã đơn vị", "Năm", "Nội dung", "Khóa", "Thay đổi", "Chi tiết")
    rows = [
        (
            figure["commune_code"],
            figure["plan_year"],
            _FIGURE_TABLES_VI[figure["table_name"]],
            figure["row_key"],
            _CHANGE_VI[figure["change"]],
            figure["what_changed"] or _NOTHING,
        )
        for figure in figures[:_MAX_FIGURES]
    ]
    rest = len(figures) - len(rows)
    more = f"<p>Còn {rest} thay đổi nữa trong bảng quality.version_change.</p>\n" if rest > 0 else ""
    return "<h2>Tình trạng kế hoạch và chỉ tiêu</h2>\n" + _grid(headings, rows) + more


def _grid(headings: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{html.escape(text)}</th>" for text in headings)
    body = "\n".join("<tr>" + "".join(_cell(value) for value in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"


def _cell(value: object) -> str:
    mark = ' class="n"' if isinstance(value, int) else ""
    return f"<td{mark}>{html.escape(str(value))}</td>"


def _number(count: int | None) -> int | str:
    return _NOTHING if count is None else count
