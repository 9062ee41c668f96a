"""The PDF reader: pypdfium2 primitives → ruled lattice → cell text → page joins → paragraphs."""
