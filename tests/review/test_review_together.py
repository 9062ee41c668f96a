"""Several reviewers, many plans: what moves most comes first, any number is two clicks away, nothing is done twice."""

from __future__ import annotations

import http.client
import re
from urllib.parse import quote, urlencode

import duckdb
import pytest
from served_review import Answer, ServedReview, saved

from pipelines.review.frame import HOST
from pipelines.review.queue import review_tasks

_MARTS = """
create schema if not exists marts;
create table marts.province_indicators as select 'nghe-an' as province_key, 2026 as plan_year,
    'online_payment_rate' as indicator_code, 'Tỷ lệ thanh toán trực tuyến' as indicator_name_vi, 'percent' as unit,
    70.0::double as mean_value, 4 as target_count;
create table marts.commune_indicators as select target_id, false as is_fallback_multi_year from core.fct_target
    where indicator_code is not null;
"""


def change(review: ServedReview, *statements: str) -> None:
    with duckdb.connect(str(review.settings.paths.published)) as connection:
        for statement in statements:
            connection.execute(statement)
    review.site.desk._stamp = None
    review.site.desk.refresh()


def document_of(review: ServedReview) -> str:
    return review.task("low_confidence_target").document_id


def follow(review: ServedReview, answer: Answer) -> Answer:
    assert answer.status == 303, answer.text
    return review.ask(answer.headers["location"])


# ------------------------------------------------------------------------------------------------ order


def test_what_moves_the_published_figures_most_comes_first_and_says_what(review: ServedReview) -> None:
    copies = "select * replace ({id} as target_id, {n} as target_index, {value} as value) from core.fct_target"
    change(
        review,
        f"insert into core.fct_target {copies.format(id='target_id || 0', n=7, value=10)} where target_index = 1",
        _MARTS,
    )
    first, second = (one for one in review.site.desk.waiting() if one.kind.kind == "low_confidence_target")
    assert dict(first.current)["value"] == "10"
    # 70 over four units: without 10 they are 90, without 80 they are 66,7
    assert "70,0% → 90,0% (4 → 3 đơn vị)" in first.effect_vi
    assert "70,0% → 66,7% (4 → 3 đơn vị)" in second.effect_vi
    page = review.ask("/").text
    assert page.index("→ 90,0%") < page.index("→ 66,7%") < page.index("Việc thử")


def test_a_whole_document_that_counts_nowhere_comes_before_everything(review: ServedReview) -> None:
    change(review, "update core.dim_document set commune_code = null", _MARTS)
    assert review.site.desk.waiting()[0].kind.kind == "unresolved_unit"
    assert "2 chỉ tiêu, 1 nhiệm vụ" in review.site.desk.waiting()[0].effect_vi


def test_an_outlier_is_asked_even_when_it_was_read_surely_and_a_usual_value_is_not(review: ServedReview) -> None:
    sure = "update core.fct_target set confidence = 1.0, indicator_code = 'online_payment_rate'"
    outlier = (
        "insert into quality.finding select document_id, null, 'target_outlier', 'thanh toán trực tuyến đạt 80%', 1, "
        "'80 so với 95' from core.dim_document"
    )
    change(review, sure, outlier)
    asked = [one for one in review_tasks(review.settings.paths.published) if one.kind.item == "target"]
    assert [one.kind.kind for one in asked] == ["outlier_target"]
    assert "80 so với 95" in asked[0].hint_vi


# ------------------------------------------------------------------------------------------------ any number


def test_any_number_is_opened_by_its_id_and_corrected(review: ServedReview) -> None:
    change(review, "update core.fct_target set confidence = 1.0")
    document = document_of_published(review)
    page = follow(review, review.ask(f"/so/{document}-g1"))
    assert "Sửa số này" in page.text
    key = re.search(r'action="/viec/(r[0-9a-f]+)"', page.text)
    assert key
    answer = review.ask(f"/viec/{key[1]}", form=review.form(decision="edit", **{"f.value": "75"}))
    assert answer.status == 303
    assert [(row["field"], row["old_value"], row["new_value"]) for row in saved(review)] == [("value", "80", "75")]


def document_of_published(review: ServedReview) -> str:
    with duckdb.connect(str(review.settings.paths.published), read_only=True) as connection:
        return str(connection.execute("select document_id from core.dim_document").fetchall()[0][0])


