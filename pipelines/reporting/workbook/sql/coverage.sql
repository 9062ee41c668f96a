-- Every unit in every year with plans, with the plan that stands for it; newest year first.
select
    plan_year,
    commune_code,
    shown_unit(unit_type, commune_name) as unit_name,
    plan_state_vi,
    document_number,
    case when coalesce(issued_precision, 'day') = 'day' then issued_on end as issued_on,
    {period_kind:period_kind} as period_vi,
    target_count,
    task_count,
    core_indicator_share,
    error_count,
    warning_count,
    info_count,
    score,
    source_path,
    case when list_contains($years, plan_year) then plan_year || '/don-vi/' || commune_code || '.html' end as link

from covered_units($province)
order by plan_year desc, sort_key, commune_code
