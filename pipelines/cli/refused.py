"""What a machine refuses (a full or read-only disk, a missing right) is said in words, with exit code 1."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED
from pipelines.settings import Settings
from pipelines.text.system_errors import error_vi, is_refusal

_REMEDIES = {
    errno.ENOSPC: "Đĩa đầy: dọn đĩa (các bản cũ: CCHC_KEEP_VERSIONS) rồi chạy lại.",
    errno.EDQUOT: "Hết hạn mức đĩa: dọn đĩa hoặc xin thêm hạn mức rồi chạy lại.",
    errno.EROFS: "Đĩa chỉ đọc: gắn lại đĩa cho phép ghi, hoặc chọn thư mục kho khác bằng --warehouse.",
    errno.EACCES: "Thiếu quyền: cấp quyền ghi vào thư mục kho, hoặc chọn thư mục kho khác bằng --warehouse.",
    errno.EPERM: "Thiếu quyền: cấp quyền ghi vào thư mục kho, hoặc chọn thư mục kho khác bằng --warehouse.",
}
_OTHERWISE = "Xem nhật ký; nếu lặp lại, gửi thông báo này cho bộ phận kỹ thuật."
_log = logging.getLogger(__name__)


def told_when_refused(work: Callable[[], int], settings: Settings, console: Console) -> int:
    """The exit code of ``work``; what it raises is one message, and the published file is as it was."""
    try:
        return work()
    except Exception as error:  # whatever it is, a person gets words: the trace goes to the log
        _log.debug("the command ended in an error", exc_info=True)
        console.print("\nCHƯA PHÁT HÀNH. Bản kho dữ liệu tốt gần nhất giữ nguyên.", style="bold red")
        console.print(f"  - {_words(error)}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"  → {_remedy(error)}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"Thư mục kho: {settings.warehouse}", highlight=False, markup=False, soft_wrap=True)
        return EXIT_NOT_PUBLISHED


def _words(error: Exception) -> str:
    if is_refusal(error):
        return f"Máy từ chối: {error_vi(error)}"
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if type(error).__module__.startswith("pipelines."):  # our own words say what it is
        return f"Lỗi: {said}"
    kind = "cơ sở dữ liệu" if isinstance(error, sqlite3.Error | duckdb.Error) else type(error).__name__
    return f"Lỗi ({kind}): {said}"


def _remedy(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in _REMEDIES:
        return _REMEDIES[error.errno]
    text = str(error).lower()
    if ("disk" in text and "full" in text) or "no space" in text:
        return _REMEDIES[errno.ENOSPC]
    return _REMEDIES[errno.EROFS] if "readonly" in text or "read-only" in text else _OTHERWISE
