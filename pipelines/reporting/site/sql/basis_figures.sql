-- Figures of the province by basis, the headline one first.
select
    plan_year,
    indicator_code,
    basis_vi,
    is_headline,
    target_count,
    coverage_rate,
    mean_value,
    median_value,
    min_value,
    max_value,
    excluded_count

from marts.province_indicators_by_basis
where province_key = $province and list_contains($years, plan_year)
order by
    plan_year,
    indicator_code,
    is_headline desc,
    basis_vi
