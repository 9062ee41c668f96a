-- Targets of former units shown on today's map: one row for each former unit that went into a unit of today, year and
-- indicator. A unit that went over in part only is shown and never counted: nobody knows which part its target is for.
with

lineage as (

    select * from {{ ref('int_unit_lineage') }}

),

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

commune_indicators as (

    select * from {{ ref('commune_indicators') }}
    where not is_fallback_multi_year

),

former_unit_targets as (

    select * from {{ ref('int_former_unit_targets') }}

),

documents as (

    select * from {{ ref('dim_document') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

-- years in which the former unit was on the map, and the year in which it left it
former_values as (

    select
        unit_years.commune_code,
        unit_years.unit_since,
        commune_indicators.plan_year,
        commune_indicators.indicator_code,
        commune_indicators.value,
        commune_indicators.target_id,
        commune_indicators.document_id,
        commune_indicators.page

    from commune_indicators
    inner join unit_years
        on
            commune_indicators.commune_code = unit_years.commune_code
            and commune_indicators.plan_year = unit_years.plan_year
    union all
    select
        commune_code,
        unit_since,
        plan_year,
        indicator_code,
        value,
        target_id,
        document_id,
        page

    from former_unit_targets

),

final as (

    select
        lineage.commune_code,
        lineage.commune_name,
        lineage.unit_type,
        lineage.province_key,
        lineage.province_code,
        former_values.plan_year,
        former_values.indicator_code,
        indicators.name_vi as indicator_name_vi,
        indicators.unit,
        lineage.former_code,
        lineage.former_name,
        lineage.former_type,
        lineage.former_province_key,
        lineage.former_province_code,
        former_values.value,
        lineage.is_whole as is_counted,
        case when lineage.is_whole then 'Nhập toàn bộ' else 'Nhập một phần, không tính' end as relation_vi,
        lineage.effective_on as changed_on,
        former_values.target_id,
        former_values.document_id,
        documents.source_path,
        former_values.page

    from lineage
    inner join former_values
        on
            lineage.former_code = former_values.commune_code
            and lineage.former_since = former_values.unit_since
    inner join indicators
        on former_values.indicator_code = indicators.indicator_code
    inner join documents
        on former_values.document_id = documents.document_id

)

select * from final
order by province_code, commune_code, indicator_code, plan_year, former_province_code, former_code
