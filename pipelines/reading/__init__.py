"""Files to Documents: PDF, DOCX, DOC, spreadsheets, scans. Knows layout, not plans."""
