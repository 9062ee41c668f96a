-- Every unit in every year with plans, with the plan that stands for it; newest year first.
with

coverage as (

    select * from marts.plan_coverage
    where province_key = $province

),

units as (

    select * from core.dim_commune

),

documents as (

    select * from core.dim_document

),

quality as (

    select * from marts.document_quality

)

select
    coverage.plan_year,
    coverage.commune_code,
    shown_unit(coverage.unit_type, coverage.commune_name) as unit_name,
    coverage.plan_state_vi,
    documents.document_number,
    case when coalesce(documents.issued_precision, 'day') = 'day' then documents.issued_on end as issued_on,
    case documents.period_kind
        when 'annual' then 'cả năm'
        when 'half_year' then 'một phần của năm'
        when 'multi_year' then 'nhiều năm'
    end as period_vi,
    coverage.target_count,
    coverage.task_count,
    coverage.core_indicator_share,
    quality.error_count,
    quality.warning_count,
    quality.info_count,
    quality.score,
    documents.source_path,
    case
        when list_contains($years, coverage.plan_year)
            then coverage.plan_year || '/don-vi/' || coverage.commune_code || '.html'
    end as link

from coverage
left join units
    on
        coverage.commune_code = units.commune_code
        and coalesce(units.valid_from, date '0001-01-01') <= make_date(coverage.plan_year, 12, 31)
        and coalesce(units.valid_to, date '9999-12-31') > make_date(coverage.plan_year, 12, 31)
left join documents
    on coverage.document_id = documents.document_id
left join quality
    on coverage.document_id = quality.document_id
order by coverage.plan_year desc, coalesce(units.sort_key, coverage.commune_name), coverage.commune_code
