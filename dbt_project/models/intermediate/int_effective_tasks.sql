-- The tasks of the plans that stand for a unit in a year, its separate annex included; a five-year plan's in each of its
-- years, unless the unit has a plan of its own for that year.
with

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

tasks as (

    select * from {{ ref('stg_tasks') }}

),

final as (

    select
        documents.province_key,
        documents.province_code,
        documents.commune_code,
        documents.plan_year,
        tasks.task_id,
        tasks.area_code,
        tasks.output,
        tasks.lead,
        tasks.deadline_kind,
        tasks.deadline_end

    from documents
    inner join tasks
        on documents.document_id = tasks.document_id

)

select * from final
