-- Plans that may compete for being effective: understood, known on the as-of date, with a period without gaps.
with

documents as (

    select * from {{ ref('stg_documents') }}

),

document_units as (

    select * from {{ ref('int_document_units') }}

),

tasks as (

    select * from {{ ref('stg_tasks') }}

),

targets as (

    select * from {{ ref('stg_targets') }}

),

-- files that are named for another unit than their text (by mistake, or another's plan kept under one's own name)
misnamed as (

    select distinct document_id
    from {{ ref('stg_findings') }}
    where rule = 'file_named_for_other_unit'

),

target_counts as (

    select
        document_id,
        count(*) as target_count

    from targets
    group by document_id

),

task_counts as (

    select
        document_id,
        count(*) as task_count

    from tasks
    group by document_id

),

final as (

    select
        documents.document_id,
        documents.province_code,
        documents.commune_code,
        document_units.unit_since,
        documents.status,
        documents.is_annex_only,
        documents.topic,
        documents.document_number,
        documents.supersedes,
        documents.issued_on,
        documents.received_on,
        documents.plan_year,
        coalesce(documents.period_kind, 'annual') as period_kind,
        coalesce(documents.period_start, make_date(documents.plan_year, 1, 1)) as period_start,
        coalesce(documents.period_end, make_date(documents.plan_year, 12, 31)) as period_end,
        misnamed.document_id is not null as is_misnamed,
        coalesce(task_counts.task_count, 0) as task_count,
        coalesce(target_counts.target_count, 0) as target_count,
        case documents.status
            when 'issued' then 1
            when 'undetermined' then 2
            else 3
        end as status_rank,
        case coalesce(documents.period_kind, 'annual')
            when 'annual' then 1
            when 'half_year' then 2
            else 3
        end as period_rank

    from documents
    left join task_counts
        on documents.document_id = task_counts.document_id
    left join target_counts
        on documents.document_id = target_counts.document_id
    left join misnamed
        on documents.document_id = misnamed.document_id
    left join document_units
        on documents.document_id = document_units.document_id
    where
        documents.is_plan
        and {{ known_as_of('documents.issued_on', 'documents.received_on') }}

)

select * from final
