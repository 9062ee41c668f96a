"""Word documents (Office Open XML) → Document, read from the XML itself.

No general library keeps what plans are made of: automatic numbers in the STT column, rows inside content
controls, tracked insertions, vertical merges, letterheads in text boxes.
"""

from pipelines.reading.docx.reader import read_docx

__all__ = ["read_docx"]
