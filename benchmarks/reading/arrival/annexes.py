"""Annex tables as rows of text: what the sets lay out, and the truth that readings are held against.

The words come from the sample generator. Every kind stands for a way in which annexes are numbered, merged and left
blank; the layout programs know nothing of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pipelines.samples.compose import compose
from pipelines.samples.model import Cell, Recipe, Row, Table

Line = tuple[Cell | None, ...]
_BLANK = Cell("")
_COMMUNES = ("17971", "17935", "17662", "17254")
_NOTES = ("Thường xuyên", "Theo yêu cầu của tỉnh", "Lồng ghép kinh phí chi thường xuyên")


@dataclass(frozen=True)
class Annex:
    """A table to lay out: header rows, then body rows; a place covered by a merged cell is None."""

    kind: str
    widths: tuple[int, ...]  # relative
    header: tuple[Line, ...]
    rows: tuple[Line, ...]
    bold_rows: frozenset[int] = frozenset()  # section rows, printed in bold
    bold_numbers: bool = False  # the number of every row is bold

    @property
    def lines(self) -> tuple[Line, ...]:
        """All rows, header first."""
        return (*self.header, *self.rows)

    @property
    def cells(self) -> list[tuple[int, int, int, int, str]]:
        """[row, column, row span, column span, text] of every cell."""
        return [
            (number, column, cell.rows, cell.cols, cell.text)
            for number, line in enumerate(self.lines)
            for column, cell in enumerate(line)
            if cell is not None
        ]


def _table(layout: str, seed: int, *options: str) -> Table:
    recipe = Recipe(
        file_name=f"{seed}.docx",
        province_slug="nghe-an",
        plan_year=2026,
        commune_code=_COMMUNES[seed % len(_COMMUNES)],
        kind="annual",
        layout=layout,
        renderer="docx",
        options=frozenset(options),
        seed=seed,
    )
    return next(block for block in compose(recipe).blocks if isinstance(block, Table))


def _titles(titles: Sequence[str]) -> tuple[Line, ...]:
    return (tuple(Cell(title) for title in titles),)


def _header(table: Table) -> tuple[Line, ...]:
    titles: list[Cell | None] = [Cell(column.title) for column in table.columns]
    rows = [titles]
    if table.groups:
        upper: list[Cell | None] = [Cell(column.title, rows=2) for column in table.columns]
        lower: list[Cell | None] = [None] * len(titles)
        for title, first, last in table.groups:
            upper[first : last + 1] = [Cell(title, cols=last - first + 1), *[None] * (last - first)]
            lower[first : last + 1] = titles[first : last + 1]
        rows = [upper, lower]
    if table.number_row:
        rows.append([Cell(f"({index})") for index in range(1, len(titles) + 1)])
    return tuple(tuple(row) for row in rows)


def _sections(rows: Sequence[Row]) -> frozenset[int]:
    return frozenset(index for index, row in enumerate(rows) if row.kind == "section")


def _as_composed(kind: str, layout: str, options: tuple[str, ...], seed: int) -> Annex:
    table = _table(layout, seed, *options)
    rows = tuple(row.cells for row in table.rows)
    return Annex(kind, tuple(c.width for c in table.columns), _header(table), rows, _sections(table.rows))


def _texts(layout: str, seed: int, *options: str) -> list[list[str]]:
    """Body rows without merges: a covered place repeats nothing."""
    rows = [row for row in _table(layout, seed, *options).rows if row.kind == "task"]
    return [[cell.text if cell is not None else "" for cell in row.cells] for row in rows]


def _plain(kind: str, titles: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> Annex:
    lines = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Annex(kind, tuple(widths), _titles(titles), lines)


def _unnumbered(seed: int) -> Annex:
    rows = [[task, output, lead, others, due] for _, task, output, lead, others, due in _texts("A", seed)]
    titles = ("Nội dung công việc", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian")
    return _plain("no number column", titles, (26, 17, 20, 20, 17), rows)


def _few(seed: int) -> Annex:
    rows = [[str(n), row[1], row[5]] for n, row in enumerate(_texts("A", seed), start=1)]
    return _plain("three columns", ("TT", "Nhiệm vụ", "Thời gian hoàn thành"), (8, 64, 28), rows)


def _notes(seed: int) -> Annex:
    rng = random.Random(seed)
    rows = []
    for number, row in enumerate(_texts("A", seed), start=1):
        note = rng.choice(_NOTES) if rng.random() < 0.15 else ""
        rows.append([str(number), row[1], row[3], row[5], note])
    return _plain(
        "notes mostly blank", ("STT", "Nội dung", "Chủ trì", "Thời gian", "Ghi chú"), (7, 45, 18, 15, 15), rows
    )


def _decimal(seed: int) -> Annex:
    rng = random.Random(seed)
    lines: list[Line] = []
    bold = set()
    part = within = 0
    for row in _texts("A", seed):
        if part == 0 or within >= rng.randint(3, 5):
            part, within = part + 1, 0
            bold.add(len(lines))
            lines.append((Cell(str(part)), Cell(f"Nhóm nhiệm vụ thứ {part} về {row[2].lower()}"), *[_BLANK] * 4))
        within += 1
        lines.append((Cell(f"{part}.{within}"), *map(Cell, row[1:])))
    titles = ("STT", "Nhiệm vụ", "Kết quả", "Chủ trì", "Phối hợp", "Thời gian")
    return Annex("numbers 1.1", (7, 35, 15, 15, 15, 13), _titles(titles), tuple(lines), frozenset(bold))


def _children(seed: int) -> Annex:
    """A numbered group with its title alone, then its steps without a number."""
    rng = random.Random(seed)
    lines: list[Line] = []
    bold = set()
    left = 0
    for row in _texts("A", seed):
        if not left:
            left = rng.randint(2, 4)
            bold.add(len(lines))
            lines.append((Cell(str(len(bold))), Cell(f"Công tác {row[2].lower()}"), *[_BLANK] * 3))
        left -= 1
        lines.append((_BLANK, Cell(row[1]), Cell(row[3]), Cell(row[4]), Cell(row[5])))
    titles = ("TT", "Nội dung", "Chủ trì", "Phối hợp", "Hoàn thành")
    return Annex("steps without number", (6, 42, 19, 19, 14), _titles(titles), tuple(lines), frozenset(bold))


def _unmerged(seed: int) -> Annex:
    """Goals printed once, the places below them left blank instead of merged."""
    rows: list[list[str]] = []
    for no, objective, task, activity, _, lead, _, due, _ in _texts("C", seed):
        rows.append([no, objective, task or activity.removeprefix("- "), lead or rows[-1][3], due])
    titles = ("TT", "Mục tiêu", "Nhiệm vụ", "Chủ trì", "Thời gian")
    return _plain("goals not merged", titles, (6, 30, 32, 18, 14), rows)


def _lists(seed: int) -> Annex:
    """Several paragraphs in a cell."""
    rows = []
    for number, row in enumerate(_texts("C", seed), start=1):
        _, _, task, activity, output, lead, _others, due, _ = row
        steps = activity if activity.startswith("-") else f"- {activity}"
        rows.append([str(number), f"{task or 'Các bước'}\n{steps}", output, lead.replace("; ", ";\n"), due])
    titles = ("TT", "Nhiệm vụ", "Kết quả", "Đơn vị thực hiện", "Thời hạn")
    return _plain("paragraphs in cells", titles, (6, 44, 18, 18, 14), rows)


def _offices(seed: int) -> Annex:
    """The same office in nearly every row; its name takes several lines."""
    rng = random.Random(seed)
    usual = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã"
    rows = []
    for number, row in enumerate(_texts("A", seed), start=1):
        lead = usual if rng.random() < 0.8 else row[3]
        rows.append([str(number), row[1], lead, "Các phòng, đơn vị thuộc xã", rng.choice(("Quý I", "Cả năm", row[5]))])
    titles = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian")
    return _plain("same office again", titles, (6, 40, 20, 18, 16), rows)


def _bold_numbers(seed: int) -> Annex:
    annex = _as_composed("bold numbers", "B", ("twolevel", "section=merged"), seed)
    number = 0
    rows = []
    for line in annex.rows:
        first = line[0]
        if first is not None and first.cols == 1 and first.text:
            number += 1
        rows.append(line)
    return replace(annex, rows=tuple(rows[1:]), bold_rows=frozenset(), bold_numbers=True)


def _composed(kind: str, layout: str, *options: str) -> Callable[[int], Annex]:
    return partial(_as_composed, kind, layout, options)


KINDS: tuple[Callable[[int], Annex], ...] = (
    _composed("layout A", "A", "section=merged"),
    _composed("layout A, parts", "A", "section=number_text", "subrows"),
    _composed("layout B, two levels", "B", "section=number_merged", "twolevel"),
    _composed("layout C", "C", "section=merged", "numrow"),
    _composed("layout D", "D", "section=content"),
    _unnumbered,
    _few,
    _notes,
    _decimal,
    _children,
    _unmerged,
    _lists,
    _offices,
    _bold_numbers,
)


def annex(index: int, seed: int) -> Annex:
    """The annex of kind ``index`` with the content of ``seed``."""
    return KINDS[index % len(KINDS)](seed)
