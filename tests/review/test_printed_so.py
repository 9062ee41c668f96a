"""What a decision says where nothing is typed: read rightly, printed so, or not what it was taken for."""

from __future__ import annotations

import duckdb
from served_review import Answer, ServedReview, saved


def decide(review: ServedReview, kind: str, **changes: str) -> Answer:
    return review.ask(f"/viec/{review.task(kind).review_key}", form=review.form(**changes))


def _impossible(review: ServedReview) -> None:
    with duckdb.connect(str(review.settings.paths.published)) as connection:
        connection.execute("update quality.finding set rule = 'impossible_date'")
        connection.execute("update core.fct_task set deadline_text = 'Trước ngày 31/11/2026', deadline_kind = 'date'")
    review.ask("/")  # reads the version anew


def test_what_the_plan_prints_and_cannot_mean_is_confirmed_as_printed_not_as_right(review: ServedReview) -> None:
    _impossible(review)
    task = review.task("impossible_deadline")
    page = review.ask(f"/viec/{task.review_key}").text
    assert "In đúng như vậy <kbd>1</kbd>" in page
    assert "vẫn nằm trong phiếu gửi đơn vị" in page
    assert decide(review, "impossible_deadline", decision="accept", reason="").status == 303
    assert [row["reason"] for row in saved(review)] == ["Đối chiếu trang gốc, văn bản in đúng như vậy"]


def test_a_deadline_that_we_could_not_read_is_simply_right_or_not(review: ServedReview) -> None:
    page = review.ask(f"/viec/{review.task('unparsed_deadline').review_key}").text
    assert "Đúng <kbd>1</kbd>" in page and "In đúng như vậy" not in page


def test_what_is_struck_out_says_what_it_is_not(review: ServedReview) -> None:
    decide(review, "low_confidence_target", decision="reject", reason="")
    decide(review, "unparsed_deadline", decision="reject", reason="")
    reasons = [row["reason"] for row in saved(review)]
    assert reasons == ["Không phải chỉ tiêu định lượng của đơn vị", "Không phải nhiệm vụ của kế hoạch"]
