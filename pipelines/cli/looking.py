"""``cchc run --dry-run``: what a run would read, understand or use again; nothing is written.

Exit codes: 0 told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console

from pipelines.cli.exit_codes import EXIT_PUBLISHED
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey, duplicates_of, list_raw, scan_partition
from pipelines.settings import Settings
from pipelines.stages.read import registered_files
from pipelines.stages.stale import Need, needs_of_partition

_WORDS = {
    Need.NOT_READ: "đọc lần đầu",
    Need.READER_CHANGED: "đọc lại: bộ đọc đã đổi",
    Need.READING_RETRIED: "đọc lại: lần trước không thành vì lý do có thể tự hết",
    Need.NOT_UNDERSTOOD: "phân tích: đã đọc, chưa phân tích",
    Need.UNDERSTANDING_CHANGED: "phân tích lại: bộ phân tích hoặc danh mục đã đổi",
    Need.UNDERSTANDING_RETRIED: "phân tích lại: lần trước bị lỗi",
}
_NEW, _CHANGED, _SAME, _COPY, _APART = (
    "đọc: tệp mới",
    "đọc: nội dung đã đổi",
    "dùng lại kết quả cũ",
    "bỏ qua: trùng nội dung",
    "để riêng",
)


def dry_run_command(settings: Settings, province: str | None, year: int | None, console: Console) -> int:
    """List what a run would do with every file; returns the exit code."""
    listing = list_raw(settings.raw, province=province, year=year)
    counts: Counter[str] = Counter()
    for key in listing.partitions:
        for path, told in _told(settings, key):
            counts[told.split(":")[0] if told.startswith(_APART) else told] += 1
            if told != _SAME:
                console.print(f"  {path}: {told}", highlight=False, markup=False, soft_wrap=True)
    for file in listing.misplaced:
        counts[_APART] += 1
        console.print(f"  {file.source_path}: {_APART}, đặt sai chỗ", highlight=False, markup=False, soft_wrap=True)
    console.print(f"{counts.total()} tệp; chưa đọc gì, chưa ghi gì.", highlight=False)
    for told, count in counts.most_common():
        console.print(f"  {count:>6}  {told}", highlight=False, markup=False)
    return EXIT_PUBLISHED


def _told(settings: Settings, key: PartitionKey) -> Iterator[tuple[str, str]]:
    """Every file of a partition, in order, with what would happen to it."""
    files = scan_partition(settings.raw, key)
    copies = duplicates_of(files)
    known = {file.source_path: file.sha256 for file in registered_files(settings, key)}
    needs = needs_of_partition(settings, key)
    for file in files:
        if file.source_path in copies:
            yield file.source_path, _COPY
        elif file.problem is not None:
            message = outcome_reason(file.problem).message_vi.replace(": {detail}", "").replace("{detail}", "")
            yield file.source_path, f"{_APART}: {message}"
        elif file.source_path not in known:
            yield file.source_path, _NEW
        elif known[file.source_path] != file.sha256:
            yield file.source_path, _CHANGED
        else:
            found = needs.get(file.source_path, ())
            yield file.source_path, _WORDS[found[0]] if found else _SAME
