-- Figures of the province for each basis of the indicators that have several. The headline basis is the one of
-- marts.province_indicators.
with

values_by_basis as (

    select * from {{ ref('int_values_by_basis') }}
    where
        basis is not null
        and not is_fallback_multi_year

),

stated as (

    select * from {{ ref('int_stated_targets') }}
    where
        source_rank = 1
        and basis_group is not null

),

units as (

    select * from {{ ref('int_province_units') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

bases as (

    select * from {{ ref('stg_bases') }}

),

statistics as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        basis,
        {{ value_statistics() }}

    from values_by_basis
    group by province_key, province_code, plan_year, indicator_code, basis

),

-- of the values of this basis, those that count in no figure
exclusions as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        basis_group,
        count(case when is_excluded and not counts_in_basis then 1 end) as excluded_count

    from stated
    group by province_key, province_code, plan_year, indicator_code, basis_group

),

final as (

    select
        exclusions.province_key,
        exclusions.province_code,
        units.province_name,
        exclusions.plan_year,
        exclusions.indicator_code,
        indicators.name_vi as indicator_name_vi,
        indicators.unit,
        exclusions.basis_group as basis,
        bases.label_vi as basis_vi,
        exclusions.basis_group = indicators.headline_basis as is_headline,
        cast(units.commune_count as integer) as commune_count,
        cast(coalesce(statistics.target_count, 0) as integer) as target_count,
        cast(coalesce(statistics.target_count, 0) as double precision) / units.commune_count as coverage_rate,
        statistics.mean_value,
        statistics.median_value,
        statistics.min_value,
        statistics.max_value,
        cast(exclusions.excluded_count as integer) as excluded_count

    from exclusions
    inner join units
        on
            exclusions.province_code = units.province_code
            and exclusions.plan_year = units.plan_year
    inner join indicators
        on exclusions.indicator_code = indicators.indicator_code
    inner join bases
        on exclusions.basis_group = bases.basis
    left join statistics
        on
            exclusions.province_code = statistics.province_code
            and exclusions.plan_year = statistics.plan_year
            and exclusions.indicator_code = statistics.indicator_code
            and exclusions.basis_group = statistics.basis

)

select * from final
order by province_code, plan_year, indicator_code, is_headline desc, basis
