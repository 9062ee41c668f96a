"""Who looks at which task: two reviewers are not led to the same one, whichever server they came to."""

from __future__ import annotations

import pytest
from served_review import ServedReview

from pipelines.review.app import review_app
from pipelines.review.claims import CLAIM_SECONDS


def as_visitor(review: ServedReview, name: str) -> dict[str, str]:
    return {"Cookie": f"cchc_ra_soat={review.site.access_key}; cchc_khach={name}; cchc_nguoi={name.encode().hex()}"}


def test_two_reviewers_are_not_led_to_the_same_task(review: ServedReview) -> None:
    first, second = review.site.desk.waiting()[:2]
    review.ask(f"/viec/{second.review_key}", **as_visitor(review, "Hai"))
    mine = review.ask(f"/viec/{first.review_key}", **as_visitor(review, "Mot")).text
    assert f'href="/viec/{second.review_key}"' not in mine
    told = review.ask(f"/viec/{second.review_key}", **as_visitor(review, "Mot")).text
    assert "Hai đang mở việc này" in told
    own = review.ask(f"/viec/{second.review_key}", **as_visitor(review, "Hai")).text
    assert "đang mở việc này" not in own


def test_a_review_begins_with_a_task_that_nobody_holds(review: ServedReview) -> None:
    first, second = review.site.desk.waiting()[:2]
    start = 'href="/viec/{}" data-key="Enter"'
    assert start.format(first.review_key) in review.ask("/", **as_visitor(review, "Mot")).text
    review.ask(f"/viec/{first.review_key}", **as_visitor(review, "Hai"))
    assert start.format(second.review_key) in review.ask("/", **as_visitor(review, "Mot")).text
    assert start.format(first.review_key) in review.ask("/", **as_visitor(review, "Hai")).text  # one's own


def test_where_others_hold_every_task_the_list_says_so(review: ServedReview) -> None:
    for task in review.site.desk.waiting():
        review.ask(f"/viec/{task.review_key}", **as_visitor(review, "Hai"))
    page = review.ask("/", **as_visitor(review, "Mot")).text
    assert "đang có người khác mở" in page and "Bắt đầu rà soát" not in page


def test_a_task_that_was_left_open_is_free_after_a_while(review: ServedReview) -> None:
    now = [0.0]
    desk = review.site.desk
    desk.claims.clock = lambda: now[0]
    task = desk.waiting()[0]
    assert desk.claim(task, "a", "A") is None
    held = desk.claim(task, "b", "B")
    assert held is not None and held.name == "A"
    now[0] = CLAIM_SECONDS + 1
    assert desk.claim(task, "b", "B") is None


def test_another_server_of_the_same_folder_knows_who_looks_at_what(review: ServedReview) -> None:
    other = review_app(review.settings).state.site.desk
    task = review.site.desk.waiting()[0]
    assert review.site.desk.claim(task, "a", "A") is None
    held = other.claim(task, "b", "B")
    assert held is not None and held.name == "A"
    assert other.next_of(other.waiting()[-1], "b") != task
    review.site.desk.release(task)
    assert other.claim(task, "b", "B") is None


def test_claims_that_cannot_be_written_down_still_count_for_the_server_itself(
    review: ServedReview, caplog: pytest.LogCaptureFixture
) -> None:
    folder = review.settings.raw / "nghe-an" / "corrections"
    folder.write_text("no folder", encoding="utf-8")
    desk = review.site.desk
    task = desk.waiting()[0]
    assert desk.claim(task, "a", "A") is None
    held = desk.claim(task, "b", "B")
    assert held is not None and held.name == "A"
    assert "không ghi được ai đang mở việc nào" in caplog.text


@pytest.mark.parametrize("content", ["", "[]", "{", '{"r1": 5}', '{"r1": {"visitor": "a"}}'])
def test_a_damaged_list_of_claims_is_no_claim(review: ServedReview, content: str) -> None:
    desk = review.site.desk
    task = desk.waiting()[0]
    desk.claim(task, "a", "A")
    (review.settings.raw / "nghe-an" / "corrections" / ".dang-mo.json").write_text(content, encoding="utf-8")
    assert desk.claim(task, "b", "B") is None
