"""Promises about a scanned table whose header is printed once and read with noise: its columns are not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.model.document import Box, Cell, Document, ExtractionMethod, Page, PageKind, Table
from pipelines.understanding.tables.header_repair import nearest_word
from pipelines.understanding.tables.rows import read_tasks

NOISY = ("TT", "Nhiêm vu", "Sàn phâm", "Cơ quan ch? tP¿", "quan phối ợp", "Thời gian hoàn thanh")
TASK = ("1", "Niêm yết công khai thủ tục", "Bảng niêm yết", "Văn phòng", "Công an xã", "Quý II/2026")


def scanned(*rows: tuple[str, ...], confidence: float | None = 0.8) -> Document:
    cells = tuple(
        Cell(row, column, 1, 1, text, (Box(1, 60.0 * column, 20.0 * row, 60.0 * column + 60, 20.0 * row + 20),))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    table = Table(len(rows), len(rows[0]), tuple(replace(cell, confidence=confidence) for cell in cells))
    return Document(ExtractionMethod.PDF_OCR, (Page(1, 595.0, 842.0, PageKind.SCAN),), (table,))


def test_noisy_titles_name_their_columns_and_are_told() -> None:
    result = read_tasks(scanned(NOISY, TASK))
    (row,) = result.rows
    assert row.texts["task"] == TASK[1]
    assert row.texts["lead"] == "Văn phòng"
    assert row.texts["coordination"] == "Công an xã"
    assert row.texts["deadline"] == "Quý II/2026"
    told = [finding.detail for finding in result.findings if finding.rule == "header_repaired"]
    assert "Cơ quan ch? tP¿ → cơ quan chủ trì" in told
    assert len(told) == 4  # "TT" is a wording, and "Thời gian" one within the last title


def test_titles_that_were_never_an_image_are_taken_as_printed() -> None:
    result = read_tasks(scanned(NOISY, TASK, confidence=None))
    assert not any(finding.rule == "header_repaired" for finding in result.findings)


@pytest.mark.parametrize("title", ["Sản lượng", "Thôn, xóm", "Địa bàn", "Số lượng hồ sơ", "Họ tên", "A B", ""])
def test_other_titles_are_not_bent_into_known_ones(title: str) -> None:
    assert nearest_word(title) is None
