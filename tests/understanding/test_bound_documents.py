"""Several documents in one file: the plan's own head counts, a second plan is a document of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from plan_builder import HEADER, context, para, table

from pipelines.model.document import Block, Box, Document, ExtractionMethod, Page, PageKind, Paragraph, ReadingIssue
from pipelines.model.plan import FolderContext, Plan
from pipelines.understanding.bound_documents import BoundKind, bound_documents
from pipelines.understanding.plan import understand

PDF, DOCX = ExtractionMethod.PDF_TEXT, ExtractionMethod.DOCX


def head(issuer: str, number: str, day: str, *, motto: bool = True) -> list[Paragraph]:
    lines = [para("ỦY BAN NHÂN DÂN", "l"), para(issuer, "l", bold=True), para(f"Số: {number}", "l")]
    right = [para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "r"), para("Độc lập - Tự do - Hạnh phúc", "r")] if motto else []
    return [*lines, *right, para(day, "r")]


def signed(name: str) -> list[Paragraph]:
    return [para("Nơi nhận:", "l"), para("- Lưu: VT.", "l"), para("CHỦ TỊCH", "r", bold=True), para(name, "r")]


def plan_of(commune: str, number: str, day: str, signer: str, share: int = 90) -> list[Block]:
    row = ("1", "Rà soát quy trình", "Báo cáo", "Phòng Văn hóa - Xã hội", "Văn phòng", "Quý II/2026")
    return [
        *head(f"XÃ {commune.upper()}", number, f"{commune}, {day}"),
        para("KẾ HOẠCH", "c", bold=True),
        para(f"Cải cách hành chính năm 2026 của xã {commune}", "c", bold=True),
        para(f"1. Tỷ lệ hồ sơ giải quyết đúng hạn đạt {share}%."),
        *signed(signer),
        para("PHỤ LỤC", "c", bold=True),
        para(f"(Kèm theo Kế hoạch số {number} của UBND xã {commune})", "c"),
        table([HEADER, row]),
    ]


LETTER = [
    *head("XÃ GIO LINH", "77/UBND-VHXH", "Gio Linh, ngày 20 tháng 02 năm 2026"),
    para("V/v gửi Kế hoạch cải cách hành chính năm 2026", "c"),
    para("Kính gửi: Sở Nội vụ."),
    para("Ủy ban nhân dân xã gửi kèm kế hoạch để tổng hợp./."),
    *signed("Hồ Thị Gửi"),
]
SUBMISSION = [
    *head("XÃ GIO LINH", "08/TTr-UBND", "Gio Linh, ngày 03 tháng 01 năm 2026"),
    para("TỜ TRÌNH", "c", bold=True),
    para("Về việc ban hành Kế hoạch cải cách hành chính năm 2026", "c", bold=True),
    para("Kính gửi: Hội đồng nhân dân xã."),
    *signed("Hồ Thị Trình"),
]
DECISION = [
    *head("XÃ GIO LINH", "19/QĐ-UBND", "Gio Linh, ngày 05 tháng 01 năm 2026"),
    para("QUYẾT ĐỊNH", "c", bold=True),
    para("Về việc ban hành Kế hoạch cải cách hành chính năm 2026", "c", bold=True),
    para("Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính năm 2026."),
    *signed("Hồ Văn Quyết"),
]
PLAN = plan_of("Gio Linh", "45/KH-UBND", "ngày 06 tháng 01 năm 2026", "Hồ Văn Kiên")
OTHER_PLAN = plan_of("Cam Lộ", "12/KH-UBND", "ngày 09 tháng 01 năm 2026", "Lê Thị Hai", share=95)


def on_page(blocks: Sequence[Block], page: int) -> list[Block]:
    def moved(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, boxes=(Box(page),))
        return replace(block, cells=tuple(replace(cell, boxes=(Box(page),)) for cell in block.cells))

    return [moved(block) for block in blocks]


def file_of(*documents: Sequence[Block], method: ExtractionMethod = PDF) -> Document:
    count = len(documents) if method is PDF else 1
    pages = tuple(Page(number, 595.0, 842.0, PageKind.TEXT) for number in range(1, count + 1))
    blocks = [b for n, one in enumerate(documents, 1) for b in on_page(one, n if method is PDF else 1)]
    return Document(method, pages, tuple(blocks))


def read(document: Document, folder: FolderContext | None = None) -> Plan:
    return understand(document, folder or context())


@pytest.mark.parametrize("method", [PDF, DOCX])
@pytest.mark.parametrize("cover", [LETTER, SUBMISSION, DECISION], ids=["letter", "submission", "decision"])
def test_number_day_and_signer_are_those_of_the_plan_and_not_of_what_lies_in_front(cover, method):
    found = read(file_of(cover, PLAN, method=method))
    meta = found.metadata
    assert (meta.document_number, meta.issued_on, meta.signer) == ("45/KH-UBND", date(2026, 1, 6), "Hồ Văn Kiên")
    assert len(found.tasks) == 1 and found.enclosed == ()
    assert [one.rule for one in found.findings].count("other_document_in_file") == 1


@pytest.mark.parametrize("method", [PDF, DOCX])
def test_what_follows_the_plan_is_told_and_left_out(method):
    report = [*LETTER[:6], para("BÁO CÁO", "c", bold=True), para("Kết quả đạt 71% hồ sơ đúng hạn."), *signed("Hồ A")]
    found = read(file_of(PLAN, report, method=method))
    assert [int(target.value) for target in found.targets] == [90]
    assert found.metadata.document_number == "45/KH-UBND"


@pytest.mark.parametrize("method", [PDF, DOCX])
def test_two_communes_plans_are_two_documents_with_their_own_values(method):
    found = read(file_of(PLAN, OTHER_PLAN, method=method))
    (second,) = found.enclosed
    assert (found.metadata.commune_name, second.metadata.commune_name) == ("Gio Linh", "Cam Lộ")
    assert (found.metadata.document_number, second.metadata.document_number) == ("45/KH-UBND", "12/KH-UBND")
    assert [int(target.value) for target in (*found.targets, *second.targets)] == [90, 95]
    assert (len(found.tasks), len(second.tasks)) == (1, 1)
    assert all("several_plans_in_file" in {f.rule for f in one.findings} for one in (found, second))


def test_side_file_speaks_of_the_plan_of_its_commune():
    cam_lo = read(file_of(OTHER_PLAN)).metadata.commune_code
    found = read(file_of(PLAN, OTHER_PLAN), context(commune_code=cam_lo, document_number="12/KH-UBND"))
    assert found.metadata.commune_name == "Cam Lộ"
    assert [one.metadata.commune_name for one in found.enclosed] == ["Gio Linh"]


def test_decision_that_gives_the_plan_its_number_is_no_document_apart():
    bare = [
        para("KẾ HOẠCH", "c", bold=True),
        para("Cải cách hành chính năm 2026 của xã Gio Linh", "c", bold=True),
        para("(Ban hành kèm theo Quyết định số 19/QĐ-UBND ngày 05/01/2026 của UBND xã Gio Linh)", "c"),
        para("1. Tỷ lệ hồ sơ giải quyết đúng hạn đạt 90%."),
    ]
    found = read(file_of(DECISION, bare))
    assert (found.metadata.document_number, found.metadata.signer) == ("19/QĐ-UBND", "Hồ Văn Quyết")


def test_annex_that_repeats_issuer_and_motto_belongs_to_its_plan():
    repeated = [
        *[para("ỦY BAN NHÂN DÂN", "l"), para("XÃ GIO LINH", "l")],
        *[para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "r"), para("Độc lập - Tự do - Hạnh phúc", "r")],
        *PLAN[-3:],
    ]
    found = read(file_of(PLAN[:-3], repeated))
    assert len(found.tasks) == 1
    assert not {"other_document_in_file", "several_plans_in_file"} & {one.rule for one in found.findings}


def test_plan_without_a_head_behind_a_letter_does_not_take_the_letters_number_and_signer():
    bare = [*PLAN[6:9], *signed("Hồ Văn Kiên")]
    meta = read(file_of(LETTER, bare)).metadata
    assert (meta.document_number, meta.issued_on, meta.signer) == (None, None, "Hồ Văn Kiên")


def test_pages_notes_and_doubts_go_to_the_document_whose_pages_they_stand_on():
    file = file_of(LETTER, PLAN)
    issues = (ReadingIssue("lost_glyphs", "a", Box(1)), ReadingIssue("lost_glyphs", "b", Box(2)))
    bound = bound_documents(replace(file, issues=issues, notes=(para("ghi chú", page=2),)))
    assert [one.kind for one in bound] == [BoundKind.OTHER, BoundKind.PLAN]
    assert [[page.number for page in one.document.pages] for one in bound] == [[1], [2]]
    assert [[issue.detail for issue in one.document.issues] for one in bound] == [["a"], ["b"]]
    assert [len(one.document.notes) for one in bound] == [0, 1]


@pytest.mark.parametrize(
    "title",
    [
        ("BẢNG TỔNG HỢP", "Ý kiến góp ý đối với dự thảo Kế hoạch cải cách hành chính năm 2026"),
        ("PHỤ LỤC", "DANH SÁCH THÀNH VIÊN TỔ CÔNG TÁC CẢI CÁCH HÀNH CHÍNH"),
        ("CHƯƠNG TRÌNH", "Hội nghị sơ kết công tác cải cách hành chính"),
        ("KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH", "của các xã, phường năm 2025"),
        ("BỘ TIÊU CHÍ", "Đánh giá công tác cải cách hành chính cấp xã"),
    ],
)
def test_what_is_no_plan_is_refused_by_what_it_is(title):
    found = read(file_of([*LETTER[:6], *(para(text, "c", bold=True) for text in title), table([HEADER, [""] * 6])]))
    assert not found.is_plan


@pytest.mark.parametrize(
    "title",
    [
        ("KẾ HOẠCH", "Nâng cao Chỉ số cải cách hành chính năm 2026"),
        ("PHỤ LỤC", "DANH SÁCH NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026"),
        ("BẢNG TỔNG HỢP NHIỆM VỤ", "cải cách hành chính năm 2026"),
        ("CHƯƠNG TRÌNH", "Cải cách hành chính năm 2026"),
    ],
)
def test_plan_whose_title_has_such_words_stays_a_plan(title):
    blocks = [*LETTER[:6], *(para(text, "c", bold=True) for text in title), *PLAN[8:]]
    assert read(file_of(blocks)).is_plan
