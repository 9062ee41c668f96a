-- Values of the effective plans that do not count in the figures of the province, each with its reason.
with

stated as (

    select * from {{ ref('int_stated_targets') }}
    where
        source_rank = 1
        and is_excluded

),

targets as (

    select * from {{ ref('fct_target') }}

),

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

documents as (

    select * from {{ ref('dim_document') }}

),

bases as (

    select * from {{ ref('stg_bases') }}

),

final as (

    select
        stated.province_key,
        stated.province_code,
        unit_years.province_name,
        stated.commune_code,
        unit_years.commune_name,
        unit_years.unit_type,
        stated.plan_year,
        stated.indicator_code,
        indicators.name_vi as indicator_name_vi,
        targets.comparator,
        targets.value,
        targets.value_max,
        targets.unit,
        stated.basis_group as basis,
        bases.label_vi as basis_vi,
        targets.change,
        stated.excluded_reason,
        targets.excluded_reason_vi,
        stated.needs_review,
        targets.evidence,
        stated.target_id,
        stated.document_id,
        documents.source_path,
        targets.page

    from stated
    inner join targets
        on stated.target_id = targets.target_id
    inner join unit_years
        on
            stated.commune_code = unit_years.commune_code
            and stated.plan_year = unit_years.plan_year
    inner join indicators
        on stated.indicator_code = indicators.indicator_code
    inner join documents
        on stated.document_id = documents.document_id
    left join bases
        on stated.basis_group = bases.basis

)

select * from final
order by province_code, plan_year, indicator_code, commune_code, target_id
