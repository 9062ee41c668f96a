"""The side file ``manifest.csv`` of a partition: what it states of which file, and which of its cells are of no use.

A row names its file as people do: a blank at the end, another letter case, a folder in front or a missing extension are
forgiven where only one file can be meant. Nothing in it is raised: a cell that cannot be used costs itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from pipelines.reference.units import Commune, communes, provinces
from pipelines.registry.tree import PartitionKey
from pipelines.sidefiles.days import EXPECTED_VI, could_be_month_first, month_comes_first, parse_day
from pipelines.sidefiles.model import (
    COMMUNE_NOT_OF_DAY,
    NO_FILE,
    SEVERAL_FILES,
    VALUE_UNUSED,
    SideProblem,
    in_order,
    shown,
)
from pipelines.sidefiles.records import Columns, SideFile, TypedRow, read_side_file
from pipelines.text.display import show_date
from pipelines.text.vietnamese import nfc, squeeze_spaces

NAME_COLUMN: Final = "file_name"
DAY_COLUMNS: Final = ("received_on", "issued_on")
COLUMNS: Final = (NAME_COLUMN, "commune_code", "received_on", "document_number", "issued_on")
_COLUMNS: Final = Columns(COLUMNS, (NAME_COLUMN,))
_CODE: Final = re.compile(r"\d{5}")
_CODE_LENGTH: Final = 5
_SHORT_CODE: Final = re.compile(r"\d{4}")
_SEPARATORS: Final = re.compile(r"[/\\]+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MANY: Final = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """What the manifest states of one file."""

    commune_code: str | None = None
    received_on: date | None = None
    document_number: str | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest, read against the files beside it.

    Attributes:
        statements: by the file's path below the raw folder, as the file system spells it.
        problems: what is not used, in the order of the file.
        sha256: of the bytes that were read; of the name when they could not be read.
        size_bytes: of the file.
    """

    statements: Mapping[str, Statement]
    problems: tuple[SideProblem, ...]
    sha256: str
    size_bytes: int


def read_manifest(raw: Path, name: str, key: PartitionKey, file_names: Iterable[str]) -> Manifest:
    """Read a manifest; whatever is wrong with it is told in :attr:`Manifest.problems`.

    Args:
        raw: the raw folder.
        name: path of the manifest below it.
        key: the partition it lies in.
        file_names: paths below the raw folder of the files of that partition, as the file system spells them.
    """
    file = read_side_file(raw / name, nfc(name), _COLUMNS)
    statements, problems = _Reader(file, key, tuple(file_names)).read()
    return Manifest(statements, in_order((*file.problems, *problems)), file.sha256, file.size_bytes)


