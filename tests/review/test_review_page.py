"""The review page: for the person at this machine only, safe with hostile documents, and nothing typed is lost."""

from __future__ import annotations

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from served_review import HOSTILE, ServedReview

from pipelines.cli.review import _open_browser
from pipelines.corrections.files import read_corrections
from pipelines.review.frame import day_in_viet_nam
from pipelines.review.queue import review_tasks


def saved(review: ServedReview) -> list[dict[str, str]]:
    return [dict(row.values) for file in read_corrections(review.settings.raw) for row in file.rows]


def decide(review: ServedReview, kind: str, **changes: str):
    task = review.task(kind)
    return review.ask(f"/viec/{task.review_key}", form=review.form(**changes))


# ------------------------------------------------------------------------------------------------ the queue


def test_queue_asks_what_the_warehouse_is_not_sure_of(review: ServedReview) -> None:
    kinds = [one.kind.kind for one in review_tasks(review.settings.paths.published)]
    assert kinds == ["low_confidence_target", "unparsed_deadline", "unknown_office", "unmatched_target"]


def test_values_that_do_not_count_come_first(review: ServedReview) -> None:
    published = review.settings.paths.published
    with duckdb.connect(str(published)) as connection:
        connection.execute("alter table core.fct_target add column excluded_reason varchar")
        connection.execute(
            "update core.fct_target set excluded_reason = 'out_of_range', value = 850 where target_index = 1"
        )
        connection.execute(
            "insert into core.fct_target select * replace (target_id || 'x' as target_id, 85 as value, "
            "'contradicted' as excluded_reason, 7 as target_index, true as is_corrected) "
            "from core.fct_target where target_index = 1"
        )
        connection.execute(
            "insert into core.fct_target select * replace (target_id || 'y' as target_id, 8 as target_index, "
            "'other_basis' as excluded_reason, 1.0 as confidence) from core.fct_target where target_index = 7"
        )
    tasks = review_tasks(published)
    assert [one.kind.kind for one in tasks][:3] == ["impossible_target", "contradicted_target", "unparsed_deadline"]
    assert [one.hint_vi for one in tasks][:2] == ["Kế hoạch nêu: 85; 850."] * 2
    assert not any(one.item_id.endswith("y") for one in tasks)


def test_values_of_a_draft_or_a_replaced_plan_wait_for_nobody(review: ServedReview) -> None:
    published = review.settings.paths.published
    with duckdb.connect(str(published)) as connection:
        connection.execute("alter table core.fct_target add column excluded_reason varchar")
        connection.execute("update core.fct_target set excluded_reason = 'contradicted', confidence = 1.0")
        connection.execute("update core.dim_document set is_effective = false")
    assert "contradicted_target" not in {one.kind.kind for one in review_tasks(published)}


def test_queue_lists_and_filters(review: ServedReview) -> None:
    everything, some = review.ask("/").text, review.ask("/?loai=unknown_office").text
    assert "<strong>4</strong> việc đang chờ" in everything
    assert "Tổ Thử Nghiệm" in some
    assert "Việc thử" not in some


def test_keys_stay_until_the_reading_changes(review: ServedReview) -> None:
    first = {one.review_key for one in review_tasks(review.settings.paths.published)}
    assert {one.review_key for one in review_tasks(review.settings.paths.published)} == first
    assert all(key[0] == "r" and len(key) == 12 for key in first)


# ------------------------------------------------------------------------------------------------ safety


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "[::1]:80"])
def test_other_hosts_are_refused(review: ServedReview, host: str) -> None:
    assert review.ask("/", Host=host).status == 421


def test_visitor_without_the_key_sees_nothing(review: ServedReview) -> None:
    for path in ("/", f"/viec/{review.task('unknown_office').review_key}", "/?khoa=wrong"):
        answer = review.ask(path, Cookie="")
        assert answer.status == 403
        assert "Tổ Thử Nghiệm" not in answer.text


def test_key_in_the_address_becomes_a_cookie_that_scripts_cannot_read(review: ServedReview) -> None:
    answer = review.ask(f"/?khoa={review.site.access_key}", Cookie="")
    assert answer.status == 200 and 'content="0;url=/"' in answer.text
    assert review.site.access_key not in answer.text
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=strict" in answer.headers["set-cookie"].lower()


def test_key_stands_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    _open_browser("http://127.0.0.1:1/?khoa=secret")
    (address,) = opened
    page = Path(address.removeprefix("file://"))
    assert "secret" not in address
    assert "khoa=secret" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o077 == 0 and page.parent.stat().st_mode & 0o077 == 0


def test_form_of_another_site_is_refused(review: ServedReview) -> None:
    path = f"/viec/{review.task('unknown_office').review_key}"
    assert review.ask(path, form=review.form(), Origin="http://evil.example").status == 403
    assert review.ask(path, form=review.form(khoa_bieu_mau="guess")).status == 403
    assert review.ask(path, form=review.form(), Content_Type="text/plain").status == 415
    assert saved(review) == []


