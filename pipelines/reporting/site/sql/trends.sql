select
    indicator_code,
    plan_year,
    target_count,
    mean_value,
    median_value,
    coverage_rate,
    series_no,
    is_series_break,
    mean_change,
    panel_count,
    panel_mean_change,
    panel_mean_value,
    panel_previous_mean_value

from marts.indicator_trends
where province_key = $province
order by indicator_code, plan_year
