"""Letterhead, title, period, signature, status and the commune of a plan."""

from pipelines.understanding.metadata.reader import MetadataResult, read_metadata

__all__ = ["MetadataResult", "read_metadata"]
