-- Increases and decreases that the effective plans commit to, with what they are measured against. Never levels: the
-- indicators that are a change themselves (a cut in staff) stand in marts.commune_indicators.
with

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

targets as (

    select * from {{ ref('fct_target') }}
    where excluded_reason = 'change_not_level'

),

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

sources as (

    select * from {{ ref('dim_document') }}

),

final as (

    select
        documents.province_key,
        documents.province_code,
        unit_years.province_name,
        documents.commune_code,
        unit_years.commune_name,
        unit_years.unit_type,
        documents.plan_year,
        targets.indicator_code,
        indicators.name_vi as indicator_name_vi,
        targets.indicator_text,
        targets.change,
        case targets.change when 'increase' then 'tăng' else 'giảm' end as change_vi,
        targets.comparator,
        targets.value,
        targets.value_max,
        targets.unit,
        targets.baseline,
        targets.evidence,
        targets.target_id,
        targets.document_id,
        sources.source_path,
        targets.page

    from documents
    inner join targets
        on
            documents.document_id = targets.document_id
            and (targets.target_year is null or targets.target_year = documents.plan_year)
    inner join unit_years
        on
            documents.commune_code = unit_years.commune_code
            and documents.plan_year = unit_years.plan_year
    inner join sources
        on targets.document_id = sources.document_id
    left join indicators
        on targets.indicator_code = indicators.indicator_code

)

select * from final
order by province_code, plan_year, commune_code, target_id
