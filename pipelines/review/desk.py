"""The state behind the review page: the queue of the published warehouse, and what was decided since."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pipelines.review.pictures import PageDrawer
from pipelines.review.queue import ReviewTask, review_tasks
from pipelines.review.writing import written_keys
from pipelines.settings import Settings


@dataclass
class Desk:
    """Tasks in order, by key, and the keys that correction files already decide."""

    settings: Settings
    province: str | None = None
    drawer: PageDrawer = field(init=False)
    _tasks: dict[str, ReviewTask] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _stamp: tuple[int, int] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.drawer = PageDrawer(self.settings)

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
                tasks = review_tasks(published, province=self.province)
                self._tasks = {one.review_key: one for one in tasks if not one.is_decided}
                self._stamp = (found.st_ino, found.st_mtime_ns)
                self.drawer = PageDrawer(self.settings)
            self._written = set(written_keys(self.settings.raw))

    def waiting(self) -> list[ReviewTask]:
        """Tasks without a decision, in order."""
        return [one for key, one in self._tasks.items() if key not in self._written]

    @property
    def written_count(self) -> int:
        """Tasks of the queue that were decided since the warehouse was published."""
        return sum(key in self._written for key in self._tasks)

    def find(self, key: str) -> ReviewTask | None:
        """A task of the queue, decided or not."""
        return self._tasks.get(key)

    def mark_written(self, task: ReviewTask) -> None:
        """Take a task off the waiting list."""
        self._written.add(task.review_key)

    def next_of(self, task: ReviewTask) -> ReviewTask | None:
        """The next waiting task; None at the end."""
        return self._neighbour(task, forward=True)

    def previous_of(self, task: ReviewTask) -> ReviewTask | None:
        """The waiting task before; None at the beginning."""
        return self._neighbour(task, forward=False)

    def position(self, task: ReviewTask) -> tuple[int, int]:
        """Number of a task among the waiting ones (from 1; 0 when it is decided) and their count."""
        keys = [one.review_key for one in self.waiting()]
        return (keys.index(task.review_key) + 1 if task.review_key in keys else 0), len(keys)

    def _neighbour(self, task: ReviewTask, *, forward: bool) -> ReviewTask | None:
        keys = list(self._tasks)
        if task.review_key not in keys:
            return None
        at = keys.index(task.review_key)
        others = keys[at + 1 :] if forward else keys[:at][::-1]
        return next((self._tasks[key] for key in others if key not in self._written), None)
