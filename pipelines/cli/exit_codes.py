"""Exit codes of ``cchc``; what each says is told by ``cchc --help``."""

from __future__ import annotations

EXIT_PUBLISHED, EXIT_NOT_PUBLISHED, EXIT_USAGE, EXIT_WITHOUT_REPORTS = 0, 1, 2, 3
