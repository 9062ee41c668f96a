"""Damaged text layers: fonts whose ToUnicode map says another letter than they draw."""

from pipelines.reading.fontrepair.repair import Readable, readable_copy

__all__ = ["Readable", "readable_copy"]
