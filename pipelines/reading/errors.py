"""The one way a document can fail to be read."""

from __future__ import annotations


class UnreadableDocument(Exception):  # noqa: N818
    """A file that cannot be turned into a Document; the batch goes on without it.

    Attributes:
        reason_code: snake_case row key of ``reference/data/outcome_reasons.csv``: ``encrypted``, ``empty_file``,
            ``not_a_pdf``, ``corrupt``, ``too_many_pages``, ``too_large``, ``needs_ocr``, ``needs_office``,
            ``timeout``, ``crashed``, ``memory_limit``, ``unsupported_type`` …
        detail: what was found and what was expected, for the reviewer.
    """

    def __init__(self, reason_code: str, detail: str) -> None:
        super().__init__(f"{reason_code}: {detail}")
        self.reason_code = reason_code
        self.detail = detail

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, str]]:
        """Survive the trip from a child process: pickle by the two constructor arguments."""
        return type(self), (self.reason_code, self.detail)
