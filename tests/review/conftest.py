"""The review page, served for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served_review import ServedReview, serve


@pytest.fixture
def review(tmp_path: Path) -> Iterator[ServedReview]:
    with serve(tmp_path) as served:
        yield served
