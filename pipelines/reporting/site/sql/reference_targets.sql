-- References that figures use: goals of acts that somebody has read, no scores of a mark sheet.
select
    indicator_code,
    level,
    document,
    value,
    comparator,
    due_year,
    kind,
    certainty,
    valid_from,
    valid_to

from core.dim_reference_target
where
    (province_key is null or province_key = $province)
    and coalesce(kind, 'goal') = 'goal'
    and coalesce(certainty, '') <> 'memory'
order by indicator_code, level, valid_from nulls first, due_year nulls last, document
