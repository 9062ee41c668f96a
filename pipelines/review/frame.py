"""What every page of the review shares: who is let in, what a form may hold, how a page is made.

A visitor shows the key that ``cchc review`` prints (as other users of the machine cannot read it), requests must name
this host, and a decision must come from our own form. Pages load nothing from anywhere else, and whatever comes from a
document is text.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipelines.review.desk import Desk
from pipelines.settings import REVIEW_HOST
from pipelines.text.display import VIET_NAM

HOST: Final = REVIEW_HOST
_COOKIE: Final = "cchc_ra_soat"
_VISITOR: Final = "cchc_khach"
_AUTHOR: Final = "cchc_nguoi"
_MAX_BODY: Final = 256 * 1024
_MAX_FIELDS: Final = 2_500  # a group of readings has one field each
_MAX_TEXT: Final = 500
_MAX_AUTHOR: Final = 120
_ENTRANCE: Final = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Rà soát</title>'
    '<meta http-equiv="refresh" content="0;url={to}"><p><a href="{to}">Mở trang rà soát</a></p></html>'
)
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


def day_in_viet_nam() -> date:
    """Today where the decision is made, whatever the clock of the machine is set to."""
    return datetime.now(VIET_NAM).date()


def time_in_viet_nam() -> str:
    """The time of day of a decision, so that of two on one day the later counts.

    To the microsecond: two people decide, or one takes his decision back, within one second.
    """
    return f"{datetime.now(VIET_NAM):%H:%M:%S.%f}"


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


class BadForm(ValueError):  # noqa: N818 - named for what came in
    """A form that our pages do not send; the text says why, the status is that of the answer."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def guard(site: ReviewSite) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """Let in who names this host, holds the key and, when deciding, comes from our own page."""

    async def dispatch(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            response = _refusal(site, request) or await proceed(request)
        except BadForm as error:
            response = plain(str(error), error.status)
        response.headers.update(_HEADERS)
        return response

    return dispatch


def _refusal(site: ReviewSite, request: Request) -> Response | None:
    if request.headers.get("host", "").rsplit(":", 1)[0] not in (HOST, "localhost"):
        return plain("Chỉ mở được ở địa chỉ 127.0.0.1 của máy này.", 421)
    origin = request.headers.get("origin")
    if origin not in (None, f"http://{request.headers['host']}"):
        return plain("Yêu cầu đến từ trang khác; đã từ chối.", 403)
    given = request.query_params.get("khoa")
    if given is not None and same(given, site.access_key):
        # a page of our own leads on: a redirect would still count as coming from the file that opened the browser,
        # and the browser would keep the cookie to itself
        entered = HTMLResponse(_ENTRANCE.format(to="/"))
        entered.set_cookie(_COOKIE, site.access_key, httponly=True, samesite="strict")
        entered.set_cookie(_VISITOR, secrets.token_hex(8), httponly=True, samesite="strict")
        return entered
    if same(request.cookies.get(_COOKIE, ""), site.access_key):
        return None
    if request.url.path.startswith("/so/") and "lai" not in request.query_params:
        # a link in a report: the browser keeps the cookie to itself until a page of our own asks again
        return HTMLResponse(_ENTRANCE.format(to="?lai=1"))
    return plain("Hãy mở đúng địa chỉ mà lệnh cchc review in ra (có phần khoa=…), rồi bấm lại.", 403)


def same(given: str, expected: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def plain(text: str, status: int) -> Response:
    """A short answer in words."""
    return Response(f"{text}\n", status, media_type="text/plain; charset=utf-8")


def visitor_of(request: Request) -> str:
    """The browser that asks; empty when it keeps no cookies."""
    return request.cookies.get(_VISITOR, "")[:64]


def author_of(request: Request) -> str:
    """Who decided last in this browser; a cookie that we did not write is nobody."""
    try:
        return bytes.fromhex(request.cookies.get(_AUTHOR, "")[: 8 * _MAX_AUTHOR]).decode()
    except ValueError:
        return ""


def remember_author(response: Response, author: str) -> None:
    """Keep the name for the next form of this browser."""
    response.set_cookie(_AUTHOR, author.encode().hex(), httponly=True, samesite="strict")


async def our_form(request: Request, site: ReviewSite) -> dict[str, tuple[str, ...]]:
    """Fields of a form of our own pages, each with its values.

    Raises:
        BadForm: it is no form, too large, not ours, or holds what nobody types: control characters, very long texts.
    """
    if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
        raise BadForm("Không phải biểu mẫu của trang này.", 415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            raise BadForm("Biểu mẫu quá lớn.", 413)
    try:
        pairs = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict")
    except ValueError as error:
        raise BadForm("Biểu mẫu không đọc được.") from error
    if not same(pairs.get("khoa_bieu_mau", [""])[-1], site.form_token):
        raise BadForm("Biểu mẫu không hợp lệ hoặc đã cũ; tải lại trang.", 403)
    for name, values in pairs.items():
        most = _MAX_AUTHOR if name == "author" else _MAX_TEXT
        if any(len(value) > most or _is_hidden(value) for value in values):
            raise BadForm(f"Ô “{name[:40]}” dài quá {most} ký tự hoặc có ký tự điều khiển.", 422)
    return {name: tuple(values) for name, values in pairs.items()}


def _is_hidden(text: str) -> bool:
    return any(unicodedata.category(mark) in ("Cc", "Cs") for mark in text)


class PageMaker:
    """Makes the pages: templates that escape everything, and the desk that they show."""

    def __init__(self, site: ReviewSite) -> None:
        self.site = site
        self.desk: Desk = site.desk
        self._templates = Environment(
            loader=PackageLoader("pipelines.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - template values
        """A page from its template."""
        made = self._templates.get_template(template).render(form_token=self.site.form_token, **values)
        return HTMLResponse(made, status)

    def gone(self, text: str = "Kho dữ liệu đã được phát hành lại, hoặc việc đã được quyết định.") -> Response:
        """The answer to a key or an id that is not there."""
        return self.page("gone.html.j2", status=404, text=text)


def last_values(form: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The last value of each field, as a browser that sends a field twice means it."""
    return {name: values[-1] for name, values in form.items()}
