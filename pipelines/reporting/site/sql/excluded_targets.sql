-- Values of effective plans that do not count, what a person has to look at first.
with

excluded as (

    select * from excluded_values($province)
    where list_contains($years, plan_year)

)

select
    excluded.commune_code,
    excluded.commune_name,
    excluded.unit_type,
    excluded.plan_year,
    excluded.indicator_code,
    excluded.comparator,
    excluded.value,
    excluded.value_max,
    excluded.unit,
    excluded.basis_vi,
    excluded.change,
    excluded.excluded_reason_vi,
    excluded.needs_review,
    excluded.evidence,
    excluded.target_id,
    excluded.source_path,
    excluded.media_type,
    excluded.page

from excluded
order by
    excluded.plan_year,
    excluded.indicator_code,
    excluded.needs_review desc,
    excluded.commune_name collate vi,
    excluded.commune_code,
    excluded.target_id