def test_words_of_a_document_are_text_not_markup(review: ServedReview) -> None:
    for path in ("/", f"/viec/{review.task('unmatched_target').review_key}"):
        page = review.ask(path).text
        assert HOSTILE not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_pages_load_nothing_from_elsewhere(review: ServedReview) -> None:
    answer = review.ask(f"/viec/{review.task('unmatched_target').review_key}")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "http" not in answer.text.replace("http-equiv", "")


@pytest.mark.parametrize(
    "path",
    ["/tai-nguyen/..%2f..%2fapp.py", "/tai-nguyen/../app.py", "/viec/..%2f..", "/anh/..%2fx/0.png", "/anh/r0/0.png"],
)
def test_no_path_of_the_visitor_is_opened(review: ServedReview, path: str) -> None:
    answer = review.ask(path)
    assert answer.status == 404
    assert "import" not in answer.text


def test_oversized_form_is_refused(review: ServedReview) -> None:
    assert decide(review, "unknown_office", reason="x" * 70_000).status == 422
    assert decide(review, "unknown_office", reason="x" * 300_000).status == 413
    assert saved(review) == []


# ------------------------------------------------------------------------------------------------ deciding


def test_page_shows_the_picture_and_every_field(review: ServedReview) -> None:
    task = review.task("low_confidence_target")
    page = review.ask(f"/viec/{task.review_key}").text
    for name in ("f.value", "f.indicator_code", "f.comparator", "f.unit", "f.year"):
        assert f'name="{name}"' in page
    picture = review.ask(f"/anh/{task.review_key}/0.png")
    assert (picture.status, picture.body[:8]) == (200, b"\x89PNG\r\n\x1a\n")
    whole = review.ask(f"/anh/{task.review_key}/0.png?ca-trang")
    assert whole.body != picture.body


def test_accepted_reading_is_one_row_and_leads_to_the_next_task(review: ServedReview) -> None:
    answer = decide(review, "low_confidence_target")
    assert answer.status == 303
    assert answer.headers["location"] == f"/viec/{review.task('unparsed_deadline').review_key}"
    (row,) = saved(review)
    assert (row["decision"], row["author"], row["decided_on"]) == ("đúng", "Lê Thị Thử", "02/03/2026")
    assert row["evidence"] == "thanh toán trực tuyến đạt 80%"
    assert "<strong>3</strong> việc đang chờ" in review.ask("/").text
    decide(review, "unmatched_target")
    assert saved(review)[-1]["evidence"] == HOSTILE


def test_each_changed_field_is_a_row(review: ServedReview) -> None:
    decide(review, "low_confidence_target", decision="edit", f_value="82,5", **{"f.comparator": "="})
    assert {(row["field"], row["old_value"], row["new_value"]) for row in saved(review)} == {
        ("value", "80", "82,5"),
        ("comparator", ">=", "="),
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"decision": "edit", "f.value": "rất cao"}, "Cần một số"),
        ({"decision": "edit"}, "Chưa đổi giá trị nào"),
        ({"author": ""}, "họ tên người rà soát"),
        ({"decision": "edit", "f.value": "81", "reason": ""}, "lý do ngắn gọn"),
    ],
)
def test_what_cannot_be_used_comes_back_with_what_was_typed(
    review: ServedReview, changes: dict[str, str], told: str
) -> None:
    answer = decide(review, "low_confidence_target", **changes)
    assert answer.status == 422
    assert told in answer.text
    for typed in changes.values():
        assert typed in answer.text
    assert saved(review) == []


def test_a_reading_that_is_right_needs_no_reason(review: ServedReview) -> None:
    assert decide(review, "low_confidence_target", decision="accept", reason="").status == 303
    assert [row["reason"] for row in saved(review)] == ["Đối chiếu trang gốc, đọc đúng"]


def test_a_correction_without_a_reason_is_refused_at_the_reason(review: ServedReview) -> None:
    answer = decide(review, "low_confidence_target", decision="edit", reason="", **{"f.value": "81"})
    assert answer.status == 422
    assert '<p class="error" id="reason-loi">Cần lý do ngắn gọn.</p>' in answer.text
    assert saved(review) == []


def test_pages_name_fields_and_indicators_not_their_keys(review: ServedReview) -> None:
    with duckdb.connect(str(review.settings.paths.published)) as connection:
        connection.execute("""update core.fct_target set candidates = '["digitisation_rate"]'""")
    review.ask("/")
    page = review.ask(f"/viec/{review.task('unmatched_target').review_key}").text
    assert "Có thể là: Tỷ lệ" in page and "[&#34;" not in page
    named = review.ask(f"/viec/{review.task('low_confidence_target').review_key}").text
    assert "Đọc được: Tỷ lệ" in named
    refused = decide(review, "unmatched_target", decision="edit", **{"f.indicator_code": "khong_co"}).text
    assert "Cần mã hoặc tên đầy đủ của một chỉ tiêu" in refused
    assert not any(word in refused for word in ("new_value", "docs/users", "cột "))


