"""A run in words and in figures: what both the webhook and the e-mail say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from pipelines.warehouse.build.blocked import BlockedCheck

MAX_LISTED = 30
"""Items of a list that are told; the number of all of them is always told."""
_TRIGGERS = {
    "command_line": "chạy tay",
    "files": "có tệp thay đổi",
    "nightly": "theo lịch hằng đêm",
    "monthly": "theo lịch hằng tháng",
    "backfill": "nạp các năm cũ",
}


class RunState(StrEnum):
    """What a run came to, worst first."""

    FAILED = "failed"  # nothing was published
    ATTENTION = "attention"  # published, with something to look at
    OK = "ok"


_HEADLINES = {
    RunState.FAILED: "CHƯA PHÁT HÀNH: bản kho dữ liệu tốt gần nhất giữ nguyên",
    RunState.ATTENTION: "Đã phát hành, có việc cần xem",
    RunState.OK: "Đã phát hành, mọi kiểm tra đạt",
}


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """One check that did not hold; of one that stopped the run: its table, the files behind it and what to do."""

    engine: str
    suite: str
    check_name: str
    severity: str
    message: str
    failing_rows: int | None = None
    table: str | None = None
    offending: tuple[str, ...] = ()
    next_action: str | None = None

    @classmethod
    def of_blocked(cls, one: BlockedCheck) -> FailedCheck:
        """A check that stopped publication."""
        return cls(
            one.engine,
            one.suite,
            one.check_name,
            "block",
            one.text_vi,
            one.failing_rows,
            one.table,
            one.offending,
            one.action_vi,
        )


@dataclass(frozen=True, slots=True)
class PutAside:
    """One file that could not be used, with what to do."""

    source_path: str
    reason: str
    next_action: str


@dataclass(frozen=True, slots=True)
class RunMessage:
    """Everything that is told of one run.

    Attributes:
        warehouse: the warehouse folder's name, so that a reader with several knows which one speaks.
        run_id: Dagster's id of the run.
        trigger: what started it (``command_line``, ``files``, ``nightly``, ``monthly``, ``backfill``).
        version: the version that was published; None when none was.
        failures: steps that failed, with their texts.
        counts: figures by their Vietnamese name, in the order in which they are told.
        failed_checks: checks that did not hold, blocking ones first.
        put_aside: files that could not be used.
        put_aside_count: how many there are in all.
        partition: ``<province>/<year>`` when the run worked on one partition only and was not going to publish.
    """

    warehouse: str
    run_id: str
    trigger: str
    version: str | None
    failures: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    failed_checks: tuple[FailedCheck, ...] = ()
    put_aside: tuple[PutAside, ...] = ()
    put_aside_count: int = 0
    partition: str | None = None

    @property
    def state(self) -> RunState:
        """What the run came to."""
        if self.version is None:
            return RunState.FAILED
        return RunState.ATTENTION if self.failures or self.failed_checks or self.put_aside_count else RunState.OK

    @property
    def subject(self) -> str:
        """One line."""
        if self.partition and self.version is None:
            return one_line(f"[CCHC] {self.warehouse}: lỗi khi xử lý {self.partition}; kho dữ liệu giữ bản gần nhất")
        return one_line(f"[CCHC] {self.warehouse}: {_HEADLINES[self.state]}")


def as_json(message: RunMessage) -> dict[str, Any]:
    """The body of the webhook. ``text`` is what chat programs show; the rest is for programs."""
    return {
        "event": "cchc.run",
        "state": message.state.value,
        "text": as_text(message),
        **asdict(message),
        "counts": dict(message.counts),
    }


def as_text(message: RunMessage) -> str:
    """The message for a person."""
    lines = [message.subject, ""]
    if message.version:
        lines.append(f"Phiên bản: {message.version}")
    lines.append(f"Lần chạy: {message.run_id} ({_TRIGGERS.get(message.trigger, message.trigger)})")
    lines += [f"{name}: {count}" for name, count in message.counts.items()]
    lines += _listed("Bước bị lỗi", message.failures, len(message.failures))
    lines += _listed("Kiểm tra không đạt", map(_check_line, message.failed_checks), len(message.failed_checks))
    lines += _listed("Tệp để riêng, cần xử lý", map(_file_line, message.put_aside), message.put_aside_count)
    return "\n".join(lines) + "\n"


_SEVERITIES = {"block": "chặn", "warn": "cần xem", "inform": "để biết"}


def one_line(text: str) -> str:
    """Text without line breaks or other control characters: safe as a mail header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _listed(title: str, items: Iterable[str], count: int) -> list[str]:
    shown = [f"- {one_line(item)}" for item in list(items)[:MAX_LISTED]]
    rest = [f"- … và {count - len(shown)} mục nữa"] if count > len(shown) else []
    return ["", f"{title} ({count}):", *shown, *rest] if shown else []


def _check_line(check: FailedCheck) -> str:
    severity = _SEVERITIES.get(check.severity, check.severity)
    if check.table is not None:
        return f"[{severity}] {check.message}"
    rows = f" ({check.failing_rows} dòng)" if check.failing_rows else ""
    return f"[{severity}] {check.suite}.{check.check_name}: {check.message}{rows}"


def _file_line(file: PutAside) -> str:
    return f"{file.source_path}: {file.reason} → {file.next_action}"
