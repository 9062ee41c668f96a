"""Whose plan a file is when it gave none: the unit counts as unreadable, never as missing."""

from __future__ import annotations

from datetime import date

from pipelines.model.document import Document
from pipelines.model.plan import FolderContext, Plan
from pipelines.reference.readers import Reader
from pipelines.understanding.kept import Kept, Place
from pipelines.understanding.metadata.commune import resolve
from pipelines.understanding.metadata.lines import document_lines

_LONGEST_LINE = 300  # characters
_HEAD_LINES = 15  # enough for letterhead and title; a letter names other communes further down


def presumed_commune(context: FolderContext, plan: Plan | None, document: Document | None) -> str | None:
    """The code of the commune whose file this is, as far as anything says so.

    Args:
        context: the folder, the file name and the side file's code, which decides when it is a unit of the province.
        plan: what was understood of a file that is no plan; None when understanding failed.
        document: the text, None when the file could not be read.

    Returns:
        The unit that the side file states, else the one that was read, else the one that the file name names. None
        when they name none, or several.
    """
    if plan is not None and plan.metadata.commune_code is not None:
        return plan.metadata.commune_code
    head = Kept().read(Place(Reader.LINES), "", _head, document) if document is not None and plan is None else ""
    days = (date(context.plan_year, 12, 31), date(context.plan_year, 1, 1), None)
    for text in dict.fromkeys((head, "")):  # a head that cannot be made out leaves the file name
        found = Kept().read(Place(Reader.UNIT), None, _resolved, text, context, days)
        if found is not None:
            return found
    return None


def _head(document: Document) -> str:
    return "\n".join(line.text[:_LONGEST_LINE] for line in document_lines(document, frozenset())[:_HEAD_LINES])


def _resolved(head: str, context: FolderContext, days: tuple[date | None, ...]) -> str | None:
    commune = resolve((("letterhead", head),), context, days).commune
    return commune.code if commune else None
