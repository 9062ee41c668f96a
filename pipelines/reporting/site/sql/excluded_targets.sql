-- Values of effective plans that do not count, what a person has to look at first.
with

excluded as (

    select * from marts.excluded_targets
    where province_key = $province and list_contains($years, plan_year)

),

documents as (

    select * from core.dim_document

)

select
    excluded.commune_code,
    excluded.commune_name,
    excluded.unit_type,
    excluded.plan_year,
    excluded.indicator_code,
    excluded.comparator,
    excluded.value,
    excluded.value_max,
    excluded.unit,
    excluded.basis_vi,
    excluded.change,
    excluded.excluded_reason_vi,
    excluded.needs_review,
    excluded.evidence,
    excluded.target_id,
    excluded.source_path,
    documents.media_type,
    excluded.page

from excluded
inner join documents
    on excluded.document_id = documents.document_id
order by
    excluded.plan_year,
    excluded.indicator_code,
    excluded.needs_review desc,
    excluded.commune_name collate vi,
    excluded.commune_code,
    excluded.target_id
