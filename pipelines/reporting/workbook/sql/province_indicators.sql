-- Indicators that a plan of the year names, and the core set whether named or not; newest year first.
select
    plan_year,
    indicator_code,
    indicator_name_vi,
    {unit:unit} as unit_vi,
    area_name_vi,
    basis_vi,
    commune_count,
    plan_count,
    target_count,
    coverage_rate,
    mean_value,
    median_value,
    min_value,
    max_value,
    p25_value,
    p75_value,
    stddev_value,
    reference_value,
    reference_source,
    mean_gap,
    below_reference_count,
    meeting_rate,
    strict_meeting_rate,
    provincial_reference_value,
    provincial_meeting_rate,
    conflict_count,
    fallback_count,
    excluded_count,
    case
        when list_contains($years, plan_year) and is_named
            then plan_year || '/chi-tieu/' || indicator_code || '.html'
    end as link

from measured_indicators($province)
where is_named or is_core
order by
    plan_year desc,
    area_order nulls last,
    indicator_name_vi collate vi,
    indicator_code
