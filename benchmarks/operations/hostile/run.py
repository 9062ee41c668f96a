"""What becomes of hostile files: ``python -m benchmarks.operations.hostile.run --work <folder> [--report <file>]``.

Writes 120 files by their list, and entries that are no ordinary file, into one raw folder. Reads each file in a process
of its own, as a run does, with the limits of a run, and notes time and peak memory; then runs ``cchc run`` over the
folder, which has to publish and to have an outcome for every entry.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb

from benchmarks.operations.hostile.documents import documents, small_docx
from benchmarks.operations.hostile.sheets import sheets
from benchmarks.operations.meter import measure
from pipelines.reading.isolation import FileToRead, read_many
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.registry.scan import PartitionKey, scan_partition

ROOT: Final = Path(__file__).resolve().parents[3]
HERE, ODD = PartitionKey("nghe-an", 2026), PartitionKey("quang-tri", 2026)
_SHEET_LIMIT: Final = 150.0  # MiB
_SHEETS: Final = frozenset({"xlsx", "xls", "ods"})


@dataclass(frozen=True, slots=True)
class Line:
    """One file of the list: what it is, and what became of it in a reader of its own."""

    kind: str
    name: str
    size: int
    reason: str
    seconds: float
    peak: float  # MiB


def write_files(raw: Path) -> dict[str, str]:
    """Write the list; kind by file name."""
    folder = raw / HERE.province_slug / str(HERE.plan_year)
    folder.mkdir(parents=True)
    kinds = {}
    for number, (kind, ending, make) in enumerate((*documents(), *sheets()), start=1):
        name = f"{number:03}.{ending}"
        (folder / name).write_bytes(make())
        kinds[name] = kind
    return kinds


def write_odd_entries(raw: Path) -> int:
    """Links, pipes and names that nobody should have to type; returns how many entries there are."""
    folder = raw / ODD.province_slug / str(ODD.plan_year)
    folder.mkdir(parents=True)
    plan = small_docx()
    names = (
        "bình thường.docx", "a\x1b[2J\nb\u202ec.docx", "=cmd|' calc'!A1.docx", "-rf.docx", f"{'dài ' * 40}.docx",
        "hai  khoảng  trắng .docx", ".ẩn.docx", "Ke\u0302 hoach.docx",
    )  # fmt: skip
    for number, name in enumerate(names):
        (folder / name).write_bytes(plan + b"\0" * number)
    Path(os.fsdecode(os.fsencode(folder) + b"/t\xean.docx")).write_bytes(plan + b"\0" * 50)
    (folder / "liên kết.docx").symlink_to(folder / names[0])
    (folder / "đứt.docx").symlink_to("nowhere")
    (folder / "vòng").symlink_to("vòng")
    os.mkfifo(folder / "ống.pdf")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(folder / "o.pdf"))
    (folder / "thư mục.pdf").mkdir()
    (folder / "thư mục.pdf" / "trong.docx").write_bytes(plan + b"\0" * 60)
    deep = folder.joinpath(*"x" * 40)
    deep.mkdir(parents=True)
    (deep / "sâu.docx").write_bytes(plan + b"\0" * 70)
    (raw / "lạc.docx").write_bytes(plan + b"\0" * 80)
    (raw / "quang-tri" / "lạc.docx").write_bytes(plan + b"\0" * 90)
    return len(names) + 10


def read_each(raw: Path, kinds: dict[str, str]) -> Iterator[Line]:
    """Every file of the list in a reader of its own."""
    files = {file.file_name: file for file in scan_partition(raw, HERE)}
    jobs = [FileToRead(name, files[name].path) for name in kinds]
    for outcome in read_many(jobs, 2, DEFAULT_LIMITS, documents_per_worker=1):
        reason = outcome.reason_code or "ok"
        size = files[outcome.id].path.stat().st_size
        yield Line(kinds[outcome.id], outcome.id, size, reason, outcome.seconds, outcome.peak_kb / 1024)


def ended(published: Path) -> dict[str, str]:
    """The last word on every entry, by path: the reason why it is put aside or left out, or "ok"."""
    query = (
        "select source_path, coalesce(max(reason_code) filter (status in ('quarantined', 'skipped')), 'ok') "
        "from quality.document_outcome group by source_path"
    )
    with duckdb.connect(str(published), read_only=True) as connection:
        return dict(connection.execute(query).fetchall())


def report(lines: list[Line], told: dict[str, str], odd: int, about: str) -> str:
    """The figures as Markdown."""
    here = f"{HERE.province_slug}/{HERE.plan_year}/"
    elsewhere = {path: reason for path, reason in told.items() if not path.startswith(here)}
    slowest, largest = max(lines, key=lambda line: line.seconds), max(lines, key=lambda line: line.peak)
    sheet = max((line for line in lines if line.name.rpartition(".")[2] in _SHEETS), key=lambda line: line.peak)
    rows = [
        f"| {line.name} | {line.kind} | {line.size / 1024:,.0f} | {line.reason} "
        f"| {told.get(here + line.name, 'NONE')} | {line.seconds:.1f} | {line.peak:.0f} |"
        for line in sorted(lines, key=lambda line: line.name)
    ]
    return "\n".join(
        [
            "# Hostile files",
            "",
            about,
            "",
            f"- files of the list: {len(lines)}; without an outcome in the published file: "
            f"{sum(here + line.name not in told for line in lines)}",
            f"- slowest: {slowest.kind}, {slowest.seconds:.1f} s; most memory: {largest.kind}, {largest.peak:.0f} MiB",
            f"- most memory of a workbook (to stay below {_SHEET_LIMIT:.0f}): {sheet.kind}, {sheet.peak:.0f} MiB",
            f"- entries that are no ordinary file, or have an odd name or place: {odd}, each with its outcome below",
            "",
            "| file | kind | KiB | reader | outcome of the run | s | peak MiB |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            "| entry | outcome of the run |",
            "|---|---|",
            *(f"| `{path}` | {reason} |" for path, reason in sorted(elsewhere.items())),
            "",
        ]
    )


def main() -> int:
    """Write, read, run, report; exit code 1 when an entry has no outcome or the run does not publish."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for files and warehouse; emptied first")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    shutil.rmtree(arguments.work, ignore_errors=True)
    raw, warehouse = arguments.work / "raw", arguments.work / "warehouse"
    kinds = write_files(raw)
    odd = write_odd_entries(raw)
    lines = []
    for line in read_each(raw, kinds):
        lines.append(line)
        sys.stdout.write(f"{line.name} {line.kind}: {line.reason}, {line.seconds:.1f} s, {line.peak:.0f} MiB\n")
        sys.stdout.flush()
    command = [str(Path(sys.executable).with_name("cchc")), "run", "--raw", str(raw), "--warehouse", str(warehouse)]
    done = measure(command, cwd=ROOT, environment=os.environ | {"COLUMNS": "120"})
    if done.code:
        sys.exit(done.output)
    told = ended(warehouse / "cchc.duckdb")
    about = (
        f"`python -m benchmarks.operations.hostile.run` ({datetime.now(UTC):%Y-%m-%d}), 2 processors, load "
        f"{done.load:.0f}: times are those of a busy machine. `cchc run` over the folder: exit code {done.code}, "
        f"{done.wall:.0f} s, {done.cpu:.0f} s of processor time, peak {done.peak_pss:.0f} MiB of the whole tree."
    )
    text = report(lines, told, odd, about)
    sys.stdout.write(text)
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")
    return int("NONE" in text)


if __name__ == "__main__":
    sys.exit(main())
