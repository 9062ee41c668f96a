"""Header rows of a table → the role of each column, by the printed words and never by position."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pipelines.model.document import Cell
from pipelines.model.plan import Finding
from pipelines.reference.headers import HeaderWord, header_words
from pipelines.text.vietnamese import match_key
from pipelines.understanding.grid import Grid, cell_text, first_box
from pipelines.understanding.header_repair import nearest_word
from pipelines.understanding.period_columns import Period, period_columns, period_of

CONTENT_ROLES = frozenset({"objective", "task", "activity"})
PROCESS_ROLES = frozenset({"output", "lead", "coordination", "monitor", "deadline"})
_SEARCHED_ROWS = 6  # a caption or two may stand inside the table above its header
_LONGEST_TITLE = 90  # characters; longer cells are content that happens to hold a header word
_LEAST_SHARE = 0.3  # of a title that the wording must cover: "Ban hành kế hoạch …" is no title
# "Công việc cần tổ chức triển khai": the noun in front says what stands below, not who
_CONTENT_HEAD = re.compile(r"(?:(?:các|tên|danh mục|những) )*(nội dung|nhiệm vụ|công việc|đầu việc) (?!và )[^/,&;-]*$")
_LEADING_NUMBER = re.compile(r"^\(?\d{1,2}\)?\s*[-.):/]\s*(?=\D)")
_TRAILING_NUMBER = re.compile(r"\s*[(\[]\d{1,2}[)\]]$")
_UNIT_TITLE = re.compile(
    r"^(?P<alone>tháng|quý)(?: (?:thực hiện|hoàn thành|triển khai))*$|\((?:theo )?(?P<inside>tháng|quý)\)$"
)
_SPAN_FIRST = re.compile(r"(?:bắt đầu|khởi công|(?:^|/ )từ(?: ngày| tháng)?)$")
_SPAN_LAST = re.compile(r"(?:kết thúc|hoàn thành|(?:^|/ )đến(?: ngày| tháng)?)$")
# a cell that holds a level and nothing else: "98", "≥ 90%", "từ 70% trở lên", "80 - 85"
_BARE_VALUE = re.compile(
    r"(?:(?:đạt|từ|trên|dưới|tối thiểu|ít nhất|tối đa|không quá|khoảng|phấn đấu|[≥≤<>=~+-]+) ?){0,3}"
    r"\d+(?:[.,]\d+)? ?%?(?: ?(?:-|đến) ?\d+(?:[.,]\d+)? ?%?)?(?: trở lên| trở xuống)?"
    r"(?: (?:cuộc|lượt|lần|sáng kiến|mô hình|hội nghị|đơn vị)(?:/năm)?)?"
)
_RESULTS = re.compile(
    r"(?:ước )?(?:kết quả|thực hiện|th|đạt được|kết quả thực hiện|kết quả đạt được|số liệu|hiện trạng)"
    r"(?: (?:đạt được|thực hiện|năm trước|cùng kỳ|hiện nay|đến nay|đã đạt|đã thực hiện))?(?: \(%\))?"
)
_LEAST_VALUES = 0.6  # of the filled cells
_COUNTER = re.compile(r"\(?(?:\d{1,2}|[A-Ha-h])\)?(?:\s*=.*)?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its printed title (levels joined by " / ") and the role read from it."""

    index: int
    title: str
    role: str | None
    weak: bool = False
    repaired: str | None = None  # the known wording that a noisy scanned title was taken for


