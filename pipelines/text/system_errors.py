"""What the operating system refuses, in the words of the person who has to mend it.

Belongs here: the number of a refusal → Vietnamese words. Does not: what was being done, and what to do about it.
"""

from __future__ import annotations

import errno
from typing import Final, TypeGuard

_WORDS: Final = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "thiếu quyền truy cập",
    errno.EPERM: "thiếu quyền truy cập",
    errno.EEXIST: "tên này đã có",
    errno.ENOTDIR: "một phần của đường dẫn không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.ENOSPC: "đĩa đầy",
    errno.EDQUOT: "hết hạn mức đĩa",
    errno.EROFS: "đĩa chỉ đọc",
    errno.EFBIG: "tệp quá lớn đối với ổ đĩa",
    errno.EIO: "ổ đĩa đọc, ghi bị lỗi",
    errno.EBUSY: "tệp đang được dùng",
    errno.ETXTBSY: "tệp đang được dùng",
    errno.EAGAIN: "tệp đang bị khóa",
    errno.EINTR: "thao tác bị ngắt giữa chừng",
    errno.ENAMETOOLONG: "tên hoặc đường dẫn quá dài",
    errno.ELOOP: "liên kết vòng quanh",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENFILE: "máy mở quá nhiều tệp cùng lúc",
    errno.ENOMEM: "hết bộ nhớ",
    errno.ENXIO: "thiết bị không có",
    errno.ENODEV: "thiết bị không có",
    errno.EXDEV: "hai nơi không cùng ổ đĩa",
    errno.EINVAL: "máy không nhận thao tác này",
    errno.ESTALE: "ổ mạng đã được gắn lại",
    errno.EHOSTDOWN: "máy chủ của ổ mạng không trả lời",
    errno.EHOSTUNREACH: "không tới được máy chủ",
    errno.ENETUNREACH: "không có mạng",
    errno.ECONNREFUSED: "máy chủ từ chối kết nối",
    errno.ECONNRESET: "kết nối bị ngắt",
    errno.EPIPE: "kết nối bị ngắt",
    errno.ETIMEDOUT: "quá thời gian chờ",
    errno.EADDRINUSE: "cổng đang được dùng",
}


def system_error_vi(error: OSError) -> str:
    """``PermissionError`` → "thiếu quyền truy cập"; what has no words here keeps its number and the system's own.

    An error that this project raised itself, without a number, says its text.
    """
    if error.errno is None:
        return str(error) or type(error).__name__
    return _WORDS.get(error.errno) or f"lỗi hệ thống {error.errno}: {error.strerror or type(error).__name__}"


def is_refusal(error: BaseException) -> TypeGuard[OSError]:
    """Whether ``error`` carries a number of the system; libraries (``ssl``, ``smtplib``) number theirs themselves."""
    return isinstance(error, OSError) and error.errno is not None and type(error).__module__ == "builtins"


def error_vi(error: BaseException) -> str:
    """What a message to a person quotes of an error: a refusal of the system in words, others as they say themselves.

    Texts of other programs (DuckDB, dbt, a mail server) stay in their language: they are quoted, behind our own words.
    """
    if not is_refusal(error):
        return str(error)
    place = f": {error.filename}" if error.filename else ""
    return f"{system_error_vi(error)}{place}"
