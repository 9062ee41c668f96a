"""What a reader of the warehouse may rely on about cited acts."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.document import Box
from pipelines.understanding.citations import citation_findings, find_citations, merge_citations

PASSAGES = (
    "Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ và Kế hoạch số 45/KH-UBND ngày 03/02/2026 "
    "của Uỷ ban nhân dân tỉnh Hoà Bình về chuyển đổi số",
    "Nghị quyết số 57-NQ/TW của Bộ Chính trị; Luật Tổ chức chính quyền địa phương số 72/2025/QH15; "
    "Công văn số 12/SNV-CCHC ngày 05 tháng 01 năm 2026 của Sở Nội vụ",
    "các Nghị định số 60/2021/NĐ-CP, 111/2025/NĐ-CP; Chương trình số 27-CTr/TU, ngày 01/3/2025 của Tỉnh uỷ",
)


def _rules(text, **kwargs):
    mentions = find_citations(text)
    return [f.rule for f in citation_findings(merge_citations(mentions), mentions, **kwargs)]


def _facts(text):
    return [
        (m.kind, m.number, m.issued_on, (m.issuer or "").replace("uỷ", "ủy").replace("Uỷ", "Ủy").replace("oà", "òa"))
        for m in find_citations(text)
    ]


@given(st.sampled_from(PASSAGES), st.data())
def test_line_breaks_and_double_spaces_change_nothing(passage, data):
    spaces = [at for at, char in enumerate(passage) if char == " "]
    wide = set(data.draw(st.lists(st.sampled_from(spaces), max_size=8)))
    gap = data.draw(st.sampled_from(["\n", "  ", " \n ", "\u00a0"]))
    damaged = "".join(gap if at in wide else char for at, char in enumerate(passage))
    assert _facts(damaged) == _facts(passage)


@given(st.sampled_from(PASSAGES), st.sampled_from(["NFC", "NFD"]))
def test_unicode_form_changes_nothing_and_offsets_cut_out_the_printed_words(passage, form):
    text = unicodedata.normalize(form, passage)
    assert _facts(text) == [
        (kind, number, day, unicodedata.normalize("NFC", issuer)) for kind, number, day, issuer in _facts(passage)
    ]
    for mention in find_citations(text):
        printed = unicodedata.normalize("NFC", text[mention.start : mention.end])
        assert " ".join(printed.split()) == mention.evidence
        assert mention.raw_number in mention.evidence


@given(st.sampled_from(PASSAGES))
def test_tone_placement_changes_nothing(passage):
    new_style = passage.replace("Uỷ", "Ủy").replace("uỷ", "ủy").replace("Hoà", "Hòa")
    assert _facts(new_style) == _facts(passage)


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(
        ["{0.day}/{0.month}/{0.year}", "{0:%d/%m/%Y}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}", "{0:%d tháng %m năm %Y}"]
    ),
)
def test_any_date_of_issue_is_read_back(day, form):
    (mention,) = find_citations(f"Quyết định số 15/QĐ-UBND ngày {form.format(day)} của UBND tỉnh")
    assert (mention.number, mention.issued_on, mention.issuer) == ("15/QĐ-UBND", day, "UBND tỉnh")


@given(
    st.integers(1, 99999),
    st.integers(2000, 2099),
    st.sampled_from(["NĐ-CP", "QĐ-TTg", "TT-BNV", "NQ-HĐND", "QĐ-UBND"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["", " "]),
)
def test_a_number_with_stray_blanks_is_normalised(number, year, symbol, before, after):
    kind, org = symbol.split("-")
    (mention,) = find_citations(f"theo văn bản số {number}/{year}{before}/{after}{kind}{before}-{after}{org} của tỉnh")
    assert mention.number == f"{number}/{year}/{symbol}"
    assert ("spacing" in mention.slips) == bool(before or after)


def test_mention_without_date_joins_the_dated_one():
    text = "Nghị quyết số 57-NQ/TW; Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị; NQ 57-NQ/TW"
    (citation,) = merge_citations(find_citations(text, box=Box(2)))
    assert (citation.issued_on, citation.mentions, citation.issuer) == (date(2024, 12, 22), 3, "Bộ Chính trị")
    assert citation.box == Box(2)


def test_one_number_with_two_dates_stays_two_citations_and_is_reported():
    text = "Nghị quyết số 57-NQ/TW ngày 22/12/2024; Nghị quyết số 57-NQ/TW ngày 22/12/2023; NQ số 57-NQ/TW"
    citations = merge_citations(find_citations(text))
    assert [(c.issued_on.year, c.mentions) for c in citations] == [(2024, 2), (2023, 1)]
    assert "legal_reference_date_conflict" in _rules(text)


def test_plans_of_two_years_with_one_number_are_no_conflict():
    text = "Kế hoạch số 52/KH-UBND ngày 09/02/2021 của UBND tỉnh; Kế hoạch số 52/KH-UBND ngày 14/3/2025 của UBND tỉnh"
    assert len(merge_citations(find_citations(text))) == 2
    assert _rules(text) == []


def test_the_plans_own_number_is_no_citation():
    text = "Thực hiện Kế hoạch số 25/KH-UBND ngày 15/01/2026 của UBND xã theo Nghị quyết số 76/NQ-CP"
    mentions = find_citations(text, own_number="25/KH-UBND")
    assert [m.is_self_reference for m in mentions] == [True, False]
    assert [c.number for c in merge_citations(mentions)] == ["76/NQ-CP"]


def test_an_annex_line_names_the_plan_itself_but_an_attached_programme_is_a_citation():
    assert find_citations("(Ban hành kèm theo Kế hoạch số 25/KH-UBND ngày 15/01/2026)")[0].is_self_reference
    (attached,) = find_citations("Chương trình ban hành kèm theo Quyết định số 766/QĐ-TTg của Thủ tướng Chính phủ")
    assert not attached.is_self_reference


def test_word_and_symbol_that_disagree_are_reported():
    assert "legal_reference_kind_mismatch" in _rules("Kế hoạch số 90/QĐ-UBND ngày 05/12/2025")
    assert _rules("Quyết định số 90/QĐ-UBND ngày 05/12/2025") == []


def test_issuer_and_symbol_that_disagree_are_reported():
    wrong = "Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 của Thủ tướng Chính phủ"
    assert _rules(wrong) == ["legal_reference_issuer_mismatch"]
    assert _rules("Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ") == []


def test_a_date_outside_the_year_of_the_number_is_reported():
    assert _rules("Nghị định số 118/2025/NĐ-CP ngày 09/6/2024") == ["legal_reference_date_wrong"]


def test_an_impossible_date_of_issue_is_reported_never_repaired():
    mentions = find_citations("Nghị định số 118/2025/NĐ-CP ngày 31/6/2025 của Chính phủ")
    (citation,) = merge_citations(mentions)
    assert citation.issued_on is None
    found = {f.rule: f.detail for f in citation_findings([citation], mentions)}
    assert found["impossible_date"] == "31/6/2025; có thể là 30/6/2025"


def test_a_replaced_act_is_reported_only_for_plans_issued_after_its_replacement():
    text = "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ"
    assert _rules(text, issued_on=date(2026, 1, 15)) == ["superseded_legal_reference"]
    assert _rules(text, issued_on=date(2025, 1, 15)) == []
    assert _rules(text) == []


def test_issuer_is_implied_only_where_the_symbol_is_certain():
    (decree,) = find_citations("Nghị định số 118/2025/NĐ-CP")
    (plan,) = find_citations("Kế hoạch số 25/KH-UBND")
    (party,) = find_citations("Nghị quyết số 57-NQ/TW")
    assert (decree.issuer, decree.is_issuer_implied) == ("Chính phủ", True)
    assert (plan.issuer, party.issuer) == (None, None)


def test_act_with_its_number_in_a_bracket_is_cited_from_its_name_to_the_bracket():
    """The day in it is hidden from the deadlines, as that of every cited act."""
    text = "Căn cứ Luật Lưu trữ, Luật Cán bộ, công chức ngày 24/6/2025 (Luật số 80/2025/QH15) của Quốc hội;"
    (mention,) = find_citations(text)
    assert mention.evidence == "Luật Cán bộ, công chức ngày 24/6/2025 (Luật số 80/2025/QH15) của Quốc hội"
    assert text[mention.start : mention.end] == mention.evidence


def test_impossible_day_before_the_bracket_is_reported():
    mentions = find_citations("Luật Cán bộ, công chức ngày 31/6/2025 (Luật số 80/2025/QH15)")
    findings = citation_findings(merge_citations(mentions), mentions, issued_on=None)
    assert mentions[0].issued_on is None
    assert "impossible_date" in [finding.rule for finding in findings]
