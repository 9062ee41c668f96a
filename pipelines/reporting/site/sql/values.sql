-- The value of every unit and indicator, best first as ranked, with the words it was read from.
with

chosen as (

    select * from marts.commune_indicators
    where province_key = $province and list_contains($years, plan_year)

),

targets as (

    select * from core.fct_target

),

documents as (

    select * from core.dim_document

),

units as (

    select * from core.dim_commune

)

select
    chosen.commune_code,
    chosen.unit_since,
    chosen.commune_name,
    chosen.unit_type,
    coalesce(units.sort_key, chosen.commune_name) as sort_key,
    chosen.plan_year,
    chosen.indicator_code,
    chosen.indicator_name_vi,
    chosen.indicator_group,
    chosen.unit,
    chosen.value,
    chosen.comparator,
    chosen.is_fallback_multi_year,
    chosen.has_conflict,
    chosen.rank_in_province,
    chosen.ranked_count,
    chosen.reference_value,
    chosen.reference_source,
    chosen.provincial_value,
    chosen.gap,
    chosen.meets_reference,
    chosen.target_id,
    chosen.document_id,
    chosen.source_path,
    documents.media_type,
    chosen.page,
    targets.evidence,
    targets.section,
    targets.rule,
    targets.confidence,
    coalesce(targets.is_corrected, false) as is_corrected,
    chosen.value_max,
    chosen.basis_vi,
    chosen.excluded_count

from chosen
inner join targets
    on chosen.target_id = targets.target_id
inner join documents
    on chosen.document_id = documents.document_id
left join units
    on
        chosen.commune_code = units.commune_code
        and stood_in(chosen.plan_year, units.valid_from, units.valid_to)
order by
    chosen.plan_year,
    chosen.indicator_code,
    chosen.rank_in_province nulls last,
    chosen.value desc,
    sort_key,
    chosen.commune_code
