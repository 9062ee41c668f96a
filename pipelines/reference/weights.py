"""Weights of communes for weighted means (``<raw>/reference/commune_weights.csv``): population, yearly dossiers …

No public source ships them, so the province gives them; without the file there is no weighted mean.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pipelines.reference.extension import ExtensionError

FILE_NAME: Final = "commune_weights.csv"
COLUMNS: Final = ("commune_code", "plan_year", "weight")
_CODE: Final = re.compile(r"\d{5}")
_YEAR: Final = re.compile(r"20\d\d")
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")


def commune_weights(folder: Path) -> tuple[dict[str, str], ...]:
    """Read the file of ``folder``, checked, in the order of its rows; nothing when there is no such file.

    Raises:
        ExtensionError: a column is missing, a cell is not what it should be, or a unit and year occur twice.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        _require_columns(reader.fieldnames or ())
        rows = tuple(_checked(line, row) for line, row in enumerate(reader, start=2))
    _require_once(rows)
    return rows


def _require_columns(found: Iterable[str]) -> None:
    missing = [column for column in COLUMNS if column not in tuple(found)]
    if missing:
        raise ExtensionError(f"{FILE_NAME}: thiếu cột {', '.join(missing)}. Dòng tiêu đề cần có: {', '.join(COLUMNS)}.")


def _checked(line: int, row: Mapping[str, str | None]) -> dict[str, str]:
    if None in row:  # csv.DictReader keeps surplus cells there
        raise ExtensionError(
            f"{FILE_NAME}, dòng {line}: nhiều ô hơn tiêu đề. Dùng dấu chấm thập phân, không dùng dấu phẩy."
        )
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    wanted = (
        ("commune_code", _CODE, "mã xã gồm 5 chữ số, giữ số 0 đầu"),
        ("plan_year", _YEAR, "năm gồm 4 chữ số"),
        ("weight", _NUMBER, "một số dương, dấu chấm thập phân, không có dấu phân cách hàng nghìn"),
    )
    for column, form, words in wanted:
        if not form.fullmatch(cells[column]):
            raise ExtensionError(f"{FILE_NAME}, dòng {line}: {column} là {cells[column]!r}. Ghi {words}.")
    if float(cells["weight"]) <= 0:
        raise ExtensionError(f"{FILE_NAME}, dòng {line}: weight bằng 0. Bỏ dòng này nếu chưa biết trọng số.")
    return cells


def _require_once(rows: tuple[dict[str, str], ...]) -> None:
    keys = [(row["commune_code"], row["plan_year"]) for row in rows]
    twice = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    if twice:
        code, year = twice[0]
        raise ExtensionError(f"{FILE_NAME}: mã {code} năm {year} có hai dòng. Giữ một dòng cho mỗi xã, mỗi năm.")
