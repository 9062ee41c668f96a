"""The review page: a small web application for the people at this machine, and nobody else; bound to 127.0.0.1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Route

from pipelines.review.desk import Desk
from pipelines.review.frame import PageMaker, ReviewSite, day_in_viet_nam, guard
from pipelines.review.pages import TaskPages
from pipelines.review.team import TeamPages
from pipelines.settings import Settings


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
    frame = PageMaker(site)
    pages, team = TaskPages(frame), TeamPages(frame)
    app = Starlette(
        routes=[
            Route("/", pages.queue),
            Route("/viec/{key}", pages.task, methods=["GET"]),
            Route("/viec/{key}", pages.decide, methods=["POST"]),
            Route("/anh/{key}/{number:int}.png", pages.picture),
            Route("/tai-nguyen/{name}", pages.asset),
            Route("/tim", team.search),
            Route("/so/{item_id}", team.item),
            Route("/nhom/{key}", team.group, methods=["GET"]),
            Route("/nhom/{key}", team.decide_group, methods=["POST"]),
            Route("/quyet-dinh", team.decided, methods=["GET"]),
            Route("/quyet-dinh/{key}/rut-lai", team.withdraw, methods=["POST"]),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=guard(site))],
    )
    app.state.site = site
    return app
