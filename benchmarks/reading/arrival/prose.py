"""Plans of running text, set in the ways in which offices set it; the truth is the words handed to the drawing.

Every document draws its own lot: width and step of lines, space and indent of paragraphs, justified or ragged, how
blanks are drawn, how close letters stand, marks of notes, and whether number and date stand in the print or in the
appearances of a signing service.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.samples.compose import compose
from pipelines.samples.model import Para, Recipe, Sample, TwoColumns
from pipelines.samples.render.annotations import Annotation, Shape, annotate
from pipelines.samples.render.fonts import face
from pipelines.samples.render.pdf import Page, write_pdf

_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_COMMUNES = ("17971", "17935", "17662", "17254")
_KINDS = ("annual", "annual", "multi_year", "half_year")
_BLANK = " " * 12  # room that a letterhead leaves for what a signing service prints
_NOTE = "Theo tài liệu kèm theo Công văn số {}/UBND-VX của cơ quan cấp trên trực tiếp."
_LONG_RECIPIENT = "- Ủy ban Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội xã;"


@dataclass(frozen=True)
class Setting:
    """How the text of one document is set; lengths in points."""

    paper: tuple[float, float]
    left: float
    right: float
    size: float
    step: float  # between baselines
    space: float  # more above a paragraph
    indent: float  # of a first line; below zero all other lines are set in
    justified: bool
    blanks: str  # drawn | drawn_at_ends | undrawn | apart | letters
    spacing: float  # between letters
    notes: bool
    face: str  # of the text
    squeezed: bool  # lines that are a little too long are pressed into their width, as justified ones are
    mirrored: bool  # margins change sides with the pages
    signed: Shape | None  # number, day and month are appearances of this shape

    @property
    def width(self) -> float:
        """Width of the text."""
        return self.paper[0] - self.left - self.right


def _setting(rng: random.Random, number: int) -> Setting:
    size = rng.choice((12.0, 13.0, 13.0, 13.5, 14.0, 14.0))
    shapes = (None, *Shape)
    return Setting(
        paper=rng.choice(((595.32, 841.92), (595.32, 841.92), (612.0, 792.0))),
        left=rng.choice((70.9, 85.05, 85.05, 99.2)),
        right=rng.choice((42.5, 56.7, 56.7, 70.9)),
        size=size,
        step=size * rng.choice((1.15, 1.2, 1.3, 1.38, 1.5)),
        space=rng.choice((0.0, 0.0, 3.0, 6.0, 6.0, 12.0)),
        indent=rng.choice((0.0, 18.0, 28.35, 28.35, 36.0, -18.0)),
        justified=rng.random() < 0.6,
        blanks=rng.choice(("drawn", "drawn", "drawn_at_ends", "drawn_at_ends", "undrawn", "apart", "letters")),
        spacing=rng.choice((0.0, 0.0, 0.0, -0.1, -0.2, -0.4, 0.15, 0.3)),
        notes=rng.random() < 0.5,
        face=rng.choice(("Regular", "Regular", "Regular", "Italic")),
        squeezed=rng.random() < 0.3,
        mirrored=rng.random() < 0.15,
        signed=shapes[number % len(shapes)],
    )


class _Type:
    """Draws words on pages in one setting."""

    def __init__(self, setting: Setting) -> None:
        self.set = setting
        self.pages: list[Page] = []
        self.y = 0.0
        self.notes: list[str] = []
        self.note_lines = 0
        self.new_page()

    @property
    def page(self) -> Page:
        """The page being drawn."""
        return self.pages[-1]

    @property
    def left(self) -> float:
        """Left margin of the page being drawn."""
        return self.set.right if self.set.mirrored and len(self.pages) % 2 == 0 else self.set.left

    @property
    def floor(self) -> float:
        """Height below which notes or the margin begin."""
        return 56.7 + (self.note_lines * 11.5 + 8 if self.note_lines else 0)

    def new_page(self) -> None:
        """Close the notes of the page and start another."""
        self.close()
        self.pages.append(Page(*self.set.paper))
        self.y = self.set.paper[1] - 62
        if len(self.pages) > 1:
            self.page.text(self.set.paper[0] / 2 - 4, self.set.paper[1] - 42, str(len(self.pages)), "Regular", 13)

    def close(self) -> None:
        """Draw the notes of the page below their rule."""
        if not self.note_lines:
            return
        y = self.floor - 8
        self.page.rect(self.left, y + 4, 144, 0.48)
        for note in self.notes:
            mark, _, words = note.partition(" ")
            x = self.left + face("Regular").width(mark, 6.5) + 1
            self.page.text(self.left, y - 8, mark, "Regular", 6.5)
            for line in self.wrapped(words, "Regular", 10, self.set.width - 12, 0.0):
                y -= 11.5
                self.page.text(x, y, line, "Regular", 10)
                x = self.left
        self.notes, self.note_lines = [], 0

    def length(self, words: str, style: str, size: float) -> float:
        """Width of ``words`` as they are set."""
        return face(style).width(words, size) + self.set.spacing * len(words)

    def wrapped(self, text: str, style: str, size: float, width: float, indent: float) -> list[str]:
        """Lines of ``text``; the first has ``indent`` less room."""
        lines: list[str] = []
        current = ""
        for word in text.split(" "):
            longer = f"{current} {word}" if current else word
            room = width - (indent if not lines else 0.0)
            if self.set.squeezed and self.set.justified:
                room += 0.15 * self.length(" ", style, size) * longer.count(" ")
            if current and self.length(longer, style, size) > room:
                lines.append(current)
                current = word
            else:
                current = longer
        return [*lines, current]

    def line(self, x: float, words: str, style: str, size: float, extra: float, *, ended: bool) -> None:
        """Print one line at the current height; ``extra`` points are added at every blank."""
        how = self.set.blanks
        if how in ("drawn", "drawn_at_ends"):
            tail = " " if how == "drawn_at_ends" and not ended else ""
            self._run(x, words + tail, style, size, extra)
            return
        blank = self.length(" ", style, size) + extra
        for word in words.split(" "):
            for piece in word if how == "letters" else [word]:
                self._run(x, piece, style, size, 0.0)
                x += self.length(piece, style, size)
            if how == "apart":
                self._run(x, " ", style, size, 0.0)
            x += blank

    def _run(self, x: float, words: str, style: str, size: float, extra: float) -> None:
        codes = face(style).codes
        self.page.faces.add(style)
        parts = ["".join(codes[letter] for letter in word) for word in words.split(" ")]
        gap = f"> {-1000 * extra / size:.1f} <" if extra else ""
        run = f"[<{(codes[' '] + gap).join(parts)}>] TJ"
        spacing = f"{self.set.spacing:g} Tc "
        self.page.ops.append(f"BT /F{_FACES.index(style)} {size:g} Tf {spacing}{x:.2f} {self.y:.2f} Td {run} ET")

    def paragraph(self, text: str, style: str, size: float, *, centred: bool = False, note: str | None = None) -> None:
        """Print a paragraph of body text or a title; ``note`` gives its last word a mark."""
        first, others = max(0.0, self.set.indent), max(0.0, -self.set.indent)
        width = self.set.width - others
        if centred:
            first, others, width = 0.0, 0.0, self.set.width
        self.y -= self.set.space
        lines = self.wrapped(text, style, size, width, first - others)
        step = self.set.step * size / self.set.size
        for number, words in enumerate(lines):
            ended = number == len(lines) - 1
            need = 23.0 + (0 if self.note_lines else 8) if note and ended else 0.0
            if self.y - step - need < self.floor:
                self.new_page()
            self.y -= step
            room = self.set.width - (first if number == 0 else others)
            x = self.left + (first if number == 0 else others)
            length = self.length(words, style, size)
            extra = 0.0
            if centred:
                x += (room - length) / 2
            elif self.set.justified and not ended and " " in words:
                extra = (room - length) / words.count(" ")
            self.line(x, words, style, size, extra, ended=ended)
            if note and ended:
                mark, _, rest = note.partition(" ")
                self.page.text(x + length + 0.5, self.y + 0.36 * size, mark, "Regular", round(size * 0.6, 1))
                self.notes.append(note)
                self.note_lines += len(self.wrapped(rest, "Regular", 10, self.set.width - 12, 0.0))


@dataclass
class _Place:
    """Where a signing service prints words: left edge and baseline from the top."""

    x: float
    baseline: float
    words: str


def _head(pen: _Type, block: TwoColumns, truth: list[str]) -> list[_Place]:
    """The letterhead; gives the places that are left for a signing service."""
    left, right = list(block.left), list(block.right)
    places: list[_Place] = []
    number, day = left[2], right[2]
    figure = number.removeprefix("Số: ").split("/", 1)[0]
    words = day.split(" ")
    at = words.index("ngày") + 1
    if pen.set.signed is not None:
        left[2] = number.replace(f"Số: {figure}", f"Số:{_BLANK}", 1)
        right[2] = day.replace(f"ngày {words[at]} tháng {words[at + 2]} năm", f"ngày{_BLANK}tháng{_BLANK}năm")
    truth += [*block.left[:3], *block.left[3:], *block.right]
    width = pen.set.paper[0] - 90
    top = pen.y
    for texts, x, room in ((left, 45.0, 0.40 * width), (right, 45.0 + 0.42 * width, 0.58 * width)):
        pen.y = top
        for index, text in enumerate(texts):
            style = "Bold" if index == 1 or (index == 0 and x > 45) else "Italic" if x > 45 else "Regular"
            size = 12.0
            pen.y -= 15 if index < 2 else 22
            for line in pen.wrapped(text, style, size, room, 0.0) if _BLANK not in text else [text]:
                start = x + (room - face(style).width(line, size)) / 2
                pen.page.text(start, pen.y, line, style, size)
                if _BLANK in line:
                    values = [figure] if x == 45 else [words[at], words[at + 2]]
                    places += _gaps(line, values, start, pen.set.paper[1] - pen.y, style, size)
                pen.y -= 14
            pen.y += 14
    pen.y = top - 84 - 16 * (len(left) - 3)
    return places


def _gaps(line: str, values: Sequence[str], x: float, baseline: float, style: str, size: float) -> list[_Place]:
    found = []
    read = ""
    for part, value in zip(line.split(_BLANK)[:-1], values, strict=True):
        read += part
        gap = face(style).width(_BLANK, size)
        start = x + face(style).width(read, size) + (gap - face("Regular").width(value, 12)) / 2
        found.append(_Place(start, baseline, value))
        read += _BLANK
    return found


def _foot(pen: _Type, block: TwoColumns, truth: list[str]) -> None:
    """Recipients, set small and close, beside the signature."""
    recipients = [block.left[0], _LONG_RECIPIENT, *block.left[1:]]
    if pen.y - 190 < pen.floor:
        pen.new_page()
    top = pen.y - 12
    pen.y = top
    half = 0.46 * pen.set.width
    for index, text in enumerate(recipients):
        style, size = ("BoldItalic", 12.0) if index == 0 else ("Regular", 11.0)
        for line in pen.wrapped(text, style, size, half, 0.0):
            pen.y -= 12.7
            pen.page.text(pen.left, pen.y, line, style, size)
    pen.y = top
    for index, text in enumerate(block.right):
        pen.y -= 16 if index < len(block.right) - 1 else 80
        x = pen.left + half + 20
        pen.page.text(x + (half - face("Bold").width(text, 13)) / 2, pen.y, text, "Bold", 13)
    pen.y = top - 185
    truth += [*recipients, *block.right]


def _body(pen: _Type, sample: Sample, truth: list[str], rng: random.Random) -> list[_Place]:
    places: list[_Place] = []
    marks = 0
    for block in sample.blocks:
        if isinstance(block, TwoColumns):
            if block.role == "head":
                places = _head(pen, block, truth)
            else:
                _foot(pen, block, truth)
        elif isinstance(block, Para):
            note = None
            if pen.set.notes and block.style == "body" and rng.random() < 0.06:
                marks += 1
                note = f"{marks} {_NOTE.format(rng.randint(10, 990))}"
            heading = block.style in ("heading", "title", "center")
            style = "Bold" if heading else pen.set.face
            pen.paragraph(block.text, style, pen.set.size, centred=block.style in ("title", "center"), note=note)
            truth.append(block.text)
    return places


def _appearance(place: _Place, shape: Shape) -> Annotation:
    width = face("Regular").width(place.words, 12) + 2
    page = Page(width, 18)
    page.text(1, 4, place.words, "Regular", 12)
    words = write_pdf([page], "")
    return Annotation((place.x - 1, place.baseline - 14, place.x - 1 + width, place.baseline + 4), words, shape=shape)


def written(folder: Path, documents: int, seed: int) -> list[dict[str, Any]]:
    """Plans without annex, each in a setting of its own."""
    rng = random.Random(seed)
    found = []
    for number in range(documents):
        recipe = Recipe(
            file_name=f"{number:03d}.pdf",
            province_slug="nghe-an",
            plan_year=2026,
            commune_code=_COMMUNES[number % len(_COMMUNES)],
            kind=_KINDS[number % len(_KINDS)],
            layout="",
            renderer="wordlike",
            seed=seed + number,
        )
        sample = compose(recipe)
        pen = _Type(setting := _setting(rng, number))
        truth: list[str] = []
        places = _body(pen, sample, truth, rng)
        pen.close()
        data = write_pdf(pen.pages, "")
        if setting.signed is not None:
            data = annotate(data, [(0, _appearance(place, setting.signed)) for place in places])
        (folder / recipe.file_name).write_bytes(data)
        found.append(
            {
                "file": recipe.file_name,
                "kind": repr(setting),
                "tables": [],
                "table_pages": [1],
                "page_count": len(pen.pages),
                "paragraphs": truth,
                "number": sample.meta["number"],
                "issued_on": str(sample.meta["issued_on"]),
            }
        )
    return found
