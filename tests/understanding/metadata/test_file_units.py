"""A file that is named for one unit and holds another's plan is told; what only looks like a name is none."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from pipelines.reference.units import communes_of, province_by_slug
from pipelines.understanding.metadata.file_units import named_for_another, units_named

DAY = date(2026, 1, 12)


def _named(commune: str, file_name: str, slug: str = "nghe-an") -> str | None:
    province = province_by_slug(slug)
    assert province is not None
    own = next(one for one in communes_of(province.code, DAY) if one.full_name == commune)
    other = named_for_another(own, province, DAY, file_name)
    return other.full_name if other else None


@pytest.mark.parametrize("is_decomposed", [False, True])
@pytest.mark.parametrize(
    "name",
    ["KH CCHC 2026 xã Bạch Hà.docx", "KH_CCHC_2026_Bạch Hà.docx", "kh cchc 2026 xa bach ha (1).docx", "BACH HA-KH.pdf"],
)
def test_a_file_named_for_another_unit_is_told_however_the_name_is_written(name: str, is_decomposed: bool) -> None:
    written = unicodedata.normalize("NFD", name) if is_decomposed else name
    assert _named("xã Anh Sơn", written) == "xã Bạch Hà"


@pytest.mark.parametrize(
    "name",
    [
        "Anh Sơn - KH CCHC 2026.docx",
        "anh_son_kh_cchc.pdf",
        "Bạch Hà gửi Anh Sơn - KH 2026.docx",  # the plan's own unit is there
        "KH CCHC 2026.docx",
        "KH CCHC 2026 bách hạ.docx",  # marks of another name
        "Nghệ An - KH CCHC 2026.docx",
    ],
)
def test_a_name_that_fits_or_names_nobody_is_no_doubt(name: str) -> None:
    assert _named("xã Anh Sơn", name) is None


def test_a_longer_name_is_not_the_shorter_one() -> None:
    assert _named("xã Anh Sơn", "KH CCHC xã Anh Sơn Đông.docx") == "xã Anh Sơn Đông"
    assert _named("xã Anh Sơn Đông", "KH CCHC xã Anh Sơn Đông.docx") is None


def test_everyday_words_are_a_name_only_behind_its_type() -> None:
    province = province_by_slug("lao-cai")
    assert province is not None
    of_day = communes_of(province.code, DAY)
    assert units_named("KH CCHC 2026 van ban so.pdf", of_day) == ()
    assert [one.full_name for one in units_named("KH CCHC 2026 xa Van Ban.pdf", of_day)] == ["xã Văn Bàn"]
