"""Files to Documents: PDF, DOCX, DOC, scans. Knows layout, not plans."""
