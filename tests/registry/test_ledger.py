"""The registry of files forgets nothing: when a content came, where it was before, when it went."""

from __future__ import annotations

from pathlib import Path

from pipelines.registry.ledger import (
    Arrival,
    FileState,
    Moment,
    Sighting,
    merged,
    read_sightings,
    record_look,
    record_outcomes,
    record_vanished,
)
from pipelines.registry.scan import PartitionKey

KEY = PartitionKey("quang-tri", 2026)
DAY1, DAY2, DAY3 = (Moment(f"2026-02-0{day}T00:00:00+00:00", f"run-{day}") for day in (1, 2, 3))


def arrival(name: str, digit: str = "a") -> Arrival:
    return Arrival(f"quang-tri/2026/{name}", digit * 64, "application/pdf", 10)


def look(known: tuple[Sighting, ...], moment: Moment, *files: Arrival) -> tuple[Sighting, ...]:
    return merged(known, files, KEY, moment)


def test_first_and_last_sighting_are_kept() -> None:
    (row,) = look(look((), DAY1, arrival("a.pdf")), DAY3, arrival("a.pdf"))
    assert (row.first_seen_at, row.last_seen_at) == (DAY1.at, DAY3.at)
    assert (row.first_run_id, row.last_run_id) == ("run-1", "run-3")
    assert (row.state, row.removed_at) == (FileState.PRESENT, None)


def test_a_removed_file_stays_in_the_registry_with_the_day_it_was_missed() -> None:
    known = look(look((), DAY1, arrival("a.pdf")), DAY2)
    (row,) = look(known, DAY3)
    assert (row.state, row.last_seen_at, row.removed_at) == (FileState.REMOVED, DAY1.at, DAY2.at)


def test_a_file_that_comes_back_is_present_again_and_keeps_its_first_day() -> None:
    (row,) = look(look(look((), DAY1, arrival("a.pdf")), DAY2), DAY3, arrival("a.pdf"))
    assert (row.state, row.first_seen_at, row.removed_at) == (FileState.PRESENT, DAY1.at, None)


def test_a_new_content_under_the_same_name_replaces_the_old_one() -> None:
    rows = look(look((), DAY1, arrival("a.pdf", "a")), DAY2, arrival("a.pdf", "b"))
    assert {row.sha256[0]: row.state for row in rows} == {"a": FileState.REPLACED, "b": FileState.PRESENT}


def test_a_renamed_file_says_where_it_was_before() -> None:
    rows = look(look((), DAY1, arrival("a.pdf")), DAY2, arrival("mới.pdf"))
    by_name = {row.source_path.rsplit("/", 1)[-1]: row for row in rows}
    assert by_name["mới.pdf"].earlier_path == "quang-tri/2026/a.pdf"
    assert by_name["a.pdf"].state == FileState.REMOVED


def test_the_registry_survives_the_disk_and_a_vanished_partition(tmp_path: Path) -> None:
    record_look(tmp_path, KEY, [arrival("a.pdf")], DAY1)
    record_outcomes(tmp_path, KEY, {("quang-tri/2026/a.pdf", "a" * 64): {"read": ("ok", None)}})
    assert record_vanished(tmp_path, [], DAY2) == (KEY,)
    assert record_vanished(tmp_path, [], DAY3) == (), "once is enough"
    (row,) = read_sightings(tmp_path, KEY)
    assert (row.state, row.removed_at, row.read_status) == (FileState.REMOVED, DAY2.at, "ok")


def test_outcomes_stay_with_the_content_that_they_belong_to(tmp_path: Path) -> None:
    record_look(tmp_path, KEY, [arrival("a.pdf", "a")], DAY1)
    record_outcomes(
        tmp_path, KEY, {("quang-tri/2026/a.pdf", "a" * 64): {"read": ("ok", None), "understand": ("ok", None)}}
    )
    record_look(tmp_path, KEY, [arrival("a.pdf", "b")], DAY2)
    record_outcomes(tmp_path, KEY, {("quang-tri/2026/a.pdf", "b" * 64): {"read": ("quarantined", "corrupt")}})
    old, new = sorted(read_sightings(tmp_path, KEY), key=lambda row: row.sha256)
    assert (old.was_plan, new.was_plan, new.read_reason) == (True, False, "corrupt")
