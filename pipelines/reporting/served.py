"""The report pages for the browsers of this machine, beside Dagster's page: a served page may not link to files.

An address is the file's own path (:func:`pipelines.settings.page_address`), so that the ways between the pages, and
from them to the plans, lead on as they do in a shared folder. Given out are the reports, the pages of changes and the
plans; nothing is ever written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pipelines.settings import REVIEW_HOST, Settings

_PLANS: Final = frozenset({".pdf", ".docx", ".doc", ".xlsx", ".xls", ".ods"})
_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
_NO_PAGE: Final = "Không có trang này. Báo cáo được ghi khi phát hành: chạy cchc run, rồi mở lại."


def served_app(settings: Settings) -> Starlette:
    """The application; requests must name this machine (a foreign page cannot make the browser read from it)."""

    def page(request: Request) -> Response:
        path = Path("/", request.path_params["path"])
        if path == Path("/"):
            return RedirectResponse(_way_to(settings.paths.reports / "index.html"))
        if path.is_dir() and _is_given_out(path / "index.html", settings):
            return RedirectResponse(_way_to(path / "index.html"))
        if not (_is_given_out(path, settings) and path.is_file()):
            return PlainTextResponse(_NO_PAGE, 404)
        return FileResponse(path, headers=_HEADERS)

    return Starlette(
        routes=[Route("/{path:path}", page, methods=["GET"])],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[REVIEW_HOST, "localhost"])],
    )


def _way_to(page: Path) -> str:
    """The page's address on this server, whatever port it has."""
    return page.resolve().as_uri().removeprefix("file://")


def _is_given_out(path: Path, settings: Settings) -> bool:
    """Whether the file, wherever links lead, is a report, a page of changes or a plan."""
    real = path.resolve()
    if any(part.startswith(".") for part in real.relative_to(real.anchor).parts[-2:]):
        return False
    if real.is_relative_to(settings.paths.reports.resolve()):
        return True
    if real.is_relative_to(settings.paths.versions.resolve()):
        return real.suffix == ".html"
    return real.is_relative_to(settings.raw.resolve()) and real.suffix.lower() in _PLANS
