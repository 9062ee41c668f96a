-- Every unit of the province in the asked years, with the plan that stands for it. Vietnamese order.
with

covered as (

    select * from covered_units($province)
    where list_contains($years, plan_year)

),

-- a file that could not be read is no document, but it is known whose it is
files as (

    select
        document_id,
        min(source_path) as source_path

    from quality.source_file
    group by document_id

)

select
    covered.commune_code,
    covered.unit_since,
    covered.commune_name,
    covered.unit_type,
    covered.sort_key,
    covered.plan_year,
    covered.plan_state,
    covered.plan_state_vi,
    covered.document_id,
    covered.target_count,
    covered.task_count,
    covered.core_indicator_share,
    covered.document_number,
    covered.issued_on,
    covered.period_kind,
    coalesce(covered.source_path, files.source_path) as source_path,
    covered.error_count,
    covered.warning_count,
    covered.info_count,
    covered.score

from covered
left join files
    on covered.document_id = files.document_id
order by covered.plan_year, covered.sort_key, covered.commune_code
