"""Review sheets: what is worth sending, in the form of Decree 30/2020, on one page."""

from __future__ import annotations

import csv
import unicodedata
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from reporting.conftest import document

from pipelines.model.document import Paragraph
from pipelines.reading.docx import read_docx
from pipelines.reading.libreoffice import office_program
from pipelines.reference.tables import DATA_DIR
from pipelines.reporting.sheets import write
from pipelines.reporting.sheets.document import Sender, make_docx, sheet_text
from pipelines.reporting.sheets.points import Point, Review, Source, fit, make_points, reviews, sheet_rules
from pipelines.reporting.sheets.write import write_pdfs, write_sheets
from pipelines.reporting.site import facts
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.read import ProvinceFacts

SENDER = Sender("tỉnh Thử", "Sở Nội vụ", "Thử")


def finding(rule: str, severity: str = "warning", at: int = 0, **changes: object) -> facts.Finding:
    made = facts.Finding(
        f"d0-2026-f{at}", "d0-2026", rule, rule, severity, "Điều cần xem: nội dung.", None, f"nguyên văn {at}", 4 + at
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def point(length: int = 20) -> Point:
    return Point("Điểm cần rà soát " + "x" * length, ("Trang 1: “chữ”",), "Sửa lại.", 1, "warning")


def review(province: ProvinceFacts, points: tuple[Point, ...], **changes: object) -> Review:
    return Review(province.communes[3], document(0, 2026, **changes), points, ())


def texts(docx: bytes) -> str:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        tree = etree.fromstring(archive.read("word/document.xml"))
    return "\n".join("".join(p.itertext()) for p in tree.iter("{*}p"))


def test_only_units_with_something_to_fix_get_a_sheet(province: ProvinceFacts, tmp_path: Path) -> None:
    only_first = replace(province, findings=tuple(f for f in province.findings if f.document_id == "d0-2026"))
    files = write_sheets(FactIndex(only_first), tmp_path, year=2026)
    assert [file.docx.name for file in files] == ["phieu-ra-soat-2026-00000-xa-an-hoa.docx"]


def test_findings_for_the_data_team_are_not_sent() -> None:
    assert make_points([finding("header_unknown"), finding("unmapped_target"), finding("lost_glyphs")], {}) == []


def test_errors_come_first_and_places_of_one_kind_stand_together() -> None:
    found = [
        finding("task_without_output"),
        finding("deadline_vague", "info", 1),
        finding("deadline_vague", "info", 2),
        finding("deadline_vague", "info", 3),
        finding("target_conflict", "error", 4),
    ]
    points = make_points(found, {"d0-2026": Source("Trang")})
    assert [row.severity for row in points] == ["error", "warning", "info"]
    assert points[2].places == ("Trang 5: “nguyên văn 1”", "Trang 6: “nguyên văn 2”", "và 1 chỗ khác")


def test_both_sentences_of_a_conflict_are_quoted_with_their_pages(province: ProvinceFacts) -> None:
    first = replace(
        province.other_targets[0], target_id="d0-2026-g7", indicator_code="digitisation_rate", page=5,
        evidence="số hóa đạt 80%",
    )  # fmt: skip
    second = replace(first, target_id="d0-2026-g8", evidence="số hóa đạt từ 95% trở lên", page=8)
    unlike = replace(first, target_id="d0-2026-g9", indicator_code="online_payment_rate", evidence="thanh toán 80%")
    conflict = finding("target_conflict", "error", evidence="số hóa đạt từ 95% trở lên", page=8)
    found = replace(province, values=(), other_targets=(first, second, unlike), findings=(conflict,))
    (sheet,) = reviews(FactIndex(found), 2026)
    assert sheet.points[0].places == ("Trang 8: “số hóa đạt từ 95% trở lên” và Trang 5: “số hóa đạt 80%”",)


def test_lower_than_last_year_says_last_years_figure() -> None:
    told = "Chỉ tiêu thấp hơn kế hoạch năm trước: Tỷ lệ số hóa: 95 (năm 2025) → 90 (năm 2026)."
    (row,) = make_points([finding("target_below_previous_year", message_vi=told)], {"d0-2026": Source("Trang")})
    assert row.places == ("Trang 4: “nguyên văn 0” (95 (năm 2025) → 90 (năm 2026))",)


def test_what_a_scan_does_not_show_is_asked_and_not_held_against_the_unit() -> None:
    missing = finding("task_without_lead")
    (scan,) = make_points([missing], {"d0-2026": Source("Trang", is_scan=True)})
    assert scan.point_vi == "Trên bản quét chưa đọc thấy, cần kiểm tra: nhiệm vụ không ghi cơ quan chủ trì"
    assert scan.request_vi.startswith("Nếu bản giấy đã có thì gửi bản điện tử")
    (sure,) = make_points([missing], {"d0-2026": Source("Trang")})
    assert sure.point_vi == "Nhiệm vụ không ghi cơ quan chủ trì"
    # what is printed is the unit's own word, on a scan too
    (printed,) = make_points([finding("impossible_date")], {"d0-2026": Source("Trang", is_scan=True)})
    assert printed.point_vi == "Ngày ghi không có thật"


def test_a_word_file_has_no_page_numbers_and_an_annex_is_named(province: ProvinceFacts) -> None:
    word = tuple(replace(d, media_type="application/msword") for d in province.documents)
    (first, *_) = reviews(FactIndex(replace(province, documents=word)), 2026)
    assert first.points[0].places == ("“Theo quy định”",)
    annex = document(0, 2026, document_id="phu-luc", body_document_id="d0-2026")
    moved = tuple(replace(f, document_id="phu-luc") for f in province.findings if f.document_id == "d0-2026")
    apart = replace(province, documents=(*province.documents, annex), findings=moved)
    (first, *_) = reviews(FactIndex(apart), 2026)
    assert first.points[0].places == ("Phụ lục, trang 4: “Theo quy định”",)


def test_a_superseded_plan_is_not_sent_back(province: ProvinceFacts) -> None:
    old = tuple(replace(f, document_id="ban-cu") for f in province.findings)
    found = replace(province, findings=old, documents=(*province.documents, document(0, 2026, document_id="ban-cu")))
    assert reviews(FactIndex(found), 2026) == []


def test_rows_that_do_not_fit_the_page_are_counted_and_told(province: ProvinceFacts) -> None:
    points = [point() for _ in range(40)]
    fitting = fit(points)
    assert 5 < len(fitting) < 40
    names = ("Thiếu nơi nhận", "Còn sót chữ của văn bản mẫu", *["Thời hạn trước ngày ban hành kế hoạch"] * 7)
    text = texts(make_docx(sheet_text(replace(review(province, fitting), left_out=names), SENDER)))
    assert "Ngoài các điểm trên còn: thiếu nơi nhận; còn sót chữ của văn bản mẫu; thời hạn trước" in text
    assert "; và 6 loại điểm khác." in text
    assert "báo cáo của tỉnh" not in text  # which the unit does not have


def test_no_kind_is_left_out_while_the_page_has_room_for_it() -> None:
    long = replace(point(), places=tuple(f"Trang {at}: “{'chữ ' * 30}”" for at in range(2)), place_count=9)
    points = [long] * 3 + [point(at) for at in range(1, 5)]
    fitting = fit(points)
    assert sum(one.lines for one in fitting) <= 26
    assert [one.point_vi for one in fitting] == [one.point_vi for one in points]
    assert "và 8 chỗ khác" in fitting[2].places  # another kind is worth more than a second place
    assert fit(points[:2]) == tuple(points[:2])  # near miss: there is room for both places


def test_a_row_that_does_not_fit_makes_way_for_smaller_ones() -> None:
    huge = replace(point(), places=("chữ " * 120,))
    assert [one == huge for one in fit([point(), huge, huge, point()])] == [False, True, False]


def test_two_doubts_about_one_cited_act_say_each_its_own() -> None:
    told = "Cùng một văn bản ghi hai ngày khác nhau: 12/NQ-CP: 03/01/2025 và 13/01/2025."
    words = "Nghị quyết số 12/NQ-CP ngày 13/01/2025"
    (row,) = make_points(
        [finding("legal_reference_date_conflict", "error", message_vi=told, evidence=words)], {"d0-2026": Source("")}
    )
    assert row.places == (f"“{words}” (03/01/2025 và 13/01/2025)",)


def test_the_sheet_has_the_parts_that_the_decree_asks_for(province: ProvinceFacts) -> None:
    text = texts(make_docx(sheet_text(review(province, (point(),)), SENDER)))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH THỬ",
        "SỞ NỘI VỤ",
        "Số: …",
        "Thử, ngày …… tháng …… năm 20……",
        "PHIẾU RÀ SOÁT",
        "Kế hoạch cải cách hành chính năm 2026 của xã Ân Hòa",
        "Kính gửi: Ủy ban nhân dân xã Ân Hòa.",
        "Kế hoạch số 01/KH-UBND ngày 05 tháng 01 năm 2026",
        "Nơi nhận:",
        "(Ký, ghi rõ họ tên, đóng dấu)",
    ):
        assert part in text


