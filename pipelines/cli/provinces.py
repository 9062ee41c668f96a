"""A province that the command line does not know: what was meant, before anything is started."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from pipelines.registry.scan import known_province_slugs
from pipelines.text.vietnamese import slug

_LEAST_ALIKE = 60.0


def unknown_province(typed: str) -> str | None:
    """What to say about a province folder that does not exist; None when it does."""
    known = known_province_slugs()
    if typed in known:
        return None
    near = process.extractOne(slug(typed), sorted(known), scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE)
    meant = f"; ý anh/chị là {near[0]}?" if near else "."
    return (
        f"--province {typed}: không có tỉnh nào tên thư mục như vậy{meant} Ghi dạng không dấu, ví dụ quang-tri."
    ).replace("..", ".")
