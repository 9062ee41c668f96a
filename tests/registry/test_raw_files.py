"""Nothing under raw/ disappears silently, and nothing under raw/ is ever changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.registry.scan import (
    PartitionKey,
    duplicates_of,
    hash_file,
    list_raw,
    scan_partition,
)

KEY = PartitionKey("quang-tri", 2026)


def put(raw: Path, place: str, content: bytes = b"%PDF-1.7 x") -> Path:
    path = raw / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_every_file_of_a_partition_is_listed_in_order_with_its_hash(tmp_path: Path) -> None:
    put(tmp_path, "quang-tri/2026/b.pdf", b"two")
    put(tmp_path, "quang-tri/2026/thư mục con/a.docx", b"one")
    files = scan_partition(tmp_path, KEY)
    assert [file.source_path for file in files] == ["quang-tri/2026/b.pdf", "quang-tri/2026/thư mục con/a.docx"]
    assert all(file.document_id == file.sha256[:16] for file in files)


def test_a_decomposed_file_name_is_stored_composed_and_still_opens(tmp_path: Path) -> None:
    decomposed = "Ke\u0302\u0301 hoa\u0323ch.pdf"
    put(tmp_path, f"quang-tri/2026/{decomposed}")
    (file,) = scan_partition(tmp_path, KEY)
    assert file.file_name == "Kế hoạch.pdf"
    assert file.path.read_bytes()


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("quang-tri/ke hoach.pdf", "misplaced_file"),
        ("ke hoach.pdf", "misplaced_file"),
        ("quang-try/2026/a.pdf", "unknown_province_folder"),
        ("quang-tri/nam 2026/a.pdf", "unknown_year_folder"),
        ("quang-tri/1026/a.pdf", "unknown_year_folder"),
        ("quang-tri/manifest.csv", "misplaced_manifest"),
        ("quang-tri/2026/đợt 2/manifest.csv", "misplaced_manifest"),
    ],
)
def test_a_file_in_a_wrong_place_is_reported_with_the_reason(tmp_path: Path, place: str, reason: str) -> None:
    put(tmp_path, place)
    listing = list_raw(tmp_path)
    assert listing.partitions == ()
    assert [(file.source_path, file.problem) for file in listing.misplaced] == [(place, reason)]


def test_what_office_programs_leave_behind_is_not_taken_for_a_plan(tmp_path: Path) -> None:
    for name in ("~$hoach.docx", ".DS_Store", "Thumbs.db", "README.md"):
        put(tmp_path, f"quang-tri/2026/{name}")
    assert list_raw(tmp_path).partitions == ()


def test_corrections_and_reference_folders_are_not_plans(tmp_path: Path) -> None:
    put(tmp_path, "quang-tri/corrections/a.csv")
    put(tmp_path, "reference/weights.csv")
    assert list_raw(tmp_path).misplaced == ()


def test_a_link_is_not_followed_out_of_the_raw_folder(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/secret.pdf")
    raw = tmp_path / "raw"
    folder = raw / "quang-tri" / "2026"
    folder.mkdir(parents=True)
    (folder / "link.pdf").symlink_to(outside)
    (file,) = scan_partition(raw, KEY)
    assert (file.file_name, file.problem) == ("link.pdf", "linked_file")
    assert file.sha256 != hash_file(outside)


def test_province_and_year_narrow_the_listing(tmp_path: Path) -> None:
    for place in ("quang-tri/2025/a.pdf", "quang-tri/2026/a.pdf", "lang-son/2026/a.pdf"):
        put(tmp_path, place)
    assert list_raw(tmp_path, province="quang-tri", year=2026).partitions == (KEY,)


def test_a_missing_raw_folder_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="<tỉnh>/<năm>"):
        list_raw(tmp_path / "absent")


def test_the_same_content_under_two_names_is_one_document(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        put(tmp_path, f"quang-tri/2026/{name}", b"same")
    files = scan_partition(tmp_path, KEY)
    assert duplicates_of(files) == {"quang-tri/2026/b.pdf": "quang-tri/2026/a.pdf"}


def test_a_name_that_a_desktop_gave_a_copy_gives_way(tmp_path: Path) -> None:
    for name in ("Copy of KH.pdf", "KH (1).pdf", "KH xã.pdf"):
        put(tmp_path, f"quang-tri/2026/{name}", b"same")
    kept = set(duplicates_of(scan_partition(tmp_path, KEY)).values())
    assert kept == {"quang-tri/2026/KH xã.pdf"}
