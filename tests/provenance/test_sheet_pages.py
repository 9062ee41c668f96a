"""Promises about places in workbooks: a value leads to its sheet and cell, drawn with the cell framed."""

import numpy as np
import openpyxl
from PIL import Image

from pipelines.model.document import Box
from pipelines.provenance.picture import PageLook, page_picture
from pipelines.provenance.sheet_pages import sheet_page


def workbook(path):
    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    sheet = book.create_sheet("Phụ lục 1")
    for row in range(1, 61):
        sheet.append([row, f"Nhiệm vụ thứ {row} của xã", "Phòng Kinh tế", "80%"])
    sheet.row_dimensions[39].hidden = True
    book.save(path)
    return path


def test_a_cell_is_named_and_framed_on_the_page_of_its_sheet(tmp_path):
    file = workbook(tmp_path / "a.xlsx")
    page = sheet_page(file, tmp_path / "cache", "abc", [Box(2, 3, 39, 4, 40)])
    assert (page.page, page.place_vi) == (2, "Trang tính “Phụ lục 1”, ô D40.")
    picture = page_picture(page.pdf, page.page, page.boxes, look=PageLook(is_scan=False))
    (tmp_path / "a.png").write_bytes(picture.png)
    red = np.abs(np.asarray(Image.open(tmp_path / "a.png").convert("RGB")).astype(int) - (176, 0, 32)).sum(axis=2) < 90
    ys, xs = np.nonzero(red)
    assert 0.001 < np.ptp(xs) * np.ptp(ys) / red.size < 0.05
    assert sheet_page(file, tmp_path / "cache", "abc", [Box(2, 3, 39, 4, 40)]) == page
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_row_is_named_as_a_range_and_a_hidden_sheet_has_no_page(tmp_path):
    file = workbook(tmp_path / "a.xlsx")
    assert sheet_page(file, tmp_path, "abc", [Box(2, 0, 4, 4, 5)]).place_vi.endswith("ô A5:D5.")
    assert sheet_page(file, tmp_path, "abc", [Box(3, 0, 4, 4, 5)]) is None
