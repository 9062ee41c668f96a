"""Draws documents as they really arrive, reads them, and writes how much came back.

    .venv/bin/python benchmarks/reading/arrive.py [--sets NAME,NAME] [--other TREE] [--out FILE.md]

Sets of tables tell cells and rows, sets of text words, paragraphs, number and date.
``--other`` is another build of the project with an environment of its own, read beside this one on the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from arrival import aged_prose, prose, rows, sheets
from scoring import align, concatenated, grid_from_cells, grid_from_truth
from stitching import bare, fold
from wording import Wording, wording

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent

SETS: dict[str, tuple[str, Callable[[Path], list[dict[str, Any]]]]] = {
    "rows_drawn": ("rows over page feet, no line alone", partial(rows.drawn, heights=20, seed=8300, keep_rows=0.0)),
    "rows_kept": ("no row cut", partial(rows.drawn, heights=10, seed=8700, keep_rows=1.0)),
    "sheets": ("sheets printed in parts", partial(sheets.printed, variants=6, seed=8400)),
    "rows_office": ("rows over page feet, by LibreOffice", partial(rows.office, heights=10, seed=8100)),
}
TEXT_SETS: dict[str, tuple[str, Callable[[Path], list[dict[str, Any]]]]] = {
    "prose": ("plans of text, half of them signed", partial(prose.written, documents=60, seed=8900)),
    "curved": (
        "the same as bent scans, 200 dpi",
        partial(aged_prose.photographed, look="curved", documents=4, seed=9100),
    ),
    "pixels": ("the same, pages in pixels", partial(aged_prose.photographed, look="pixels", documents=4, seed=9200)),
    "old": ("the same in TCVN3 and VNI fonts", partial(aged_prose.in_old_letters, documents=30, seed=9300)),
}


_TABLE_HEAD = (
    "| set | read by | documents | cells | rows exact | row count exact | processor seconds |",
    "|" + "---|" * 7,
)
_TEXT_HEAD = (
    "| set | read by | documents | pages | words glued or split | words otherwise wrong | paragraphs cut or joined |"
    " number and date | processor seconds |",
    "|" + "---|" * 9,
)


@dataclass
class Figures:
    """Counts; they add up over documents."""

    documents: int = 0
    pages: int = 0
    cells: int = 0  # printed cells of the truth
    cells_right: int = 0  # same letters, in the right row and column
    rows: int = 0
    rows_right: int = 0  # every cell right, in place and extent
    counts_right: int = 0  # documents with exactly as many rows as were laid out

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def figures(truth: dict[str, Any], found: Sequence[Any], pages: int) -> tuple[Figures, list[str]]:
    """Figures of one document, and what is wrong in words."""
    wanted = concatenated([grid_from_truth(table) for table in truth["tables"]])
    given = concatenated([grid_from_cells(cells) for cells in found])
    pairs = align(wanted.rows(), given.rows())
    at = {(cell.row, cell.column): cell for cell in given.cells}
    result = Figures(documents=1, pages=pages, counts_right=int(wanted.row_count == given.row_count))
    wrong_rows: set[int] = set()
    notes = []
    for cell in wanted.cells:
        other = at.get((pairs.get(cell.row, -1), cell.column))
        same = other is not None and bare(other.text) == bare(cell.text)
        if not same or other is None or (other.rows, other.columns) != (cell.rows, cell.columns):
            wrong_rows.add(cell.row)
            notes.append(f"row {cell.row} column {cell.column}: {cell.text!r} ≠ {other.text if other else None!r}")
        if fold(cell.text):
            result.cells += 1
            result.cells_right += same
    result.rows = wanted.row_count
    result.rows_right = wanted.row_count - len(wrong_rows)
    return result, notes


def read(tree: Path, folder: Path, reader: str = "ours") -> dict[str, Any]:
    """Everything under ``folder`` as the build in ``tree`` reads it."""
    out = folder / f"read-{tree.name}.json"
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [str(tree / ".venv" / "bin" / "python"), str(_HERE / "readers.py"), reader, str(folder), str(out)]
    subprocess.run(command, check=True, env=environment, cwd=tree)
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def measure(name: str, folder: Path, trees: Sequence[Path], *, show: int) -> list[str]:
    """Draw one set and read it; a Markdown row for each build."""
    folder.mkdir(parents=True, exist_ok=True)
    title, build = SETS[name]
    truth = build(folder)
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False))
    lines = []
    for tree in trees:
        found = read(tree, folder)
        total = Figures()
        for document in truth:
            tables = found["results"][document["file"]].get("tables", [])
            part, notes = figures(document, tables, document.get("page_count", 0))
            total += part
            for note in notes[:3] if tree == _ROOT and show > 0 else []:
                show -= 1
                print(f"{name} {document['file']}: {note}", file=sys.stderr)
        label = "this build" if tree == _ROOT else "the other build"
        seconds = sum(found["cpu"].values())
        lines.append(f"| {title} | {label} | {total.documents} | {_share(total.cells_right, total.cells)} |")
        lines[-1] += (
            f" {_share(total.rows_right, total.rows)} | {total.counts_right}/{total.documents} | {seconds:.1f} |"
        )
    return lines


def measure_text(name: str, folder: Path, trees: Sequence[Path], *, show: int) -> list[str]:
    """Draw one set of texts and read it; a Markdown row for each build."""
    folder.mkdir(parents=True, exist_ok=True)
    title, build = TEXT_SETS[name]
    truth = build(folder)
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False))
    lines = []
    for tree in trees:
        found = read(tree, folder, "ours_text")
        total = Wording()
        known = 0
        for document in truth:
            given = found["results"][document["file"]]
            part = wording(document["paragraphs"], given.get("paragraphs", []))
            total += part
            right = [given.get(key) == document[key] for key in ("number", "issued_on")]
            known += sum(right)
            notes = part.notes + ([] if all(right) else [f"{given.get('number')} {given.get('issued_on')}"])
            for note in notes if tree == _ROOT and show > 0 else []:
                show -= 1
                print(f"{name} {document['file']}: {note}", file=sys.stderr)
        label = "this build" if tree == _ROOT else "the other build"
        pages = sum(document["page_count"] for document in truth)
        lines.append(
            f"| {title} | {label} | {len(truth)} | {pages} | {total.apart} of {total.words} | {total.wrong} |"
            f" {total.cut} of {total.paragraphs} | {_share(known, 2 * len(truth))} | {sum(found['cpu'].values()):.1f} |"
        )
    return lines


def _share(right: int, asked: int) -> str:
    return f"{right / asked:.4f} of {asked}" if asked else "–"


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=",".join([*SETS, *TEXT_SETS]))
    parser.add_argument("--other", type=Path, action="append", default=[], help="another build to read the same files")
    parser.add_argument("--work", type=Path, help="where to draw; a temporary folder without it")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many differences")
    args = parser.parse_args(argv)
    asked = args.sets.split(",")
    with tempfile.TemporaryDirectory() as name:
        work = args.work or Path(name)
        trees = [_ROOT, *args.other]
        tables = [line for part in asked if part in SETS for line in measure(part, work / part, trees, show=args.show)]
        texts = [
            line
            for part in asked
            if part in TEXT_SETS
            for line in measure_text(part, work / part, trees, show=args.show)
        ]
    parts = [[*head, *lines] for head, lines in ((_TABLE_HEAD, tables), (_TEXT_HEAD, texts)) if lines]
    text = "\n\n".join("\n".join(part) for part in parts) + "\n"
    print(text)
    if args.out:
        args.out.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
