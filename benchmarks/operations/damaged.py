"""A damaged warehouse: ten damages of every kind of file, and what a run makes of each.

    python -m benchmarks.operations.damaged --work <folder> [--report <file>] [--whole] [--only DAMAGES] [--kinds KINDS]

A small warehouse is made by the whole command. For each kind of file below it and each damage a copy is damaged, looked
at as ``cchc run`` looks (heal, then compare with what was published), and the partitions that lost something are
registered, read and understood again. Afterwards nothing may be left to heal and no partition may lack anything. With
``--whole`` the whole command runs, Dagster, dbt, publication and reports included, and the published file has to have
the content of the sound one. Every run is a fork of a process that has the modules loaded; time and peak memory are
those of the fork.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
from rich.console import Console

from benchmarks.operations.kills import finish, make_corpus, start
from pipelines.settings import Settings
from pipelines.stages.heal import heal_warehouse, unfinished_partitions
from pipelines.stages.healed import Healed, healed_earlier, remember_healed
from pipelines.stages.progress import Silent
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.unchanged import keep_if_unchanged
from pipelines.stages.understand import understand_partition
from pipelines.warehouse.publication.copy import content_hashes

KINDS: Final[dict[str, str]] = {
    "files of a partition": "lake/register/*/*/files.parquet",
    "readings": "lake/read/*/*/readings.parquet",
    "rows of plans": "lake/plans/*/*/documents.parquet",
    "understood plans": "lake/plans/*/*/understood.parquet",
    "mark of a whole partition": "lake/plans/*/*/_COMPLETE",
    "registry of files": "lake/registry/*/*/sightings.parquet",
    "history: runs": "lake/history/*/runs.parquet",
    "history: findings": "lake/history/*/findings.parquet",
    "history: checks": "lake/history/*/checks.parquet",
    "hashes of files": "registry/hashes/*/*.json",
    "what a sensor saw": "registry/looks.json",
    "log of the last run": "logs/last_run.log",
    "record of healing": "logs/healed.jsonl",
    "Dagster's tables": ".dagster/**/*.db",
    "Dagster's settings": ".dagster/dagster.yaml",
    "manifest of a version": "versions/cchc-*.json",
    "a version": "versions/cchc-*.duckdb",
    "page of changes": "versions/changes-*.html",
    "export of a version": "versions/parquet-*/core/dim_document.parquet",
    "published file": "cchc.duckdb",
    "reports: home": "reports/index.html",
    "reports: a province": "reports/*/index.html",
    "reports: quality": "reports/data_quality/index.html",
    "a dead build": "build/dead.duckdb",
    "owner of a dead build": "build/dead.owner",
    "lock": ".lock",
}


def _folder(path: Path) -> None:
    path.unlink()
    (path / "x").mkdir(parents=True)


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def _middle(path: Path, filling: bytes) -> bytes:
    data = path.read_bytes()
    return data[: len(data) // 3] + filling * (len(data) // 3) + data[2 * (len(data) // 3) :]


def _flipped(path: Path) -> bytes:
    data = bytearray(path.read_bytes()) or bytearray(1)
    data[len(data) // 2] ^= 0xFF
    return bytes(data)


DAMAGES: Final[dict[str, Callable[[Path], object]]] = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "without its end": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "empty": lambda path: path.write_bytes(b""),
    "rubbish": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "other text": lambda path: path.write_bytes("không phải tệp này\n".encode()),
    "zeros in the middle": lambda path: path.write_bytes(_middle(path, b"\0")),
    "one byte another": lambda path: path.write_bytes(_flipped(path)),
    "a folder in its place": _folder,
    "a link to nowhere in its place": _link,
    "missing": lambda path: path.unlink(),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What a run made of one damage."""

    kind: str
    damage: str
    code: int
    said: str
    differs: str
    seconds: float
    peak: float  # MiB


def make_sound(work: Path) -> Settings:
    """The small warehouse, made by the whole command, and files that only some runs leave."""
    settings = Settings(work / "raw", work / "sound", workers=1)
    if settings.paths.published.exists():
        return settings
    raw = settings.raw
    make_corpus(raw)
    for plan in sorted(raw.rglob("*.docx"))[2:]:
        plan.unlink()
    if finish(start(settings)) != 0:
        raise SystemExit("the undisturbed run failed; see sound/logs/last_run.log")
    root = settings.warehouse
    remember_healed(root, [Healed("lake/x", "được làm lại từ tệp kế hoạch")], datetime.now(UTC))
    (root / "registry" / "looks.json").write_text('{"format": 1, "partitions": {}}', encoding="utf-8")
    (root / "build" / "dead.duckdb").write_bytes(b"left by a run that died" * 100)
    (root / "build" / "dead.owner").write_text("999999", encoding="utf-8")
    return settings


