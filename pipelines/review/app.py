"""The review page: a small web application for the person at this machine, and nobody else.

Bound to 127.0.0.1. A visitor shows the key that ``cchc review`` prints (as other users of the machine cannot read it),
requests must name this host, and a decision must come from our own form. Pages load nothing from anywhere else, and
whatever comes from a document is text.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from pipelines.corrections.model import Decision
from pipelines.provenance.source_file import Nowhere
from pipelines.reading.errors import UnreadableDocument
from pipelines.reference.extension import extended_by, find_extension
from pipelines.review.desk import Desk
from pipelines.review.earlier import NOTHING, EarlierDecision, earlier_decision
from pipelines.review.form import FormField, form_fields, may_reject, read_form
from pipelines.review.queue import ReviewTask, review_kinds
from pipelines.review.writing import DecidedMeanwhile, NotWritten, Typed, append_rows, decision_rows, problems_of
from pipelines.settings import Settings
from pipelines.text.display import VIET_NAM

HOST: Final = "127.0.0.1"
_COOKIE: Final = "cchc_ra_soat"
_AUTHOR: Final = "cchc_nguoi"
_MAX_BODY: Final = 64 * 1024
_MAX_AUTHOR: Final = 960  # hexadecimal digits of a name
_ENTRANCE: Final = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Rà soát</title>'
    '<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Mở trang rà soát</a></p></html>'
)
_MEANWHILE: Final = (
    "Việc này vừa có quyết định khác trong lúc anh/chị đang xem (ghi bên dưới). Chưa lưu. "
    "Bấm lại nếu vẫn muốn quyết định như đã nhập; quyết định trước được giữ trong lịch sử."
)
_ASSETS: Final = {"review.css": "text/css", "review.js": "text/javascript", "icon.svg": "image/svg+xml"}
_STATIC: Final = Path(__file__).parent / "static"
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_REASONS: Final = (
    "Đối chiếu trang gốc, đọc đúng",
    "Đối chiếu trang gốc, ghi theo bản gốc",
    "Đối chiếu trang gốc, chọn lại chỉ tiêu",
    "Không phải chỉ tiêu định lượng của đơn vị",
    "Theo văn bản đính chính của đơn vị",
)


def day_in_viet_nam() -> date:
    """Today where the decision is made, whatever the clock of the machine is set to."""
    return datetime.now(VIET_NAM).date()


def time_in_viet_nam() -> str:
    """The time of day of a decision, so that of two on one day the later counts."""
    return f"{datetime.now(VIET_NAM):%H:%M:%S}"


@dataclass(frozen=True)
class ReviewSite:
    """What the pages need: the desk, today's date, and the key that lets a visitor in."""

    desk: Desk
    today: Callable[[], date] = day_in_viet_nam
    access_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def form_token(self) -> str:
        """Token of our own forms; another site cannot know it."""
        return hmac.new(self.access_key.encode(), b"form", "sha256").hexdigest()


def review_app(
    settings: Settings, *, province: str | None = None, today: Callable[[], date] = day_in_viet_nam
) -> Starlette:
    """The application.

    Args:
        settings: where raw files and warehouse lie.
        province: only this province folder.
        today: day that decisions carry.

    Raises:
        FileNotFoundError: no warehouse was published yet.
    """
    site = ReviewSite(Desk(settings, province), today)
    site.desk.refresh()
    pages = _Pages(site)
    app = Starlette(
        routes=[
            Route("/", pages.queue),
            Route("/viec/{key}", pages.task, methods=["GET"]),
            Route("/viec/{key}", pages.decide, methods=["POST"]),
            Route("/anh/{key}/{number:int}.png", pages.picture),
            Route("/tai-nguyen/{name}", pages.asset),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_guard(site))],
    )
    app.state.site = site
    return app