def test_who_decides_after_another_sees_that_decision_first(review: ServedReview) -> None:
    changed = {"decision": "edit", "f.value": "82,5"}
    assert decide(review, "low_confidence_target", **changed).status == 303
    late = decide(review, "low_confidence_target", decision="reject", author="Trần Văn Hai")
    assert late.status == 409
    assert "sửa giá trị thành 82,5" in late.text and "Lê Thị Thử" in late.text
    assert len(saved(review)) == 1
    mark = re.search(r'name="da_thay" value="([0-9a-f]+)"', late.text)
    assert mark is not None
    again = decide(review, "low_confidence_target", decision="reject", author="Trần Văn Hai", da_thay=mark[1])
    assert again.status == 303
    assert [row["author"] for row in saved(review)] == ["Lê Thị Thử", "Trần Văn Hai"]


def test_a_decided_task_opens_with_what_was_decided(review: ServedReview) -> None:
    task = review.task("low_confidence_target")
    decide(review, "low_confidence_target", decision="edit", **{"f.value": "82,5"})
    page = review.ask(f"/viec/{task.review_key}").text
    assert 'value="82,5"' in page
    assert "Đã có quyết định: sửa giá trị thành 82,5" in page


def test_two_at_once_lose_nothing(review: ServedReview) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda author: decide(review, "low_confidence_target", author=author).status, ["Người Một", "Người Hai"]
            )
        )
    assert sorted(answers) == [303, 409]
    assert len(saved(review)) == 1


def test_a_cookie_that_is_not_ours_is_nobody(review: ServedReview) -> None:
    task = review.task("low_confidence_target")
    for cookie in ("cchc_nguoi=ff", "cchc_nguoi=zz", "cchc_nguoi=f", "cchc_nguoi=" + "c3" * 2000):
        page = review.ask(f"/viec/{task.review_key}", Cookie=f"cchc_ra_soat={review.site.access_key}; {cookie}")
        assert page.status == 200


def test_decisions_carry_the_day_of_viet_nam() -> None:
    assert day_in_viet_nam() == (datetime.now(UTC) + timedelta(hours=7)).date()


def test_name_of_an_office_cannot_be_struck_out(review: ServedReview) -> None:
    assert decide(review, "unknown_office", decision="reject").status == 422


def test_file_of_the_author_grows_and_keeps_earlier_rows(review: ServedReview) -> None:
    decide(review, "unmatched_target")
    decide(review, "unknown_office", decision="edit", **{"f.office_code": "VHXH"})
    folder = review.settings.raw / "nghe-an" / "corrections"
    assert [path.name for path in folder.glob("*.csv")] == ["ra-soat-le-thi-thu.csv"]
    assert [row["item"] for row in saved(review)] == ["target", "office"]
    assert not list(folder.glob("*.tmp"))


def test_file_that_someone_damaged_is_left_alone(review: ServedReview) -> None:
    folder = review.settings.raw / "nghe-an" / "corrections"
    folder.mkdir()
    (folder / "ra-soat-le-thi-thu.csv").write_bytes(b"\xff\xfe broken")
    decide(review, "unmatched_target")
    assert (folder / "ra-soat-le-thi-thu.csv").read_bytes() == b"\xff\xfe broken"
    assert (folder / "ra-soat-le-thi-thu-2.csv").is_file()


def test_folder_that_cannot_be_written_is_told_and_nothing_is_lost(review: ServedReview) -> None:
    (review.settings.raw / "nghe-an" / "corrections").write_text("a file where the folder should be")
    answer = decide(review, "unmatched_target", reason="lý do đã gõ")
    assert answer.status == 422
    assert "Không ghi được vào" in answer.text
    assert "lý do đã gõ" in answer.text


def test_decided_tasks_do_not_come_back_from_the_file(review: ServedReview) -> None:
    decide(review, "unmatched_target")
    review.site.desk._written.clear()
    assert "<strong>3</strong> việc đang chờ" in review.ask("/").text


def test_row_written_by_the_page_is_the_row_of_an_export(review: ServedReview, tmp_path: Path) -> None:
    from pipelines.corrections.files import csv_bytes

    decide(review, "unmatched_target")
    exported = csv_bytes([review.task("unmatched_target").as_row()]).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(exported, newline=""))
    plain = {key.rsplit("(", 1)[-1].rstrip(")"): value for key, value in row.items()}
    (written,) = saved(review)
    kept = ("review_key", "document_id", "item", "place", "field", "item_id")
    assert {key: plain[key] for key in kept} == {key: written[key] for key in kept}
