"""Pages for reviewers who work together: any reading by id or words, equal wordings at once, what was decided, undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipelines.corrections.model import Decision
from pipelines.reference.extension import extended_by, find_extension
from pipelines.review.bulk import Change, changes, preview_mark
from pipelines.review.earlier import NOTHING, EarlierDecision, decisions, earlier_decision
from pipelines.review.form import SUGGESTED_REASONS, accept_words, fault_line, form_fields, may_reject, read_form
from pipelines.review.frame import (
    BadForm,
    PageMaker,
    author_of,
    last_values,
    our_form,
    remember_author,
    time_in_viet_nam,
    visitor_of,
)
from pipelines.review.model import ReviewTask
from pipelines.review.pages import MEANWHILE
from pipelines.review.search import search
from pipelines.review.writing import (
    DecidedMeanwhile,
    Entered,
    NotWritten,
    append_rows,
    decision_rows,
    problems_of,
    withdrawal_rows,
)

_MOST_DECISIONS: Final = 300
_PREVIEW_CHANGED: Final = (
    "Chưa lưu: câu được chọn, giá trị hoặc số liệu công bố đã khác lúc xem trước. Xem lại rồi bấm Lưu lần nữa."
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A decision over several readings that is looked at before it is saved, and what it moves."""

    typed: Entered
    moved: Sequence[Change]
    mark: str