def test_paper_margins_and_font_follow_the_decree(province: ProvinceFacts) -> None:
    with zipfile.ZipFile(BytesIO(make_docx(sheet_text(review(province, (point(),)), SENDER)))) as archive:
        document_xml, styles = (archive.read(f"word/{part}.xml").decode() for part in ("document", "styles"))
    tree = etree.fromstring(document_xml.encode())
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    size, margins = tree.find(f".//{word}pgSz"), tree.find(f".//{word}pgMar")
    assert size is not None
    assert margins is not None
    assert (size.get(f"{word}w"), size.get(f"{word}h")) == ("11906", "16838")
    millimetres = {side: int(margins.get(f"{word}{side}", "0")) / 56.7 for side in ("top", "bottom", "left", "right")}
    assert 20 <= round(millimetres["top"], 1) <= 25
    assert 20 <= round(millimetres["bottom"], 1) <= 25
    assert 30 <= round(millimetres["left"], 1) <= 35
    assert 15 <= round(millimetres["right"], 1) + 0.05 <= 20.05
    assert "Times New Roman" in styles


def test_months_from_march_have_one_digit_as_the_decree_writes_days(province: ProvinceFacts) -> None:
    from datetime import date

    sheet = review(province, (point(),), issued_on=date(2026, 3, 9))
    assert "ngày 09 tháng 3 năm 2026" in texts(make_docx(sheet_text(sheet, SENDER)))