class _Reader:
    """One reading of one manifest."""

    def __init__(self, file: SideFile, key: PartitionKey, file_names: tuple[str, ...]) -> None:
        self._file = file
        self._key = key
        self._names = _Names(key, file_names)
        self._problems: list[SideProblem] = []

    def read(self) -> tuple[dict[str, Statement], list[SideProblem]]:
        """What is stated, and what is not used."""
        rows = self._file.records
        confused = {column for column in DAY_COLUMNS if month_comes_first(row.get(column) for row in rows)}
        by_file: dict[str, list[tuple[TypedRow, Statement]]] = defaultdict(list)
        for row in rows:
            file = self._file_of(row)
            if file is not None:
                by_file[file].append((row, self._statement(row, confused)))
        return {file: self._merged(found) for file, found in by_file.items()}, self._problems

    def _tell(self, rule: str, line: int | None, column: str | None, found_vi: str, expected_vi: str) -> None:
        self._problems.append(SideProblem(self._file.name, rule, line, column, found_vi, expected_vi))

    # ------------------------------------------------------------------------------------------- which file

    def _file_of(self, row: TypedRow) -> str | None:
        typed = row.cells.get(NAME_COLUMN, "")
        if not typed.strip():
            self._tell(VALUE_UNUSED, row.line, NAME_COLUMN, "ô để trống", "tên tệp nằm cùng thư mục")
            return None
        fits = self._names.fitting(typed)
        if len(fits) == 1:
            return fits[0]
        if fits:
            names = ", ".join(shown("/".join(self._names.below[one])) for one in fits[:_MANY])
            self._tell(
                SEVERAL_FILES, row.line, NAME_COLUMN, f"{shown(typed)} ứng với {len(fits)} tệp: {names}",
                "đường dẫn đầy đủ trong thư mục năm, ghi đúng từng chữ",
            )  # fmt: skip
        else:
            self._tell(
                NO_FILE, row.line, NAME_COLUMN, f"{shown(typed)} không ứng với tệp nào trong thư mục",
                "tên một tệp đang có, ghi như trên đĩa",
            )  # fmt: skip
        return None

    # ------------------------------------------------------------------------------------------- what is stated

    def _statement(self, row: TypedRow, confused: set[str]) -> Statement:
        issued_on, received_on = (
            self._day(row, column, is_confused=column in confused) for column in ("issued_on", "received_on")
        )
        return Statement(
            commune_code=self._commune_code(row, issued_on),
            received_on=received_on,
            document_number=row.get("document_number") or None,
            issued_on=issued_on,
        )

    def _day(self, row: TypedRow, column: str, *, is_confused: bool) -> date | None:
        text = row.get(column)
        if not text:
            return None
        try:
            day = parse_day(text)
        except ValueError:
            self._tell(VALUE_UNUSED, row.line, column, f"{shown(text)} không phải ngày", EXPECTED_VI)
            return None
        if is_confused and could_be_month_first(text):
            found = f"{shown(text)}: không rõ ngày hay tháng đứng trước, vì cột này có ô ghi tháng trước ngày"
            self._tell(VALUE_UNUSED, row.line, column, found, EXPECTED_VI)
            return None
        return day

    def _commune_code(self, row: TypedRow, issued_on: date | None) -> str | None:
        text = row.get("commune_code")
        if not text:
            return None
        if (
            _SHORT_CODE.fullmatch(text)
            and _unit_problem(padded := text.zfill(_CODE_LENGTH), self._key, issued_on) is None
        ):
            return padded  # a spreadsheet dropped the zero in front; no other unit of the province can be meant
        if not _CODE.fullmatch(text):
            found = f"{shown(text)} không phải mã đơn vị{_hint(text)}"
            self._tell(VALUE_UNUSED, row.line, "commune_code", found, "mã xã gồm 5 chữ số, giữ số 0 đầu")
            return None
        problem = _unit_problem(text, self._key, issued_on)
        if problem is not None:
            self._tell(
                COMMUNE_NOT_OF_DAY, row.line, "commune_code", f"mã {text} {problem}",
                "mã của một xã, phường, đặc khu trong tỉnh vào ngày ban hành kế hoạch",
            )  # fmt: skip
        return text

    def _merged(self, found: list[tuple[TypedRow, Statement]]) -> Statement:
        """One statement of the rows that name one file; what they contradict each other in is not used."""
        values: dict[str, object] = {}
        for field in (one.name for one in fields(Statement)):
            told = {getattr(statement, field): row.line for row, statement in reversed(found)}
            told.pop(None, None)
            values[field] = next(iter(told)) if len(told) == 1 else None
            if len(told) > 1:
                lines = ", ".join(str(line) for line in sorted(told.values()))
                self._tell(
                    VALUE_UNUSED, max(told.values()), field,
                    f"các dòng {lines} nói về cùng một tệp mà ghi khác nhau", "một giá trị cho mỗi tệp",
                )  # fmt: skip
        return Statement(**values)  # type: ignore[arg-type]  # each value comes out of the field of that name


# ------------------------------------------------------------------------------------------------ names


