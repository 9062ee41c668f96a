with

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

tasks as (

    select * from {{ ref('fct_task') }}

),

task_offices as (

    select * from {{ ref('fct_task_office') }}
    where not is_reference

),

offices as (

    select * from {{ ref('dim_office') }}

),

-- a task without a due date inside the plan year has no quarter
assignments as (

    select
        documents.province_code,
        documents.commune_code,
        documents.plan_year,
        task_offices.office_code,
        task_offices.role,
        task_offices.is_joint,
        tasks.task_id,
        case
            when extract(year from tasks.deadline_end) = documents.plan_year
                then cast(extract(quarter from tasks.deadline_end) as integer)
        end as quarter

    from documents
    inner join tasks
        on documents.document_id = tasks.document_id
    inner join task_offices
        on tasks.task_id = task_offices.task_id

),

final as (

    select
        assignments.office_code,
        offices.name_vi as office_name_vi,
        coalesce(offices.is_collective, false) as is_collective,
        assignments.commune_code,
        assignments.province_code,
        assignments.plan_year,
        assignments.quarter,
        cast(count(distinct case when assignments.role = 'lead' then assignments.task_id end) as integer)
            as lead_count,
        cast(
            count(distinct case when assignments.role = 'lead' and assignments.is_joint then assignments.task_id end)
            as integer
        ) as joint_lead_count,
        cast(count(distinct case when assignments.role = 'coordination' then assignments.task_id end) as integer)
            as coordination_count,
        cast(count(distinct case when assignments.role = 'monitor' then assignments.task_id end) as integer)
            as monitor_count

    from assignments
    left join offices
        on assignments.office_code = offices.office_code
    group by
        assignments.office_code,
        offices.name_vi,
        offices.is_collective,
        assignments.commune_code,
        assignments.province_code,
        assignments.plan_year,
        assignments.quarter

)

select * from final
order by commune_code, plan_year, office_code nulls last, quarter nulls last
