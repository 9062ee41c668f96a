-- Indicators that at least one plan of the year names, in the order of areas, groups and names.
with

measured as (

    select * from marts.province_indicators
    where
        province_key = $province
        and list_contains($years, plan_year)
        and (target_count > 0 or fallback_count > 0 or excluded_count > 0)

),

indicators as (

    select * from core.dim_indicator

),

areas as (

    select * from core.dim_area

)

select
    measured.plan_year,
    measured.indicator_code,
    measured.indicator_name_vi,
    measured.indicator_group,
    measured.unit,
    indicators.direction,
    indicators.area_code,
    areas.name_vi as area_name_vi,
    indicators.definition_vi,
    indicators.is_core,
    measured.commune_count,
    measured.plan_count,
    measured.target_count,
    measured.coverage_rate,
    measured.mean_value,
    measured.median_value,
    measured.min_value,
    measured.max_value,
    measured.p25_value,
    measured.p75_value,
    measured.stddev_value,
    measured.weighted_mean_value,
    measured.weight_coverage,
    measured.reference_value,
    measured.reference_source,
    measured.has_mixed_references,
    measured.meeting_rate,
    measured.strict_meeting_rate,
    measured.provincial_reference_value,
    measured.provincial_meeting_rate,
    measured.mean_gap,
    measured.worst_gap,
    measured.below_reference_count,
    measured.conflict_count,
    measured.fallback_count,
    measured.fallback_mean_value,
    measured.excluded_count,
    measured.basis_vi

from measured
inner join indicators
    on measured.indicator_code = indicators.indicator_code
left join areas
    on indicators.area_code = areas.area_code
order by
    measured.plan_year,
    areas.area_order nulls last,
    measured.indicator_group,
    measured.indicator_name_vi collate vi,
    measured.indicator_code
