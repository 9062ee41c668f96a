"""Weights of communes for weighted means (``<raw>/reference/commune_weights.csv``): population, yearly dossiers …

No public source ships them, so the province gives them; without the file there is no weighted mean. A row that cannot
be used costs itself: that unit has no weight, and the row is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from pipelines.reference.units import communes
from pipelines.sidefiles.model import VALUE_UNUSED, SideProblem, in_order, shown
from pipelines.sidefiles.records import Columns, SideFile, TypedRow, read_side_file

FILE_NAME: Final = "commune_weights.csv"
COLUMNS: Final = ("commune_code", "plan_year", "weight")
_COLUMNS: Final = Columns(COLUMNS, COLUMNS)
_CODE: Final = re.compile(r"\d{5}")
_YEAR: Final = re.compile(r"20\d\d")
_NUMBER: Final = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
# "12.034" is twelve thousand to a Vietnamese reader and twelve to a program
_EITHER: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_NUMBER_VI: Final = "một số dương, ví dụ 12034 hoặc 12034,5; không có dấu phân cách hàng nghìn"


def commune_weights(folder: Path) -> tuple[dict[str, str], ...]:
    """The usable rows of the file of ``folder`` in their order; nothing when there is no such file."""
    return read_weights(folder)[0]


def read_weights(folder: Path) -> tuple[tuple[dict[str, str], ...], SideFile | None]:
    """Usable rows, and the file with everything in it that is not used (None when there is none)."""
    path = folder / FILE_NAME
    if not path.is_file():
        return (), None
    file = read_side_file(path, f"{folder.name}/{FILE_NAME}", _COLUMNS)
    problems = list(file.problems)
    rows: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for record in file.records:
        row = _checked(file, record, problems)
        if row is not None:
            rows[row["commune_code"], row["plan_year"]].append((record.line, row))
    for (code, year), found in rows.items():
        if len({row["weight"] for _, row in found}) > 1:
            lines = ", ".join(str(line) for line, _ in found)
            text = f"mã {code} năm {year} có trọng số khác nhau ở các dòng {lines}, không dùng dòng nào"
            problems.append(
                SideProblem(file.name, VALUE_UNUSED, found[-1][0], "weight", text, "một dòng cho mỗi xã, mỗi năm")
            )
    once = (found[0][1] for found in rows.values() if len({row["weight"] for _, row in found}) == 1)
    return tuple(once), replace(file, problems=in_order(problems))


def _checked(file: SideFile, record: TypedRow, problems: list[SideProblem]) -> dict[str, str] | None:
    """The row with its number in the usual form; None, told, when a cell is not what it should be."""
    if record.surplus:
        return None  # told with the file: a decimal comma between commas, most often
    weight = _weight(record.get("weight"), decimal_comma=file.decimal_comma)
    code, year = record.get("commune_code"), record.get("plan_year")
    is_year = _YEAR.fullmatch(year) is not None
    is_unit = _CODE.fullmatch(code) is not None and (not is_year or _is_unit(code, int(year)))
    wanted = (
        ("commune_code", is_unit, "mã (5 chữ số, giữ số 0 đầu) của một xã, phường, đặc khu trong năm ấy"),
        ("plan_year", is_year, "năm gồm 4 chữ số"),
        ("weight", weight is not None, _NUMBER_VI),
    )
    bad = [
        SideProblem(file.name, VALUE_UNUSED, record.line, column, f"{shown(record.get(column))}", expected)
        for column, is_good, expected in wanted
        if not is_good
    ]
    problems += bad
    if bad or weight is None:
        return None
    return {"commune_code": code, "plan_year": year, "weight": weight}


def _weight(text: str, *, decimal_comma: bool) -> str | None:
    """The number with a decimal point; None for no positive number or one that could mean two."""
    if not _NUMBER.fullmatch(text) or (_EITHER.fullmatch(text) and (decimal_comma or "," in text)):
        return None
    number = text.replace(",", ".")
    return number if Decimal(number) > 0 else None


@cache
def _is_unit(code: str, year: int) -> bool:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return any(
        one.code == code and (one.valid_from or first) <= last and first <= (one.valid_to or last) for one in communes()
    )
