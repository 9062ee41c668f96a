-- Every unit of the province in the asked years, with the plan that stands for it. Vietnamese order.
with

coverage as (

    select * from marts.plan_coverage
    where province_key = $province and list_contains($years, plan_year)

),

units as (

    select * from core.dim_commune

),

documents as (

    select * from core.dim_document

),

-- a file that could not be read is no document, but it is known whose it is
files as (

    select
        document_id,
        min(source_path) as source_path

    from quality.source_file
    group by document_id

),

quality as (

    select * from marts.document_quality

)

select
    coverage.commune_code,
    coverage.unit_since,
    coverage.commune_name,
    coverage.unit_type,
    coalesce(units.sort_key, coverage.commune_name) as sort_key,
    coverage.plan_year,
    coverage.plan_state,
    coverage.plan_state_vi,
    coverage.document_id,
    coverage.target_count,
    coverage.task_count,
    coverage.core_indicator_share,
    documents.document_number,
    documents.issued_on,
    documents.period_kind,
    coalesce(documents.source_path, files.source_path) as source_path,
    quality.error_count,
    quality.warning_count,
    quality.info_count,
    quality.score

from coverage
left join units
    on
        coverage.commune_code = units.commune_code
        and coalesce(units.valid_from, date '0001-01-01') <= make_date(coverage.plan_year, 12, 31)
        and coalesce(units.valid_to, date '9999-12-31') > make_date(coverage.plan_year, 12, 31)
left join documents
    on coverage.document_id = documents.document_id
left join files
    on coverage.document_id = files.document_id
left join quality
    on coverage.document_id = quality.document_id
order by coverage.plan_year, sort_key, coverage.commune_code
