"""Text layers that lie, and scans: what our reader gets out of them, beside a stock reader.

    .venv/bin/python benchmarks/reading/damaged.py [--out benchmarks/reading/results-damaged.md]

Damage is done to generated files: every face's map from codes to letters says something else for one letter, the
drawn page stays as it was. Scans are the generator's own (200 dpi, grey, slightly turned, noisy, JPEG).
"""

from __future__ import annotations

import argparse
import datetime
import io
import json
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
from dataset import STYLES, DocumentTruth, draw, recipe_of, recorded
from rapidfuzz.distance import Levenshtein
from run import Place, machine, scores, share
from scoring import Score, align, concatenated, grid_from_cells, grid_from_truth
from stitching import fold

from pipelines.samples.compose import compose
from pipelines.samples.model import Table
from pipelines.samples.render.scan import render_scan

_HERE = Path(__file__).resolve().parent
_REPAIRS = ("lost_glyphs", "homoglyph")


@dataclass(frozen=True)
class Damage:
    """One letter whose code says something else."""

    name: str
    letter: str
    says: str


DAMAGES = (
    Damage("V says a blank", "V", " "),
    Damage("Đ says a blank", "Đ", " "),
    Damage("P says a blank", "P", " "),
    Damage("C says Cyrillic С", "C", "\u0421"),
    Damage("ă says a", "ă", "a"),
    Damage("ộ says a private code", "ộ", "\ue0d9"),
    Damage("sound", "", ""),
)


def damaged(data: bytes, damage: Damage) -> bytes:
    """The file with one letter's entries changed in every ToUnicode map."""
    if not damage.letter:
        return data
    entry = re.compile(rb"(<[0-9A-F]{4}> )<%04X>" % ord(damage.letter))
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                says = b"<%04X>" % ord(damage.says)
                item.ToUnicode.write(
                    entry.sub(lambda match, says=says: match.group(1) + says, item.ToUnicode.read_bytes())
                )
        pdf.save(buffer, static_id=True)
    return buffer.getvalue()


def build_damaged(folder: Path) -> list[DocumentTruth]:
    """Every damage in one document of each layout; the same four documents for all."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for index, layout in enumerate("ABCD"):
        recipe = recipe_of(STYLES[0], layout, index)
        data, page_count, tables = draw(compose(recipe), STYLES[0], recipe.seed)
        pages = sorted({page for table in tables for page in table.pages})
        for number, damage in enumerate(DAMAGES):
            name = f"{number}{layout}.pdf"
            (folder / name).write_bytes(damaged(data, damage))
            found.append(DocumentTruth(name, damage.name, layout, page_count, pages, tables, cuts_known=True))
    _write_truth(folder, found)
    return found


def build_scans(folder: Path) -> list[DocumentTruth]:
    """The annex of a short plan of each layout, scanned."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for index, layout in enumerate("ABCD"):
        recipe = recipe_of(STYLES[0], layout, index)
        sample = compose(replace(recipe, options=recipe.options | {"small"}))
        sample.blocks = [block for block in sample.blocks if isinstance(block, Table)]
        with recorded() as tables:
            data = render_scan(sample)
        pages = max(page for table in tables for page in table.pages)
        (folder / f"{layout}.pdf").write_bytes(data)
        found.append(DocumentTruth(f"{layout}.pdf", "scan", layout, pages, [*range(1, pages + 1)], tables, True))
    _write_truth(folder, found)
    return found


def _write_truth(folder: Path, documents: Sequence[DocumentTruth]) -> None:
    (folder / "truth.json").write_text(json.dumps([asdict(document) for document in documents], ensure_ascii=False))


@dataclass
class ScanScore:
    """Counts over the printed cells of scans."""

    cells: int = 0
    placed: int = 0  # a cell with the same spans in the right row and column
    exact: int = 0
    letters: int = 0
    errors: int = 0  # letters to change, add or drop; a cell not found costs all of its letters


