"""A tiny published warehouse and its one plan, and the review page served from them."""

from __future__ import annotations

import hashlib
import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import uvicorn
from reportlab.pdfgen.canvas import Canvas

from pipelines.corrections.files import read_corrections
from pipelines.review.app import review_app
from pipelines.review.frame import HOST
from pipelines.review.model import ReviewTask
from pipelines.settings import Settings

SOURCE = "nghe-an/2026/ke-hoach.pdf"
HOSTILE = '<script>alert(1)</script> & "giao dịch" đạt 70%'

_TABLES = """
create schema core; create schema quality;
create table core.dim_document as select
    '{document}' as document_id, '{source}' as source_path, 'ke-hoach.pdf' as file_name, 'application/pdf'
    as media_type, 1 as page_count, 'Kế hoạch thử' as title,
    '15/KH-UBND' as document_number, date '2026-01-10' as issued_on,
    2026 as plan_year, 'issued' as status, '17329' as commune_code, 'Suối Vàng' as commune_name, 'xã' as unit_type,
    'Nghệ An' as province_name, 'nghe-an' as province_key, true as is_effective;
create table core.fct_target as select
    '{document}-g' || n as target_id, '{document}' as document_id, n as target_index,
    null::varchar as repeats_target_id,
    case when n = 1 then 'online_payment_rate' end as indicator_code,
    case n when 0 then '{hostile}' when 1 then 'thanh toán trực tuyến đạt 80%' else 'nhắc lại' end as evidence,
    '>=' as comparator, 70 + 10 * n::decimal(18, 4) as value, null::decimal(18, 4) as value_max, 'percent' as unit,
    null::integer as target_year, null::varchar as change, null::varchar as basis,
    null::varchar as candidates, 'body' as found_in, 'II' as section,
    null::varchar as column_role, 1 as page, '[[1,80.0,100.0,400.0,120.0]]' as bbox, 0.8 as confidence,
    false as is_corrected
from range(2) as r(n);
create table core.dim_indicator as select 'online_payment_rate' as indicator_code,
    'Tỷ lệ thanh toán trực tuyến' as name_vi, true as is_core;
create table core.fct_task as select
    '{document}-t0' as task_id, '{document}' as document_id, 0 as row_index, 0 as table_index, 1 as table_row,
    '1' as row_no,
    null::varchar as objective, 'Việc thử' as task, null::varchar as activity, 'Báo cáo' as output,
    'xem dưới' as deadline_text, 'none' as deadline_kind, null::date as deadline_start, null::date as deadline_end,
    null::varchar as deadline_recurrence, false as deadline_is_exclusive, 0.0 as deadline_confidence,
    'procedures' as area_code, 1 as page_start, '[[1,80.0,200.0,400.0,220.0]]' as bbox, false as is_corrected;
create table core.fct_task_office as select
    '{document}-t0-o0' as task_office_id, '{document}-t0' as task_id, '{document}' as document_id, 'lead' as role,
    'Tổ Thử Nghiệm' as office_text, null::varchar as office_code, false as is_reference;
create table quality.finding as select
    '{document}' as document_id, '{document}-t0' as task_id, 'deadline_unparsed' as rule, 'xem dưới' as evidence,
    1 as page, null::varchar as detail;
create table quality.correction (
    document_id varchar, item varchar, item_id varchar, place varchar, evidence varchar, field varchar,
    old_value varchar, decision varchar, status varchar
);
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class ServedReview:
    """The running page, with the cookie of a visitor who holds the key."""

    settings: Settings
    site: Any
    port: int

    def ask(self, path: str, *, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        sent = {"Host": f"{HOST}:{self.port}", "Cookie": f"cchc_ra_soat={self.site.access_key}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = None
        if form is not None:
            body = urlencode(form)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            connection.request("POST" if form is not None else "GET", path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def task(self, kind: str) -> ReviewTask:
        return next(one for one in self.site.desk._tasks.values() if one.kind.kind == kind)

    def form(self, **changes: str) -> dict[str, str]:
        base = {
            "khoa_bieu_mau": self.site.form_token,
            "decision": "accept",
            "author": "Lê Thị Thử",
            "reason": "đối chiếu trang gốc",
            "evidence_note": "trang 1",
        }
        return base | {name.replace("f_", "f.", 1) if name.startswith("f_") else name: v for name, v in changes.items()}


@contextmanager
def serve(tmp_path: Path) -> Iterator[ServedReview]:
    settings = Settings(raw=tmp_path / "raw", warehouse=tmp_path / "warehouse")
    _publish(settings, _draw(settings.raw / SOURCE))
    app = review_app(settings, today=lambda: date(2026, 3, 2))
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield ServedReview(settings, app.state.site, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)


def _draw(path: Path) -> str:
    path.parent.mkdir(parents=True)
    canvas = Canvas(str(path), pagesize=(480, 320), invariant=1)
    canvas.drawString(90, 205, "thanh toan truc tuyen dat 70%")
    canvas.save()
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _publish(settings: Settings, document_id: str) -> None:
    settings.warehouse.mkdir()
    with duckdb.connect(str(settings.paths.published)) as connection:
        connection.execute(_TABLES.format(document=document_id, source=SOURCE, hostile=HOSTILE))


def saved(review: ServedReview) -> list[dict[str, str]]:
    """Every row of the correction files, in order."""
    return [dict(row.values) for file in read_corrections(review.settings.raw) for row in file.rows]
