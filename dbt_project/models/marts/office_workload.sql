with

tasks as (

    select * from {{ ref('int_effective_tasks') }}

),

task_offices as (

    select * from {{ ref('fct_task_office') }}
    where not is_reference

),

offices as (

    select * from {{ ref('dim_office') }}

),

-- an office that a cell names twice in one role has the task once
task_roles as (

    select
        task_id,
        office_code,
        bool_or(role = 'lead') as is_lead,
        bool_or(role = 'lead' and is_joint) as is_joint_lead,
        bool_or(role = 'coordination') as is_coordination,
        bool_or(role = 'monitor') as is_monitor

    from task_offices
    group by task_id, office_code

),

-- a task without a due date inside the plan year has no quarter
assignments as (

    select
        tasks.province_key,
        tasks.province_code,
        tasks.commune_code,
        tasks.plan_year,
        task_roles.office_code,
        task_roles.is_lead,
        task_roles.is_joint_lead,
        task_roles.is_coordination,
        task_roles.is_monitor,
        case
            when extract(year from tasks.deadline_end) = tasks.plan_year
                then cast(extract(quarter from tasks.deadline_end) as integer)
        end as quarter

    from tasks
    inner join task_roles
        on tasks.task_id = task_roles.task_id

),

counts as (

    select
        office_code,
        commune_code,
        province_key,
        province_code,
        plan_year,
        quarter,
        count(case when is_lead then 1 end) as lead_count,
        count(case when is_joint_lead then 1 end) as joint_lead_count,
        count(case when is_coordination then 1 end) as coordination_count,
        count(case when is_monitor then 1 end) as monitor_count

    from assignments
    group by office_code, commune_code, province_key, province_code, plan_year, quarter

),

final as (

    select
        counts.office_code,
        offices.name_vi as office_name_vi,
        coalesce(offices.is_collective, false) as is_collective,
        counts.commune_code,
        counts.province_key,
        counts.province_code,
        counts.plan_year,
        counts.quarter,
        cast(counts.lead_count as integer) as lead_count,
        cast(counts.joint_lead_count as integer) as joint_lead_count,
        cast(counts.coordination_count as integer) as coordination_count,
        cast(counts.monitor_count as integer) as monitor_count

    from counts
    left join offices
        on counts.office_code = offices.office_code

)

select * from final
order by commune_code, plan_year, office_code nulls last, quarter nulls last
