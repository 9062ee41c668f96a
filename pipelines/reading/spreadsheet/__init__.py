"""Workbooks (XLSX, XLS, ODS) → Document: what their sheets show, with sheet and cell as the place."""

from pipelines.reading.spreadsheet.reader import read_spreadsheet

__all__ = ["read_spreadsheet"]
