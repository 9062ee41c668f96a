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

-- end-year values of five-year plans are not comparable with the year's own: they are shown without a rank
ranked as (

    select
        commune_code,
        plan_year,
        indicator_code,
        rank() over (
            partition by province_code, plan_year, indicator_code
            order by {{ goodness('value', 'direction') }} desc
        ) as rank_in_province,
        100.0 * cume_dist() over (
            partition by province_code, plan_year, indicator_code
            order by {{ goodness('value', 'direction') }}
        ) as percentile,
        count(*) over (partition by province_code, plan_year, indicator_code) as ranked_count

    from measured
    where not is_fallback_multi_year

),

final as (

    select
        measured.commune_code,
        unit_years.commune_name,
        unit_years.unit_type,
        measured.province_code,
        unit_years.province_name,
        measured.plan_year,
        measured.indicator_code,
        indicators.name_vi as indicator_name_vi,
        indicators.indicator_group,
        measured.unit,
        measured.value,
        measured.comparator,
        measured.is_fallback_multi_year,
        measured.has_conflict,
        cast(ranked.rank_in_province as integer) as rank_in_province,
        cast(ranked.ranked_count as integer) as ranked_count,
        cast(ranked.percentile as double precision) as percentile,
        measured.reference_value,
        measured.reference_source,
        measured.national_value,
        measured.national_role,
        measured.provincial_value,
        cast({{ gap('measured.value', 'measured.reference_value', 'measured.direction') }} as decimal(18, 4)) as gap,
        {{ meets('measured.value', 'measured.reference_value', 'measured.direction') }} as meets_reference,
        {{ meets('measured.value', 'measured.provincial_value', 'measured.direction') }} as meets_provincial_reference,
        measured.target_id,
        measured.document_id,
        documents.source_path,
        measured.page,
        measured.is_corrected

    from measured
    inner join unit_years
        on
            measured.commune_code = unit_years.commune_code
            and measured.plan_year = unit_years.plan_year
    inner join indicators
        on measured.indicator_code = indicators.indicator_code
    inner join documents
        on measured.document_id = documents.document_id
    left join ranked
        on
            not measured.is_fallback_multi_year
            and measured.commune_code = ranked.commune_code
            and measured.plan_year = ranked.plan_year
            and measured.indicator_code = ranked.indicator_code

)

select * from final
order by province_code, plan_year, indicator_code, commune_code
