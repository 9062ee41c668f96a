"""``cchc status --why FILE``: what is stored of a file, and why it will or will not be read again."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.ledger import FileState, Sighting
from pipelines.registry.versions import reader_version
from pipelines.settings import Settings
from pipelines.stages.why import Explanation, explain, find_sightings
from pipelines.text.display import show_moment, show_number

_MOST = 5
_STATES = {
    FileState.PRESENT: "đang có trong thư mục",
    FileState.REPLACED: "tên tệp này nay mang nội dung khác",
    FileState.REMOVED: "đã gỡ khỏi thư mục",
}
_METHODS = {
    "pdf_text": "PDF có chữ",
    "pdf_ocr": "bản quét, nhận dạng chữ",
    "docx": "DOCX",
    "doc": "DOC",
    "spreadsheet": "bảng tính",
}


def why_command(settings: Settings, text: str, console: Console) -> int:
    """Explain every file that ``text`` names; returns the exit code."""
    found = find_sightings(settings, text)
    if not found:
        console.print(
            f"Sổ đăng ký không có tệp nào khớp “{text}”. Hệ thống chưa từng thấy tệp này: kiểm tra đường dẫn, rồi chạy "
            "cchc run.",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
        return EXIT_NOT_PUBLISHED
    for sighting in found[:_MOST]:
        for line in explanation_lines(explain(settings, sighting)):
            console.print(line, highlight=False, markup=False, soft_wrap=True)
    if len(found) > _MOST:
        console.print(f"… và {len(found) - _MOST} tệp nữa khớp; ghi đường dẫn đầy đủ hơn.", highlight=False)
    return EXIT_PUBLISHED


def explanation_lines(found: Explanation) -> list[str]:
    """The explanation as lines of text."""
    row = found.sighting
    return [
        row.source_path,
        f"  Trạng thái        {_STATES[FileState(row.state)]}",
        f"  Nội dung (SHA-256) {row.sha256}",
        f"  Loại, kích thước  {row.media_type}, {show_number(row.size_bytes, 0)} byte",
        f"  Thấy lần đầu      {show_moment(row.first_seen_at)} (lần chạy {row.first_run_id})",
        f"  Thấy gần nhất     {show_moment(row.last_seen_at)} (lần chạy {row.last_run_id})",
        *([f"  Không còn thấy    từ {show_moment(row.removed_at)}"] if row.removed_at else []),
        *([f"  Trước đó nằm ở    {row.earlier_path}"] if row.earlier_path else []),
        *_stored(found),
        "  Kết quả từng bước",
        *_outcomes(row),
        *_again(found),
        *([f"  Việc cần làm      {found.next_action}"] if found.next_action else []),
        "",
    ]


def _stored(found: Explanation) -> Iterator[str]:
    if found.reading is None:
        yield "  Đã lưu            chưa có bản đọc nào của tệp này"
        return
    reading = found.reading
    same = "bằng bản đang cài" if reading.reader_version == reader_version() else f"đang cài {reader_version()}"
    how = _METHODS.get(reading.extraction_method or "", "không đọc được")
    pages = f", {reading.page_count} trang" if reading.page_count else ""
    yield f"  Bản đọc           {how}{pages}; bộ đọc {reading.reader_version} ({same})"
    if found.plan is not None:
        state = "bằng bản đang cài" if found.plan.is_current else "đã cũ"
        yield f"  Bản phân tích     bộ phân tích {found.plan.understanding_version} ({state})"


def _outcomes(row: Sighting) -> Iterator[str]:
    stages = (
        ("tiếp nhận", row.register_status, row.register_reason),
        ("đọc", row.read_status, row.read_reason),
        ("phân tích", row.understand_status, row.understand_reason),
    )
    for name, status, reason in stages:
        if status is None:
            yield f"    {name}: không đến bước này"
        elif reason is None:
            yield f"    {name}: đạt"
        else:
            message = outcome_reason(reason).message_vi.replace(": {detail}", "").replace("{detail}", "")
            yield f"    {name}: {message} [{reason}]"


def _again(found: Explanation) -> Iterator[str]:
    if found.disk_sha256 is None:
        yield "  Lần chạy tới      không đọc: tệp không còn (hoặc không mở được) trên đĩa"
    elif found.reasons:
        yield from (f"  Lần chạy tới      {reason}" for reason in found.reasons)
    elif found.sighting.register_status not in (None, "ok"):
        yield "  Lần chạy tới      không đọc: tệp bị giữ lại ở bước tiếp nhận"
    else:
        yield "  Lần chạy tới      không đọc lại: nội dung và các phiên bản đều không đổi"