def score_scan(truth: Sequence[dict[str, Any]], found: Sequence[Sequence[Sequence[Any]]]) -> ScanScore:
    """Score one scanned document."""
    wanted = concatenated([grid_from_truth(table) for table in truth])
    given = concatenated([grid_from_cells(cells) for cells in found])
    pairs = align(wanted.rows(), given.rows())
    at = {(cell.row, cell.column): cell for cell in given.cells}
    result = ScanScore()
    for cell in wanted.cells:
        other = at.get((pairs.get(cell.row, -1), cell.column))
        text, read = fold(cell.text), fold(other.text) if other else ""
        if not text:
            continue
        result.cells += 1
        result.placed += other is not None and (other.rows, other.columns) == (cell.rows, cell.columns)
        result.exact += text == read
        result.letters += len(text)
        result.errors += Levenshtein.distance(text, read)
    return result


def _repairs(reading: dict[str, Any], files: Sequence[str]) -> int:
    """How many letters the reader says that it repaired, or could not repair, in the fonts of these files."""
    return sum(code in _REPAIRS for file in files for code in reading["results"][file]["issues"])


def font_table(place: Place) -> list[str]:
    """Markdown rows: damage, cells exact by a stock reader and by ours, and what ours reports."""
    truth = [asdict(document) for document in build_damaged(place.set)]
    readers = {
        name: place.run(name, place.work / f"{name}.json") for name in ("pdfplumber_spans", "pdfium_cells", "ours")
    }
    styles = {name: scores(truth, reading["results"])[0] for name, reading in readers.items()}
    head = "| map | pdfplumber | pdfium's text, our lattice | this project | letters it reports, face by face |"
    rows = [head, "|---|---|---|---|---|"]
    for damage in DAMAGES:
        cells = [share(styles[name].get(damage.name, Score()).figures["cells"]) for name in readers]
        files = [document["file"] for document in truth if document["style"] == damage.name]
        rows.append(f"| {damage.name} | {' | '.join(cells)} | {_repairs(readers['ours'], files)} |")
    return rows


def scan_table(place: Place) -> list[str]:
    """Markdown rows: structure, letters and time of scanned annexes, layout by layout."""
    truth = [asdict(document) for document in build_scans(place.set)]
    reading = place.run("ours", place.work / "scans.json")
    rows = ["| layout | pages | cells | structure right | cells exact | letters wrong | s/page |", "|---|" + "---|" * 6]
    total = ScanScore()
    for document in truth:
        found = score_scan(document["tables"], reading["results"][document["file"]]["tables"])
        total = ScanScore(*(a + b for a, b in zip(asdict(total).values(), asdict(found).values(), strict=True)))
        rows.append(_scan_row(document["layout"], document["page_count"], found, reading["cpu"][document["file"]]))
    pages = sum(document["page_count"] for document in truth)
    rows.append(_scan_row("all", pages, total, sum(reading["cpu"].values())))
    return rows


def _scan_row(name: str, pages: int, found: ScanScore, seconds: float) -> str:
    placed, exact, wrong = found.placed / found.cells, found.exact / found.cells, found.errors / found.letters
    return f"| {name} | {pages} | {found.cells} | {placed:.3f} | {exact:.3f} | {wrong:.2%} | {seconds / pages:.2f} |"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=_HERE / ".work" / "damaged")
    parser.add_argument("--peers", type=Path, default=_HERE / ".peers", help="the peers' environment")
    parser.add_argument("--cpu", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", choices=("fonts", "scans"))
    args = parser.parse_args(argv)
    lines = [f"{datetime.datetime.now(datetime.UTC).date()}, {machine()}.", ""]
    for name, table in (("fonts", font_table), ("scans", scan_table)):
        if args.only in (None, name):
            work = args.work.resolve() / name
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            lines += [*table(Place(work, args.peers.resolve(), args.cpu)), ""]
    text = "\n".join(lines)
    if args.out:
        args.out.write_text(text)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
