"""Promises: look-alike indicators are told apart, and what fits none stays without a code."""

from __future__ import annotations

import pytest

from pipelines.reference.csv_data import read_rows
from pipelines.reference.indicators import core_indicators, indicator_by_code, indicators, synonyms
from pipelines.text.vietnamese import match_key
from pipelines.understanding.indicators import clause_key, compiled, explained_words, match_indicator


def _code(clause: str, unit: str = "percent") -> str | None:
    return match_indicator(clause, unit=unit).code


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        # use, provision, dossiers: three denominators
        ("tỷ lệ sử dụng dịch vụ công trực tuyến của người dân", "online_service_usage_rate"),
        ("tỷ lệ cung cấp dịch vụ công trực tuyến toàn trình", "full_online_service_provision_rate"),
        ("tỷ lệ hồ sơ trực tuyến toàn trình", "online_full_process_dossier_rate"),
        # full, and full together with partial
        ("hồ sơ trực tuyến toàn trình và một phần", "online_dossier_rate"),
        ("TTHC được cung cấp trực tuyến toàn trình và một phần", "online_service_provision_rate"),
        ("TTHC được cung cấp trực tuyến toàn trình", "full_online_service_provision_rate"),
        # wording before 2022
        ("hồ sơ giải quyết trực tuyến mức độ 4", "online_full_process_dossier_rate"),
        ("hồ sơ giải quyết trực tuyến mức độ 3, mức độ 4", "online_dossier_rate"),
        ("TTHC được cung cấp dịch vụ công trực tuyến mức độ 4", "full_online_service_provision_rate"),
        # payment: deployed, active, paid
        ("TTHC có phí, lệ phí được triển khai thanh toán trực tuyến", "online_payment_procedure_rate"),
        ("TTHC triển khai thanh toán trực tuyến có phát sinh giao dịch", "online_payment_active_procedure_rate"),
        ("tỷ lệ giao dịch thanh toán trực tuyến", "online_payment_rate"),
        # four kinds of satisfaction
        ("hài lòng về giải quyết thủ tục hành chính", "satisfaction_procedures"),
        ("hài lòng về giải quyết TTHC lĩnh vực đất đai", "satisfaction_sector_procedures"),
        ("hài lòng đối với sự phục vụ của cơ quan hành chính", "satisfaction_sipas"),
        ("hài lòng về dịch vụ y tế, giáo dục công lập", "satisfaction_health_education"),
        # digitised, reused, issued electronically
        ("hồ sơ, kết quả giải quyết TTHC được số hóa", "digitisation_rate"),
        ("dữ liệu đã được số hóa được khai thác, sử dụng lại", "digitised_data_reuse_rate"),
        ("cấp kết quả giải quyết TTHC điện tử", "electronic_result_rate"),
        # people
        ("cán bộ, công chức có trình độ đại học trở lên", "official_degree_rate"),
        ("viên chức có trình độ đại học trở lên", "public_employee_degree_rate"),
        ("CBCCVC được bồi dưỡng kỹ năng số", "digital_skills_rate"),
        ("CBCCVC làm chủ kỹ năng số", "digital_skills_mastery_rate"),
        # signatures
        ("văn bản ký số của đơn vị", "digital_signature_rate"),
        ("văn bản đi ký số của lãnh đạo đơn vị", "leader_digital_signature_rate"),
        # legal documents
        ("văn bản QPPL ban hành đúng thẩm quyền", "legal_document_compliance_rate"),
        ("văn bản QPPL được rà soát", "legal_document_review_rate"),
        ("văn bản QPPL được tự kiểm tra", "legal_document_self_check_rate"),
        ("văn bản QPPL của cấp trên được tổ chức thực hiện", "legal_document_implementation_rate"),
        # quality management
        ("cơ quan áp dụng TCVN ISO 9001:2015", "iso_application_rate"),
        ("cơ quan áp dụng TCVN ISO 9001:2015 được kiểm tra", "iso_inspection_rate"),
    ],
)
def test_look_alikes_are_told_apart(clause: str, code: str) -> None:
    assert _code(clause) == code


@pytest.mark.parametrize(
    "clause",
    [
        "thôn có nhà văn hóa",
        "hộ gia đình đạt danh hiệu văn hóa",
        "trẻ em được tiêm chủng đầy đủ",
        "nhiệm vụ được giao hoàn thành",
        "giải ngân vốn đầu tư công",
        "lao động qua đào tạo",
        "cuộc họp không giấy tờ",
        "",
        "đạt",
    ],
)
def test_clause_that_fits_no_indicator_has_no_code(clause: str) -> None:
    assert match_indicator(clause, unit="percent").code is None