@dataclass(frozen=True)
class Header:
    """Header rows ``first`` … ``end`` - 1 of a table and the columns under them.

    ``is_guessed``: the table prints no titles, the roles come from its contents (:mod:`pipelines.understanding.guess`).
    ``periods``: the columns of quarters or months that are marked and so are the deadline together.
    """

    first: int
    end: int
    columns: tuple[Column, ...]
    findings: tuple[Finding, ...] = ()
    is_guessed: bool = False
    periods: tuple[Period, ...] = ()

    @cached_property
    def _by_role(self) -> dict[str | None, tuple[int, ...]]:
        roles = dict.fromkeys(column.role for column in self.columns)
        return {role: tuple(one.index for one in self.columns if one.role == role) for role in roles}

    def with_role(self, role: str) -> tuple[int, ...]:
        """Indexes of the columns of ``role``, left to right."""
        return self._by_role.get(role, ())

    @property
    def span_columns(self) -> tuple[int, int] | None:
        """The two deadline columns of a table that prints first and last day apart ("Bắt đầu", "Kết thúc")."""
        titles = [match_key(column.title) for column in self.columns if column.role == "deadline"]
        if len(titles) != 2 or not _SPAN_FIRST.search(titles[0]) or not _SPAN_LAST.search(titles[1]):
            return None
        first, last = self.with_role("deadline")
        return first, last

    @property
    def deadline_unit(self) -> str | None:
        """ "tháng" or "quý" where the title says so for the bare numbers below it: "Tháng", "Thời gian (quý)"."""
        titles = [column.title for column in self.columns if column.role == "deadline"]
        match = _UNIT_TITLE.search(header_key(titles[0].rsplit(" / ", 1)[-1])) if len(titles) == 1 else None
        return (match["alone"] or match["inside"]) if match else None

    def as_tasks(self) -> Header:
        """The same columns for a table of targets that also says who does what by when: its names are objectives."""
        roles = {"indicator": "objective", "value": "note", "unit": "note", "baseline": "note"}
        columns = tuple(replace(one, role=roles.get(one.role or "", one.role)) for one in self.columns)
        return replace(self, columns=columns)

    @property
    def roles(self) -> frozenset[str]:
        """All roles present."""
        return frozenset(column.role for column in self.columns if column.role)

    @property
    def kind(self) -> str:
        """``task``, ``target`` or ``other``."""
        names = {"indicator", "objective"} & self.roles
        if "value" in self.roles and names and "task" not in self.roles:
            return "target"
        if "person" in self.roles and not {"lead", "output"} & self.roles:
            return "other"  # members of a committee and what each looks after
        return "task" if CONTENT_ROLES & self.roles and PROCESS_ROLES & self.roles else "other"


def header_key(title: str) -> str:
    """Comparison form of a column title: numbers such as "1- …" or "… (1)" and blanks at slashes dropped."""
    key = match_key(title.replace("\n", " "))
    key = _TRAILING_NUMBER.sub("", _LEADING_NUMBER.sub("", key))
    return re.sub(r"\s*([/,])\s*", lambda m: "/" if m.group(1) == "/" else ", ", key).strip(" .:;*")


@lru_cache(maxsize=4096)
def word_for(title: str) -> HeaderWord | None:
    """The wording that best names ``title``: the longest that is in it; None when none is."""
    if not title or len(title) > _LONGEST_TITLE:
        return None
    key = header_key(title)
    fits = [(len(m.group()), word.match != "regex", -i, m, word) for i, (m, word) in enumerate(_matches(key))]
    if not fits:
        return None
    *_, match, word = max(fits, key=lambda fit: fit[:3])
    head = _CONTENT_HEAD.match(key) if word.role in ("lead", "coordination") and match.start() > 0 else None
    return word_for(head.group(1)) if head else word


def _matches(key: str) -> list[tuple[re.Match[str], HeaderWord]]:
    possible = (word for word in header_words() if word.phrase in key)  # "" for a regular expression is in every key
    found = ((word.pattern.search(key), word) for word in possible)
    return [(match, word) for match, word in found if match and len(match.group()) >= _LEAST_SHARE * len(key)]


def word_in(cell: Cell) -> HeaderWord | None:
    """The wording of a title cell; in a scanned one the nearest wording, when noise left none."""
    title = cell_text(cell)
    word = word_for(title)
    return nearest_word(header_key(title)) if word is None and cell.confidence is not None else word


def is_counter_row(texts: list[str]) -> bool:
    """Whether a row only counts the columns: (1) (2) (3), A B 1 2."""
    filled = [text for text in texts if text]
    return len(filled) >= 3 and all(_COUNTER.fullmatch(text) for text in filled) and len(set(filled)) == len(filled)


def find_header(grid: Grid) -> Header | None:
    """The header of a table, or None when no row of its top carries enough known column titles."""
    for row in range(min(grid.row_count, _SEARCHED_ROWS)):
        if _looks_like_header(grid, row):
            end = _header_end(grid, row)
            header = Header(row, _skip_counters(grid, end), _columns(grid, row, end))
            return _resolve(_settle_values(_settle_periods(header, grid), grid))
    return None


def _looks_like_header(grid: Grid, row: int) -> bool:
    filled = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    others = [cell for cell in filled if period_of(cell_text(cell)) is None]
    words = [word for word in map(word_in, others) if word]
    roles = {word.role for word in words} | ({"deadline"} if len(others) < len(filled) - 1 else set())
    enough = 3 if grid.column_count > 3 else 2
    return len(roles) >= enough and len(words) >= 0.5 * len(others)


def _header_end(grid: Grid, row: int) -> int:
    end = row + max(cell.row_span for cell in grid.own_cells(row) if cell_text(cell))
    while end < grid.row_count and _is_second_level(grid, end):
        end += 1
    return end