class TeamPages:
    """The handlers of these pages."""

    def __init__(self, frame: PageMaker) -> None:
        self._frame = frame
        self._desk = frame.desk

    async def search(self, request: Request) -> Response:
        """Readings by id, commune or words."""
        typed = request.query_params.get("q", "").strip()[:200]
        published = self._desk.settings.paths.published
        found, count = await run_in_threadpool(search, published, typed, province=self._desk.province)
        return self._frame.page("search.html.j2", typed=typed, found=found, count=count)

    async def item(self, request: Request) -> Response:
        """The task of one reading, whether the queue asks for it or not: "Sửa số này" of reports and traces."""
        await run_in_threadpool(self._desk.refresh)
        task = await run_in_threadpool(self._desk.open_item, request.path_params["item_id"])
        if task is None:
            return self._frame.gone("Bản đang phát hành không có mã này; số đã bị bỏ thì xem ở Đã quyết định.")
        return RedirectResponse(f"/viec/{task.review_key}", 303)

    async def group(self, request: Request) -> Response:
        """Waiting tasks with the same words and the same reading, to be decided at once."""
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return self._frame.gone()
        return await self._group_page(task, {"author": author_of(request)})

    async def decide_group(self, request: Request) -> Response:
        """First what a decision moves, then, when it is confirmed, the decision on every chosen reading."""
        form = await our_form(request, self._frame.site)
        task = self._desk.find(request.path_params["key"])
        if task is None:
            return self._frame.gone()
        entered, keys = last_values(form), set(form.get("chon", ()))
        chosen = [one for one in self._desk.alike(task) if one.review_key in keys]
        try:
            typed = read_form(task, entered, self._frame.site.today(), time_in_viet_nam())
        except ValueError as error:
            raise BadForm("Thiếu quyết định.") from error
        fault = await run_in_threadpool(self._fault, task, chosen, typed)
        if fault:
            return await self._group_page(task, entered, keys, error=fault, status=422)
        moved = await run_in_threadpool(
            changes, self._desk.settings.paths.published, chosen, typed.decision, typed.values
        )
        mark = preview_mark(chosen, typed.decision, typed.values, moved)
        if entered.get("xac_nhan") != mark:
            # the first look, or not what was looked at: other sentences, another value, a newer published version
            stale = _PREVIEW_CHANGED if "xac_nhan" in entered else ""
            shown = Preview(typed, moved, mark)
            return await self._group_page(task, entered, keys, preview=shown, error=stale, status=409 if stale else 200)
        failed = await run_in_threadpool(self._save_all, chosen, typed, form.get("da_thay", ()))
        if failed:
            text = f"Chưa lưu {len(failed)} việc vì có quyết định khác trong lúc đang xem; các việc kia đã lưu."
            return await self._group_page(
                failed[0], entered, {one.review_key for one in failed}, error=text, status=409
            )
        following = self._desk.free(self._desk.waiting(), visitor_of(request))
        response = RedirectResponse(f"/viec/{following.review_key}" if following else "/", 303)
        remember_author(response, typed.author)
        return response

    async def decided(self, request: Request) -> Response:
        """What the correction files decide, newest first, each with the way back."""
        found = await run_in_threadpool(decisions, self._desk.settings.raw)
        newest = sorted(found.items(), key=lambda pair: (_when(pair[1]), pair[0]), reverse=True)
        # a row makes a key of its own beside the one that it carries: one decision is shown once, under the latter
        shown = [(key, one) for key, one in newest if key == (one.rows[0].get("review_key") or key)]
        return self._frame.page(
            "decided.html.j2",
            found=shown[:_MOST_DECISIONS],
            count=sum(one.stands for _, one in shown),
            withdrawn=sum(not one.stands for _, one in shown),
            author=author_of(request),
        )

    async def withdraw(self, request: Request) -> Response:
        """Take the last decision on a task back; it waits again."""
        form = last_values(await our_form(request, self._frame.site))
        key, author = request.path_params["key"], form.get("author", "").strip()
        last = await run_in_threadpool(earlier_decision, self._desk.settings.raw, key)
        if last is None or not last.stands or not last.rows:
            return self._frame.gone("Không có quyết định nào để rút lại.")
        if not author:
            raise BadForm("Ghi người rút lại.", 422)
        rows = withdrawal_rows(last, author, self._frame.site.today(), time_in_viet_nam())
        province = last.rows[0].file_path.split("/", 1)[0]
        try:
            await run_in_threadpool(self._append, province, author, rows, (key, form.get("da_thay", NOTHING)))
        except DecidedMeanwhile as error:
            raise BadForm(MEANWHILE, 409) from error
        except NotWritten as error:
            raise BadForm(str(error), 422) from error
        self._desk.mark_waiting(key)
        response = RedirectResponse("/quyet-dinh", 303)
        remember_author(response, author)
        return response

    def _append(self, province: str, author: str, rows: Sequence[Mapping[str, str]], seen: tuple[str, str]) -> None:
        append_rows(self._desk.settings.raw, province, author, rows, seen=seen)

    def _fault(self, task: ReviewTask, chosen: Sequence[ReviewTask], typed: Entered) -> str:
        if not chosen:
            return "Chưa chọn việc nào."
        if typed.decision is Decision.EDIT and not typed.values:
            return "Chưa đổi giá trị nào. Sửa ít nhất một ô, hoặc chọn Đúng."
        if typed.decision is Decision.REJECT and not may_reject(task):
            return "Văn bản và tên cơ quan không bỏ được; hãy ghi giá trị đúng."
        with extended_by(find_extension(self._desk.settings.raw)):
            problems = [problem for one in chosen for problem in problems_of(decision_rows(one, typed))]
        return fault_line(problems[0]) if problems else ""

    def _save_all(self, chosen: Sequence[ReviewTask], typed: Entered, seen: Sequence[str]) -> list[ReviewTask]:
        """Save the decision on each; returns those that somebody else decided meanwhile.

        Raises:
            BadForm: the folder cannot be written to.
        """
        marks = dict(pair.split(" ", 1) for pair in seen if " " in pair)
        failed = []
        for one in chosen:
            try:
                mark = marks.get(one.review_key, NOTHING)
                self._append(one.province, typed.author, decision_rows(one, typed), (one.review_key, mark))
            except DecidedMeanwhile:
                failed.append(one)
            except NotWritten as error:
                raise BadForm(str(error), 422) from error
            else:
                self._desk.mark_written(one)
                self._desk.release(one)
        return failed

    async def _group_page(
        self,
        task: ReviewTask,
        entered: Mapping[str, str],
        keys: set[str] | None = None,
        *,
        preview: Preview | None = None,
        error: str = "",
        status: int = 200,
    ) -> Response:
        alike = self._desk.alike(task)
        chosen = [one for one in alike if keys is None or one.review_key in keys]
        raw, typed = self._desk.settings.raw, preview.typed if preview else None
        last = await run_in_threadpool(decisions, raw)
        with extended_by(find_extension(raw)):
            fields = form_fields(task, typed.values if typed else None)
        return self._frame.page(
            "group.html.j2",
            status=status,
            task=task,
            alike=alike,
            chosen={one.review_key for one in chosen},
            marks={one.review_key: last[one.review_key].mark if one.review_key in last else NOTHING for one in alike},
            fields=fields,
            typed=typed,
            moved=preview.moved if preview else (),
            preview_mark=preview.mark if preview else "",
            error=error,
            entered={"author": "", "reason": "", **entered},
            reasons=SUGGESTED_REASONS,
            accept_words=accept_words(task),
            may_reject=may_reject(task),
        )


def _when(one: EarlierDecision) -> tuple[str, str]:
    """Day and time of a decision as text that sorts: days are written dd/MM/yyyy."""
    return "".join(reversed(one.decided_on.split("/"))), max((row.get("decided_at") for row in one.rows), default="")