def test_count_never_matches_a_share_and_the_other_way_round() -> None:
    assert _code("cuộc đối thoại với người dân", "count") == "public_dialogue_count"
    assert _code("cuộc đối thoại với người dân", "percent") is None
    assert _code("hồ sơ giải quyết đúng hạn", "count") is None


def test_name_of_every_indicator_is_recognised() -> None:
    missed = [i.code for i in indicators() if _code(i.name_vi, i.unit) != i.code]
    assert missed == []


def test_no_abbreviation_is_written_out_into_words_that_another_row_would_change() -> None:
    rows = [(match_key(row["abbreviation"]), row["expansion"]) for row in read_rows("indicator_abbreviations.csv")]
    for short, expansion in rows:
        words = f" {match_key(expansion)} "
        assert not [other for other, _ in rows if other != short and f" {other} " in words], short


def test_abbreviations_and_spelling_variants_mean_the_same() -> None:
    written_out = clause_key("thủ tục hành chính, dịch vụ công trực tuyến của ủy ban nhân dân")
    assert clause_key("TTHC, DVCTT của UBND") == written_out
    assert clause_key("TTHC, DVC trực tuyến của Uỷ ban nhân dân") == written_out


def test_words_between_and_optional_words_are_allowed_by_patterns() -> None:
    key = clause_key("hồ sơ của người dân ở xã nộp trực tuyến toàn trình")
    assert explained_words("hồ sơ … toàn trình", key) == 4
    assert explained_words("hồ sơ … (nộp/gửi) [trực tuyến] toàn trình", key) == 7
    assert explained_words("toàn trình … hồ sơ", key) == 0


def test_sides_of_a_pattern_stand_in_any_order_and_must_all_stand() -> None:
    assert explained_words("kỹ năng số + (tập huấn/bồi dưỡng)", clause_key("tập huấn kỹ năng số")) == 5
    assert explained_words("kỹ năng số + (tập huấn/bồi dưỡng)", clause_key("kỹ năng số được bồi dưỡng")) == 5
    assert explained_words("kỹ năng số + (tập huấn/bồi dưỡng)", clause_key("tập huấn kỹ năng sống")) == 0


def test_words_that_look_empty_keep_their_meaning_in_compounds() -> None:
    assert clause_key("cơ quan cấp trên") != clause_key("cơ quan cấp")
    assert explained_words("hồ sơ công việc", clause_key("hồ sơ công khai")) == 0


def test_pattern_without_a_word_is_refused_with_its_text() -> None:
    with pytest.raises(ValueError, match="không có từ nào mang nghĩa"):
        compiled("… của")


def test_context_completes_a_clause_but_never_overrules_it() -> None:
    assert match_indicator("lĩnh vực đất đai", unit="percent", context="hài lòng về giải quyết TTHC").code == (
        "satisfaction_sector_procedures"
    )
    clause = "hồ sơ được số hóa"
    assert match_indicator(clause, unit="percent", context="thanh toán trực tuyến").code == "digitisation_rate"
    assert match_indicator("thôn có nhà văn hóa", unit="percent", context="hồ sơ giải quyết đúng hạn").code is None


def test_title_of_a_cited_act_says_nothing_about_the_indicator() -> None:
    clause = (
        "hồ sơ chậm trả phải có thư xin lỗi theo Nghị định số 118/2025/NĐ-CP về thực hiện thủ tục hành chính theo "
        "cơ chế một cửa, một cửa liên thông tại Bộ phận Một cửa"
    )
    assert _code(clause) == "late_dossier_accountability_rate"


def test_every_indicator_has_wordings_and_every_wording_compiles() -> None:
    named = {synonym.code for synonym in synonyms()}
    assert [i.code for i in indicators() if i.code not in named] == []
    for synonym in synonyms():
        for pattern in (synonym.pattern, *synonym.must_have, *synonym.must_not):
            compiled(pattern)


def test_catalogue_is_sound() -> None:
    codes = [i.code for i in indicators()]
    assert len(codes) == len(set(codes)) == 65
    assert len(core_indicators()) == 10
    assert {i.unit for i in indicators()} == {"percent", "count"}
    assert {i.direction for i in indicators()} <= {"higher", "lower"}
    assert all(i.name_vi and i.name_en and i.group and i.source for i in indicators())
    assert indicator_by_code("no_such_code") is None
