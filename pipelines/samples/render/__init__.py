"""Draws a written sample plan as the kinds of file communes send."""
