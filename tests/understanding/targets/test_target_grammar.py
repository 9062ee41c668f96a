"""Promises about numbers, comparators and places: what is printed is what is stored."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from target_phrases import Phrase, phrases

from pipelines.model.document import Box
from pipelines.model.plan import Target
from pipelines.understanding.targets import TargetContext, find_targets
from pipelines.understanding.words.clause_text import clause_text
from pipelines.understanding.words.numbers import parse_number, parse_percent

BODY = TargetContext(plan_year=2026)
WITH_TARGETS = [phrase for phrase in phrases() if phrase.expected]


def _summary(targets: tuple[Target, ...]) -> list[tuple[object, ...]]:
    return [
        (t.comparator, t.value, t.value_max, t.unit, t.change, t.indicator_code, t.parent, t.year, t.is_aspirational)
        for t in targets
    ]


def _find(phrase: Phrase, text: str) -> tuple[Target, ...]:
    return find_targets(text, context=TargetContext(column=phrase.column, plan_year=phrase.plan_year))


# --------------------------------------------------------------------------------------------- numbers

_percent_values = st.decimals(min_value=0, max_value=100, places=2).map(lambda value: value.normalize())
_signs = st.sampled_from(["%", " %", "  %", " phần trăm"])
_comparators = st.sampled_from(
    [
        ("đạt ", "", "="),
        ("là ", "", "="),
        ("ít nhất ", "", ">="),
        ("đạt tối thiểu ", "", ">="),
        ("không dưới ", "", ">="),
        ("không thấp hơn ", "", ">="),
        ("đạt từ ", " trở lên", ">="),
        ("đạt ", " trở lên", ">="),
        ("≥ ", "", ">="),
        ("đạt trên ", "", ">"),
        ("đạt hơn ", "", ">"),
        ("> ", "", ">"),
        ("không quá ", "", "<="),
        ("không vượt quá ", "", "<="),
        ("tối đa ", "", "<="),
        ("≤ ", "", "<="),
        ("dưới ", "", "<"),
        ("< ", "", "<"),
        ("đạt ", " trở xuống", "<="),
    ]
)


def _printed(value: Decimal, padded: bool, mark: str) -> str:
    text = f"{value:f}".replace(".", mark)
    return f"0{text}" if padded and value < 10 else text


@settings(max_examples=60, deadline=None)
@given(_percent_values, _signs, _comparators, st.booleans(), st.sampled_from([",", "."]))
def test_any_printed_share_after_the_noun_is_read_back(
    value: Decimal, sign: str, comparator: tuple[str, str, str], padded: bool, mark: str
) -> None:
    before, after, expected = comparator
    text = f"Tỷ lệ hồ sơ được số hóa {before}{_printed(value, padded, mark)}{sign}{after}."
    (target,) = find_targets(text, context=BODY)
    assert (target.value, target.comparator, target.unit) == (value, expected, "percent")
    assert target.indicator_code == "digitisation_rate"


@settings(max_examples=40, deadline=None)
@given(_percent_values, _signs, st.sampled_from([("", "="), ("Ít nhất ", ">="), ("Trên ", ">"), ("Từ ", ">=")]))
def test_any_printed_share_before_the_noun_is_read_back(value: Decimal, sign: str, comparator: tuple[str, str]) -> None:
    text = f"{comparator[0]}{_printed(value, False, ',')}{sign} hồ sơ được số hóa"
    (target,) = find_targets(text, context=BODY)
    assert (target.value, target.comparator) == (value, comparator[1])


@given(st.integers(min_value=0, max_value=999_999))
def test_counts_with_thousands_dots_are_read_back(number: int) -> None:
    assert parse_number(f"{number:,}".replace(",", ".")) == number


def test_a_dot_in_a_percentage_is_a_decimal_mark() -> None:
    assert parse_percent("97.285") == Decimal("97.285")
    assert parse_number("97.285") == 97285


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "12.34.5", "5%"])
def test_what_is_no_number_gives_none(text: str) -> None:
    assert parse_number(text) is None


# --------------------------------------------------------------------------------------------- spelling


def _old_tone_style(text: str) -> str:
    for new, old in (("hóa", "hoá"), ("ủy", "uỷ"), ("khỏe", "khoẻ"), ("thỏa", "thoả")):
        text = text.replace(new, old)
    return text


@pytest.mark.parametrize("phrase", WITH_TARGETS, ids=lambda phrase: phrase.text[:40])
def test_normal_form_tone_placement_and_spaces_change_nothing(phrase: Phrase) -> None:
    expected = _summary(_find(phrase, phrase.text))
    variants = {
        "NFD": unicodedata.normalize("NFD", phrase.text),
        "old tone placement": _old_tone_style(phrase.text),
        "double blanks": phrase.text.replace(" ", "  "),
        "no-break blanks": phrase.text.replace(" ", "\u00a0"),
        "zero-width marks": phrase.text.replace(" ", " \u200b"),
    }
    changed = [name for name, text in variants.items() if _summary(_find(phrase, text)) != expected]
    assert changed == []


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WITH_TARGETS), st.data())
def test_a_line_wrapped_anywhere_changes_nothing(phrase: Phrase, data: st.DataObject) -> None:
    blanks = [i for i, char in enumerate(phrase.text) if char == " "]
    chosen = data.draw(st.sets(st.sampled_from(blanks), max_size=4))
    text = "".join("\n" if i in chosen else char for i, char in enumerate(phrase.text))
    assert _summary(_find(phrase, text)) == _summary(_find(phrase, phrase.text))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    for target in find_targets(text, context=BODY):
        assert target.evidence in text


_HEAP = (
    "100%",
    "đạt",
    "5",
    "%",
    "(trừ",
    ")",
    ";",
    ",",
    ".",
    ":",
    "\n",
    "-",
    "trong đó",
    "từ",
    "đến",
    "trở lên",
    "giảm",
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*_HEAP, "năm 2026", "hồ sơ", "ít nhất", "02", "sáng kiến", "lần lượt"])))
def test_no_heap_of_its_own_words_breaks_the_reader(words: list[str]) -> None:
    text = " ".join(words)
    for target in find_targets(text, context=BODY):
        assert target.evidence in text


@given(st.text(max_size=80))
def test_folded_text_leads_back_to_the_printed_words(text: str) -> None:
    folded = clause_text(text)
    assert len(folded.key) == len(folded.starts) == len(folded.ends)
    assert folded.printed(0, len(folded.key)) in text


# --------------------------------------------------------------------------------------------- places


def test_place_of_the_text_is_kept_with_the_target() -> None:
    box = Box(page=3, x0=10, y0=20, x1=30, y1=40)
    context = TargetContext("table", "II.1", "objective", None, 2026, 7, box)
    (target,) = find_targets("100% hồ sơ được số hóa", context=context)
    assert (target.found_in, target.section, target.column, target.task_index, target.box) == (
        "table",
        "II.1",
        "objective",
        7,
        box,
    )


def test_value_alone_takes_its_indicator_from_the_heading() -> None:
    context = TargetContext(found_in="table", heading="Tỷ lệ hồ sơ giải quyết đúng hạn", plan_year=2026)
    (target,) = find_targets("≥ 98%", context=context)
    assert (target.indicator_code, target.comparator, target.value) == ("on_time_rate", ">=", 98)


def test_nothing_is_a_commitment_under_a_heading_of_past_results() -> None:
    context = TargetContext(heading="I. Kết quả thực hiện năm 2025", plan_year=2026)
    assert find_targets("Tỷ lệ hồ sơ đúng hạn đạt 98%.", context=context) == ()


# --------------------------------------------------------------------------------------------- limits


def test_exception_baseline_level_and_sectors_are_kept() -> None:
    (excepted,) = find_targets("100% văn bản (trừ văn bản mật) được ký số của cơ quan", context=BODY)
    assert excepted.exception == "trừ văn bản mật"
    (cut,) = find_targets("Giảm 5% biên chế sự nghiệp so với năm 2025", context=BODY)
    assert (cut.change, cut.baseline) == ("decrease", "so với năm 2025")
    (level,) = find_targets("80% hồ sơ tại cấp xã được số hóa", context=BODY)
    assert (level.scope_level, level.scope) == ("commune", "cấp xã")
    (sectors,) = find_targets("Mức độ hài lòng về giải quyết TTHC lĩnh vực đất đai, hộ tịch đạt 90%", context=BODY)
    assert sectors.scope_sectors == ("đất đai", "hộ tịch")


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("Tỷ lệ hồ sơ thanh toán trực tuyến đạt 70%", "dossiers"),
        ("Tỷ lệ giao dịch thanh toán trực tuyến đạt 70%", "transactions"),
        ("Tỷ lệ hồ sơ giao dịch thanh toán trực tuyến đạt 70%", "unspecified"),
        ("Tỷ lệ nộp hồ sơ trực tuyến toàn trình đạt 70%", "filed"),
        ("Tỷ lệ hồ sơ giải quyết trực tuyến toàn trình đạt 70%", "settled"),
        ("100% hồ sơ được số hóa", None),
    ],
)
def test_basis_of_the_share_is_told_apart(text: str, basis: str | None) -> None:
    (target,) = find_targets(text, context=BODY)
    assert target.basis == basis


def test_each_number_of_a_respective_list_has_its_level() -> None:
    text = "Tỷ lệ kiểm tra qua môi trường số tương ứng 60%, 40% và 20% đối với cấp tỉnh, huyện, xã"
    found = find_targets(text, context=BODY)
    assert [(t.value, t.scope_level) for t in found] == [(60, "province"), (40, "district"), (20, "commune")]


def test_each_number_of_a_yearly_ladder_has_its_year() -> None:
    text = "Tỷ lệ số hóa hồ sơ đạt 80% vào năm 2026; 90% vào năm 2027; 100% vào năm 2028"
    found = find_targets(text, context=BODY)
    assert [(t.value, t.year) for t in found] == [(80, 2026), (90, 2027), (100, 2028)]
    assert {t.indicator_code for t in found} == {"digitisation_rate"}


def test_indicator_wording_holds_neither_number_nor_opening_words() -> None:
    (target,) = find_targets("Phấn đấu trên 98,5% hồ sơ TTHC được giải quyết đúng hạn.", context=BODY)
    assert target.indicator_text == "hồ sơ TTHC được giải quyết đúng hạn"
    assert target.evidence == "Phấn đấu trên 98,5% hồ sơ TTHC được giải quyết đúng hạn"


@pytest.mark.parametrize(
    "text",
    [
        "Trên 95% dữ liệu của các phòng được tích hợp với trục liên thông dữ liệu của tỉnh",
        "100% hồ sơ được tiếp nhận trên Hệ thống thông tin giải quyết TTHC của tỉnh",
        "Tỷ lệ TTHC thực hiện không phụ thuộc địa giới hành chính trong phạm vi cấp tỉnh đạt 80%",
        "90% hồ sơ được số hóa theo kế hoạch của tỉnh",
    ],
)
def test_a_system_or_an_act_of_the_province_is_no_scope_of_the_target(text: str) -> None:
    assert [target.scope_level for target in find_targets(text, context=BODY)] == [None]


@pytest.mark.parametrize(
    "text", ["100% TTHC của tỉnh được công khai trên hệ thống", "Toàn tỉnh đạt 95% hồ sơ giải quyết đúng hạn"]
)
def test_a_share_of_the_province_is_of_the_province(text: str) -> None:
    assert [target.scope_level for target in find_targets(text, context=BODY)] == ["province"]


def test_a_part_that_names_the_commune_has_the_indicator_of_the_whole() -> None:
    found = find_targets("Tỷ lệ số hóa hồ sơ đạt 80%, trong đó xã Bến Lụa đạt 85%", context=BODY)
    assert [(one.value, one.indicator_code, one.scope_level, one.parent) for one in found] == [
        (80, "digitisation_rate", None, None),
        (85, "digitisation_rate", "commune", 0),
    ]
    near_miss = find_targets("Tỷ lệ số hóa hồ sơ đạt 80%, trong đó Hội Nông dân đạt 85%", context=BODY)
    assert [one.scope_level for one in near_miss] == [None, None]
