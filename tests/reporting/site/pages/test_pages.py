"""What the pages promise, on a province small enough to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import html
from reporting.conftest import NAMES, commune, document, frame, task, value
from reporting.sitecheck import broken_links, faults, pages_of, parsed, remote_addresses

from pipelines.reporting.site.facts import Correction, FormerValue, ProvinceEra, UnreadFile, YearCount
from pipelines.reporting.site.pages.communes import task_groups
from pipelines.reporting.site.pages.indicators import tiles as tiles_of
from pipelines.reporting.site.read import ProvinceFacts, choose_main_year
from pipelines.reporting.site.write import write_pages

Write = Callable[[ProvinceFacts], Path]
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)> {{ 7 * 7 }} "\'><b>'


def text_of(page: Path) -> str:
    return " ".join(parsed(page).text_content().split())


def rows_of(page: Path, table: str = "bang") -> list[html.HtmlElement]:
    return parsed(page).xpath("//table[@id=$table]/tbody/tr", table=table)


def test_every_link_leads_somewhere(folder: Path) -> None:
    assert broken_links(folder) == []


def test_no_page_needs_a_network(folder: Path) -> None:
    assert remote_addresses(folder) == []


def test_every_page_can_be_read_aloud(folder: Path) -> None:
    assert {page.name: list(faults(page)) for page in pages_of(folder) if list(faults(page))} == {}


def test_every_page_says_that_these_are_planned_targets(folder: Path) -> None:
    assert [page.name for page in pages_of(folder) if "chỉ tiêu kế hoạch" not in text_of(page)] == []


def test_same_facts_give_the_same_bytes(tmp_path: Path, province: ProvinceFacts) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for target in (first, second):
        write_pages(province, frame(province), target)
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert [name for name in files if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_hostile_text_stays_text(write: Write, province: ProvinceFacts) -> None:
    hostile = replace(
        province,
        communes=tuple(replace(row, commune_name=HOSTILE) for row in province.communes),
        values=tuple(replace(row, evidence=HOSTILE, indicator_name_vi=HOSTILE) for row in province.values),
        tasks=tuple(replace(row, task=HOSTILE, lead=HOSTILE) for row in province.tasks),
        documents=tuple(replace(row, title=HOSTILE, file_name=HOSTILE) for row in province.documents),
        findings=tuple(replace(row, message_vi=HOSTILE) for row in province.findings),
        indicators=tuple(replace(row, indicator_name_vi=HOSTILE) for row in province.indicators),
    )
    folder = write(hostile)
    page = parsed(folder / "2026" / "don-vi" / "00000.html")
    assert all(script.get("src") and not script.text for script in page.iter("script"))
    assert not page.xpath("//img")
    assert page.text_content().count('alert("x")') >= 5
    assert not [p.name for p in pages_of(folder) if parsed(p).xpath("//b[not(parent::a or parent::span)]")]
    assert "49" not in page.findtext(".//h1")


def test_value_leads_to_the_row_with_its_words_page_and_rule(folder: Path) -> None:
    listed = rows_of(folder / "2026" / "chi-tieu" / "digitisation_rate.html")[0]
    address = listed.xpath("./td[2]/a/@href")[0]
    assert address == "../don-vi/00000.html#d0-2026-g0"
    row = parsed(folder / "2026" / "don-vi" / "00000.html").get_element_by_id("d0-2026-g0")
    words = " ".join(row.text_content().split())
    assert "“số hóa đạt từ 75% trở lên”" in words
    assert "trang 3" in words
    assert "d0-2026-g0 · thử" in words
    assert row.xpath(".//a[contains(@href, '#page=3')]/@href") == [
        "../../../../raw/thu/2026/Kế%20hoạch%20%230%2050%25.pdf#page=3"
    ]


def test_level_below_the_reference_is_marked_with_its_gap(folder: Path) -> None:
    below, above = rows_of(folder / "2026" / "chi-tieu" / "digitisation_rate.html")
    assert below.xpath("string(.//*[@class='below'])") == "−5 điểm\u00a0%"
    assert not above.xpath(".//*[@class='below']")
    assert "≥\u00a075%" in below.text_content()


def test_overview_links_to_the_units_below_the_reference(folder: Path) -> None:
    addresses = parsed(folder / "index.html").xpath("//a[text()='1 đơn vị']/@href")
    assert addresses == ["2026/chi-tieu/digitisation_rate.html#duoi=80"]


def test_planned_units_without_a_value_are_shown_as_empty_tiles(folder: Path, province: ProvinceFacts) -> None:
    tiles = parsed(folder / "2026" / "chi-tieu" / "digitisation_rate.html").xpath("//ul[@id='o']/li")
    # where the units' places are not known, the third has no tile: without a plan it is counted and listed
    assert [" ".join(tile.text_content().split()) for tile in tiles] == ["Ân Hòa 75%", "Bình Xá 90%"]
    planned = [replace(unit, plan_state="effective") for unit in province.communes if unit.plan_year == 2026]
    made = [(tile.name, tile.has_plan, tile.css) for tile in tiles_of(planned, ()).shown]
    assert made == [(name, True, "t0") for name in NAMES]


def test_tiles_lie_as_the_province_does_with_the_units_without_a_plan_as_the_ground(province: ProvinceFacts) -> None:
    # Keng Đu, Cửa Lò and Nam Đàn of Nghệ An
    codes = ("16822", "16732", "17935")
    some = [unit for unit in province.communes if unit.plan_year == 2026][:3]
    units = [
        replace(unit, commune_code=code, commune_name=code, plan_state="missing")
        for unit, code in zip(some, codes, strict=True)
    ]
    made = tiles_of(units, ())
    assert made.columns and len({tile.cell for tile in made.shown}) == 3
    former = tiles_of([replace(unit, plan_year=2024) for unit in units], ())
    assert former.columns is None and not former.shown


def test_values_that_do_not_count_stand_beside_the_figure_with_their_reason(folder: Path) -> None:
    page = (folder / "2026/chi-tieu/digitisation_rate.html").read_text(encoding="utf-8")
    assert "1 giá trị bị loại" in page
    assert "Ngoài khoảng có thể" in page
    assert "cần rà soát" in page
    assert "1 giá trị" in (folder / "2026/chi-tieu/index.html").read_text(encoding="utf-8")
    overview = parsed(folder / "index.html")
    assert overview.xpath("//td/a[@href='2026/chi-tieu/digitisation_rate.html#bi-loai']/text()") == ["1"]


def test_figures_by_basis_name_the_headline_one(folder: Path) -> None:
    page = (folder / "2026/chi-tieu/digitisation_rate.html").read_text(encoding="utf-8")
    assert 'theo hồ sơ <span class="mark">số chung</span>' in page
    assert "theo giao dịch" in page


def test_both_ends_of_a_range_are_shown(write: Write, province: ProvinceFacts) -> None:
    ranged = replace(province.values[-1], value_max=Decimal(95))
    folder = write(replace(province, values=(*province.values[:-1], ranged)))
    page = (folder / "2026/chi-tieu/digitisation_rate.html").read_text(encoding="utf-8")
    assert "90% – 95%" in page


def test_month_page_names_the_office_of_each_task(folder: Path) -> None:
    page = folder / "lich" / "2026-03.html"
    assert [row.get("data-o") for row in rows_of(page)] == ["VHXH", "VHXH"]
    assert parsed(page).xpath("//option[@value='VHXH']/text()") == ["Phòng Văn hóa - Xã hội (2)"]
    assert rows_of(page)[0].xpath(".//a/@href") == ["../2026/don-vi/00000.html#d0-2026-t0"]
    assert "trước 25" in rows_of(page)[0].text_content()


def test_tasks_stand_in_the_quarter_in_which_they_end() -> None:
    days = {"t0": date(2026, 3, 31), "t1": date(2026, 4, 1), "t2": date(2027, 1, 5)}
    tasks = [task(0, 2026, n, deadline_end=day) for n, day in enumerate(days.values())]
    tasks += [
        task(0, 2026, 3, deadline_end=None, deadline_kind="ongoing"),
        task(0, 2026, 4, deadline_end=None, deadline_kind="none"),
        task(0, 2026, 5, deadline_end=None, deadline_kind="by_plan"),
    ]
    found = {group.label: [t.row_index for t in group.tasks] for group in task_groups(tasks, 2026)}
    assert found == {
        "Quý I/2026": [0],
        "Quý II/2026": [1],
        "Kết thúc ngoài năm 2026": [2],
        "Thường xuyên": [3],
        "Theo văn bản hoặc việc khác": [5],
        "Chưa xác định được hạn": [4],
    }


@pytest.mark.parametrize(
    ("plans", "year"),
    [((0, 90), 2026), ((90, 3), 2025), ((90, 45), 2026), ((4, 0), 2025)],
    ids=["only year with plans", "first plans of the next year", "half of the plans", "no plan yet"],
)
def test_first_plans_of_a_new_year_do_not_take_over_the_report(plans: tuple[int, int], year: int) -> None:
    assert choose_main_year([YearCount(2025, 130, plans[0]), YearCount(2026, 130, plans[1])]) == year


def test_annex_sent_apart_and_five_year_plan_speak_on_the_page_of_the_unit(
    write: Write, province: ProvinceFacts
) -> None:
    annex = document(0, 2026, document_id="annex", is_annex_only=True, body_document_id="d0-2026", title="Phụ lục rời")
    five = document(0, 2025, document_id="five", period_kind="multi_year", title="KẾ HOẠCH nhiều năm")
    more = replace(
        province,
        documents=(*province.documents, annex, replace(five, period_end=five.period_end.replace(year=2030))),
        values=(*province.values, value(0, 2026, 95, indicator_code="x", document_id="five", target_id="five-g0",
                                        is_fallback_multi_year=True, rank_in_province=None)),
        tasks=(*province.tasks, task(0, 2026, 7, task_id="annex-t0", document_id="annex")),
    )  # fmt: skip
    page = write(replace(more)) / "2026" / "don-vi" / "00000.html"
    assert "Phụ lục rời" in text_of(page)
    assert "KẾ HOẠCH nhiều năm" in text_of(page)
    assert "mức cuối kỳ kế hoạch nhiều năm" in text_of(page)
    assert parsed(page).get_element_by_id("annex-t0") is not None


def test_correction_stands_on_the_page_of_its_plan_and_names_its_author(write: Write, province: ProvinceFacts) -> None:
    decided = Correction(
        "00000", "d0-2026", "d0-2026-g0", "Tỷ lệ số hóa hồ sơ", "value", "75", "80", "edit", "applied", "Đã áp dụng",
        None, "Lê Thị Rà Soát", date(2026, 2, 1), "đọc nhầm số",
    )  # fmt: skip
    gone = replace(decided, document_id="gone", item_id="gone-g0", status="expired", status_vi="Hết hiệu lực")
    folder = write(replace(province, corrections=(decided, gone)))
    words = text_of(folder / "2026" / "don-vi" / "00000.html")
    assert "Lê Thị Rà Soát, 01/02/2026" in words
    assert "Hết hiệu lực" in words
    assert "Lê Thị Rà Soát" not in text_of(folder / "2025" / "don-vi" / "00000.html")
    assert broken_links(folder) == []


def test_unit_whose_file_could_not_be_read_is_told_the_file_the_reason_and_what_to_do(
    write: Write, province: ProvinceFacts
) -> None:
    *others, last = [unit for unit in province.communes if unit.plan_year == 2026]
    closed = replace(last, plan_state="unreadable", document_id="khoa", source_path="thu/2026/KH Đông Lĩnh.pdf")
    file = UnreadFile("thu/2026/KH Đông Lĩnh.pdf", 2026, "Tệp đặt mật khẩu.", "Gửi lại tệp không đặt mật khẩu.")
    earlier = [unit for unit in province.communes if unit.plan_year == 2025]
    folder = write(replace(province, communes=(*earlier, *others, closed), unread_files=(file,)))
    told = text_of(folder / "2026" / "don-vi" / "00002.html")
    for words in ("KH Đông Lĩnh.pdf", "Tệp đặt mật khẩu.", "Gửi lại tệp không đặt mật khẩu."):
        assert words in told
    assert "đề nghị gửi tệp kế hoạch" not in told
    # a unit with a plan says nothing of it, one that sent nothing is asked
    assert "Tệp đặt mật khẩu." not in text_of(folder / "2026" / "don-vi" / "00000.html")


def test_all_findings_are_told_by_one_word_and_their_grades_add_up(folder: Path) -> None:
    (box,) = parsed(folder / "index.html").xpath("//dl/div[dt='Phát hiện']/dd")
    told = re.fullmatch(r"(\d+) lỗi, (\d+) cảnh báo, (\d+) thông tin", box.findtext("small") or "")
    assert told
    assert int(box.text) == sum(map(int, told.groups())) > 0
    assert "Cảnh báo: 1" in text_of(folder / "2026" / "don-vi" / "00000.html")


def test_unit_without_plan_is_asked_for_one(folder: Path) -> None:
    assert "Chưa có kế hoạch hiệu lực cho năm 2026" in text_of(folder / "2026" / "don-vi" / "00002.html")


def test_older_years_are_a_table_of_their_own(write: Write, province: ProvinceFacts) -> None:
    older = replace(
        province,
        years=(YearCount(2024, 3, 1), *province.years),
        values=(value(0, 2024, 60), *province.values),
        communes=(commune(0, 2024), *province.communes),
        documents=(*province.documents, document(0, 2024)),
    )
    folder = write(older)
    page = parsed(folder / "lich-su" / "00000.html")
    assert page.xpath("//thead//th/text()") == ["Chỉ tiêu", "2026", "2025", "2024"]
    assert page.xpath("//td[@class='n c']/@data-p") == ["3"]
    assert "60%" in page.xpath("string(//td[@class='n c'])")
    assert broken_links(folder) == []


def test_a_code_that_was_another_units_lends_it_neither_values_nor_papers(
    write: Write, province: ProvinceFacts
) -> None:
    """Unit 00000 of 2026 has the code that another unit had until 2025."""
    new = date(2025, 7, 1)
    changed = replace(
        province,
        communes=tuple(
            replace(unit, unit_since=new) if (unit.commune_code, unit.plan_year) == ("00000", 2026) else unit
            for unit in province.communes
        ),
        values=tuple(
            replace(one, unit_since=new) if (one.commune_code, one.plan_year) == ("00000", 2026) else one
            for one in province.values
        ),
        documents=tuple(
            replace(one, unit_since=new) if one.document_id == "d0-2026" else one for one in province.documents
        ),
        former_values=(
            FormerValue(
                "00000", 2025, "digitisation_rate", "Tỷ lệ số hóa hồ sơ", "percent", "00009", "Suối Cũ", "xã",
                Decimal(61), True, "thu/2025/cũ.pdf", "application/pdf", 2,
            ),
        ),
    )  # fmt: skip
    folder = write(changed)
    row = rows_of(folder / "2026" / "chi-tieu" / "digitisation_rate.html")
    assert [cell.text_content().strip() for cell in row[0].xpath("td[3]")] == ["–"]
    page = folder / "2026" / "don-vi" / "00000.html"
    assert "năm 2025" not in " ".join(parsed(page).xpath("//p[@class='crumbs']")[0].text_content().split())
    history = text_of(folder / "lich-su" / "00000.html")
    assert "Xã Suối Cũ" in history
    assert "61%" in history
    assert "không nối thành một dãy" in history
    assert broken_links(folder) == []


def test_both_eras_of_a_province_stand_in_one_report_with_the_break(
    write: Write, province: ProvinceFacts, folder: Path
) -> None:
    assert "qua các thời kỳ" not in text_of(folder / "index.html")
    eras = (ProvinceEra("98", "Thử", 2016, 2024, 119), ProvinceEra("99", "Thử", 2025, 2026, 3))
    page = write(replace(province, eras=eras)) / "index.html"
    rows = parsed(page).xpath("//h2[@id='thoi-ky']/following::table[1]/tbody/tr")
    assert [[cell.text_content().strip() for cell in row] for row in rows] == [
        ["2016 – 2024", "98", "Thử", "119"],
        ["2025 – 2026", "99", "Thử", "3"],
    ]
    assert "không nối thành một đường" in text_of(page)
