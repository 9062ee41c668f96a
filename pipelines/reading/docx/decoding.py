"""Runs in old encodings → Unicode, before anything is dropped from their text.

TCVN3 writes "ư" with the code of the soft hyphen, and VNI writes marks behind their letters, sometimes in the next run:
so the texts of a paragraph are decoded as the file has them, font by font.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipelines.reading.docx.ooxml import Element, W
from pipelines.reading.docx.spans import Run
from pipelines.reading.legacy.encodings import LegacyEncoding, decoding_table, is_capitals_font, odd_letters, to_unicode
from pipelines.reading.legacy.judge import Judgement


def may_be_old(root: Element) -> bool:
    """True when some text of the part shows letters that Vietnamese in Unicode does not use."""
    odd = odd_letters()
    nodes = root.iter(W + "t", W + "softHyphen")
    return any(node.tag == W + "softHyphen" or not odd.isdisjoint(node.text or "") for node in nodes)


def texts_by_font(spans: Iterable[Run]) -> dict[str | None, str]:
    """The text of a paragraph in each of its fonts."""
    found: dict[str | None, str] = {}
    for span in spans:
        found[span.format.font] = found.get(span.format.font, "") + span.text
    return found


def decoded(spans: list[Run], judgement: Judgement) -> list[Run]:
    """The spans of one paragraph in Unicode; ``encoding`` of those that were not."""
    encodings = {font: judgement.encoding_of(text, font) for font, text in texts_by_font(spans).items()}
    if not any(encodings.values()):
        return [_by_word(span, judgement) for span in spans]
    whole = list(_with_own_marks(spans)) if LegacyEncoding.VNI in encodings.values() else spans
    return [_decoded(span, encodings[span.format.font]) for span in whole]


def _by_word(span: Run, judgement: Judgement) -> Run:
    """A run of a paragraph that is Unicode as a whole: an old text in which words were corrected later."""
    found = judgement.decode(span.text, span.format.font)
    return span if found.encoding is None else replace(span, text=found.text, encoding=found.encoding)


def _decoded(span: Run, encoding: LegacyEncoding | None) -> Run:
    if encoding is None:
        return span
    text = to_unicode(span.text, encoding, capitals=is_capitals_font(span.format.font))
    return replace(span, text=text, encoding=encoding if text != span.text else None)


def _with_own_marks(spans: list[Run]) -> Iterator[Run]:
    """Spans of VNI in which no mark is parted from its letter."""
    table = decoding_table(LegacyEncoding.VNI)
    last: Run | None = None
    for span in spans:
        following = span
        if last is not None and last.format.font == span.format.font and last.text[-1:] + span.text[:1] in table:
            last = replace(last, text=last.text + span.text[:1])
            following = replace(span, text=span.text[1:])
        if last is not None:
            yield last
        last = following
    if last is not None:
        yield last