def test_a_corrected_number_opens_with_the_value_as_read_and_the_decision_on_it(review: ServedReview) -> None:
    document = document_of_published(review)
    decided = review.form(decision="edit", **{"f.value": "75"})
    review.ask(f"/viec/{review.task('low_confidence_target').review_key}", form=decided)
    change(
        review,
        "update core.fct_target set value = 75, is_corrected = true where target_index = 1",
        f"insert into quality.correction by name select '{document}' as document_id, 'target' as item, "
        f"'{document}-g1' as item_id, 'value' as field, '80' as old_value, 'edit' as decision, 'applied' as status",
    )
    page = follow(review, review.ask(f"/so/{document}-g1")).text
    assert 'data-current="80"' in page
    assert "Đã có quyết định: sửa giá trị thành 75" in page


@pytest.mark.parametrize("identity", ["0123456789abcdef-g99", "x", "%00", "..%2f..", "'; drop table"])
def test_an_id_that_is_not_there_is_told(review: ServedReview, identity: str) -> None:
    assert review.ask(f"/so/{identity.replace(' ', '%20')}").status == 404


def test_link_of_a_report_asks_once_more_from_our_own_page_and_gives_nothing_away(review: ServedReview) -> None:
    first = review.ask(f"/so/{document_of(review)}-g1", Cookie="")
    assert first.status == 200
    assert 'url=?lai=1"' in first.text
    assert "thanh toán" not in first.text
    assert review.ask(f"/so/{document_of(review)}-g1?lai=1", Cookie="").status == 403


@pytest.mark.parametrize(
    "typed", ["thanh toan truc tuyen", "Thanh Toán", "suoi vang 80%", "17329", "-g1", "ke-hoach.pdf thanh"]
)
def test_search_finds_by_words_commune_code_id_and_file_with_or_without_marks(review: ServedReview, typed: str) -> None:
    page = review.ask(f"/tim?q={quote(typed)}")
    assert page.status == 200
    assert f"/so/{document_of(review)}-g1" in page.text


def test_search_says_when_nothing_fits_and_shows_hostile_words_as_text(review: ServedReview) -> None:
    page = review.ask("/tim?q=%3Cscript%3Ealert(1)%3C/script%3E%20khong").text
    assert "Không có kết quả" in page
    assert "<script>alert" not in page


# ------------------------------------------------------------------------------------------------ equal wordings


def twins(review: ServedReview) -> None:
    change(
        review,
        "insert into core.dim_document select * replace ('ffffffffffffffff' as document_id, 'Suối Đỏ' as commune_name, "
        "'nghe-an/2026/khac.pdf' as source_path) from core.dim_document",
        "insert into core.fct_target select * replace ('ffffffffffffffff-g1' as target_id, "
        "'ffffffffffffffff' as document_id) from core.fct_target where target_index = 1",
        _MARTS,
    )


def group_form(review: ServedReview, page: str, **changes: str) -> str:
    fields = [("khoa_bieu_mau", review.site.form_token), ("author", "Lê Thị Thử"), ("reason", "đối chiếu")]
    fields += [("chon", key) for key in re.findall(r'name="chon" value="(r[0-9a-f]+)"', page)]
    fields += [("da_thay", mark) for mark in re.findall(r'name="da_thay" value="(r[0-9a-f]+ [0-9a-f]*)"', page)]
    fields += [("xac_nhan", mark) for mark in re.findall(r'name="xac_nhan" value="([0-9a-f]+)"', page)]
    return urlencode([*fields, *changes.items()])


def post(review: ServedReview, path: str, body: str) -> Answer:
    connection = http.client.HTTPConnection(HOST, review.port, timeout=20)
    headers = {
        "Host": f"{HOST}:{review.port}",
        "Cookie": f"cchc_ra_soat={review.site.access_key}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", path, body.encode(), headers)
    answer = connection.getresponse()
    made = Answer(answer.status, dict(answer.getheaders()), answer.read())
    connection.close()
    return made


def test_equal_wordings_are_decided_at_once_after_a_look_at_what_moves(review: ServedReview) -> None:
    twins(review)
    task = review.task("low_confidence_target")
    assert "Câu này có ở 1 kế hoạch khác" in review.ask(f"/viec/{task.review_key}").text
    page = review.ask(f"/nhom/{task.review_key}").text
    preview = post(review, f"/nhom/{task.review_key}", group_form(review, page, decision="reject"))
    assert preview.status == 200
    # two values of 80 leave four units whose mean is 70
    assert "70,0% → 60,0%" in preview.text
    assert "4 → 2 đơn vị" in preview.text
    assert saved(review) == []
    done = post(review, f"/nhom/{task.review_key}", group_form(review, preview.text, decision="reject"))
    assert done.status == 303
    assert sorted(row["commune"] for row in saved(review)) == ["xã Suối Vàng", "xã Suối Đỏ"]
    assert {row["decision"] for row in saved(review)} == {"bỏ"}
    listed = review.ask("/quyet-dinh").text
    assert "<strong>2</strong> việc có quyết định" in listed and listed.count('class="undo"') == 2


