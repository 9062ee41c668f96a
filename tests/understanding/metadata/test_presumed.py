"""A file that gave no plan still says whose it is: its unit is unreadable, not missing."""

from __future__ import annotations

import pytest
from plan_builder import CLOSING, LETTERHEAD, context, document, para

from pipelines.understanding.metadata import presumed
from pipelines.understanding.metadata.presumed import presumed_commune
from pipelines.understanding.plan import understand

GIO_LINH, BEN_QUAN = "19495", "19366"
LETTER = document(*LETTERHEAD, para("BÁO CÁO", "c", bold=True), para("Kết quả khám bệnh năm 2025", "c"), *CLOSING)


@pytest.mark.parametrize(
    "name", ["KH CCHC xã Gio Linh.pdf", "ke hoach gio linh 2026.docx", "12-KH-UBND_GIO LINH.doc", "Gio Linh.xlsx"]
)
def test_a_file_that_cannot_be_opened_is_of_the_unit_in_its_name(name: str) -> None:
    assert presumed_commune(context(file_name=name), None, None) == GIO_LINH


def test_a_file_that_is_no_plan_is_of_the_unit_that_was_read() -> None:
    plan = understand(LETTER, context(file_name="bao cao.pdf"))
    assert not plan.is_plan
    assert presumed_commune(context(file_name="bao cao.pdf"), plan, LETTER) == GIO_LINH


def test_a_text_that_we_fail_to_understand_is_of_the_unit_of_its_letterhead() -> None:
    assert presumed_commune(context(file_name="x.pdf"), None, LETTER) == GIO_LINH


def test_the_side_file_decides() -> None:
    stated = context(file_name="Gio Linh.pdf", commune_code=BEN_QUAN)
    assert presumed_commune(stated, None, LETTER) == BEN_QUAN


def test_a_head_that_cannot_be_made_out_leaves_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(presumed, "document_lines", failing)
    assert presumed_commune(context(file_name="Gio Linh.pdf"), None, LETTER) == GIO_LINH


@pytest.mark.parametrize("name", ["ke hoach.pdf", "", "gio.pdf", "xa.docx"])
def test_nothing_is_guessed(name: str) -> None:
    assert presumed_commune(context(file_name=name), None, None) is None


def test_a_name_of_another_province_is_none_of_this_one() -> None:
    assert presumed_commune(context("ha-noi", file_name="Gio Linh.pdf"), None, None) is None
