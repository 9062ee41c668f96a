"""One reader at a time, in a process of its own: the tables of some pages as boxes, with time and memory.

Runs in the project's environment for our readers and in the peers' environment for the others, so nothing of the
project is imported before a reader asks for it.

    python readers.py READER FOLDER OUT.json [--files a.pdf,b.pdf] [--measure]

A page's table is a list of ``[x0, top, x1, bottom, text]`` in points of the displayed page; readers of whole documents
give ``[row, column, row span, column span, text]`` of finished tables instead.
"""

# ruff: noqa: ANN401, PLC0415 - peers have no types, and each reader loads only its own engine
from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Boxes = list[list[Any]]  # cells of one table
Pages = dict[int, list[Boxes]]  # page number → its tables


# --- our own readers ------------------------------------------------------------------------------------------------


def ours_pages() -> Callable[[Path, Sequence[int]], Pages]:
    """Our page reader alone: characters and rules through pdfium, the lattice, cell text."""
    from pipelines.reading.limits import DEFAULT_LIMITS
    from pipelines.reading.pdf.pagelayout import raw_page
    from pipelines.reading.pdf.primitives import open_pdf, read_page

    def read(path: Path, pages: Sequence[int]) -> Pages:
        found: Pages = {}
        with open_pdf(str(path), DEFAULT_LIMITS) as document:
            for number in pages:
                raw = raw_page(read_page(document, number - 1, DEFAULT_LIMITS))
                found[number] = [
                    [[c.place.x0, c.place.y0, c.place.x1, c.place.y1, c.text] for c in fragment.cells]
                    for fragment in raw.fragments
                ]
        return found

    return read


def ours() -> Callable[[Path, Sequence[int]], dict[str, list[Any]]]:
    """The project's reader as the pipeline calls it: every page, font audit, second opinion, page joins."""
    from pipelines.reading.pdf_file import read_pdf

    def read(path: Path, _: Sequence[int]) -> dict[str, list[Any]]:
        document = read_pdf(path)
        return {
            "tables": [
                [[c.row, c.column, c.row_span, c.column_span, c.text] for c in table.cells] for table in document.tables
            ],
            "issues": [issue.code for issue in document.issues],
        }

    return read


def ours_text() -> Callable[[Path, Sequence[int]], dict[str, Any]]:
    """The project's reader and the plan that it takes the text for: paragraphs, number and date."""
    from pipelines.model.plan import FolderContext
    from pipelines.reading.read import read_document
    from pipelines.understanding.plan import understand

    def read(path: Path, _: Sequence[int]) -> dict[str, Any]:
        document = read_document(path)
        plan = understand(document, FolderContext("nghe-an", 2026, path.name))
        return {
            "paragraphs": [paragraph.text for paragraph in document.paragraphs],
            "number": plan.metadata.document_number,
            "issued_on": str(plan.metadata.issued_on),
        }

    return read


# --- peers ----------------------------------------------------------------------------------------------------------


def pdfium_text() -> Callable[[Path, Sequence[int]], Pages]:
    """The floor: pdfium's plain text of a page, no tables."""
    import pypdfium2 as pdfium

    def read(path: Path, pages: Sequence[int]) -> Pages:
        with pdfium.PdfDocument(path) as document:
            for number in pages:
                page = document[number - 1]
                text = page.get_textpage()
                text.get_text_range()
                text.close()
                page.close()
        return {number: [] for number in pages}

    return read


def pdfplumber_spans() -> Callable[[Path, Sequence[int]], Pages]:
    """pdfplumber's table finder, spans taken from its cell boxes, each cell's text by its own extractor."""
    import pdfplumber

    def read(path: Path, pages: Sequence[int]) -> Pages:
        found: Pages = {}
        with pdfplumber.open(path, pages=list(pages)) as document:
            for page in document.pages:
                found[page.page_number] = [
                    [
                        [*box, text or ""]
                        for row, texts in zip(table.rows, table.extract(), strict=True)
                        for box, text in zip(row.cells, texts, strict=True)
                        if box is not None
                    ]
                    for table in page.find_tables()
                ]
                page.close()
        return found

    return read


def pdfplumber_tables() -> Callable[[Path, Sequence[int]], Pages]:
    """pdfplumber's ``extract_tables()`` as the manual shows it: rows of texts, None where a cell is covered."""
    import pdfplumber

    def read(path: Path, pages: Sequence[int]) -> Pages:
        found: Pages = {}
        with pdfplumber.open(path, pages=list(pages)) as document:
            for page in document.pages:
                found[page.page_number] = [_unit_boxes(rows) for rows in page.extract_tables()]
                page.close()
        return found

    return read


def _unit_boxes(rows: Sequence[Sequence[str | None]]) -> Boxes:
    """Rows of texts as boxes of a grid 20 points wide; what is covered is left out."""
    return [
        [20.0 * column, 20.0 * row, 20.0 * (column + 1), 20.0 * (row + 1), text]
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text is not None
    ]


def camelot() -> Callable[[Path, Sequence[int]], Pages]:
    """camelot's lattice; cells that its missing edges leave open are merged, their texts joined."""
    import camelot as engine

    def read(path: Path, pages: Sequence[int]) -> Pages:
        found: Pages = {number: [] for number in pages}
        tables = engine.read_pdf(
            str(path), pages=",".join(map(str, pages)), flavor="lattice", suppress_stdout=True, engine="vector"
        )
        for table in tables:
            found[int(table.page)].append(_merged_cells(table.cells))
        return found

    return read