def cases(work: Path, sound: Settings, chosen: argparse.Namespace) -> Iterator[Case]:
    """Every kind of file with every damage."""
    expected = content_hashes(sound.paths.published)
    kinds = chosen.kinds.split(",") if chosen.kinds else KINDS
    damages = chosen.only.split(",") if chosen.only else DAMAGES
    for kind in kinds:
        found = sorted(sound.warehouse.glob(KINDS[kind]))
        if not found:
            raise SystemExit(f"the sound warehouse has no {kind} ({KINDS[kind]})")
        for damage in damages:
            root = work / "damaged"
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(sound.warehouse, root)
            DAMAGES[damage](root / found[0].relative_to(sound.warehouse))
            settings = Settings(sound.raw, root, workers=1)
            code, seconds, peak = _fork(settings, whole=chosen.whole)
            left = _differs(settings, expected) if chosen.whole else _left(settings)
            yield Case(kind, damage, code, _said(root), left, seconds, peak)


def _fork(settings: Settings, *, whole: bool) -> tuple[int, float, float]:
    """Run in a fork; exit code, seconds and peak MiB."""
    began = time.monotonic()
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        os._exit(_work(settings, whole=whole))
    _, status, usage = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - began, usage.ru_maxrss / 1024


def _work(settings: Settings, *, whole: bool) -> int:
    from pipelines.cli.run import run_command  # noqa: PLC0415 - loaded before the fork

    try:
        with (settings.raw.parent / "said.txt").open("w", encoding="utf-8") as said:
            if whole:
                return run_command(settings, None, None, Console(file=said, width=200))
            keep_if_unchanged(settings)
            for key in unfinished_partitions(settings.lake):
                register_partition(settings, key, Silent(), run_id="damaged")
                read_partition(settings, key, Silent(), run_id="damaged")
                understand_partition(settings, key, Silent(), run_id="damaged")
            return 0
    except BaseException:  # the fork must end here, and its trace be read
        (settings.raw.parent / "failure.txt").write_text(traceback.format_exc(), encoding="utf-8")
        return 99


def _left(settings: Settings) -> str:
    """What is not whole yet."""
    again = heal_warehouse(settings.paths, now=datetime.now(UTC))
    lacking = unfinished_partitions(settings.lake)
    return ", ".join([*(one.place for one in again), *(f"{key.province_slug}/{key.plan_year}" for key in lacking)])


def _said(root: Path) -> str:
    told = healed_earlier(root)
    new = [entry.what for entry in told if entry.what.place != "lake/x"]
    return "; ".join(f"{one.lost_vi}{' (set aside)' if one.kept_at else ''}" for one in new) or "nothing to heal"


def _differs(settings: Settings, expected: dict[str, str]) -> str:
    try:
        found = content_hashes(settings.paths.published)
    except (duckdb.Error, OSError) as error:
        return f"{type(error).__name__}"
    return ", ".join(sorted(name for name in expected if found.get(name) != expected[name]))


def report(found: list[Case], about: str) -> str:
    """The figures as Markdown."""
    bad = [case for case in found if case.code or case.differs]
    return "\n".join(
        [
            "# A damaged warehouse",
            "",
            about,
            "",
            f"- cases: {len(found)} ({len({case.kind for case in found})} kinds of file, "
            f"{len({case.damage for case in found})} damages)",
            f"- other exit code than 0, or something not whole, or of other content, afterwards: {len(bad)}",
            f"- slowest {max(case.seconds for case in found):.1f} s, "
            f"most memory {max(case.peak for case in found):.0f} MiB",
            "",
            "| kind of file | damage | exit code | healed | s | peak MiB |",
            "|---|---|---|---|---|---|",
            *(
                f"| {case.kind} | {case.damage} | {case.code}{f' (left: {case.differs})' if case.differs else ''} | "
                f"{case.said} | {case.seconds:.1f} | {case.peak:.0f} |"
                for case in found
            ),
            "",
        ]
    )


def main() -> int:
    """Damage, run, report; exit code 1 when a case did not end well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for plans and warehouses")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--whole", action="store_true", help="run the whole command, with dbt and reports")
    parser.add_argument("--only", default="", help="comma-separated damages: " + ", ".join(DAMAGES))
    parser.add_argument("--kinds", default="", help="comma-separated kinds: " + ", ".join(KINDS))
    arguments = parser.parse_args()
    import great_expectations  # noqa: F401, PLC0415 - before the forks

    import pipelines.cli.run  # noqa: PLC0415
    import pipelines.orchestration.run  # noqa: F401, PLC0415

    began = time.monotonic()
    sound = make_sound(arguments.work)
    found = []
    for case in cases(arguments.work, sound, arguments):
        found.append(case)
        sys.stdout.write(f"{case.kind}, {case.damage}: {case.code} {case.differs} {case.said} {case.seconds:.1f} s\n")
        sys.stdout.flush()
        failure = arguments.work / "failure.txt"
        if failure.is_file():
            sys.stdout.write(failure.read_text(encoding="utf-8"))
            failure.unlink()
    whole = " --whole" if arguments.whole else ""
    about = (
        f"`python -m benchmarks.operations.damaged{whole}` ({datetime.now(UTC):%Y-%m-%d}): "
        f"{(time.monotonic() - began) / 60:.0f} minutes, shared machine, load {os.getloadavg()[0]:.0f}."
    )
    text = report(found, about)
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return int(any(case.code or case.differs for case in found))


if __name__ == "__main__":
    sys.exit(main())