def test_only_what_is_chosen_is_decided_and_other_readings_are_not_offered(review: ServedReview) -> None:
    twins(review)
    task = review.task("low_confidence_target")
    page = review.ask(f"/nhom/{task.review_key}").text
    assert "alert(1)" not in page  # the commitment with other words
    preview = post(
        review, f"/nhom/{task.review_key}", only(task.review_key, group_form(review, page, decision="accept"))
    )
    body = only(task.review_key, group_form(review, preview.text, decision="accept"))
    assert post(review, f"/nhom/{task.review_key}", body).status == 303
    assert len(saved(review)) == 1


def only(key: str, body: str) -> str:
    return "&".join(part for part in body.split("&") if not part.startswith("chon=") or key in part)


@pytest.mark.parametrize("what", ["choice", "value", "version"])
def test_what_was_not_looked_at_is_not_saved(review: ServedReview, what: str) -> None:
    twins(review)
    task = review.task("low_confidence_target")
    way = f"/nhom/{task.review_key}"
    decision = {"decision": "edit", "f.value": "75"}
    preview = post(review, way, group_form(review, review.ask(way).text, **decision))
    body = group_form(review, preview.text, **decision)
    if what == "choice":
        body = only(task.review_key, body)
    elif what == "value":
        body = group_form(review, preview.text, **decision | {"f.value": "57"})
    else:
        change(review, "update marts.province_indicators set mean_value = 71.0")
    again = post(review, way, body)
    assert again.status == 409
    assert "đã khác lúc xem trước" in again.text
    assert saved(review) == []
    if what != "choice":
        confirmed = decision | ({"f.value": "57"} if what == "value" else {})
        assert post(review, way, group_form(review, again.text, **confirmed)).status == 303
        assert len(saved(review)) == 2


def test_a_group_without_a_choice_or_with_a_wrong_value_saves_nothing(review: ServedReview) -> None:
    twins(review)
    task = review.task("low_confidence_target")
    page = review.ask(f"/nhom/{task.review_key}").text
    body = group_form(review, page, decision="accept", xac_nhan="1")
    nobody = "&".join(part for part in body.split("&") if not part.startswith("chon="))
    assert post(review, f"/nhom/{task.review_key}", nobody).status == 422
    wrong = group_form(review, page, decision="edit", **{"f.value": "abc"}, xac_nhan="1")
    refused = post(review, f"/nhom/{task.review_key}", wrong)
    assert refused.status == 422
    assert "Giá trị: cần một số" in refused.text and "new_value" not in refused.text
    unsaid = group_form(review, page, decision="edit", reason="", **{"f.value": "75"})
    assert "Lý do: cần lý do ngắn gọn." in post(review, f"/nhom/{task.review_key}", unsaid).text
    assert saved(review) == []


# ------------------------------------------------------------------------------------------------ malformed


@pytest.mark.parametrize(
    "body",
    [
        "khoa_bieu_mau=%C4%91&decision=accept",
        "khoa_bieu_mau=%FF%FE",
        "decision=accept",
        "",
        "&&&===",
        "%",
        "khoa_bieu_mau={token}",
        "khoa_bieu_mau={token}&decision=nonsense",
        "khoa_bieu_mau={token}&decision=accept&author=a%00b",
        "khoa_bieu_mau={token}&decision=accept&author=a%0Ab",
        "khoa_bieu_mau={token}&decision=accept&author=" + "%C4%91" * 121,
        "khoa_bieu_mau={token}&decision=edit&f.value=%ED%A0%80&author=a&reason=b",
        "khoa_bieu_mau={token}&" + "&".join(f"x{n}=1" for n in range(3000)),
        "khoa_bieu_mau={token}&decision=withdraw&author=a&reason=b",
    ],
)
@pytest.mark.parametrize("path", ["/viec/{key}", "/nhom/{key}", "/quyet-dinh/{key}/rut-lai", "/viec/%00", "/viec/r1"])
def test_malformed_forms_are_refused_and_never_break_the_page(review: ServedReview, path: str, body: str) -> None:
    key = review.task("low_confidence_target").review_key
    answer = post(review, path.format(key=key), body.format(token=review.site.form_token))
    assert 400 <= answer.status < 500, answer.text
    assert saved(review) == []


@pytest.mark.parametrize(
    "path",
    [
        "/anh/r0/99999999999999999999.png",
        "/tim?q=%FF",
        "/?loai=%00&don-vi=%FF",
        "/?khoa=%C4%91",
        "/tim?q=" + "a" * 5000,
    ],
)
def test_malformed_addresses_never_break_the_page(review: ServedReview, path: str) -> None:
    assert review.ask(path).status < 500
