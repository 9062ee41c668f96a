"""The search box: a reading by its id, by its commune, or by words that it prints, with or without Vietnamese marks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.text.vietnamese import ascii_key

MOST_FOUND: Final = 100

_FOUND = """
with

documents as (

    select document_id, source_path, commune_code, is_effective, coalesce(plan_year, 0) as plan_year, title,
        document_number, coalesce(concat_ws(' ', unit_type, commune_name), '') as commune
    from core.dim_document
    where $province is null or starts_with(source_path, $province || '/')

),

readings as (

    select t.target_id as item_id, 'Chỉ tiêu' as what_vi, t.evidence as words, i.name_vi as reading, t.page,
        t.document_id, 1 as kind_order, t.target_index as place
    from core.fct_target as t
    left join core.dim_indicator as i on t.indicator_code = i.indicator_code
    union all
    select task_id, 'Nhiệm vụ', concat_ws(' | ', objective, task, activity, output, deadline_text), deadline_text,
        page_start, document_id, 2, row_index
    from core.fct_task
    union all
    select document_id, 'Văn bản', coalesce(title, source_path), document_number, null, document_id, 3, 0
    from documents

),

found as (

    select readings.*, documents.commune, documents.source_path, documents.plan_year, documents.is_effective,
        replace(lower(strip_accents(concat_ws(
            ' ', item_id, documents.commune, documents.commune_code, documents.source_path, words, reading
        ))), 'đ', 'd') as key
    from readings
    inner join documents on readings.document_id = documents.document_id

)

select item_id, what_vi, words, reading, commune, source_path, plan_year, page, count(*) over () as found_count
from found
where list_bool_and(list_transform($typed, word -> contains(key, word)))
order by is_effective desc, plan_year desc, kind_order, source_path, place
limit $most
"""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One reading that fits what was typed."""

    item_id: str
    what_vi: str
    words: str
    reading: str | None
    commune: str
    source_path: str
    plan_year: int
    page: int | None


def search(published: Path, typed: str, *, province: str | None = None) -> tuple[tuple[SearchHit, ...], int]:
    """Readings that hold every typed word in their id, commune, file or printed words; and how many there are.

    Args:
        published: the published file.
        typed: an id, or words; case and marks make no difference.
        province: only this province folder.

    Returns:
        The first :data:`MOST_FOUND` of them, plans in force and newer years first, and the count of all.
    """
    words = ascii_key(typed).split()
    if not words:
        return (), 0
    with duckdb.connect(str(published), read_only=True) as connection:
        hits = connection.execute(_FOUND, {"typed": words, "province": province, "most": MOST_FOUND}).fetchall()
    return tuple(SearchHit(*hit[:-1]) for hit in hits), hits[0][-1] if hits else 0
