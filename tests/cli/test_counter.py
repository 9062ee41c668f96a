"""One counter for the whole run, and what is known already in one line."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from pipelines.cli.pulse import Pulse
from pipelines.cli.run import TerminalProgress
from pipelines.registry.scan import PartitionKey
from pipelines.reporting.console import show_summary
from pipelines.reporting.summary import UnreadDocument, WarehouseSummary
from pipelines.settings import Settings
from pipelines.stages.progress import DocumentEvent
from pipelines.warehouse.publication.counts import Counts


def event(stage: str, path: str, status: str = "ok", reason: str = "ok") -> DocumentEvent:
    return DocumentEvent(stage, path, status, reason, 0.5, False)


def test_files_are_counted_over_the_whole_run_and_each_once() -> None:
    told = io.StringIO()
    console = Console(file=told, width=200)
    progress = TerminalProgress(
        console, Progress(console=console, disable=True), Pulse(Console(file=io.StringIO())), total=4
    )
    for year, paths in ((2025, ("a/2025/1.pdf",)), (2026, ("a/2026/2.pdf", "a/2026/3.pdf"))):
        key = PartitionKey("a", year)
        progress.start("register", key, len(paths))
        for path in paths:
            progress.advance(event("register", path))
        progress.start("read", key, len(paths))
        for path in paths:
            progress.advance(event("read", path))
    progress.start("register", PartitionKey("b", 2026), 1)
    progress.advance(event("register", "b/2026/4.pdf", "quarantined", "corrupt"))
    # what is found to be no plan later was counted when it was read
    progress.advance(event("understand", "a/2026/2.pdf", "quarantined", "not_a_plan"))
    marks = [line.split("]")[0].split("[")[1] for line in told.getvalue().splitlines()]
    assert marks == ["1/4", "2/4", "3/4", "4/4", "4/4"]


def summary(*problems: UnreadDocument) -> WarehouseSummary:
    counts = Counts(3, 3, 10, 12, 20)
    return WarehouseSummary(counts, len(problems), 0, {}, 1, 1, (), (), problems)


def told_of(one: WarehouseSummary) -> str:
    told = io.StringIO()
    settings = Settings(raw=Path("raw"), warehouse=Path("kho"))
    show_summary(one, settings, 1.0, Console(file=told, width=200))
    return told.getvalue()


def test_what_became_of_the_review_decisions_is_one_line() -> None:
    became = (("superseded", 3), ("applied", 1020), ("withdrawn", 1), ("expired", 1))
    text = told_of(replace(summary(), decisions=became))
    line = "1.025 (1.020 đã áp dụng, 1 rút lại, 3 đã có quyết định mới hơn, 1 hết hiệu lực)"
    assert [one.split(maxsplit=4)[-1] for one in text.splitlines() if "Quyết định rà soát" in one] == [line]
    assert "Quyết định rà soát" not in told_of(summary())


def test_files_named_for_another_unit_are_counted_and_named() -> None:
    text = told_of(replace(summary(), misnamed=("a/2026/b.docx: Tên tệp “b.docx” nêu đơn vị khác với văn bản.",)))
    assert "Tệp có tên ghi đơn vị khác với văn bản, cần kiểm tra (1)" in text and "a/2026/b.docx" in text
    assert "đơn vị khác" not in told_of(summary())


def test_large_numbers_have_their_dots() -> None:
    text = told_of(replace(summary(), findings={"info": 1000, "warning": 23}))
    assert "1.023 (0 lỗi, 23 cảnh báo, 1.000 thông tin)" in text


def shown(*, known_in_short: bool) -> str:
    told = io.StringIO()
    problems = (
        UnreadDocument("a/2026/cu.pdf", "corrupt", "Tệp hỏng.", "Gửi lại.", is_known=True),
        UnreadDocument("a/2026/cu-2.pdf", "corrupt", "Tệp hỏng.", "Gửi lại.", is_known=True),
        UnreadDocument("a/2026/moi.pdf", "encrypted", "Tệp đặt mật khẩu.", "Gửi bản không đặt mật khẩu."),
    )
    settings = Settings(raw=Path("raw"), warehouse=Path("kho"))
    show_summary(summary(*problems), settings, 1.0, Console(file=told, width=200), known_in_short=known_in_short)
    return told.getvalue()


def test_files_put_aside_as_before_are_one_line_and_new_ones_are_told() -> None:
    text = shown(known_in_short=True)
    assert "2 tệp để riêng như trước; xem lại: cchc status" in text
    assert "cu.pdf" not in text
    assert "a/2026/moi.pdf" in text and "Gửi bản không đặt mật khẩu." in text


def test_status_tells_every_file_put_aside() -> None:
    text = shown(known_in_short=False)
    assert "như trước" not in text
    assert "a/2026/cu.pdf" in text and "a/2026/moi.pdf" in text
