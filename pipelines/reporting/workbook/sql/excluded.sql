-- Values of effective plans that do not count; newest year first, what a person has to look at on top.
with

excluded as (

    select * from excluded_values($province)

)

select
    excluded.plan_year,
    excluded.commune_code,
    shown_unit(excluded.unit_type, excluded.commune_name) as unit_name,
    excluded.indicator_code,
    excluded.indicator_name_vi,
    shown_comparator(excluded.comparator) as comparator_vi,
    excluded.value,
    excluded.value_max,
    {unit:excluded.unit} as unit_vi,
    excluded.basis_vi,
    {change:excluded.change} as change_vi,
    excluded.excluded_reason_vi,
    case when excluded.needs_review then 'cần rà soát' end as review_vi,
    excluded.evidence,
    excluded.page,
    excluded.source_path,
    excluded.target_id,
    case
        when list_contains($years, excluded.plan_year)
            then excluded.plan_year || '/don-vi/' || excluded.commune_code || '.html'
    end as link

from excluded
order by
    excluded.plan_year desc,
    excluded.needs_review desc,
    excluded.commune_name collate vi,
    excluded.commune_code,
    excluded.target_id
