-- Planned targets, never results. Every catalogue indicator has a row for every province and plan year that has a
-- folder, so that "nobody set this target" can be charted too.
with

units as (

    select * from {{ ref('int_province_units') }}

),

effective_plans as (

    select * from {{ ref('int_effective_plans') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

commune_indicators as (

    select * from {{ ref('commune_indicators') }}

),

stated as (

    select * from {{ ref('int_stated_targets') }}
    where source_rank = 1

),

bases as (

    select * from {{ ref('stg_bases') }}

),

weights as (

    select * from {{ ref('stg_commune_weights') }}

),

plans as (

    select
        province_key,
        province_code,
        plan_year,
        count(*) as plan_count

    from effective_plans
    group by province_key, province_code, plan_year

),

-- end-year values of five-year plans stay out of every mean; they are only counted
own_values as (

    select
        commune_indicators.*,
        weights.weight

    from commune_indicators
    left join weights
        on
            commune_indicators.commune_code = weights.commune_code
            and commune_indicators.plan_year = weights.plan_year
    where not commune_indicators.is_fallback_multi_year

),

statistics as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        {{ value_statistics() }},
        -- sums of floating numbers depend on the order of the rows, so that order is named
        percentile_cont(0.25) within group (order by cast(value as double precision)) as p25_value,
        percentile_cont(0.75) within group (order by cast(value as double precision)) as p75_value,
        stddev_samp(cast(value as double precision) order by value, commune_code) as stddev_value,
        sum(weight * cast(value as double precision) order by commune_code)
        / nullif(sum(weight order by commune_code), 0) as weighted_mean_value,
        sum(weight order by commune_code) as covered_weight,
        count(case when meets_reference then 1 end) as meeting_count,
        count(case when not meets_reference then 1 end) as below_count,
        count(meets_reference) as measured_count,
        count(case when meets_provincial_reference then 1 end) as provincial_meeting_count,
        count(meets_provincial_reference) as provincial_measured_count,
        avg(gap) as mean_gap,
        min(gap) as worst_gap,
        sum(case when gap < 0 then -gap else 0 end) as potential_gain,
        count(distinct reference_value) as reference_count

    from own_values
    group by province_key, province_code, plan_year, indicator_code

),

-- the reference that most plans of the province are measured against
reference_uses as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        reference_value,
        reference_source,
        provincial_value,
        row_number() over (
            partition by province_key, province_code, plan_year, indicator_code
            order by count(*) desc, reference_value desc, reference_source, provincial_value nulls last
        ) as use_order

    from own_values
    where reference_value is not null
    group by province_key, province_code, plan_year, indicator_code, reference_value, reference_source, provincial_value

),

-- what the plans say and what does not count of it
exclusions as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        count(case when is_excluded then 1 end) as excluded_count,
        count(distinct case when has_conflict then commune_code end) as conflict_count

    from stated
    group by province_key, province_code, plan_year, indicator_code

),

fallbacks as (

    select
        province_key,
        province_code,
        plan_year,
        indicator_code,
        count(*) as fallback_count,
        avg(value) as fallback_mean_value

    from commune_indicators
    where is_fallback_multi_year
    group by province_key, province_code, plan_year, indicator_code

),

final as (

    select
        units.province_key,
        units.province_code,
        units.province_name,
        units.plan_year,
        indicators.indicator_code,
        indicators.name_vi as indicator_name_vi,
        indicators.indicator_group,
        indicators.unit,
        cast(units.commune_count as integer) as commune_count,
        cast(coalesce(plans.plan_count, 0) as integer) as plan_count,
        cast(coalesce(statistics.target_count, 0) as integer) as target_count,
        cast(coalesce(statistics.target_count, 0) as double precision) / units.commune_count as coverage_rate,
        cast(coalesce(statistics.target_count, 0) as double precision) / nullif(plans.plan_count, 0)
            as plan_coverage_rate,
        statistics.mean_value,
        statistics.median_value,
        statistics.min_value,
        statistics.max_value,
        statistics.p25_value,
        statistics.p75_value,
        statistics.stddev_value,
        case
            when
                statistics.covered_weight / units.province_weight >= {{ var('minimum_weight_coverage') }}
                then statistics.weighted_mean_value
        end as weighted_mean_value,
        statistics.covered_weight / units.province_weight as weight_coverage,
        reference_uses.reference_value,
        reference_uses.reference_source,
        coalesce(statistics.reference_count, 0) > 1 as has_mixed_references,
        cast(statistics.meeting_count as double precision) / nullif(statistics.measured_count, 0) as meeting_rate,
        case
            when statistics.measured_count > 0
                then cast(statistics.meeting_count as double precision) / units.commune_count
        end as strict_meeting_rate,
        reference_uses.provincial_value as provincial_reference_value,
        cast(statistics.provincial_meeting_count as double precision)
        / nullif(statistics.provincial_measured_count, 0) as provincial_meeting_rate,
        statistics.mean_gap,
        statistics.worst_gap,
        cast(coalesce(statistics.below_count, 0) as integer) as below_reference_count,
        cast(statistics.potential_gain as decimal(18, 4)) as potential_gain,
        cast(coalesce(exclusions.conflict_count, 0) as integer) as conflict_count,
        cast(coalesce(exclusions.excluded_count, 0) as integer) as excluded_count,
        indicators.headline_basis as basis,
        bases.label_vi as basis_vi,
        cast(coalesce(fallbacks.fallback_count, 0) as integer) as fallback_count,
        fallbacks.fallback_mean_value

    from units
    cross join indicators
    left join plans
        on
            units.province_code = plans.province_code
            and units.plan_year = plans.plan_year
    left join statistics
        on
            units.province_code = statistics.province_code
            and units.plan_year = statistics.plan_year
            and indicators.indicator_code = statistics.indicator_code
    left join reference_uses
        on
            units.province_code = reference_uses.province_code
            and units.plan_year = reference_uses.plan_year
            and indicators.indicator_code = reference_uses.indicator_code
            and reference_uses.use_order = 1
    left join exclusions
        on
            units.province_code = exclusions.province_code
            and units.plan_year = exclusions.plan_year
            and indicators.indicator_code = exclusions.indicator_code
    left join bases
        on indicators.headline_basis = bases.basis
    left join fallbacks
        on
            units.province_code = fallbacks.province_code
            and units.plan_year = fallbacks.plan_year
            and indicators.indicator_code = fallbacks.indicator_code

)

select * from final
order by province_code, plan_year, indicator_code
