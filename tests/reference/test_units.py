"""Promises about provinces and communes: right on the day asked for, and honest when only a guess fits.

One file on purpose: the promises about one catalogue.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reference import units
from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import ascii_key, match_key, new_tone_style, slug, squeeze_spaces

BEFORE = date(2025, 6, 30)
REFORM = date(2025, 7, 1)
DONG_NAI = date(2026, 4, 30)
BAC_NINH = date(2026, 9, 20)
DAYS = (date(2024, 6, 1), BEFORE, REFORM, DONG_NAI - timedelta(days=1), DONG_NAI, BAC_NINH)


def types_on(day: date) -> Counter[str]:
    return Counter(one.unit_type for one in units.communes() if one.is_valid(day))


def province_types_on(day: date) -> Counter[str]:
    return Counter(one.unit_type for one in units.provinces() if one.is_valid(day))


@pytest.mark.parametrize(
    ("day", "xa", "phuong", "cities"),
    [
        (REFORM, 2621, 687, 6),
        (DONG_NAI - timedelta(days=1), 2621, 687, 6),
        (DONG_NAI, 2611, 697, 7),
        (date(2026, 9, 1), 2611, 697, 8),
        (BAC_NINH, 2599, 709, 9),
    ],
)
def test_there_are_34_provinces_and_3321_communes_on_every_day_since_the_reform(day, xa, phuong, cities):
    assert types_on(day) == {"xã": xa, "phường": phuong, "đặc khu": 13}
    assert province_types_on(day) == {"thành phố": cities, "tỉnh": 34 - cities}


def test_the_last_day_before_the_reform_has_63_provinces_and_10035_communes():
    assert sum(province_types_on(BEFORE).values()) == 63
    assert sum(types_on(BEFORE).values()) == 10035
    assert set(types_on(BEFORE)) == {"xã", "phường", "thị trấn"}


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("44", {"xã": 69, "phường": 8, "đặc khu": 1}),
        ("68", {"xã": 103, "phường": 20, "đặc khu": 1}),
        ("20", {"xã": 61, "phường": 4}),
        ("42", {"xã": 60, "phường": 9}),
    ],
)
def test_a_province_has_the_communes_of_the_official_list(code, counts):
    assert Counter(one.unit_type for one in units.communes_of(code, REFORM)) == counts


def test_lists_for_people_begin_with_phuong_and_end_with_dac_khu():
    ordered = sorted(units.communes_of("44"), key=units.list_order)
    assert [one.unit_type for one in ordered] == ["phường"] * 8 + ["xã"] * 69 + ["đặc khu"]
    assert (ordered[0].code, ordered[8].code, ordered[-1].name) == ("18859", "18901", "Cồn Cỏ")


def test_no_denominator_changes_when_xa_become_phuong():
    assert len(units.communes_of("75", REFORM)) == len(units.communes_of("75", DONG_NAI)) == 95
    assert Counter(one.unit_type for one in units.communes_of("75", DONG_NAI)) == {"xã": 62, "phường": 33}


@pytest.mark.parametrize("day", DAYS)
def test_a_code_names_one_unit_on_any_day(day):
    communes = Counter(one.code for one in units.communes() if one.is_valid(day))
    provinces = Counter(one.code for one in units.provinces() if one.is_valid(day))
    assert max(communes.values()) == max(provinces.values()) == 1


def test_the_rows_of_a_code_follow_each_other_without_gap_or_overlap():
    rows = defaultdict(list)
    for one in (*units.communes(), *units.provinces()):
        rows[one.code].append(one)
    for group in rows.values():
        for earlier, later in pairwise(group):
            assert earlier.valid_to is not None and later.valid_from is not None
            assert earlier.valid_to + timedelta(days=1) == later.valid_from, later


@pytest.mark.parametrize("day", DAYS)
def test_every_commune_lies_in_a_province_of_its_day(day):
    for one in units.communes():
        if one.is_valid(day):
            assert units.province_by_code(one.province_code, day) is not None, one


def test_districts_exist_exactly_until_the_reform():
    for one in units.communes():
        assert (one.district is None) == (one.valid_from is not None), one


@pytest.mark.parametrize(
    ("code", "full_name", "province_code"),
    [
        ("19366", "xã Bến Quan", "44"),
        ("19414", "xã Cửa Tùng", "44"),
        ("06529", "xã Lộc Bình", "20"),
        ("18115", "phường Bắc Hồng Lĩnh", "42"),
        ("06970", "xã Ba Chẽ", "22"),
        # units whose type column contradicts their name in the source list
        ("10543", "phường Việt Hòa", "31"),
        ("11848", "xã Vĩnh Hòa", "31"),
        ("31213", "phường Tân Lộc", "92"),
        ("31299", "xã Phong Điền", "92"),
    ],
)
def test_known_units_have_their_official_code(code, full_name, province_code):
    one = units.commune_by_code(code)
    assert one is not None
    assert (one.full_name, one.province_code) == (full_name, province_code)


def test_code_44_is_quang_binh_before_and_quang_tri_after():
    before, after = units.province_by_code("44", BEFORE), units.province_by_code("44", REFORM)
    assert before is not None and before.full_name == "tỉnh Quảng Bình"
    assert after is not None and after.full_name == "tỉnh Quảng Trị"
    old = units.province_by_slug("quang-tri", BEFORE)
    assert old is not None and old.code == "45"


def test_dong_nai_is_a_city_from_the_day_of_its_resolution():
    day_before = units.province_by_slug("dong-nai", DONG_NAI - timedelta(days=1))
    that_day = units.province_by_slug("dong-nai", DONG_NAI)
    assert day_before is not None and day_before.full_name == "tỉnh Đồng Nai"
    assert that_day is not None and that_day.full_name == "thành phố Đồng Nai"
    assert that_day.decree == "30/2026/QH16"


def test_names_are_stored_clean():
    rows = [*reference_rows("provinces"), *reference_rows("administrative_units")]
    for name in [row["name"] for row in rows] + [row.get("district", "") for row in rows]:
        assert name == unicodedata.normalize("NFC", name)
        assert name == squeeze_spaces(name)
        assert name == new_tone_style(name)
    for one in units.communes():
        words = one.name.removeprefix("Nông trường ").split()  # "state farm", a common noun
        assert all(word[0] == word[0].upper() for word in words), one


def test_every_row_says_where_it_comes_from():
    for name in ("provinces", "administrative_units", "unit_successions", "unit_changes", "province_aliases"):
        assert all(row["source"] for row in reference_rows(name)), name


@pytest.mark.parametrize("day", (BEFORE, REFORM))
def test_province_slugs_are_unique_and_come_from_the_name(day):
    valid = [one for one in units.provinces() if one.is_valid(day)]
    assert len({one.slug for one in valid}) == len(valid)
    assert all(one.slug == slug(one.name) for one in valid)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tỉnh Quảng Trị", "44"),
        ("TỈNH QUẢNG TRỊ", "44"),
        ("Quang Tri", "44"),
        ("tinh quang tri", "44"),
        ("TP. Hồ Chí Minh", "79"),
        ("TP.Hồ Chí Minh", "79"),
        ("TP.HCM", "79"),
        ("TPHCM", "79"),
        ("Thành phố Hồ Chí Minh.", "79"),
        ("thành phố Huế", "46"),
        ("tỉnh Khánh Hoà", "56"),
        ("tỉnh Khánh Hòa", "56"),
        ("  Đăk  Lăk ", "66"),
        ("THÀNH PHỐ ĐÀ NẴNG", "48"),
    ],
)
def test_a_province_is_found_however_its_name_is_written(text, code):
    found = units.province_by_name(text)
    assert found is not None and found.code == code


@pytest.mark.parametrize("text", ["", "tỉnh", "Quảng", "huyện Vĩnh Linh", "tỉnh Quảng Bình", "xã Quảng Trị"])
def test_what_is_no_province_today_is_not_guessed(text):
    assert units.province_by_name(text) is None


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("tỉnh Quảng Bình", BEFORE, "44"),
        ("tỉnh Bà Rịa – Vũng Tàu", BEFORE, "77"),
        ("tỉnh Thừa Thiên - Huế", date(2024, 12, 31), "46"),
    ],
)
def test_a_former_province_is_found_on_its_day(text, day, code):
    found = units.province_by_name(text, day)
    assert found is not None and found.code == code


def test_every_alias_stands_for_a_province_of_some_day():
    names = {one.name for one in units.provinces()}
    assert {row["name"] for row in reference_rows("province_aliases")} <= names


def names_by_folded_key(day: date) -> dict[tuple[str, str], set[str]]:
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in units.communes():
        if one.is_valid(day):
            groups[one.province_code, ascii_key(one.name)].add(one.name)
    return groups


def test_ten_pairs_of_names_differ_in_marks_only():
    pairs = {tuple(sorted(names)) for names in names_by_folded_key(REFORM).values() if len(names) > 1}
    assert pairs == {
        ("Cẩm Giang", "Cẩm Giàng"),
        ("Văn Lang", "Văn Lăng"),
        ("Sơn Hà", "Sơn Hạ"),
        ("Ba Tô", "Ba Tơ"),
        ("Đông Tiến", "Đồng Tiến"),
        ("Lộc Thành", "Lộc Thạnh"),
        ("Thanh An", "Thạnh An"),
        ("Tân Thành", "Tân Thạnh"),
        ("Mỹ Tho", "Mỹ Thọ"),
    }


def test_in_one_province_a_name_with_its_marks_is_one_commune():
    for day in (REFORM, DONG_NAI, BAC_NINH):
        keys = Counter((one.province_code, match_key(one.name)) for one in units.communes() if one.is_valid(day))
        assert max(keys.values()) == 1


@pytest.mark.parametrize(
    ("name", "province_code", "code"),
    [("Cẩm Giang", "31", "10888"), ("Cẩm Giàng", "31", "10903")],
)
def test_marks_decide_between_look_alikes(name, province_code, code):
    (found,) = units.find_communes(name, None, province_code)
    assert found.code == code
    assert not found.matched_without_marks


def test_a_name_without_marks_gives_all_look_alikes_as_suggestions():
    found = units.find_communes("Cam Giang", "xã", "31")
    assert [one.code for one in found] == ["10888", "10903"]
    assert all(one.matched_without_marks for one in found)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Khánh Hoà", "Khánh Hòa"),
        ("KHÁNH HÒA", "Khánh Hòa"),
        (unicodedata.normalize("NFD", "Khánh Hòa"), "Khánh Hòa"),
        ("Chân Mây – Lăng Cô", "Chân Mây - Lăng Cô"),
        ("Chân Mây-Lăng Cô", "Chân Mây - Lăng Cô"),
        ("Ea H’Leo", "Ea H'Leo"),
        ("Bến\u00a0Quan", "Bến Quan"),
    ],
)
def test_spelling_of_equal_standing_finds_the_unit(written, stored):
    found = units.find_communes(written)
    assert found and {one.name for one in found} == {stored}
    assert not any(one.matched_without_marks for one in found)


def test_the_type_may_stand_in_the_name():
    assert units.find_communes("Xã Bến Quan", None, "44") == units.find_communes("Bến Quan", "xã", "44")
    assert units.find_communes("xa ben quan", None, "44")[0].code == "19366"
    assert units.find_communes("phường Bến Quan", None, "44") == ()
    assert units.find_communes("xã Bến Quan", "phường", "44") == ()


def test_a_name_that_begins_like_a_type_stays_whole():
    (found,) = units.find_communes("Xa Dung")
    assert found.full_name == "xã Xa Dung"
    assert not found.matched_without_marks


def test_a_number_is_found_with_and_without_leading_zero():
    day = date(2024, 6, 1)
    assert units.find_communes("Phường 1", None, "79", day) == units.find_communes("Phường 01", None, "79", day)
    assert len(units.find_communes("Phường 1", None, "79", day)) > 1  # one in several districts


def test_an_unknown_name_finds_nothing():
    assert units.find_communes("Không Có Thật", None, "44") == ()


def test_the_type_of_the_day_is_the_one_that_matches():
    eve = DONG_NAI - timedelta(days=1)
    assert units.find_communes("Long Thành", "xã", "75", eve)[0].code == "26368"
    assert units.find_communes("Long Thành", "phường", "75", eve) == ()
    assert units.find_communes("Long Thành", "phường", "75", DONG_NAI)[0].code == "26368"


@given(st.sampled_from(units.communes()))
def test_every_commune_is_found_by_its_own_name(one):
    day = one.valid_from or BEFORE
    assert one in units.find_communes(one.full_name, None, one.province_code, day)
    assert one in units.find_communes(one.name.upper(), one.unit_type, one.province_code, day)
    # without marks it may also be another unit's full spelling ("Ba To"), but never nothing
    assert units.find_communes(ascii_key(one.name), one.unit_type, one.province_code, day)


@given(st.text(max_size=30))
def test_any_text_can_be_looked_up(text):
    assert isinstance(units.find_communes(text), tuple)
    units.province_by_name(text)


def test_every_former_commune_has_a_successor_of_the_right_day():
    followed = {one.old_code for one in units.successions()}
    assert followed == {one.code for one in units.communes() if one.is_valid(BEFORE)}
    for one in units.successions():
        before = units.commune_by_code(one.old_code, BEFORE)
        assert before is not None and before.province_code == one.old_province_code
        assert units.commune_by_code(one.new_code, REFORM) is not None
        assert one.effective_on == REFORM


def test_only_island_communes_without_former_communes_have_no_origin():
    origins = {one.new_code for one in units.successions()}
    without = {one.full_name for one in units.communes() if one.is_valid(REFORM) and one.code not in origins}
    assert without == {
        "đặc khu Bạch Long Vĩ",
        "đặc khu Cồn Cỏ",
        "đặc khu Côn Đảo",
        "đặc khu Hoàng Sa",
        "đặc khu Lý Sơn",
    }


def test_a_divided_commune_goes_in_parts_and_a_whole_one_to_one_place():
    targets = Counter(one.old_code for one in units.successions())
    for one in units.successions():
        assert one.relation in {"whole", "part", "unchanged"}
        assert one.relation == "part" or targets[one.old_code] == 1, one


def test_an_unchanged_commune_keeps_code_name_and_type_alone():
    unchanged = [one for one in units.successions() if one.relation == "unchanged"]
    assert len(unchanged) == 124
    for one in unchanged:
        before = units.commune_by_code(one.old_code, BEFORE)
        after = units.commune_by_code(one.new_code, REFORM)
        assert before is not None and after is not None
        assert (before.code, match_key(before.full_name)) == (after.code, match_key(after.full_name))
        assert [other for other in units.successions() if other.new_code == one.new_code] == [one]


def test_ben_quan_was_made_of_four_whole_communes():
    origins = [one for one in units.successions() if one.new_code == "19366"]
    names = {units.commune_by_code(one.old_code, BEFORE).full_name for one in origins}
    assert names == {"thị trấn Bến Quan", "xã Vĩnh Khê", "xã Vĩnh Hà", "xã Vĩnh Ô"}
    assert {one.relation for one in origins} == {"whole"}


def test_reviewed_changes_are_all_in_the_list():
    for change in reference_rows("unit_changes"):
        look_up = units.province_by_code if change["level"] == "province" else units.commune_by_code
        day = date.fromisoformat(change["effective_on"])
        after, before = look_up(change["code"], day), look_up(change["code"], day - timedelta(days=1))
        assert after is not None and before is not None
        assert (before.name, before.unit_type) == (change["name"], change["unit_type_before"])
        assert (after.name, after.unit_type) == (change["name"], change["unit_type_after"])
        assert after.decree == change["decree"]
