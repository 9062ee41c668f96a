"""A decision is taken back: the task waits again, and the history keeps both."""

from __future__ import annotations

import re
from datetime import date

from served_review import Answer, ServedReview, saved


def undo(review: ServedReview, key: str, **changes: str) -> Answer:
    mark = re.search(rf'/quyet-dinh/{key}/rut-lai.*?name="da_thay" value="([0-9a-f]+)"', _decided(review), re.DOTALL)
    form = {"khoa_bieu_mau": review.site.form_token, "author": "Trần Văn Hai", "da_thay": mark[1] if mark else ""}
    return review.ask(f"/quyet-dinh/{key}/rut-lai", form=form | changes)


def _decided(review: ServedReview) -> str:
    return review.ask("/quyet-dinh").text


def test_a_decision_is_taken_back_and_the_task_waits_again(review: ServedReview) -> None:
    task = review.task("low_confidence_target")
    review.ask(f"/viec/{task.review_key}", form=review.form(decision="edit", **{"f.value": "75", "f.comparator": "="}))
    assert task not in review.site.desk.waiting()
    assert undo(review, task.review_key).status == 303
    review.site.desk.refresh()
    assert task in review.site.desk.waiting()
    rows = saved(review)
    assert [(row["author"], row["field"], row["decision"]) for row in rows] == [
        ("Lê Thị Thử", "comparator", "sửa"),
        ("Lê Thị Thử", "value", "sửa"),
        ("Trần Văn Hai", "comparator", "hoàn tác"),
        ("Trần Văn Hai", "value", "hoàn tác"),
    ]
    assert "<strong>0</strong> việc có quyết định trong các tệp sửa chữa (không kể 1 việc đã rút lại)" in _decided(
        review
    )
    # what is withdrawn may be decided again, and cannot be withdrawn twice
    assert undo(review, task.review_key).status == 404


def test_what_is_taken_back_within_a_second_is_taken_back_whatever_the_files_are_called(review: ServedReview) -> None:
    task = review.task("low_confidence_target")
    review.ask(f"/viec/{task.review_key}", form=review.form(decision="reject", author="Trần Văn Hai"))
    # the row of "An" stands in a file that is read before that of "Trần Văn Hai"
    assert undo(review, task.review_key, author="An").status == 303
    assert "đã rút lại" in _decided(review)


def test_a_decision_of_an_earlier_page_is_not_taken_back_unseen(review: ServedReview) -> None:
    task = review.task("low_confidence_target")
    review.ask(f"/viec/{task.review_key}", form=review.form(decision="reject"))
    assert undo(review, task.review_key, da_thay="0" * 16).status == 409
    assert len(saved(review)) == 1


def test_day_and_place_of_a_withdrawal_are_those_of_its_reviewer(review: ServedReview) -> None:
    task = review.task("low_confidence_target")
    review.ask(f"/viec/{task.review_key}", form=review.form(decision="accept"))
    undo(review, task.review_key)
    last = saved(review)[-1]
    assert last["decided_on"] == f"{date(2026, 3, 2):%d/%m/%Y}"
    assert "rút lại quyết định của Lê Thị Thử" in last["reason"]