class _Names:
    """The files of a partition by what people call them."""

    def __init__(self, key: PartitionKey, files: Sequence[str]) -> None:
        self._key = key
        self._prefix = f"{key.province_slug}/{key.plan_year}/"
        self._files = frozenset(files)
        self.below = {file: tuple(nfc(file).removeprefix(self._prefix).split("/")) for file in files}
        self._by_name = [_grouped((form(parts[-1]), file) for file, parts in self.below.items()) for form in _FORMS]
        self._by_stem = _grouped((_loose(parts[-1].rpartition(".")[0]), file) for file, parts in self.below.items())

    def fitting(self, typed: str) -> tuple[str, ...]:
        """The files that a name can mean: those of the strictest way of comparing that finds any."""
        exact = tuple(name for name in (f"{self._prefix}{typed}", typed) if name in self._files)
        if exact:
            return exact[:1]
        parts = tuple(part for part in _SEPARATORS.split(nfc(typed).strip()) if part not in {"", "."})
        if not parts or not _may_lie_here(parts[:-1], self._key):
            return ()
        for form, by_name in zip(_FORMS, self._by_name, strict=True):
            if fits := by_name.get(form(parts[-1])):
                return self._nearest(fits, parts, form)
        return self._nearest(self._by_stem.get(_loose(parts[-1]), ()), parts, _loose)

    def _nearest(self, fits: tuple[str, ...], typed: tuple[str, ...], form: Callable[[str], str]) -> tuple[str, ...]:
        """Of files of one name the one that lies where it was typed, else those that share most folders with it."""
        wanted = tuple(map(form, typed[:-1]))
        folders = {file: tuple(map(form, self.below[file][:-1])) for file in fits}
        whole = tuple(file for file in fits if folders[file] == wanted)
        shared = {file: _shared_tail(folders[file], wanted) for file in fits}
        return whole or tuple(file for file in fits if shared[file] == max(shared.values()))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name, file in pairs:
        groups[name] = (*groups.get(name, ()), file)
    return groups


def _shared_tail(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for mine, theirs in zip(reversed(one), reversed(other), strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _exact(text: str) -> str:
    return text


def _loose(text: str) -> str:
    return squeeze_spaces(text).casefold()


_FORMS: Final = (_exact, squeeze_spaces, _loose)


def _may_lie_here(folders: Sequence[str], key: PartitionKey) -> bool:
    """Whether the folders typed in front of a name speak of no other year or province."""
    years = {folder for folder in folders if _YEAR.fullmatch(folder)}
    slugs = {folder.casefold() for folder in folders} & {province.slug for province in provinces()}
    return years <= {str(key.plan_year)} and slugs <= {key.province_slug}


# ------------------------------------------------------------------------------------------------ units


def _unit_problem(code: str, key: PartitionKey, issued_on: date | None) -> str | None:
    """Why ``code`` is no unit that a plan of this folder can be of; None when it is one.

    Without the day of issue every unit counts that existed between the year before and the end of the plan's year: a
    plan is issued about the turn of the year.
    """
    known = _units().get(code, ())
    if not known:
        return f"không có trong danh mục đơn vị hành chính{_hint(code)}"
    first, last = (issued_on, issued_on) if issued_on else (date(key.plan_year - 1, 1, 1), date(key.plan_year, 12, 31))
    of_day = [one for one in known if (one.valid_from or first) <= last and first <= (one.valid_to or last)]
    if not of_day:
        when = f"ngày {show_date(issued_on)}" if issued_on else f"thời kỳ của kế hoạch năm {key.plan_year}"
        return f"({known[-1].full_name}) không có hiệu lực vào {when}"
    if not any(key.province_slug in _slugs_of(one) for one in of_day):
        return f"là {of_day[-1].full_name}, không thuộc tỉnh của thư mục {key.province_slug}"
    return None


def _slugs_of(unit: Commune) -> frozenset[str]:
    """Folder names of the unit's province during the unit's time."""
    return frozenset(
        province.slug
        for province in provinces()
        if province.code == unit.province_code
        and (province.valid_from or date.min) <= (unit.valid_to or date.max)
        and (unit.valid_from or date.min) <= (province.valid_to or date.max)
    )


def _hint(text: str) -> str:
    """The unit whose code this is when a spreadsheet has dropped the leading zeros."""
    padded = text.zfill(_CODE_LENGTH)
    if padded == text or not text.isdecimal():
        return ""
    known = _units().get(padded, ())
    return f" (phải chăng {padded}, {known[-1].full_name}?)" if known else ""


@cache
def _units() -> Mapping[str, tuple[Commune, ...]]:
    units: dict[str, tuple[Commune, ...]] = {}
    for one in communes():
        units[one.code] = (*units.get(one.code, ()), one)
    return units
