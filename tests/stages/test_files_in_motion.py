"""Files that move, vanish, or are none: one outcome each, nothing raised, nothing lost."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.sniff import sniff
from pipelines.reading.worker import answer
from pipelines.registry.scan import PartitionKey, hash_file, list_raw, scan_partition
from pipelines.registry.tree import MAX_DEPTH, walk_raw
from pipelines.settings import Settings
from pipelines.stages import register as register_module
from pipelines.stages.ingredients import ingredients
from pipelines.stages.misplaced import NOWHERE, sync_lake
from pipelines.stages.progress import DocumentEvent
from pipelines.stages.register import disk_names, register_partition
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition
from pipelines.warehouse.lake.partitions import list_partitions as lake_partitions

KEY = PartitionKey("quang-tri", 2026)
HERE = "quang-tri/2026"


class Quiet:
    def start(self, stage: str, key: PartitionKey, total: int) -> None: ...

    def advance(self, event: DocumentEvent) -> None: ...


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw" / HERE).mkdir(parents=True)
    return Settings(raw=tmp_path / "raw", warehouse=tmp_path / "kho")


def put(settings: Settings, name: str, content: bytes = b"%PDF-1.7 x") -> Path:
    path = settings.raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def registered(settings: Settings) -> dict[str, str | None]:
    register_partition(settings, KEY, Quiet())
    path = settings.lake / "register" / Partition("quang-tri", 2026).folder / "files.parquet"
    return {row["source_path"].removeprefix(f"{HERE}/"): row["problem"] for row in pq.read_table(path).to_pylist()}


def outcomes_nowhere(settings: Settings) -> dict[str, str]:
    sync_lake(settings, list_raw(settings.raw), run_id="r")
    path = settings.lake / PLANS_STAGE / NOWHERE.folder / "outcomes.parquet"
    rows = pq.read_table(path, partitioning=None).to_pylist() if path.is_file() else []
    return {row["source_path"]: row["reason_code"] for row in rows}


def test_two_names_that_are_one_in_nfc_stay_two_files_with_two_paths(settings: Settings) -> None:
    name = "Kế hoạch.pdf"
    put(settings, f"{HERE}/{unicodedata.normalize('NFD', name)}", b"%PDF-1.7 from a Mac")
    put(settings, f"{HERE}/{unicodedata.normalize('NFC', name)}", b"%PDF-1.7 from Windows")
    files = scan_partition(settings.raw, KEY)
    assert [file.file_name for file in files] == ["Kế hoạch [2].pdf", "Kế hoạch.pdf"]
    assert [file.path.read_bytes()[9:] for file in files] == [b"from a Mac", b"from Windows"]
    registered(settings)
    assert disk_names(settings.lake) == {f"{HERE}/Kế hoạch [2].pdf": f"{HERE}/{unicodedata.normalize('NFD', name)}"}


def test_a_name_that_looks_like_the_second_one_keeps_its_own(settings: Settings) -> None:
    name = "Kế hoạch.pdf"
    for number, spelt in enumerate(
        (unicodedata.normalize("NFD", name), name, "Kế hoạch [2].pdf", unicodedata.normalize("NFD", "Kế hoạch [2].pdf"))
    ):
        put(settings, f"{HERE}/{spelt}", b"%PDF-1.7 " + bytes([48 + number]))
    paths = [file.file_name for file in scan_partition(settings.raw, KEY)]
    assert len(set(paths)) == 4
    assert {"Kế hoạch.pdf", "Kế hoạch [2].pdf"} < set(paths)


def test_names_that_differ_in_case_only_are_two_files(settings: Settings) -> None:
    for name in ("KH.pdf", "kh.pdf"):
        put(settings, f"{HERE}/{name}", name.encode())
    assert [file.file_name for file in scan_partition(settings.raw, KEY)] == ["KH.pdf", "kh.pdf"]


def test_control_characters_of_a_name_are_told_as_escapes_and_the_file_still_opens(settings: Settings) -> None:
    put(settings, f"{HERE}/a\x1b[2J\nb\u202ec.pdf")
    (file,) = scan_partition(settings.raw, KEY)
    assert file.source_path.isprintable()
    assert file.problem is None
    assert registered(settings) == {file.file_name: None}


def test_links_pipes_and_deep_folders_are_one_outcome_each(settings: Settings) -> None:
    put(settings, f"{HERE}/a.pdf")
    put(settings, "outside/secret.pdf")
    folder = settings.raw / HERE
    (folder / "liên kết.pdf").symlink_to(settings.raw / "outside/secret.pdf")
    (folder / "thư mục liên kết").symlink_to(settings.raw / "outside")
    (folder / "đứt").symlink_to("nowhere")
    (folder / "vòng").symlink_to("vòng")
    os.mkfifo(folder / "ống")
    put(settings, f"{HERE}/{'/'.join('x' * MAX_DEPTH)}/b.pdf")
    deep = "/".join("x" * (MAX_DEPTH - 1))
    assert registered(settings) == {
        "a.pdf": None,
        "liên kết.pdf": "linked_file",
        "thư mục liên kết": "linked_file",
        "đứt": "linked_file",
        "vòng": "linked_file",
        "ống": "not_a_file",
        deep: "nested_too_deep",
    }


def test_links_and_pipes_outside_any_folder_of_plans_are_told_too(settings: Settings) -> None:
    put(settings, f"{HERE}/a.pdf")
    (settings.raw / "lang-son").symlink_to(settings.raw / "quang-tri")
    (settings.raw / "quang-tri" / "2025").symlink_to(settings.raw / HERE)
    os.mkfifo(settings.raw / "ống.pdf")
    assert outcomes_nowhere(settings) == {
        "lang-son": "linked_file",
        "quang-tri/2025": "linked_file",
        "ống.pdf": "not_a_file",
    }


def test_a_path_longer_than_the_system_allows_ends_in_one_outcome(settings: Settings) -> None:
    inside = os.open(settings.raw / HERE, os.O_RDONLY)
    for _ in range(20):  # each folder is made from inside the one before: no call takes the whole path
        os.mkdir("x" * 250, dir_fd=inside)
        outer, inside = inside, os.open("x" * 250, os.O_RDONLY, dir_fd=inside)
        os.close(outer)
    os.close(inside)
    assert list(registered(settings).values()) == ["nested_too_deep"]


def test_a_file_that_vanishes_after_it_was_hashed_costs_itself(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, f"{HERE}/a.pdf")
    gone = put(settings, f"{HERE}/b.pdf", b"PK\x03\x04 b")

    def sniff_late(path: Path) -> object:
        gone.unlink(missing_ok=True)
        return sniff(path)

    monkeypatch.setattr(register_module, "sniff", sniff_late)
    assert registered(settings) == {"a.pdf": None, "b.pdf": "unreadable_file"}


@pytest.mark.parametrize("place", ["nhầm chỗ.pdf", "quang-tri/nhầm chỗ.pdf"])
def test_a_misplaced_file_that_cannot_be_opened_is_told_as_misplaced(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    put(settings, f"{HERE}/a.pdf")
    put(settings, place)
    genuine = Path.open

    def refuse(self: Path, *arguments: object, **named: object) -> object:
        if self.name == "nhầm chỗ.pdf":
            raise PermissionError(13, "Permission denied")
        return genuine(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    assert outcomes_nowhere(settings) == {place: "misplaced_file"}


def test_a_folder_that_gives_no_list_keeps_what_was_known_of_its_partition(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, f"{HERE}/a.pdf")
    put(settings, "lang-son/2026/đợt 1/b.pdf")
    for key in (KEY, PartitionKey("lang-son", 2026)):
        register_partition(settings, key, Quiet())
    genuine = os.scandir

    def refuse(folder: str) -> object:
        if str(folder).endswith("đợt 1"):
            raise PermissionError(13, "Permission denied")
        return genuine(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    tree = walk_raw(settings.raw)
    assert list(tree.partitions) == [KEY]
    assert tree.is_unseen(PartitionKey("lang-son", 2026))
    assert outcomes_nowhere(settings) == {"lang-son/2026/đợt 1": "unreadable_folder"}
    assert Partition("lang-son", 2026) in lake_partitions(settings.lake, "register")
    with pytest.raises(PermissionError):
        register_partition(settings, PartitionKey("lang-son", 2026), Quiet())


def test_bytes_that_are_read_are_those_that_were_registered(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"before")
    registered_as = hash_file(path)

    def told(read: object = lambda path, _: path) -> str:
        return answer(read, path, DEFAULT_LIMITS, sha256=registered_as).decode()  # type: ignore[arg-type]  # no reader

    path.write_bytes(b"after")
    assert '"being_written"' in told()
    path.write_bytes(b"before")

    def replaced_meanwhile(file: Path, _: object) -> object:
        file.write_bytes(b"half a f")
        raise ValueError("broken")

    assert '"being_written"' in told(replaced_meanwhile)
    path.unlink()
    assert '"unreadable_file"' in told()


def test_a_new_link_or_pipe_is_a_change_of_the_raw_folder(settings: Settings) -> None:
    put(settings, f"{HERE}/a.pdf")
    hashes = [ingredients(settings)["raw"]]
    (settings.raw / HERE / "b.pdf").symlink_to("a.pdf")
    hashes.append(ingredients(settings)["raw"])
    os.mkfifo(settings.raw / HERE / "c.pdf")
    hashes.append(ingredients(settings)["raw"])
    put(settings, f"{HERE}/logs/d.pdf")
    hashes.append(ingredients(settings)["raw"])
    assert len(set(hashes)) == 4
