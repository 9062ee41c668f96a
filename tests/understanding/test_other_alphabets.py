"""Letters of another alphabet in a DOCX: the words are understood, the text stays as printed, a finding tells."""

from __future__ import annotations

from plan_builder import HEADER, para, plan, table


def test_a_cyrillic_letter_hides_neither_indicator_nor_office_nor_act():
    found = plan(
        para("Căn cứ Nghị định số 118/2025/NĐ-СР ngày 09/6/2025 của Chính phủ;"),  # the last two letters are Cyrillic
        para("II. MỤC TIÊU", "h"),
        para("- Tỷ lệ hồ sơ trựс tuyến đạt 90% trở lên."),  # and this с
        table([HEADER, ("1", "Rà soát quy trình", "Báo cáo", "Сông an xã", "", "Quý II/2026")]),
    )
    assert [one.number for one in found.citations] == ["118/2025/NĐ-CP"]
    assert [one.indicator_code for one in found.targets] == ["online_dossier_rate"]
    assert [(one.code, one.text) for one in found.tasks[0].offices] == [("CA", "Сông an xã")]
    assert [one.rule for one in found.findings].count("homoglyph") == 3