def _is_second_level(grid: Grid, row: int) -> bool:
    cells = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    if len(cells) < 2 or max(cell.column_span for cell in cells) > 0.5 * grid.column_count:
        return False
    titled = all(word_in(cell) or period_of(cell_text(cell)) for cell in cells)
    return titled and not _starts_like_body(cell_text(cells[0]))


def _starts_like_body(text: str) -> bool:
    return bool(re.fullmatch(r"[\dIVX]+[.)]?", text))


def _skip_counters(grid: Grid, row: int) -> int:
    texts = [cell_text(cell) for cell in grid.own_cells(row)] if row < grid.row_count else []
    return row + 1 if is_counter_row(texts) else row


def _columns(grid: Grid, first: int, end: int) -> tuple[Column, ...]:
    return tuple(_column(grid, first, end, index) for index in range(grid.column_count))


def _column(grid: Grid, first: int, end: int, index: int) -> Column:
    cells = dict.fromkeys(cell for cell in (grid.at(row, index) for row in range(first, end)) if cell)
    titled = [cell for cell in cells if cell_text(cell)]
    words = [word for word in map(word_in, reversed(titled)) if word]  # the lowest level speaks first
    title = " / ".join(cell_text(cell).replace("\n", " ") for cell in titled)
    if index == 0 and not title:
        return Column(index, title, "no")  # a first column without title holds the numbers
    if not words:
        return Column(index, title, None)
    repaired = None if any(word_for(cell_text(cell)) for cell in titled) else words[0].phrase
    return Column(index, title, words[0].role, words[0].weak, repaired)


def _settle_periods(header: Header, grid: Grid) -> Header:
    """Columns of quarters or months with marks are the deadline, unless another column states one in words."""
    periods = period_columns({one.index: one.title for one in header.columns}, grid, header.end)
    if not periods:
        return header
    places = {one.column for one in periods}
    stated = any(one.role == "deadline" for one in header.columns if one.index not in places)
    role = "note" if stated else "deadline"
    columns = tuple(replace(one, role=role, weak=False) if one.index in places else one for one in header.columns)
    return replace(header, columns=columns, periods=() if stated else periods)


def _settle_values(header: Header, grid: Grid) -> Header:
    """A table that sets levels beside names is one of targets, however its columns are titled.

    "Nội dung | Tỷ lệ (%)", "Tên chỉ tiêu | ĐVT | Mục tiêu", "Tiêu chí | Kết quả cần đạt": the column whose cells are
    bare levels holds the values. A column of tasks, activities or money says that the table is none of targets.
    """
    filled = [column for column in header.columns if _holds_values(grid, header, column)]
    others = [column for column in header.columns if column not in filled]
    names = [column for column in others if _may_name(column, filled)]
    if not filled or not names or names[0].index > filled[0].index or any(_is_of_work(one, names[0]) for one in others):
        return header
    renames = {column.index: "baseline" if _tells_results(column) else "value" for column in filled}
    renames[names[0].index] = "indicator"
    return replace(
        header,
        columns=tuple(
            # a weak value ("Chỉ tiêu tỉnh giao") still gives way to the plan's own
            replace(column, role=renames.get(column.index, column.role), weak=column.weak and column.role == "value")
            for column in header.columns
        ),
    )


def _may_name(column: Column, filled: Sequence[Column]) -> bool:
    """Names of targets; words under "Chỉ tiêu (%)" left of the levels are names too."""
    is_name = column.role in ("indicator", "objective") or _is_weak_task(column)
    return is_name or (column.role == "value" and bool(filled) and column.index < filled[0].index)


def _tells_results(column: Column) -> bool:
    """Whether a column says what was reached: "Kết quả đạt được", not "Kết quả cần đạt" or "Kết quả phấn đấu"."""
    return _RESULTS.fullmatch(header_key(column.title.rsplit(" / ", 1)[-1])) is not None


def _is_weak_task(column: Column) -> bool:
    return column.role == "task" and column.weak


def _is_of_work(column: Column, name: Column) -> bool:
    """Whether a column speaks of tasks: beside mere "Nội dung" a deadline does, beside "Chỉ tiêu" it does not."""
    is_task = column.role == "task" and column != name
    is_dated = column.role == "deadline" and _is_weak_task(name)
    return is_task or is_dated or column.role in ("activity", "output", "budget")


def _holds_values(grid: Grid, header: Header, column: Column) -> bool:
    if column.role not in ("value", "objective", "output") and not _may_be_value(column):
        return False
    cells = (grid.at(row, column.index) for row in range(header.end, grid.row_count))
    texts = [match_key(cell_text(cell)) for cell in cells if cell and cell_text(cell)]
    return bool(texts) and sum(bool(_BARE_VALUE.fullmatch(text)) for text in texts) >= _LEAST_VALUES * len(texts)


