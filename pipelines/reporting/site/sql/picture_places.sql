-- Where the targets of a year and later ones stand in their files: the headlines in their order, the other values of
-- indicators, then the further commitments of the plans ($documents) of those years.
with

chosen as (

    select * from marts.commune_indicators
    where province_key = $province

),

documents as (

    select * from core.dim_document
    where province_key = $province

),

targets as (

    select * from core.fct_target

),

tasks as (

    select * from core.fct_task

),

values_of_indicators as (

    select
        target_id,
        document_id,
        indicator_code,
        commune_code,
        false as is_other
    from chosen
    where plan_year >= $year

),

other_targets as (

    select
        targets.target_id,
        documents.document_id,
        targets.indicator_code,
        documents.commune_code,
        true as is_other
    from documents
    inner join targets
        on documents.document_id = targets.document_id
    anti join chosen
        on targets.target_id = chosen.target_id
    where
        list_contains($documents, documents.document_id)
        and documents.is_effective
        and targets.repeats_target_id is null

),

wanted as (

    select * from values_of_indicators
    union all
    select * from other_targets

)

select
    wanted.target_id,
    documents.source_path,
    documents.sha256,
    documents.media_type,
    documents.extraction_method = 'pdf_ocr' as is_scan,
    targets.page,
    targets.bbox,
    targets.evidence,
    targets.indicator_text,
    targets.found_in = 'table' as in_table,
    tasks.activity,
    tasks.task

from wanted
inner join targets
    on wanted.target_id = targets.target_id
inner join documents
    on wanted.document_id = documents.document_id
left join tasks
    on targets.task_id = tasks.task_id
order by
    wanted.is_other,
    nullif(list_position($codes, wanted.indicator_code), 0) nulls last,
    wanted.indicator_code,
    wanted.commune_code,
    wanted.target_id
