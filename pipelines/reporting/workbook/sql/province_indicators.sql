-- Indicators that a plan of the year names, and the core set whether named or not; newest year first.
with

measured as (

    select * from marts.province_indicators
    where province_key = $province

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
    case measured.unit when 'percent' then '%' else 'số lượng' end as unit_vi,
    areas.name_vi as area_name_vi,
    measured.basis_vi,
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
    measured.reference_value,
    measured.reference_source,
    measured.mean_gap,
    measured.below_reference_count,
    measured.meeting_rate,
    measured.strict_meeting_rate,
    measured.provincial_reference_value,
    measured.provincial_meeting_rate,
    measured.conflict_count,
    measured.fallback_count,
    measured.excluded_count,
    case
        when list_contains($years, measured.plan_year) and (measured.target_count + measured.fallback_count + measured.excluded_count > 0)
            then measured.plan_year || '/chi-tieu/' || measured.indicator_code || '.html'
    end as link

from measured
inner join indicators
    on measured.indicator_code = indicators.indicator_code
left join areas
    on indicators.area_code = areas.area_code
where measured.target_count + measured.fallback_count + measured.excluded_count > 0 or indicators.is_core
order by
    measured.plan_year desc,
    areas.area_order nulls last,
    measured.indicator_name_vi collate vi,
    measured.indicator_code
