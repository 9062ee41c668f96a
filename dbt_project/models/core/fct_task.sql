with

source as (

    select * from {{ ref('stg_tasks') }}

),

documents as (

    select document_id
    from {{ ref('dim_document') }}

),

final as (

    select
        source.task_id,
        source.document_id,
        source.row_index,
        source.section_no,
        source.section_name,
        source.area_code,
        source.row_no,
        source.objective,
        source.task,
        source.activity,
        source.output,
        source.lead,
        source.coordination,
        source.monitor,
        source.deadline_text,
        source.budget,
        source.deadline_kind,
        source.deadline_start,
        source.deadline_end,
        source.deadline_recurrence,
        source.deadline_is_exclusive,
        source.page_start,
        source.page_end,
        source.bbox,
        source.table_index,
        source.table_row,
        source.rule,
        source.confidence,
        source.deadline_confidence,
        source.is_corrected

    from source
    inner join documents
        on source.document_id = documents.document_id

)

select * from final
order by document_id, row_index
