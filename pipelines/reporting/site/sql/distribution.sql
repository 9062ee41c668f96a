select
    plan_year,
    indicator_code,
    grouping,
    lower_value,
    upper_value,
    label_vi,
    commune_count,
    share

from marts.indicator_distribution
where province_key = $province and list_contains($years, plan_year)
order by plan_year, indicator_code, grouping, group_order
