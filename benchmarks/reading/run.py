"""Reads one generated set with our reader and with its peers, and writes the figures side by side.

    .venv/bin/python benchmarks/reading/run.py [--out benchmarks/reading/results.md]

See README.md beside this file for what each figure means and how the peers' environment is made.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dataset import build
from scoring import Score, grid_from_cells, score
from stitching import stitch

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent
_OURS = ("ours", "ours_pages", "pdfium_cells")
_LABELS = {
    "ours": "this project, whole document",
    "ours_pages": "this project, pages only",
    "pdfplumber_spans": "pdfplumber, spans from its cell boxes",
    "pdfplumber_tables": "pdfplumber `extract_tables()`",
    "camelot": "camelot lattice, vector engine",
    "tabula": "tabula lattice",
    "img2table": "img2table",
    "pdfium_text": "pypdfium2, bare text (floor)",
}
_SLOW_STYLE = "dotted"
_FIGURES = ("cells", "letters", "rowspans", "cut rows", "row counts")


@dataclass(frozen=True)
class Place:
    """Where things are and how children run."""

    work: Path
    peers: Path
    cpu: int

    @property
    def set(self) -> Path:
        """Folder of the drawn files."""
        return self.work / "set"

    def run(self, reader: str, out: Path, *extra: str) -> dict[str, Any]:
        """One reader in a process of its own on one core; what it wrote."""
        python = Path(sys.executable) if reader in _OURS else self.peers / "bin" / "python"
        command = ["taskset", "-c", str(self.cpu), str(python), str(_HERE / "readers.py"), reader]
        environment = {**os.environ, "PYTHONPATH": str(_ROOT) if reader in _OURS else "", "OMP_NUM_THREADS": "1"}
        subprocess.run(
            [*command, str(self.set), str(out), *extra], check=True, env=environment, stderr=subprocess.DEVNULL
        )
        found: dict[str, Any] = json.loads(out.read_text())
        return found


def scores(truth: Sequence[dict[str, Any]], results: dict[str, Any]) -> tuple[dict[str, Score], list[str]]:
    """Scores of one reading by style, and what was wrong in words."""
    styles: dict[str, Score] = {}
    notes: list[str] = []
    for document in truth:
        found = results[document["file"]]
        if "tables" in found:
            grids = [grid_from_cells(cells) for cells in found["tables"]]
        else:
            grids = stitch({int(number): tables for number, tables in found.items()})
        result, wrong = score(document["tables"], grids)
        styles[document["style"]] = styles.get(document["style"], Score()) + result
        notes += [f"{document['file']} ({document['style']}): {words}" for words in wrong[:3]]
    return styles, notes


def timing_files(truth: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One document of each style, layouts in turn."""
    chosen: dict[str, dict[str, Any]] = {}
    for number, style in enumerate(dict.fromkeys(document["style"] for document in truth)):
        of_style = [document for document in truth if document["style"] == style]
        chosen[style] = of_style[number % min(4, len(of_style))]
    return list(chosen.values())


def speed(documents: Sequence[dict[str, Any]], cpu: dict[str, float], *, every_page: bool) -> float:
    """Pages per second of processor time."""
    pages = sum(document["page_count"] if every_page else len(document["table_pages"]) for document in documents)
    return pages / sum(cpu[document["file"]] for document in documents)


def share(value: float | None) -> str:
    """A share as printed; – where nothing was asked."""
    if value is None:
        return "–"
    return "1" if value == 1 else f"{value:.4f}" if value > 0.99 else f"{value:.3f}"


def _accuracy_row(name: str, styles: dict[str, Score]) -> str:
    total = sum(styles.values(), Score()).figures
    special = [styles.get(style, Score()).figures["cells"] for style in (_SLOW_STYLE, "jittered", "LibreOffice")]
    return " | ".join([f"| {_LABELS[name]}", *(share(total[key]) for key in _FIGURES), *map(share, special)]) + " |"


def accuracy_table(found: dict[str, dict[str, Score]]) -> list[str]:
    """Markdown rows: all styles together, and cells of three of them."""
    head = "| reader | cells exact | without blanks | rowspans | cut rows rejoined | row count exact |"
    head += " cells, dotted | cells, jittered | cells, LibreOffice |"
    return [head, "|" + "---|" * 9, *(_accuracy_row(name, styles) for name, styles in found.items())]


def speed_table(truth: Sequence[dict[str, Any]], timed: dict[str, dict[str, Any]]) -> list[str]:
    """Markdown rows: pages per second and memory."""
    documents = timing_files(truth)
    plain = [document for document in documents if document["style"] != _SLOW_STYLE]
    dotted = [document for document in documents if document["style"] == _SLOW_STYLE]
    rows = ["| reader | pages/s | pages/s, dotted rules | peak memory beyond libraries, MB |", "|---|---|---|---|"]
    for name, figures in timed.items():
        whole = name == "ours"
        fast = speed(plain, figures["cpu"], every_page=whole)
        slow = speed(dotted, figures["cpu"], every_page=whole)
        rows.append(f"| {_LABELS[name]} | {fast:.1f} | {slow:.1f} | {figures['peak_kb'] / 1024:.0f} |")
    return rows


