"""The state behind the review page: the queue of the published warehouse, what was decided since, who looks at what."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.reference.extension import extended_by, find_extension
from pipelines.review.claims import Claim, Claims
from pipelines.review.model import ReviewTask
from pipelines.review.pictures import PageDrawer
from pipelines.review.queue import review_tasks, task_of
from pipelines.review.writing import written_keys
from pipelines.settings import Settings
from pipelines.text.vietnamese import match_key

_MOST_OPENED: Final = 1_000


@dataclass
class Desk:
    """Tasks in order, by key, the keys that correction files already decide, and the tasks that somebody looks at."""

    settings: Settings
    province: str | None = None
    claims: Claims = field(init=False)
    drawer: PageDrawer = field(init=False)
    _tasks: dict[str, ReviewTask] = field(default_factory=dict)
    _opened: dict[str, ReviewTask] = field(default_factory=dict)  # by id, from a report, a trace or the search
    _written: set[str] = field(default_factory=set)
    _stamp: tuple[int, int] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.drawer = PageDrawer(self.settings)
        self.claims = Claims(self.settings.raw)

    def refresh(self) -> None:
        """Read the queue again when another version was published; always look at the correction files.

        Raises:
            FileNotFoundError: no warehouse was published yet.
        """
        published = self.settings.paths.published
        if not published.is_file():
            raise FileNotFoundError(f"{self.settings.warehouse}: chưa có kho dữ liệu nào được phát hành; chạy cchc run")
        found = published.stat()
        with self._lock:
            if self._stamp != (found.st_ino, found.st_mtime_ns):
                with extended_by(find_extension(self.settings.raw)):
                    tasks = review_tasks(published, province=self.province)
                self._tasks = {one.review_key: one for one in tasks if not one.is_decided}
                self._opened.clear()
                self._stamp = (found.st_ino, found.st_mtime_ns)
                self.drawer = PageDrawer(self.settings)
            self._written = set(written_keys(self.settings.raw))

    def open_item(self, item_id: str) -> ReviewTask | None:
        """The task of a target, task or document, in the queue or not; None when there is no such id."""
        with extended_by(find_extension(self.settings.raw)):
            task = task_of(self.settings.paths.published, item_id)
        if task is None or self.province not in (None, task.province):
            return None
        with self._lock:
            if task.review_key not in self._tasks:
                if len(self._opened) >= _MOST_OPENED:
                    self._opened.clear()
                self._opened[task.review_key] = task
        return self.find(task.review_key)

    def waiting(self) -> list[ReviewTask]:
        """Tasks without a decision, in order."""
        return [one for key, one in self._tasks.items() if key not in self._written]

    def alike(self, task: ReviewTask) -> list[ReviewTask]:
        """Waiting tasks with the same question, the same printed words and the same reading, ``task`` first."""
        others = [one for one in self.waiting() if _likeness(one) == _likeness(task) and one != task]
        return [task, *others]

    @property
    def written_count(self) -> int:
        """Tasks of the queue that were decided since the warehouse was published."""
        return sum(key in self._written for key in self._tasks)

    def find(self, key: str) -> ReviewTask | None:
        """A task of the queue or one that was opened by its id, decided or not."""
        return self._tasks.get(key) or self._opened.get(key)

    def mark_written(self, task: ReviewTask) -> None:
        """Take a task off the waiting list."""
        self._written.add(task.review_key)

    def mark_waiting(self, key: str) -> None:
        """Put a task back: its decision was withdrawn."""
        self._written.discard(key)

    def claim(self, task: ReviewTask, visitor: str, name: str) -> Claim | None:
        """Note that ``visitor`` looks at a task; returns who looks at it already, if that is somebody else."""
        return self.claims.claim(task.province, task.review_key, visitor, name)

    def release(self, task: ReviewTask) -> None:
        """Forget who looked at a task: it is decided."""
        self.claims.release(task.province, task.review_key)

    def free(self, tasks: Sequence[ReviewTask], visitor: str) -> ReviewTask | None:
        """The first of these tasks that nobody else looks at."""
        provinces = {one.province for one in tasks}
        held = {key: one.visitor for province in provinces for key, one in self.claims.held(province).items()}
        return next((one for one in tasks if held.get(one.review_key, visitor) == visitor), None)

    def next_of(self, task: ReviewTask, visitor: str = "") -> ReviewTask | None:
        """The next waiting task that nobody else looks at; None at the end."""
        return self._neighbour(task, visitor, forward=True)

    def previous_of(self, task: ReviewTask, visitor: str = "") -> ReviewTask | None:
        """The waiting task before; None at the beginning."""
        return self._neighbour(task, visitor, forward=False)

    def position(self, task: ReviewTask) -> tuple[int, int]:
        """Number of a task among the waiting ones (from 1; 0 when it is not one of them) and their count."""
        keys = [one.review_key for one in self.waiting()]
        return (keys.index(task.review_key) + 1 if task.review_key in keys else 0), len(keys)

    def _neighbour(self, task: ReviewTask, visitor: str, *, forward: bool) -> ReviewTask | None:
        keys = list(self._tasks)
        if task.review_key not in keys:
            return self.free(self.waiting(), visitor) if forward else None
        at = keys.index(task.review_key)
        others = keys[at + 1 :] if forward else keys[:at][::-1]
        return self.free([self._tasks[key] for key in others if key not in self._written], visitor)


def _likeness(task: ReviewTask) -> tuple[object, ...]:
    return task.kind.kind, task.field, match_key(task.evidence), task.current
