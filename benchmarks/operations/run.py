"""Measure a whole run at country size: ``python -m benchmarks.operations.run --work <folder> [--plans 3321]``.

Makes the plans once (``<work>/raw``), runs ``cchc run`` into an empty warehouse, then once more over the unchanged
files, and prints one line of JSON for each stage and each run: wall and processor seconds, pages per second, peak
memory of the whole tree of processes, load of the machine before. Processor seconds are what can be compared between
machines that do something else at the same time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pypdfium2

from benchmarks.operations.generate import COUNTRY, write_country
from benchmarks.operations.meter import Measured, measure
from benchmarks.operations.steps import steps

ROOT: Final = Path(__file__).resolve().parents[2]
_PROCESSORS: Final = 2


def main() -> None:
    """Run and print."""
    arguments = _arguments()
    raw, warehouse = arguments.work / "raw", arguments.work / "warehouse"
    if not raw.exists():
        write_country(raw, arguments.plans, jobs=_PROCESSORS)
    files = sorted(raw.rglob("*.pdf"))
    pages = sum(len(pypdfium2.PdfDocument(file)) for file in files)
    _print({"plans": len(files), "pages": pages, "MiB": round(sum(f.stat().st_size for f in files) / 1024**2)})
    if not arguments.keep:
        shutil.rmtree(warehouse, ignore_errors=True)
    for name in ("first run", "run over the unchanged files"):
        done = _run(raw, warehouse)
        for line in _stages(done, warehouse, pages):
            _print(line)
        _print({"run": name, **_figures(done), "last line": done.output.strip().splitlines()[-1][:120]})
        if done.code:
            sys.exit(done.output)


def _run(raw: Path, warehouse: Path) -> Measured:
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "run"]
    where = ["--raw", str(raw), "--warehouse", str(warehouse), "--workers", str(_PROCESSORS)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    (warehouse / "logs" / "last_run.log").unlink(missing_ok=True)
    return measure([*command, *where], cwd=ROOT, environment=environment)


def _figures(done: Measured) -> dict[str, object]:
    return {
        "exit code": done.code,
        "wall s": round(done.wall, 1),
        "cpu s": round(done.cpu, 1),
        "peak MiB": round(done.peak_pss),
        "peak RSS MiB": round(done.peak_rss),
        "load before": round(done.load, 1),
    }


def _stages(done: Measured, warehouse: Path, pages: int) -> Iterator[dict[str, object]]:
    """Sums over the steps of one name (a step runs once for each province)."""
    log = warehouse / "logs" / "last_run.log"
    found = list(steps(log)) if log.exists() else []
    for name in dict.fromkeys(step.name for step in found):
        mine = [step for step in found if step.name == name]
        spent = [done.between(step.start, step.end) for step in mine]
        wall, cpu = sum(step.end - step.start for step in mine), sum(cpu for cpu, _ in spent)
        rate = {"pages per s of 2 cpus": round(pages * _PROCESSORS / cpu)} if name in _PER_PAGE and cpu else {}
        about = {"steps": len(mine), "wall s": round(wall, 1), "cpu s": round(cpu, 1)}
        yield {"stage": name, **about, "peak MiB": round(max(peak for _, peak in spent)), **rate}


_PER_PAGE: Final = ("plan_documents", "plans")


def _print(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for the plans and the warehouse")
    parser.add_argument("--plans", type=int, default=COUNTRY, help="how many plans to make, spread over the country")
    parser.add_argument("--keep", action="store_true", help="keep the warehouse of an earlier run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