def _merged_cells(grid: Sequence[Sequence[Any]]) -> Boxes:
    """camelot's elementary cells (origin at the bottom) united over edges that it found missing."""
    done: set[tuple[int, int]] = set()
    boxes: Boxes = []
    for row, line in enumerate(grid):
        for column, cell in enumerate(line):
            if (row, column) in done:
                continue
            right = column
            while right + 1 < len(line) and not line[right].right:
                right += 1
            bottom = row
            while bottom + 1 < len(grid) and not grid[bottom][column].bottom:
                bottom += 1
            members = [(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)]
            done.update(members)
            text = "\n".join(grid[r][c].text for r, c in members if grid[r][c].text.strip())
            boxes.append([cell.x1, -cell.y2, grid[row][right].x2, -grid[bottom][column].y1, text])
    return boxes


def img2table() -> Callable[[Path, Sequence[int]], Pages]:
    """img2table on the rendered page, text from the PDF's own text layer."""
    from img2table.document import PDF

    def read(path: Path, pages: Sequence[int]) -> Pages:
        document = PDF(str(path), pages=[number - 1 for number in pages], pdf_text_extraction=True)
        return {index + 1: [_pixels(table) for table in tables] for index, tables in document.extract_tables().items()}

    return read


def _pixels(table: Any) -> Boxes:
    """img2table's cells in points (it renders at 200 dpi); a merged cell is repeated there, once is enough."""
    cells = [cell for row in table.content.values() for cell in row]
    boxes = {(c.bbox.x1, c.bbox.y1, c.bbox.x2, c.bbox.y2): c.value or "" for c in cells}
    return [[*(value * 72 / 200 for value in box), text] for box, text in boxes.items()]


def tabula() -> Callable[[Path, Sequence[int]], Pages]:
    """tabula-java's lattice mode, its cells' boxes from the JSON output."""
    import tabula as engine

    def read(path: Path, pages: Sequence[int]) -> Pages:
        found: Pages = {}
        for number in pages:
            tables = engine.read_pdf(str(path), pages=number, lattice=True, output_format="json", silent=True)
            found[number] = [
                [
                    [c["left"], c["top"], c["left"] + c["width"], c["top"] + c["height"], c["text"]]
                    for row in table["data"]
                    for c in row
                    if c["width"] > 0 and c["height"] > 0
                ]
                for table in tables
            ]
        return found

    return read


READERS: dict[str, Callable[[], Callable[[Path, Sequence[int]], Any]]] = {
    "ours": ours,
    "ours_pages": ours_pages,
    "ours_text": ours_text,
    "pdfium_cells": ours_pages,  # under another name where fonts are damaged: the page reader repairs none
    "pdfium_text": pdfium_text,
    "pdfplumber_spans": pdfplumber_spans,
    "pdfplumber_tables": pdfplumber_tables,
    "camelot": camelot,
    "img2table": img2table,
    "tabula": tabula,
}


# --- measuring ------------------------------------------------------------------------------------------------------


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _cpu() -> float:
    """Processor seconds of this process, its threads (a Java machine among them) and its ended children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def read_all(name: str, documents: Sequence[dict[str, Any]], folder: Path, *, keep: bool) -> dict[str, Any]:
    """Read every document once: results, failures, time and memory.

    The first document is read once beforehand, uncounted: it pays for lazy imports and the start of machines.

    Args:
        name: a key of ``READERS``.
        documents: entries of ``truth.json``.
        folder: where the files are.
        keep: keep the results; without them the memory figures are the reader's alone.
    """
    read = READERS[name]()
    read(folder / documents[0]["file"], documents[0]["table_pages"][:1])
    gc.collect()
    _reset_peak()
    resting = _status("VmRSS")
    results, failures, cpu, wall, resident = {}, {}, {}, {}, []
    for document in documents:
        file, pages = document["file"], document["table_pages"]
        began, used = time.perf_counter(), _cpu()
        try:
            found = read(folder / file, pages)
        except Exception as error:  # a peer may fail on a file: that is its figure
            failures[file], found = f"{type(error).__name__}: {error}", {}
        cpu[file], wall[file] = _cpu() - used, time.perf_counter() - began
        results[file] = found if keep else {}
        del found
        resident.append(_status("VmRSS") - resting)
    return {
        "reader": name,
        "results": results,
        "failures": failures,
        "cpu": cpu,
        "wall": wall,
        "resting_kb": resting,
        "peak_kb": _status("VmHWM") - resting,
        "resident_kb": resident,
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reader", choices=sorted(READERS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--files", default="", help="comma list; all of the set without it")
    parser.add_argument("--measure", action="store_true", help="forget the results: time and memory are wanted")
    args = parser.parse_args(argv)
    documents = json.loads((args.folder / "truth.json").read_text())
    wanted = set(args.files.split(",")) - {""}
    documents = [document for document in documents if not wanted or document["file"] in wanted]
    found = read_all(args.reader, documents, args.folder, keep=not args.measure)
    args.out.write_text(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
