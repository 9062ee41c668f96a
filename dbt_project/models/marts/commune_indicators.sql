with

targets as (

    select * from {{ ref('int_effective_targets') }}

),

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

target_references as (

    select * from {{ ref('int_target_references') }}

),

documents as (

    select * from {{ ref('dim_document') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

bases as (

    select * from {{ ref('stg_bases') }}

),

measured as (

    select
        targets.*,
        target_references.national_value,
        target_references.national_source,
        target_references.national_role,
        target_references.provincial_value,
        target_references.provincial_source,
        coalesce(target_references.national_value, target_references.provincial_value) as reference_value,
        coalesce(target_references.national_source, target_references.provincial_source) as reference_source

    from targets
    left join target_references
        on
            targets.commune_code = target_references.commune_code
            and targets.plan_year = target_references.plan_year
            and targets.indicator_code = target_references.indicator_code

),

-- end-year values of five-year plans are not comparable with the year's own: they are ranked apart, and the rank is
-- not shown
ranked as (

    select
        *,
        rank() over (
            partition by province_key, province_code, plan_year, indicator_code, is_fallback_multi_year
            order by {{ goodness('value', 'direction') }} desc
        ) as rank_in_province,
        100.0 * cume_dist() over (
            partition by province_key, province_code, plan_year, indicator_code, is_fallback_multi_year
            order by {{ goodness('value', 'direction') }}
        ) as percentile,
        count(*) over (
            partition by province_key, province_code, plan_year, indicator_code, is_fallback_multi_year
        ) as ranked_count

    from measured

),

final as (

    select
        ranked.commune_code,
        unit_years.unit_since,
        unit_years.commune_name,
        unit_years.unit_type,
        ranked.province_key,
        ranked.province_code,
        unit_years.province_name,
        ranked.plan_year,
        ranked.indicator_code,
        indicators.name_vi as indicator_name_vi,
        indicators.indicator_group,
        ranked.unit,
        ranked.value,
        ranked.value_max,
        ranked.comparator,
        ranked.basis,
        bases.label_vi as basis_vi,
        ranked.change,
        ranked.is_fallback_multi_year,
        ranked.has_conflict,
        ranked.excluded_count,
        cast(case when not ranked.is_fallback_multi_year then ranked.rank_in_province end as integer)
            as rank_in_province,
        cast(case when not ranked.is_fallback_multi_year then ranked.ranked_count end as integer) as ranked_count,
        cast(case when not ranked.is_fallback_multi_year then ranked.percentile end as double precision)
            as percentile,
        ranked.reference_value,
        ranked.reference_source,
        ranked.national_value,
        ranked.national_role,
        ranked.provincial_value,
        cast({{ gap('ranked.value', 'ranked.reference_value', 'ranked.direction') }} as decimal(18, 4)) as gap,
        {{ meets('ranked.value', 'ranked.reference_value', 'ranked.direction') }} as meets_reference,
        {{ meets('ranked.value', 'ranked.provincial_value', 'ranked.direction') }} as meets_provincial_reference,
        ranked.target_id,
        ranked.document_id,
        documents.source_path,
        ranked.page,
        ranked.is_corrected

    from ranked
    inner join unit_years
        on
            ranked.commune_code = unit_years.commune_code
            and ranked.plan_year = unit_years.plan_year
    inner join indicators
        on ranked.indicator_code = indicators.indicator_code
    inner join documents
        on ranked.document_id = documents.document_id
    left join bases
        on ranked.basis = bases.basis

)

select * from final
order by province_code, plan_year, indicator_code, commune_code
