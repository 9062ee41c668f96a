"""Scanned pages: triage by image share is done by the PDF reader; here the pixels become words and rules."""

from pipelines.reading.scan.reader import Scans, read_scans

__all__ = ["Scans", "read_scans"]
