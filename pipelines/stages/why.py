"""Why a file will or will not be read again: what is stored of it, by which versions, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.ledger import Sighting, all_sightings
from pipelines.registry.scan import hash_file
from pipelines.registry.tree import PartitionKey
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.stages.register import disk_names
from pipelines.stages.stale import Need, StoredPlan, StoredReading, needs, stored_plans, stored_readings
from pipelines.text.vietnamese import nfc

NEW_CONTENT, NOT_THERE, REFUSED = "new_content", "not_there", "refused"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one file of the registry.

    Attributes:
        sighting: its row in the registry.
        disk_sha256: hash of what lies there now; None when nothing does.
        reading: the stored reading, None when there is none.
        plan: the stored plan, None when there is none.
        reasons: why it will be read or understood again, in words; empty when it will not.
        next_action: what a person should do; empty when nothing.
    """

    sighting: Sighting
    disk_sha256: str | None
    reading: StoredReading | None
    plan: StoredPlan | None
    reasons: tuple[str, ...]
    next_action: str


def find_sightings(settings: Settings, text: str) -> tuple[Sighting, ...]:
    """Rows of the registry that ``text`` names, the present ones first.

    Args:
        settings: paths of the warehouse.
        text: a path (as typed, or below the raw folder), a file name or part of one, or the beginning of a hash (at
            least eight hex digits).
    """
    wanted = nfc(_below_raw(settings.raw, text))
    rows = sorted(all_sightings(settings.lake), key=lambda row: (row.removed_at is not None, row.source_path))
    exact = [row for row in rows if row.source_path == wanted]
    by_hash = [row for row in rows if len(text) >= 8 and row.sha256.startswith(text.lower())]
    by_name = [row for row in rows if wanted.casefold() in row.source_path.casefold()]
    return tuple(exact or by_hash or by_name)


def explain(settings: Settings, sighting: Sighting) -> Explanation:
    """Everything that is known of one row of the registry; the file on disk is hashed, whatever the cache says."""
    key = PartitionKey(sighting.province_slug, sighting.plan_year)
    names = disk_names(settings.lake, sighting.province_slug)
    disk = _hash_on_disk(settings.raw / names.get(sighting.source_path, sighting.source_path))
    is_current = sighting.removed_at is None
    reading = stored_readings(settings, key).get(sighting.source_path) if is_current else None
    plan = stored_plans(settings, key).get(sighting.source_path) if is_current else None
    return Explanation(
        sighting, disk, reading, plan, _reasons(sighting, disk, reading, plan), _next_action(sighting, disk)
    )


def _reasons(
    sighting: Sighting, disk: str | None, reading: StoredReading | None, plan: StoredPlan | None
) -> tuple[str, ...]:
    if disk is None:
        return ()
    if disk != sighting.sha256:
        return ("nội dung tệp trên đĩa khác nội dung đã tiếp nhận: sẽ tiếp nhận, đọc và phân tích lại",)
    if sighting.register_status not in (None, "ok"):
        return ()
    return tuple(_in_words(need, reading, plan) for need in needs(reading, plan))


def _in_words(need: Need, reading: StoredReading | None, plan: StoredPlan | None) -> str:
    read_by = reading.reader_version if reading else ""
    understood_by = plan.understanding_version if plan else ""
    words = {
        Need.NOT_READ: "chưa đọc lần nào: sẽ đọc và phân tích",
        Need.READER_CHANGED: f"bộ đọc đã đổi ({read_by} → {reader_version()}): sẽ đọc và phân tích lại",
        Need.READING_RETRIED: "lần đọc trước không thành vì lý do có thể tự hết: sẽ đọc lại",
        Need.NOT_UNDERSTOOD: "đã đọc nhưng chưa phân tích: sẽ phân tích, không đọc lại",
        Need.UNDERSTANDING_RETRIED: "lần phân tích trước bị lỗi: sẽ phân tích lại, không đọc lại",
        Need.UNDERSTANDING_CHANGED: f"bộ phân tích hoặc danh mục đã đổi ({understood_by} → "
        f"{understanding_version()}): sẽ phân tích lại, không đọc lại",
    }
    return words[need]


def _next_action(sighting: Sighting, disk: str | None) -> str:
    if disk is None:
        return "Nếu gỡ nhầm, đặt lại đúng tệp." if sighting.was_plan else ""
    codes = (sighting.understand_reason, sighting.read_reason, sighting.register_reason)
    code = next((code for code in codes if code and code != "ok"), None)
    return (outcome_reason(code).next_action_vi or "") if code else ""


def _hash_on_disk(path: Path) -> str | None:
    try:
        return hash_file(path)
    except OSError:
        return None


def _below_raw(raw: Path, text: str) -> str:
    path = Path(text)
    for candidate in (path, Path.cwd() / path):
        if candidate.is_absolute() and candidate.is_relative_to(raw):
            return candidate.relative_to(raw).as_posix()
    return text.removeprefix("./").removeprefix("raw/")
