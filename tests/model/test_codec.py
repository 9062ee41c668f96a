"""What the lake keeps of a document is the document, to the last mark; equal documents are equal bytes."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipelines.model.codec import document_from_json, document_to_json
from pipelines.model.document import Box, Cell, Document, Page, PageKind, Paragraph, ReadingIssue, RowJoin, Table

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE = {"level": st.none() | st.integers(0, 9), "confidence": st.none() | NUMBERS, "note_marks": st.just(("2",))}


def made_of(kind: type, /, **known: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Every field from its type; texts and numbers are such as a file can hold."""
    plain = {"str": TEXTS, "float": NUMBERS, "float | None": st.none() | NUMBERS, "str | None": st.none() | TEXTS}
    fields = {field.name: plain[str(field.type)] for field in dataclasses.fields(kind) if str(field.type) in plain}
    return st.builds(kind, **(fields | known))


def some(parts: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(parts, max_size=3).map(tuple)


BOXES = made_of(Box)
PARAGRAPHS = made_of(Paragraph, boxes=some(BOXES), **{name: MAYBE[name] for name in ("level", "note_marks")})
CELLS = made_of(Cell, boxes=some(BOXES), note_marks=MAYBE["note_marks"])
TABLES = made_of(Table, cells=some(CELLS), joins=some(made_of(RowJoin)))
DOCUMENTS = made_of(
    Document,
    pages=some(made_of(Page, kind=st.sampled_from(PageKind))),
    blocks=some(PARAGRAPHS | TABLES),
    furniture=some(PARAGRAPHS),
    notes=some(PARAGRAPHS),
    issues=some(made_of(ReadingIssue, box=st.none() | BOXES)),
    properties=st.dictionaries(TEXTS, TEXTS, max_size=2),
    covers=some(BOXES),
)


@given(DOCUMENTS)
def test_what_was_stored_is_read_back_and_stored_again_as_the_same_bytes(document: Document) -> None:
    text = document_to_json(document)
    assert document_from_json(text) == document
    assert document_to_json(document_from_json(text)) == text


def test_a_text_that_is_no_document_is_refused() -> None:
    with pytest.raises(ValidationError):
        document_from_json('{"method": "fax", "pages": [], "blocks": []}')
