"""Files that go beyond the limits: the run goes on, every file has an outcome, none goes beyond its limits."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest
from hostile_files import HOSTILE, damaged_files, external_entity, small_docx, small_pdf

from pipelines.reading.isolation import FileToRead, ReadOutcome, read_many
from pipelines.reading.limits import ReadingLimits

_LIMITS = ReadingLimits(max_seconds=20.0, max_cpu_seconds=12, max_memory_bytes=1024 << 20)
_GRACE = 3.0  # seconds between a time limit and the end of what it ends, on a busy machine
_REFUSED = {
    "swelling stream": {"inflate_limit"},
    "stream packed twice": {"inflate_limit"},
    "stream packed four times": {"inflate_limit"},
    "sixty thousand letters": {"too_complex"},
    "five thousand pages": {"too_many_pages"},
    "locked PDF": {"encrypted"},
    "compound file of nothing": {"unsupported_type", "corrupt"},
    "entities in entities": {"hostile_xml"},
    "swelling part": {"inflate_limit"},
    "many members": {"inflate_limit"},
    "no main part": {"corrupt", "unsupported_type"},
    "nothing": {"empty_file"},
    "only a header": {"corrupt"},
    "a picture by another name": {"unsupported_type", "not_a_pdf"},
}


def read_all(folder: Path, named: Iterable[tuple[str, bytes]]) -> dict[str, ReadOutcome]:
    """Write the files, read them in two workers; outcomes by file name."""
    jobs = []
    for name, data in named:
        path = folder / name
        path.write_bytes(data)
        jobs.append(FileToRead(name, path))
    outcomes = list(read_many(jobs, 2, _LIMITS))
    assert sorted(outcome.id for outcome in outcomes) == sorted(job.id for job in jobs), "each file exactly once"
    return {outcome.id: outcome for outcome in outcomes}


def known_reasons() -> set[str]:
    text = (files("pipelines.reference") / "data" / "outcome_reasons.csv").read_text(encoding="utf-8")
    return {next(iter(row.values())) for row in csv.DictReader(text.splitlines())}


def assert_within_limits(outcome: ReadOutcome) -> None:
    assert (outcome.document is None) == (outcome.reason_code is not None), outcome
    assert outcome.reason_code is None or outcome.reason_code in known_reasons(), outcome
    assert outcome.reason_code is None or outcome.detail, f"{outcome.id}: a reason without words"
    assert outcome.seconds <= _LIMITS.max_seconds + _GRACE, outcome
    assert outcome.peak_kb * 1024 <= _LIMITS.max_memory_bytes, outcome


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReadOutcome]:
    folder = tmp_path_factory.mktemp("hostile")
    named = [(f"{name}.{ending}", make()) for name, (ending, make) in HOSTILE.items()]
    found = read_all(folder, [*named, ("sound.pdf", small_pdf()), ("sound.docx", small_docx())])
    return {name.rpartition(".")[0] if "sound" not in name else name: outcome for name, outcome in found.items()}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_ends_in_an_outcome_within_its_limits(name: str, outcomes: dict[str, ReadOutcome]) -> None:
    assert_within_limits(outcomes[name])


@pytest.mark.parametrize("name", _REFUSED)
def test_hostile_file_is_refused_for_what_it_is(name: str, outcomes: dict[str, ReadOutcome]) -> None:
    assert outcomes[name].reason_code in _REFUSED[name], outcomes[name]


@pytest.mark.parametrize("name", ["sound.pdf", "sound.docx"])
def test_sound_file_among_hostile_ones_is_read(name: str, outcomes: dict[str, ReadOutcome]) -> None:
    document = outcomes[name].document
    assert document is not None, outcomes[name]
    (table,) = document.tables
    assert (table.row_count, table.column_count) == (6, 3)


def test_external_entity_brings_nothing_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MẬT KHẨU", encoding="utf-8")
    found = read_all(
        tmp_path,
        [("file.docx", external_entity(secret.as_uri())), ("net.docx", external_entity("http://127.0.0.1:9/x"))],
    )
    for outcome in found.values():
        assert_within_limits(outcome)
        texts = [] if outcome.document is None else [paragraph.text for paragraph in outcome.document.paragraphs]
        assert not any("MẬT KHẨU" in text for text in texts), outcome


def assert_survives(folder: Path, count: int) -> None:
    found = read_all(folder, damaged_files(count))
    for outcome in found.values():
        assert_within_limits(outcome)
    read = sum(outcome.document is not None for outcome in found.values())
    assert 0 < read < count, "damage of this kind leaves some files readable and some not"
    unnamed = [outcome for outcome in found.values() if outcome.reason_code == "crashed"]
    assert not unnamed, [(outcome.id, outcome.detail) for outcome in unnamed]


def test_forty_damaged_files_each_have_an_outcome(tmp_path: Path) -> None:
    assert_survives(tmp_path, 40)


@pytest.mark.slow
def test_five_hundred_damaged_files_each_have_an_outcome(tmp_path: Path) -> None:
    assert_survives(tmp_path, 500)
