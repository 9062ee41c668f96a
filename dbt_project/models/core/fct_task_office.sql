with

source as (

    select * from {{ ref('stg_task_offices') }}

),

documents as (

    select document_id
    from {{ ref('dim_document') }}

),

final as (

    select
        source.task_office_id,
        source.task_id,
        source.document_id,
        source.office_index,
        source.role,
        source.office_text,
        source.office_code,
        source.is_collective,
        source.is_reference,
        source.is_joint

    from source
    inner join documents
        on source.document_id = documents.document_id

)

select * from final
order by document_id, task_id, office_index
