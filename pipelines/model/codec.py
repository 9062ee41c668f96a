"""Document and Plan ⇄ JSON, for the lake's cache; the same object always gives the same bytes."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from pipelines.model.document import Document


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def document_to_json(document: Document) -> str:
    """Serialise ``document``; tuples become arrays, enums their values."""
    return _adapter().dump_json(document).decode()


def document_from_json(text: str) -> Document:
    """Read back what :func:`document_to_json` wrote.

    Raises:
        pydantic.ValidationError: the text is not a Document of this version.
    """
    return _adapter().validate_json(text)
