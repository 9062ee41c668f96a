with

source as (

    select * from {{ ref('stg_milestones') }}

),

documents as (

    select document_id
    from {{ ref('dim_document') }}

),

final as (

    select
        source.milestone_id,
        source.task_id,
        source.document_id,
        source.milestone_index,
        source.label,
        source.kind,
        source.start_on as "start",
        source.end_on as "end",
        source.recurrence,
        source.is_exclusive,
        source.due_offset,
        source.anchor,
        source.condition,
        source.year_inferred,
        source.cycle_day,
        source.cycle_month_offset,
        source.text,
        source.rule,
        source.confidence

    from source
    inner join documents
        on source.document_id = documents.document_id

)

select * from final
order by document_id, task_id, milestone_index
