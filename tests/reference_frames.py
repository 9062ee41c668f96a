"""Reference files as pandas frames, for tests that compute with whole columns; the pipeline itself reads rows."""

from __future__ import annotations

import pandas as pd

from pipelines.reference.tables import reference_path


def reference_frame(name: str) -> pd.DataFrame:
    """``<name>.csv`` whole: every value ``str``, an empty cell ``None``; "NA", "null" and the like stay text."""
    frame = pd.read_csv(reference_path(name), dtype=object, encoding="utf-8", keep_default_na=False)
    return frame.where(frame != "", None)
