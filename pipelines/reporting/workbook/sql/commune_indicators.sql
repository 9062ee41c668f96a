-- The value that stands for a unit and an indicator in a year, with the words it was read from; newest year first.
with

chosen as (

    select * from marts.commune_indicators
    where province_key = $province

),

targets as (

    select * from core.fct_target

),

units as (

    select * from core.dim_commune

)

select
    chosen.plan_year,
    chosen.commune_code,
    shown_unit(chosen.unit_type, chosen.commune_name) as unit_name,
    chosen.indicator_code,
    chosen.indicator_name_vi,
    shown_comparator(chosen.comparator) as comparator_vi,
    chosen.value,
    chosen.value_max,
    {unit:chosen.unit} as unit_vi,
    chosen.basis_vi,
    chosen.reference_value,
    chosen.reference_source,
    chosen.gap,
    case chosen.meets_reference when true then 'đạt mốc' when false then 'dưới mốc' end as meets_vi,
    chosen.rank_in_province,
    chosen.ranked_count,
    nullif(
        concat_ws(
            '; ',
            case when chosen.is_fallback_multi_year then 'mức cuối kỳ kế hoạch nhiều năm' end,
            case when chosen.has_conflict then 'nêu nhiều mức khác nhau' end,
            case when chosen.is_corrected then 'đã đính chính' end
        ),
        ''
    ) as note_vi,
    chosen.excluded_count,
    targets.evidence,
    targets.section,
    chosen.page,
    chosen.source_path,
    chosen.target_id,
    case
        when list_contains($years, chosen.plan_year)
            then chosen.plan_year || '/don-vi/' || chosen.commune_code || '.html#' || chosen.target_id
    end as link

from chosen
inner join targets
    on chosen.target_id = targets.target_id
left join units
    on
        chosen.commune_code = units.commune_code
        and stood_in(chosen.plan_year, units.valid_from, units.valid_to)
order by
    chosen.plan_year desc,
    coalesce(units.sort_key, chosen.commune_name),
    chosen.commune_code,
    chosen.indicator_code
