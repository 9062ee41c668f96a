-- How the units of a province spread over the values of an indicator: every exact value (targets cluster on 80, 90,
-- 95, 100), and for percentages the bins that a histogram shows. End-year values of five-year plans are left out.
with

commune_indicators as (

    select * from {{ ref('commune_indicators') }}
    where not is_fallback_multi_year

),

stated as (

    select * from {{ ref('int_stated_targets') }}
    where
        source_rank = 1
        and is_excluded

),

exclusions as (

    select
        province_code,
        plan_year,
        indicator_code,
        count(*) as excluded_count

    from stated
    group by province_code, plan_year, indicator_code

),

indicator_years as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        unit,
        count(*) as total_count

    from commune_indicators
    group by province_key, province_code, plan_year, indicator_code, unit

),

bins as (

    select *
    from (
        values
        (1, 0, 50, '0 đến dưới 50'),
        (2, 50, 60, '50 đến dưới 60'),
        (3, 60, 70, '60 đến dưới 70'),
        (4, 70, 80, '70 đến dưới 80'),
        (5, 80, 90, '80 đến dưới 90'),
        (6, 90, 100, '90 đến dưới 100'),
        (7, 100, null, '100')
    ) as named_bins (group_order, lower_value, upper_value, label_vi)

),

exact_values as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        'value' as grouping,
        row_number() over (partition by province_key, province_code, plan_year, indicator_code order by value) as group_order,
        value as lower_value,
        value as upper_value,
        replace(regexp_replace(cast(value as varchar), '\.?0+$', ''), '.', ',') as label_vi,
        count(*) as commune_count

    from commune_indicators
    group by province_key, province_code, plan_year, indicator_code, value

),

-- counted from the exact values, of which there are few: units against bins would be compared one by one
binned_values as (

    select
        indicator_years.province_key,
        indicator_years.province_code,
        indicator_years.plan_year,
        indicator_years.indicator_code,
        'bin' as grouping,
        bins.group_order,
        bins.lower_value,
        bins.upper_value,
        bins.label_vi,
        cast(coalesce(sum(
            case
                when
                    bins.lower_value <= exact_values.lower_value
                    and (bins.upper_value is null or bins.upper_value > exact_values.lower_value)
                    then exact_values.commune_count
            end
        ), 0) as bigint) as commune_count

    from indicator_years
    inner join exact_values
        on
            indicator_years.province_code = exact_values.province_code
            and indicator_years.plan_year = exact_values.plan_year
            and indicator_years.indicator_code = exact_values.indicator_code
    cross join bins
    where indicator_years.unit = 'percent'
    group by
        indicator_years.province_key,
        indicator_years.province_code,
        indicator_years.plan_year,
        indicator_years.indicator_code,
        bins.group_order,
        bins.lower_value,
        bins.upper_value,
        bins.label_vi

),

groups as (

    select * from exact_values
    union all
    select * from binned_values

),

final as (

    select
        groups.province_key,
        groups.province_code,
        groups.plan_year,
        groups.indicator_code,
        indicator_years.unit,
        groups.grouping,
        cast(groups.group_order as integer) as group_order,
        cast(groups.lower_value as decimal(18, 4)) as lower_value,
        cast(groups.upper_value as decimal(18, 4)) as upper_value,
        groups.label_vi,
        cast(groups.commune_count as integer) as commune_count,
        cast(groups.commune_count as double precision) / indicator_years.total_count as share,
        cast(
            sum(groups.commune_count) over (
                partition by groups.province_key, groups.province_code, groups.plan_year, groups.indicator_code, groups.grouping
                order by groups.group_order
            ) as double precision
        ) / indicator_years.total_count as cumulative_share,
        cast(coalesce(exclusions.excluded_count, 0) as integer) as excluded_count

    from groups
    inner join indicator_years
        on
            groups.province_code = indicator_years.province_code
            and groups.plan_year = indicator_years.plan_year
            and groups.indicator_code = indicator_years.indicator_code
    left join exclusions
        on
            groups.province_code = exclusions.province_code
            and groups.plan_year = exclusions.plan_year
            and groups.indicator_code = exclusions.indicator_code

)

select * from final
order by province_code, plan_year, indicator_code, grouping, group_order
