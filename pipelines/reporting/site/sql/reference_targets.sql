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
where province_key is null or province_key = $province
order by indicator_code, level, valid_from nulls first, due_year nulls last, document