def _may_be_value(column: Column) -> bool:
    """A short title that nobody knows ("Mức", "Giao năm 2026") may stand over levels."""
    return column.role is None and 0 < len(column.title) <= _SHORT_TITLE


_SHORT_TITLE = 24  # characters


def _resolve(header: Header) -> Header:
    """Settle roles that depend on the other columns, then say what stays unknown."""
    resolved = _settle_weak(_settle_by_kind(_settle_names(header)))
    return with_doubts(resolved)


def with_doubts(header: Header) -> Header:
    """The header with the findings about its titles: unknown ones, repaired ones, roles that two columns have."""
    return replace(header, findings=_doubts(header))


def _settle_by_kind(header: Header) -> Header:
    """In a table of tasks "Đơn vị" is who does it and "Mục tiêu năm 2026" is what is aimed at."""
    is_of_tasks = bool((PROCESS_ROLES - {"output"}) & header.roles) or "task" in header.roles
    if not is_of_tasks or header.kind == "target":
        return header
    renames = {"unit": "lead", "value": "objective", "indicator": "objective"}
    taken = header.roles
    return replace(
        header,
        columns=tuple(
            replace(column, role=renames[column.role])
            if column.role in renames
            and renames[column.role] not in taken
            and "value" not in (taken - {column.role})
            and not _is_measure(column)
            else column
            for column in header.columns
        ),
    )


def _is_measure(column: Column) -> bool:
    """Whether a column says in what one counts: "Đơn vị tính", unlike bare "Đơn vị", is never who does it."""
    return column.role == "unit" and header_key(column.title.rsplit(" / ", 1)[-1]) not in ("đơn vị", "các đơn vị")


def _settle_names(header: Header) -> Header:
    """Where no other column holds contents, "Nội dung cải cách" does: its cells are the tasks.

    A bare "Lĩnh vực" is left alone: it stands in lists of procedures too, beside names under a title of their own.
    """
    fields = header.with_role("section")
    has_names = bool((CONTENT_ROLES | {"indicator"}) & header.roles)
    if has_names or len(fields) != 1 or not header_key(header.columns[fields[0]].title).startswith("nội dung"):
        return header
    renamed = (replace(one, role="task") if one.index in fields else one for one in header.columns)
    return replace(header, columns=tuple(renamed))


def _settle_weak(header: Header) -> Header:
    strong = {column.role: column.index for column in header.columns if not column.weak}
    return replace(header, columns=tuple(_yield_to(column, strong) for column in header.columns))


def _yield_to(column: Column, strong: dict[str | None, int]) -> Column:
    if not column.weak or column.role not in strong:
        return column
    word = word_for(column.title.rsplit(" / ", 1)[-1])
    if word is None:
        return column
    side = word.left_role if column.index < strong[column.role] else word.right_role
    if side == "monitor" and side in strong:
        side = "note"  # the persons beside offices that do and an office that watches are neither
    fits = side in ("baseline", "note") or (side and side not in strong)
    return replace(column, role=side if fits else column.role)


def _doubts(header: Header) -> tuple[Finding, ...]:
    unknown = [
        Finding("header_unknown", evidence=column.title, detail=column.title)
        for column in header.columns
        if column.title and column.role is None
    ]
    repaired = [
        Finding("header_repaired", evidence=column.title, detail=f"{column.title} → {column.repaired}")
        for column in header.columns
        if column.repaired
    ]
    counts = Counter(column.role for column in header.columns if column.role not in (None, "note", "value", "baseline"))
    if header.span_columns or header.periods:  # "Bắt đầu | Kết thúc", "Quý I | … | Quý IV" are one deadline each
        del counts["deadline"]
    double = [
        Finding("header_duplicate_role", evidence=" | ".join(_titles(header, role)), detail=role)
        for role, count in sorted(counts.items(), key=lambda item: str(item[0]))
        if role is not None and count > 1 and len(set(_titles(header, role))) > 1
    ]
    return tuple(unknown + repaired + double)


def _titles(header: Header, role: str) -> list[str]:
    return [column.title for column in header.columns if column.role == role]


def place_findings(header: Header, grid: Grid) -> tuple[Finding, ...]:
    """The header's findings with the box of the header row."""
    cells: tuple[Cell, ...] = grid.own_cells(header.first)
    box = next((place for place in (first_box(cell.boxes) for cell in cells) if place), None)
    return tuple(replace(finding, box=box) for finding in header.findings)
