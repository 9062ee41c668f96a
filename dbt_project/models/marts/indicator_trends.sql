with

province_indicators as (

    select * from {{ ref('province_indicators') }}

),

commune_indicators as (

    select * from {{ ref('commune_indicators') }}
    where not is_fallback_multi_year

),

years as (

    select
        *,
        plan_year in ({{ var('series_break_years') | join(', ') }}) as is_series_break,
        -- years of one series are of the same units; a line is drawn inside a series only
        1
        {%- for year in var('series_break_years') %}
        + cast(plan_year >= {{ year }} as integer)
        {%- endfor %} as series_no

    from province_indicators

),

-- units with a target in this year and in the year before
panel as (

    select
        this_year.province_key,
        this_year.province_code,
        this_year.indicator_code,
        this_year.plan_year,
        count(*) as panel_count,
        avg(this_year.value) as panel_mean_value,
        avg(year_before.value) as panel_previous_mean_value

    from commune_indicators as this_year
    inner join commune_indicators as year_before
        on
            this_year.commune_code = year_before.commune_code
            and this_year.unit_since = year_before.unit_since
            and this_year.indicator_code = year_before.indicator_code
            and this_year.plan_year = year_before.plan_year + 1
    group by this_year.province_key, this_year.province_code, this_year.indicator_code, this_year.plan_year

),

final as (

    select
        years.province_key,
        years.province_code,
        years.province_name,
        years.indicator_code,
        years.indicator_name_vi,
        years.unit,
        years.plan_year,
        years.target_count,
        years.mean_value,
        years.median_value,
        years.coverage_rate,
        years.excluded_count,
        years.series_no,
        years.is_series_break,
        case when not years.is_series_break then years.mean_value - year_before.mean_value end as mean_change,
        case when not years.is_series_break then years.median_value - year_before.median_value end as median_change,
        case when not years.is_series_break then years.coverage_rate - year_before.coverage_rate end
            as coverage_change,
        cast(case when not years.is_series_break then coalesce(panel.panel_count, 0) end as integer) as panel_count,
        case when not years.is_series_break then panel.panel_mean_value end as panel_mean_value,
        case when not years.is_series_break then panel.panel_previous_mean_value end as panel_previous_mean_value,
        case when not years.is_series_break then panel.panel_mean_value - panel.panel_previous_mean_value end
            as panel_mean_change

    from years
    left join years as year_before
        on
            years.province_key = year_before.province_key
            and years.indicator_code = year_before.indicator_code
            and years.plan_year = year_before.plan_year + 1
    left join panel
        on
            years.province_key = panel.province_key
            and years.indicator_code = panel.indicator_code
            and years.plan_year = panel.plan_year
    where years.target_count > 0

)

select * from final
order by province_key, indicator_code, plan_year
