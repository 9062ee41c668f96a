"""The queue, one task of it with the page picture beside the fields, and the decision on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipelines.corrections.model import Decision
from pipelines.provenance.source_file import Nowhere
from pipelines.reading.errors import UnreadableDocument
from pipelines.reference.extension import extended_by, find_extension
from pipelines.review.alphabet import alphabet_key
from pipelines.review.earlier import NOTHING, EarlierDecision, earlier_decision
from pipelines.review.form import (
    SUGGESTED_REASONS,
    FormField,
    accept_words,
    faults_by_input,
    form_fields,
    may_reject,
    read_form,
)
from pipelines.review.frame import (
    PageMaker,
    author_of,
    last_values,
    our_form,
    plain,
    remember_author,
    time_in_viet_nam,
    visitor_of,
)
from pipelines.review.model import ReviewTask, review_kinds
from pipelines.review.writing import DecidedMeanwhile, Entered, NotWritten, append_rows, decision_rows, problems_of

MEANWHILE: Final = (
    "Việc này vừa có quyết định khác trong lúc anh/chị đang xem (ghi bên dưới). Chưa lưu. "
    "Bấm lại nếu vẫn muốn quyết định như đã nhập; quyết định trước được giữ trong lịch sử."
)
_ASSETS: Final = {"review.css": "text/css", "review.js": "text/javascript", "icon.svg": "image/svg+xml"}
_STATIC: Final = Path(__file__).parent / "static"
_MOST_SHOWN: Final = 300


class TaskPages:
    """The queue and its tasks; each page reads the desk afresh, so that a run in between shows at once."""

    def __init__(self, frame: PageMaker) -> None:
        self._frame = frame
        self._site = frame.site
        self._desk = frame.desk

    async def queue(self, request: Request) -> Response:
        """The list of what is to be decided."""
        await run_in_threadpool(self._desk.refresh)
        kind, unit = request.query_params.get("loai", ""), request.query_params.get("don-vi", "")
        waiting = self._desk.waiting()
        shown = [one for one in waiting if kind in ("", one.kind.kind) and unit in ("", one.commune)]
        return self._frame.page(
            "queue.html.j2",
            tasks=shown[:_MOST_SHOWN],
            hidden=max(0, len(shown) - _MOST_SHOWN),
            total=len(waiting),
            written=self._desk.written_count,
            kinds=[(one, sum(task.kind is one for task in waiting)) for one in review_kinds().values() if one.is_asked],
            start=self._desk.free(shown, visitor_of(request)),
            units=sorted({task.commune for task in waiting}, key=alphabet_key),
            kind=kind,
            unit=unit,
        )

    async def task(self, request: Request) -> Response:
        """One task: the page picture beside the fields."""
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return self._frame.gone()
        earlier = await run_in_threadpool(earlier_decision, self._desk.settings.raw, task.review_key)
        return await self._task_page(request, task, {"author": author_of(request)}, earlier.values if earlier else None)

    async def decide(self, request: Request) -> Response:
        """Save a decision and go to the next task; a value that cannot be used comes back with what is expected."""
        form = last_values(await our_form(request, self._site))
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return self._frame.gone()
        try:
            typed = read_form(task, form, self._site.today(), time_in_viet_nam())
        except ValueError:
            return plain("Thiếu quyết định.", 400)
        faults = await run_in_threadpool(self._faults, task, typed)
        if not faults:
            try:
                faults = await run_in_threadpool(self._save, task, typed, form.get("da_thay", NOTHING))
            except DecidedMeanwhile:
                return await self._task_page(request, task, form, typed.values, {"": MEANWHILE}, status=409)
        if faults:
            return await self._task_page(request, task, form, typed.values, faults, status=422)
        following = self._desk.next_of(task, visitor_of(request))
        self._desk.mark_written(task)
        self._desk.release(task)
        response = RedirectResponse(f"/viec/{following.review_key}" if following else "/", 303)
        remember_author(response, typed.author)
        return response

    async def picture(self, request: Request) -> Response:
        """The page picture, cropped unless ``ca-trang`` is asked for."""
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return plain("Không có việc này.", 404)
        whole = "ca-trang" in request.query_params
        try:
            png = await run_in_threadpool(self._desk.drawer.picture, task, request.path_params["number"], whole=whole)
        except UnreadableDocument as error:
            return plain(f"Không mở được tệp: {error.detail}", 404)
        return Response(png, media_type="image/png") if png else plain("Không có trang này.", 404)

    async def asset(self, request: Request) -> Response:
        """Our own style and script; a closed list, no path from the visitor is opened."""
        name = request.path_params["name"]
        if name not in _ASSETS:
            return plain("Không có tệp này.", 404)
        return Response((_STATIC / name).read_bytes(), media_type=f"{_ASSETS[name]}; charset=utf-8")

    def _faults(self, task: ReviewTask, typed: Entered) -> dict[str, str]:
        """What is wrong with a decision, by field; ``""`` for the decision as a whole."""
        if typed.decision is Decision.EDIT and not typed.values:
            return {"": "Chưa đổi giá trị nào. Sửa ít nhất một ô, hoặc chọn Đúng."}
        if typed.decision is Decision.REJECT and not may_reject(task):
            return {"": "Văn bản và tên cơ quan không bỏ được; hãy ghi giá trị đúng."}
        with extended_by(find_extension(self._desk.settings.raw)):
            return faults_by_input(problems_of(decision_rows(task, typed)))

    def _save(self, task: ReviewTask, typed: Entered, seen: str) -> dict[str, str]:
        rows, raw = decision_rows(task, typed), self._desk.settings.raw
        try:
            append_rows(raw, task.province, typed.author, rows, seen=(task.review_key, seen))
        except NotWritten as error:
            return {"": str(error)}
        return {}

    async def _task_page(
        self,
        request: Request,
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
        visitor = visitor_of(request)
        held = self._desk.claim(task, visitor, entered.get("author", "")) if visitor else None
        return self._frame.page(
            "task.html.j2",
            status=status,
            task=task,
            fields=fields,
            places=() if isinstance(places, Nowhere) else places,
            no_place=places.reason_vi if isinstance(places, Nowhere) else "",
            entered={"author": "", "reason": "", "evidence_note": _evidence_note(task), **entered},
            error=(errors or {}).get("", ""),
            errors={"author": "", "reason": "", **(errors or {})},
            has_errors=bool(errors),
            may_reject=may_reject(task),
            earlier=earlier,
            seen=_mark(earlier),
            reasons=SUGGESTED_REASONS,
            accept_words=accept_words(task),
            previous=self._desk.previous_of(task, visitor),
            following=self._desk.next_of(task, visitor),
            held_by=(held.name or "Một người khác") if held else "",
            alike_count=len(self._desk.alike(task)) - 1,
            number=number,
            total=total,
        )

    def _fields(
        self, task: ReviewTask, typed: Mapping[str, str] | None, errors: Mapping[str, str] | None
    ) -> tuple[FormField, ...]:
        with extended_by(find_extension(self._desk.settings.raw)):
            return form_fields(task, typed, errors)


def _mark(earlier: EarlierDecision | None) -> str:
    return earlier.mark if earlier else NOTHING


def _evidence_note(task: ReviewTask) -> str:
    name = task.source_path.rsplit("/", 1)[-1]
    return f"trang {task.page}, {name}" if task.page else name
