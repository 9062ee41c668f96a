"""What a change costs: ``python -m benchmarks.operations.changes --work <folder> --base <tree of the build before>``.

The sample plans, one change after the other, each followed by ``cchc run``: the build before and this one in turn, each
on its own copy of the plans and its own warehouse. Prints one line of JSON for each run and a table of ratios at the
end. Processor seconds are of the whole tree of processes; they are what can be compared on a machine that does
something else at the same time. A tree is a folder with the code and its ``.venv``; without ``--base`` this tree alone.

Before the first run dbt's memory of each tree (``dbt_project/target``) is removed: a first run is the first of an
installation.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import shutil
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.operations.meter import Measured, measure

ROOT: Final = Path(__file__).resolve().parents[2]
_FOLDER: Final = Path("nghe-an") / "2026"
_MODEL: Final = "Anh Sơn - KH CCHC 2026.docx"
_NEW: Final = "KH CCHC 2026 xã Anh Sơn Đông.docx"


@dataclass
class Tree:
    """A build with its own plans and its own warehouse."""

    name: str
    root: Path
    work: Path
    figures: dict[str, Measured] = field(default_factory=dict)

    @property
    def raw(self) -> Path:
        return self.work / self.name / "raw"

    @property
    def warehouse(self) -> Path:
        return self.work / self.name / "warehouse"


def main() -> None:
    """Run and print."""
    arguments = _arguments()
    trees = [Tree("now", ROOT, arguments.work)]
    if arguments.base:
        trees.insert(0, Tree("before", arguments.base.resolve(), arguments.work))
    chosen = arguments.only.split(",") if arguments.only else list(_CHANGES)
    for name in chosen:
        for tree in trees:
            _CHANGES[name](tree)
            tree.figures[name] = _run(tree)
            _print({"change": name, "build": tree.name, **_figures(tree.figures[name])})
    for name in chosen:
        _print_ratios(name, trees, first=chosen[0])


def _fresh(tree: Tree) -> None:
    shutil.rmtree(tree.work / tree.name, ignore_errors=True)
    shutil.rmtree(tree.root / "dbt_project" / "target", ignore_errors=True)
    shutil.copytree(ROOT / "raw", tree.raw)


def _add(tree: Tree) -> None:
    _derive(tree, {"ANH SƠN": "ANH SƠN ĐÔNG", "Anh Sơn": "Anh Sơn Đông", "Số: 22/": "Số: 27/"})


def _replace(tree: Tree) -> None:
    _derive(tree, {"ANH SƠN": "ANH SƠN ĐÔNG", "Anh Sơn": "Anh Sơn Đông", "Số: 22/": "Số: 28/"})


def _derive(tree: Tree, words: dict[str, str]) -> None:
    """The new file: a sample with other words in it.

    Raises:
        SystemExit: the sample does not have the words; a change that changes nothing measures nothing.
    """
    source, target = tree.raw / _FOLDER / _MODEL, tree.raw / _FOLDER / _NEW
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                # the sample is written with separate accents
                text = unicodedata.normalize("NFC", content.decode())
                for before, after in words.items():
                    if before not in text:
                        sys.exit(f"{source}: no {before!r} in it")
                    text = text.replace(before, after)
                content = text.encode()
            new.writestr(entry, content)


def _remove(tree: Tree) -> None:
    (tree.raw / _FOLDER / _NEW).unlink()


def _correct(tree: Tree) -> None:
    digest = hashlib.sha256((tree.raw / _FOLDER / _MODEL).read_bytes()).hexdigest()[:16]
    row = {
        "source_path": (_FOLDER / _MODEL).as_posix(),
        "field": "document_number",
        "old_value": "22/KH-UBND",
        "decision": "sửa",
        "new_value": "23/KH-UBND",
        "author": "Benchmark",
        "decided_on": "15/01/2026",
        "reason": "đo thời gian",
        "document_id": f"vb-{digest}",
        "item": "document",
    }
    _write_rows(tree.raw / "nghe-an" / "corrections" / "ra-soat-do.csv", row)


def _describe(tree: Tree) -> None:
    _write_rows(tree.raw / _FOLDER / "manifest.csv", {"file_name": _MODEL, "received_on": "2026-01-20"})


def _write_rows(path: Path, row: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(row))
        writer.writeheader()
        writer.writerow(row)


def _nothing(_: Tree) -> None:
    """The files stay as they are."""


_CHANGES: Final[dict[str, Callable[[Tree], None]]] = {
    "first run": _fresh,
    "one new file": _add,
    "one replaced": _replace,
    "one removed": _remove,
    "one correction": _correct,
    "one manifest row": _describe,
    "nothing": _nothing,
}


def _run(tree: Tree) -> Measured:
    command = [str(tree.root / ".venv" / "bin" / "cchc"), "run"]
    where = ["--raw", str(tree.raw), "--warehouse", str(tree.warehouse)]
    done = measure([*command, *where], cwd=tree.root, environment=os.environ | {"COLUMNS": "120"})
    if done.code:
        sys.exit(done.output)
    return done


def _figures(done: Measured) -> dict[str, object]:
    return {
        "wall s": round(done.wall, 1),
        "cpu s": round(done.cpu, 1),
        "peak MiB": round(done.peak_pss),
        "load before": round(done.load, 1),
    }


def _print_ratios(name: str, trees: list[Tree], *, first: str) -> None:
    if len(trees) < 2:
        return
    before, now = (tree.figures for tree in trees)
    _print(
        {
            "change": name,
            "cpu now/before": round(now[name].cpu / before[name].cpu, 3),
            "cpu now/first run before": round(now[name].cpu / before[first].cpu, 3),
            "wall now/before": round(now[name].wall / before[name].wall, 3),
            "memory now/before": round(now[name].peak_pss / max(1.0, before[name].peak_pss), 2),
        }
    )


def _print(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for plans and warehouses")
    parser.add_argument("--base", type=Path, help="tree of the build to compare with")
    parser.add_argument("--only", help="comma-separated changes: " + ", ".join(_CHANGES))
    return parser.parse_args()


if __name__ == "__main__":
    main()
