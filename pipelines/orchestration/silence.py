"""Steps that ended without a word: no failure, no result, and what follows them is passed over.

Dagster calls such a run a success. Whether something was published is therefore asked of what is in place.
"""

from collections.abc import Iterable

import dagster as dg

PUBLISHED = "published_warehouse"
"""The step that publishes."""


def silent_steps(events: Iterable[dg.DagsterEvent]) -> tuple[str, ...]:
    """Steps that ended well although they gave nothing, in order."""
    ended, told = [], set()
    for event in events:
        if event.is_step_success:
            ended.append(str(event.step_key))
        elif event.is_step_materialization or event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            told.add(event.step_key)
    return tuple(step for step in ended if step not in told)


def why_unpublished(silent: Iterable[str]) -> str:
    """The reason in words, for the console and for alerts."""
    steps = ", ".join(silent)
    by = f"bước {steps} kết thúc mà không cho kết quả nào" if steps else "không bước nào báo lỗi"
    return f"không có phiên bản mới ({by}); bản đang dùng giữ nguyên. Xem nhật ký rồi chạy lại."
