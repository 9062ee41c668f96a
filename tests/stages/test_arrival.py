"""Gates on arrival: what cannot be a plan is put aside before any reader opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from silent_progress import Silent

from pipelines.reading.sniff import FileKind, sniff
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.register import refusal, register_partition

KEY = PartitionKey("quang-tri", 2026)
ARRIVALS = {
    "rỗng.pdf": (b"", "empty_file"),
    "ảnh đổi đuôi.pdf": (b"\xff\xd8\xff\xe0" + b"x" * 50, "unsupported_type"),
    "ghi chú.docx": (b"just some words\n" * 5, "unsupported_type"),
    "không rõ.doc": (bytes(range(1, 200)) * 3, "unsupported_type"),
    "thật.pdf": (b"%PDF-1.7\n1 0 obj", "ok"),
    "thật (1).pdf": (b"%PDF-1.7\n1 0 obj", "duplicate_file"),
    "lớn.pdf": (b"%PDF-1.7\n" + b"x" * 3000, "too_large"),
}


def test_every_gate_gives_its_reason_whatever_the_file_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCHC_READ_MAX_FILE_BYTES", "2000")
    folder = tmp_path / "raw" / "quang-tri" / "2026"
    folder.mkdir(parents=True)
    for name, (content, _) in ARRIVALS.items():
        (folder / name).write_bytes(content)
    report = register_partition(Settings(tmp_path / "raw", tmp_path / "kho"), KEY, Silent())
    found = {event.source_path.rsplit("/", 1)[-1]: event.reason_code for event in report.events}
    assert found == {name: reason for name, (_, reason) in ARRIVALS.items()}


@pytest.mark.parametrize("kind", [FileKind.PDF, FileKind.DOCX, FileKind.DOC, FileKind.RTF, FileKind.HTML, FileKind.OLE])
def test_what_may_be_a_document_is_left_to_the_readers(kind: FileKind) -> None:
    assert refusal(kind, 10, 100) == (None, None)


def test_no_sample_plan_is_refused_on_arrival(repository: Path) -> None:
    plans = [path for path in (repository / "raw").rglob("*.*") if path.suffix in (".pdf", ".docx", ".doc")]
    refused = {path.name for path in plans if refusal(sniff(path), path.stat().st_size, 1 << 30)[0]}
    assert len(plans) > 40
    assert not refused
