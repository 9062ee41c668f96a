"""Compares data of the recogniser on drawn scans: letters wrong, cells found, seconds.

    .venv/bin/python benchmarks/reading/recognisers.py --data NAME=FOLDER [--data NAME=FOLDER …] [--out FILE.md]

Each folder holds a ``vie.traineddata``. Every set of data reads the same files, file by file in turn, in a process of
its own; the truth is the born-digital print of the same pages. ``--other`` is another build of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from arrival import scans
from rapidfuzz.distance import Levenshtein

from pipelines.model.document import Table
from pipelines.reading.pdf_file import read_pdf

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent


def _read(path: Path) -> tuple[str, int, float]:
    """(words in reading order, cells, processor seconds) of one file."""
    began = time.process_time()
    document = read_pdf(path)
    used = time.process_time() - began
    parts = [
        text
        for block in document.blocks
        for text in ([cell.text for cell in block.cells] if isinstance(block, Table) else [block.text])
    ]
    return " ".join(" ".join(parts).split()), sum(len(table.cells) for table in document.tables), used


def _child() -> None:
    """Read the files named on standard input, one answer a line."""
    for line in sys.stdin:
        print(json.dumps(_read(Path(line.strip()))), flush=True)


class Reader:
    """A process that reads with one set of data."""

    def __init__(self, tree: Path, folder: Path) -> None:
        environment = {**os.environ, "TESSDATA_PREFIX": str(folder), "OMP_THREAD_LIMIT": "1", "PYTHONPATH": str(tree)}
        command = [str(_ROOT / ".venv" / "bin" / "python"), str(Path(__file__).resolve()), "--child"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def read(self, path: Path) -> tuple[str, int, float]:
        """As :func:`_read`, in the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        text, cells, used = json.loads(self._process.stdout.readline())
        return text, cells, used

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def compare(folder: Path, readers: dict[str, Reader], plans: int, looks: Sequence[scans.Look]) -> list[str]:
    """Draw the pages, read them with every reader; Markdown rows."""
    rows = [
        "| pages | dpi | read by | letters wrong | of | cells | of | s/page |",
        "|" + "---|" * 8,
    ]
    prints = []
    for index in range(plans):
        path = folder / f"print-{index}.pdf"
        path.write_bytes(scans.printed(scans.recipe_of(index)))
        prints.append((path, _read(path)))
    for reader in readers.values():
        reader.read(prints[0][0])
    for look in looks:
        for dpi in (150, 200, 300):
            wrong = {name: [0, 0, 0.0] for name in readers}
            for index, (path, truth) in enumerate(prints):
                file = folder / f"{look.name}-{dpi}-{index}.pdf"
                file.write_bytes(scans.scanned(path.read_bytes(), look, dpi, 10 * index))
                for name, reader in readers.items():
                    text, cells, used = reader.read(file)
                    found = (Levenshtein.distance(truth[0], text), cells, used)
                    wrong[name] = [a + b for a, b in zip(wrong[name], found, strict=True)]
            letters, cells = sum(len(truth[0]) for _, truth in prints), sum(truth[1] for _, truth in prints)
            rows += [
                f"| {look.name} | {dpi} | {name} | {errors:.0f} | {letters} | {found:.0f} | {cells} |"
                f" {used / (2 * plans):.2f} |"
                for name, (errors, found, used) in wrong.items()
            ]
            print(rows[-1], file=sys.stderr)
    return rows


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--other", action="append", default=[], type=Path, help="another build, with the first data")
    parser.add_argument("--plans", type=int, default=2)
    parser.add_argument("--looks", default=",".join(look.name for look in scans.LOOKS))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.child:
        _child()
        return 0
    named = [one.split("=", 1) for one in args.data]
    readers = {name: Reader(_ROOT, Path(folder)) for name, folder in named}
    readers |= {f"{named[0][0]}, {tree.name}": Reader(tree, Path(named[0][1])) for tree in args.other}
    looks = [look for look in scans.LOOKS if look.name in args.looks.split(",")]
    with tempfile.TemporaryDirectory() as name:
        text = "\n".join(compare(Path(name), readers, args.plans, looks)) + "\n"
    for reader in readers.values():
        reader.close()
    print(text)
    if args.out:
        args.out.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