def style_table(styles: dict[str, Score]) -> list[str]:
    """Markdown rows of one reader, style by style."""
    rows = ["| drawing | documents | cells | " + " | ".join(_FIGURES) + " |", "|" + "---|" * (3 + len(_FIGURES))]
    for style, result in styles.items():
        figures = " | ".join(share(result.figures[key]) for key in _FIGURES)
        rows.append(f"| {style} | {result.documents} | {result.cells} | {figures} |")
    return rows


def machine() -> str:
    """The class of the machine, in neutral words."""
    cores = os.cpu_count()
    return (
        f"{cores} shared server cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    )


def timed_rounds(
    place: Place, readers: Sequence[str], truth: Sequence[dict[str, Any]], rounds: int
) -> dict[str, dict[str, Any]]:
    """Best time of each document over rounds in which the readers take turns; the largest memory."""
    files = ",".join(document["file"] for document in timing_files(truth))
    best: dict[str, dict[str, Any]] = {}
    for _ in range(rounds):
        for reader in readers:
            now = place.run(reader, place.work / f"{reader}.time.json", "--files", files, "--measure")
            kept = best.setdefault(reader, now)
            kept["cpu"] = {file: min(spent, kept["cpu"][file]) for file, spent in now["cpu"].items()}
            kept["peak_kb"] = max(kept["peak_kb"], now["peak_kb"])
    return best


def memory_line(place: Place, truth: Sequence[dict[str, Any]]) -> str:
    """One worker over the whole set: resident memory as pages go by."""
    trace = place.run("ours", place.work / "memory.json", "--measure")
    pages = 0
    steps = []
    for document, resident in zip(truth, trace["resident_kb"], strict=True):
        before, pages = pages, pages + document["page_count"]
        if pages // 200 > before // 200:
            steps.append(f"{pages}: {resident / 1024:.0f}")
    return f"peak {trace['peak_kb'] / 1024:.0f} MB; resident after pages: {', '.join(steps)} MB"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=_HERE / ".work", help="folder for the set and the readings")
    parser.add_argument("--peers", type=Path, default=_HERE / ".peers", help="the peers' environment")
    parser.add_argument("--readers", default=",".join(_LABELS), help="comma list")
    parser.add_argument("--copies", type=int, default=2, help="plans per drawing style and layout")
    parser.add_argument("--rounds", type=int, default=3, help="timing rounds; the best of each document counts")
    parser.add_argument("--cpu", type=int, default=0, help="the core that readers are pinned to")
    parser.add_argument("--out", type=Path, help="markdown file; standard output without it")
    parser.add_argument("--notes", type=int, default=0, help="show so many wrong cells of our readers")
    parser.add_argument(
        "--reuse", action="store_true", help="take the set and the readings that lie in the work folder already"
    )
    return parser


def _readings(place: Place, readers: Sequence[str], *, reuse: bool) -> dict[str, dict[str, Any]]:
    found = {}
    for reader in readers:
        out = place.work / f"{reader}.json"
        found[reader] = json.loads(out.read_text()) if reuse and out.exists() else place.run(reader, out)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    place = Place(args.work.resolve(), args.peers.resolve(), args.cpu)
    place.work.mkdir(parents=True, exist_ok=True)
    if not (args.reuse and (place.set / "truth.json").exists()):
        build(place.set, _ROOT / "raw", copies=args.copies)
    truth = json.loads((place.set / "truth.json").read_text())
    readers = [name for name in args.readers.split(",") if name]
    readings = _readings(place, readers, reuse=args.reuse)
    judged = {name: scores(truth, readings[name]["results"]) for name in readers if name != "pdfium_text"}
    timed = timed_rounds(place, readers, truth, args.rounds)
    pages = sum(len(document["table_pages"]) for document in truth)
    lines = [
        f"{datetime.datetime.now(datetime.UTC).date()}, {machine()}; {len(truth)} documents, {pages} table pages.",
        "",
        *accuracy_table({name: styles for name, (styles, _) in judged.items()}),
        "",
        f"Time of the processor on one core, best of {args.rounds} rounds in turn, on a machine that others use too:",
        "",
        *speed_table(truth, timed),
    ]
    if "ours" in readers:
        lines += ["", f"One worker over the whole set: {memory_line(place, truth)}.", ""]
        lines += ["This project, drawing by drawing:", "", *style_table(judged["ours"][0])]
    text = "\n".join(lines) + "\n"
    if args.out:
        args.out.write_text(text)
    sys.stdout.write(text)
    for name in set(_OURS) & set(judged):
        sys.stderr.write("".join(f"{name}: {note}\n" for note in judged[name][1][: args.notes]))
    for name, reading in readings.items():
        sys.stderr.write("".join(f"{name} failed on {file}: {why}\n" for file, why in reading["failures"].items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
