-- Values of former units under the units of today that they went into, by year.
with

parts as (

    select * from marts.commune_history_parts
    where province_key = $province

),

documents as (

    select * from core.dim_document

)

select
    parts.commune_code,
    parts.plan_year,
    parts.indicator_code,
    parts.indicator_name_vi,
    parts.unit,
    parts.former_code,
    parts.former_name,
    parts.former_type,
    parts.value,
    parts.is_counted,
    parts.source_path,
    documents.media_type,
    parts.page

from parts
inner join documents
    on parts.document_id = documents.document_id
order by
    parts.commune_code,
    parts.former_name collate vi,
    parts.former_code,
    parts.indicator_code,
    parts.plan_year desc