def test_printed_words_stay_words_in_the_document(province: ProvinceFacts, tmp_path: Path) -> None:
    hostile = Point("a </w:t><w:br/> & \x0b\x00", ("“<script>”",), "=cmd|x", 1, "error")
    path = tmp_path / "phieu.docx"
    path.write_bytes(make_docx(sheet_text(review(province, (hostile,)), SENDER)))
    assert "a </w:t><w:br/> & " in texts(path.read_bytes())
    read = read_docx(path)
    assert any(isinstance(block, Paragraph) and "PHIẾU RÀ SOÁT" in block.text for block in read.blocks)


def test_same_plan_gives_the_same_bytes(province: ProvinceFacts) -> None:
    sheet = sheet_text(review(province, (point(),)), SENDER)
    assert make_docx(sheet) == make_docx(sheet)


def test_every_rule_that_is_sent_is_a_rule_of_the_project() -> None:
    with (DATA_DIR / "finding_rules.csv").open(encoding="utf-8", newline="") as handle:
        known = {row["rule"] for row in csv.DictReader(handle)}
    assert set(sheet_rules()) <= known


def test_every_finding_that_fails_a_check_can_be_sent() -> None:
    with (DATA_DIR / "commune_checks.csv").open(encoding="utf-8", newline="") as handle:
        failing = {row["rule"] for row in csv.DictReader(handle) if row["effect"] == "fails"}
    assert failing <= set(sheet_rules())


def test_without_libreoffice_the_reason_is_said_and_the_docx_stays(
    province: ProvinceFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_sheets(FactIndex(province), tmp_path, year=2026)
    monkeypatch.setattr(write, "office_program", lambda: None)
    result = write_pdfs(files)
    assert result.made == ()
    assert "LibreOffice" in (result.reason_vi or "")
    assert all(file.docx.is_file() for file in files)


@pytest.mark.slow
@pytest.mark.office
def test_the_fullest_sheet_is_one_page_with_every_letter(province: ProvinceFacts, tmp_path: Path) -> None:
    import pypdfium2

    if office_program() is None:
        pytest.skip("LibreOffice is not installed")
    words = "rà soát nội dung quy định thủ tục hành chính WWW mmm " * 4
    rows = [Point(words[: 20 + at], (f"Trang {at}: “{words[: 40 + 9 * at]}”",), words[: 30 + at], 1, "error")
            for at in range(20)]  # fmt: skip
    left = ("Thời hạn trước ngày ban hành kế hoạch, cần rà soát lại",) * 5
    full = [replace(review(province, fit(rows[at:])), left_out=left) for at in (0, 4, 9, 14)]
    many = [Point(f"Điểm {at}", (f"Trang {at}",), "Sửa.", 1, "error") for at in range(60)]
    full.append(replace(review(province, fit(many)), left_out=left))
    files = []
    for at, one in enumerate(full):
        path = tmp_path / f"{at}.docx"
        path.write_bytes(make_docx(sheet_text(one, SENDER)))
        files.append(write.SheetFile(one, path))
    result = write_pdfs(files)
    assert len(result.made) == len(files), result.reason_vi
    for pdf in result.made:
        opened = pypdfium2.PdfDocument(pdf)
        assert len(opened) == 1, pdf
        text = unicodedata.normalize("NFC", opened[0].get_textpage().get_text_range())
        letters = set(text)
        assert set("PHIẾURÀSOÁTỬỞỘỤĐộậếạ") <= letters  # fallback fonts change the order of letters, none may be missing
        assert "(Ký, ghi rõ h" in opened[0].get_textpage().get_text_range()
        assert round(opened[0].get_width()), round(opened[0].get_height()) == (595, 842)