def _guard(site: ReviewSite) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """Let in who names this host, holds the key and, when deciding, comes from our own page."""

    async def dispatch(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        response = _refusal(site, request) or await proceed(request)
        response.headers.update(_HEADERS)
        return response

    return dispatch


def _refusal(site: ReviewSite, request: Request) -> Response | None:
    if request.headers.get("host", "").rsplit(":", 1)[0] not in (HOST, "localhost"):
        return _plain("Chỉ mở được ở địa chỉ 127.0.0.1 của máy này.", 421)
    origin = request.headers.get("origin")
    if origin not in (None, f"http://{request.headers['host']}"):
        return _plain("Yêu cầu đến từ trang khác; đã từ chối.", 403)
    given = request.query_params.get("khoa")
    if given is not None and hmac.compare_digest(given.encode(), site.access_key.encode()):
        # a page of our own leads on: a redirect would still count as coming from the file that opened the browser,
        # and the browser would keep the cookie to itself
        entered = HTMLResponse(_ENTRANCE)
        entered.set_cookie(_COOKIE, site.access_key, httponly=True, samesite="strict")
        return entered
    if not hmac.compare_digest(request.cookies.get(_COOKIE, "").encode(), site.access_key.encode()):
        return _plain("Hãy mở đúng địa chỉ mà lệnh cchc review in ra (có phần khoa=…).", 403)
    return None


def _plain(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, media_type="text/plain; charset=utf-8")


class _Pages:
    """The handlers; each reads the desk afresh, so that a run in between shows at once."""

    def __init__(self, site: ReviewSite) -> None:
        self._site = site
        self._desk = site.desk
        self._templates = Environment(
            loader=PackageLoader("pipelines.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def queue(self, request: Request) -> Response:
        """The list of what is to be decided."""
        await run_in_threadpool(self._desk.refresh)
        kind, unit = request.query_params.get("loai", ""), request.query_params.get("don-vi", "")
        waiting = self._desk.waiting()
        shown = [one for one in waiting if kind in ("", one.kind.kind) and unit in ("", one.commune)]
        return self._page(
            "queue.html.j2",
            tasks=shown,
            total=len(waiting),
            written=self._desk.written_count,
            kinds=[(one, sum(task.kind is one for task in waiting)) for one in review_kinds().values()],
            units=sorted({task.commune for task in waiting}),
            kind=kind,
            unit=unit,
        )

    async def task(self, request: Request) -> Response:
        """One task: the page picture beside the fields."""
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return self._gone()
        earlier = await run_in_threadpool(earlier_decision, self._desk.settings.raw, task.review_key)
        return await self._task_page(task, {"author": _author(request)}, earlier.values if earlier else None)

    async def decide(self, request: Request) -> Response:
        """Save a decision and go to the next task; a value that cannot be used comes back with what is expected."""
        form = await _form(request)
        if form is None or not hmac.compare_digest(form.get("khoa_bieu_mau", ""), self._site.form_token):
            return _plain("Biểu mẫu không hợp lệ hoặc đã cũ; tải lại trang.", 403)
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return self._gone()
        try:
            typed = read_form(task, form, self._site.today(), time_in_viet_nam())
        except ValueError:
            return _plain("Thiếu quyết định.", 400)
        faults = await run_in_threadpool(self._faults, task, typed)
        if not faults:
            try:
                faults = await run_in_threadpool(self._save, task, typed, form.get("da_thay", NOTHING))
            except DecidedMeanwhile:
                return await self._task_page(task, form, typed.values, {"": _MEANWHILE}, status=409)
        if faults:
            return await self._task_page(task, form, typed.values, faults, status=422)
        following = self._desk.next_of(task)
        self._desk.mark_written(task)
        response = RedirectResponse(f"/viec/{following.review_key}" if following else "/", 303)
        response.set_cookie(_AUTHOR, typed.author.encode().hex(), httponly=True, samesite="strict")
        return response

    async def picture(self, request: Request) -> Response:
        """The page picture, cropped unless ``ca-trang`` is asked for."""
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return _plain("Không có việc này.", 404)
        whole = "ca-trang" in request.query_params
        try:
            png = await run_in_threadpool(self._desk.drawer.picture, task, request.path_params["number"], whole=whole)
        except UnreadableDocument as error:
            return _plain(f"Không mở được tệp: {error.detail}", 404)
        return Response(png, media_type="image/png") if png else _plain("Không có trang này.", 404)

    async def asset(self, request: Request) -> Response:
        """Our own style and script; a closed list, no path from the visitor is opened."""
        name = request.path_params["name"]
        if name not in _ASSETS:
            return _plain("Không có tệp này.", 404)
        return Response((_STATIC / name).read_bytes(), media_type=f"{_ASSETS[name]}; charset=utf-8")

    def _faults(self, task: ReviewTask, typed: Typed) -> dict[str, str]:
        """What is wrong with a decision, by field; ``""`` for the decision as a whole."""
        if typed.decision is Decision.EDIT and not typed.values:
            return {"": "Chưa đổi giá trị nào. Sửa ít nhất một ô, hoặc chọn Đúng."}
        if typed.decision is Decision.REJECT and not may_reject(task):
            return {"": "Văn bản và tên cơ quan không bỏ được; hãy ghi giá trị đúng."}
        with extended_by(find_extension(self._desk.settings.raw)):
            problems = problems_of(decision_rows(task, typed))
        return {
            one.row.get("field") if one.found_vi.startswith("cột new_value") else "": (
                f"{one.found_vi}; cần {one.expected_vi}."
                if not one.found_vi.startswith("cột new_value")
                else f"Cần {one.expected_vi}."
            )
            for one in problems
        }

    def _save(self, task: ReviewTask, typed: Typed, seen: str) -> dict[str, str]:
        rows, raw = decision_rows(task, typed), self._desk.settings.raw
        try:
            append_rows(raw, task.province, typed.author, rows, seen=(task.review_key, seen))
        except NotWritten as error:
            return {"": str(error)}
        return {}

    async def _task_page(
        self,
        task: ReviewTask,
        entered: Mapping[str, str],
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        *,
        status: int = 200,
    ) -> Response:
        places = await run_in_threadpool(self._desk.drawer.places, task)
        fields = await run_in_threadpool(self._fields, task, typed, errors)
        earlier = await run_in_threadpool(earlier_decision, self._desk.settings.raw, task.review_key)
        number, total = self._desk.position(task)
        return self._page(
            "task.html.j2",
            status=status,
            task=task,
            fields=fields,
            places=() if isinstance(places, Nowhere) else places,
            no_place=places.reason_vi if isinstance(places, Nowhere) else "",
            entered={"author": "", "reason": "", "evidence_note": _evidence_note(task), **entered},
            error=(errors or {}).get("", ""),
            has_errors=bool(errors),
            may_reject=may_reject(task),
            earlier=earlier,
            seen=_mark(earlier),
            reasons=_REASONS,
            previous=self._desk.previous_of(task),
            following=self._desk.next_of(task),
            number=number,
            total=total,
            form_token=self._site.form_token,
        )

    def _fields(
        self, task: ReviewTask, typed: Mapping[str, str] | None, errors: Mapping[str, str] | None
    ) -> tuple[FormField, ...]:
        with extended_by(find_extension(self._desk.settings.raw)):
            return form_fields(task, typed, errors)

    def _gone(self) -> Response:
        return self._page("gone.html.j2", status=404)

    def _page(self, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - template values
        return HTMLResponse(self._templates.get_template(template).render(**values), status)


async def _form(request: Request) -> dict[str, str] | None:
    """Fields of a posted form; None when it is too large or no form."""
    if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            return None
    try:
        pairs = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return None
    return {name: values[-1] for name, values in pairs.items()}


def _author(request: Request) -> str:
    """Who decided last in this browser; a cookie that we did not write is nobody."""
    try:
        return bytes.fromhex(request.cookies.get(_AUTHOR, "")[:_MAX_AUTHOR]).decode()
    except ValueError:
        return ""


def _mark(earlier: EarlierDecision | None) -> str:
    return earlier.mark if earlier else NOTHING


def _evidence_note(task: ReviewTask) -> str:
    name = task.source_path.rsplit("/", 1)[-1]
    return f"trang {task.page}, {name}" if task.page else name
