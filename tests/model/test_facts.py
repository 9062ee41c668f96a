"""Further plans bound in one file are documents of their own, always the same ones."""

from __future__ import annotations

import hashlib
from datetime import date

from pipelines.model.facts import DocumentFacts

FILE = DocumentFacts(
    document_id="00" * 8,
    source_path="nghe-an/2026/hai kế hoạch.pdf",
    file_name="hai kế hoạch.pdf",
    sha256="00" * 32,
    media_type="application/pdf",
    size_bytes=1,
    province_slug="nghe-an",
    plan_year=2026,
    received_on=date(2026, 1, 5),
    extraction_method=None,
    page_count=None,
    reader_version="r",
    understanding_version="u",
    commune_code="17329",
)


def test_a_further_plan_has_an_identity_of_its_own_and_not_the_unit_that_the_side_file_names() -> None:
    second = FILE.of_part(2)
    assert second.document_id == hashlib.sha256(f"{FILE.document_id}/2".encode()).hexdigest()[:16]
    assert (second.part, second.commune_code, second.source_path) == (2, None, FILE.source_path)
    assert FILE.of_part(3).document_id != second.document_id


def test_the_place_of_a_file_tells_of_its_plan() -> None:
    context = FILE.context
    assert (context.province_slug, context.plan_year, context.received_on) == ("nghe-an", 2026, date(2026, 1, 5))
