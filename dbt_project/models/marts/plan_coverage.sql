with

unit_years as (

    select * from {{ ref('int_unit_years') }}

),

effective_plans as (

    select * from {{ ref('int_effective_plans') }}

),

candidates as (

    select * from {{ ref('int_plan_candidates') }}

),

effective_documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

all_documents as (

    select * from {{ ref('stg_documents') }}

),

-- completeness is the effective plan's own: what only the five-year plan says does not count
own_targets as (

    select * from {{ ref('int_effective_targets') }}
    where source_rank = 1

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

targets as (

    select * from {{ ref('fct_target') }}

),

tasks as (

    select * from {{ ref('fct_task') }}

),

drafts as (

    select
        commune_code,
        plan_year,
        document_id

    from candidates
    where
        candidate_order = 1
        and status = 'draft'

),

-- the side file says whose plan it is even when the file itself cannot be read
unreadable as (

    select
        manifest_commune_code as commune_code,
        folder_year as plan_year,
        min(document_id) as document_id

    from all_documents
    where
        is_plan is distinct from true
        and manifest_commune_code is not null
    group by manifest_commune_code, folder_year

),

target_counts as (

    select
        effective_documents.commune_code,
        effective_documents.plan_year,
        count(*) as target_count

    from effective_documents
    inner join targets
        on effective_documents.document_id = targets.document_id
    where targets.repeats_target_id is null
    group by effective_documents.commune_code, effective_documents.plan_year

),

task_counts as (

    select
        effective_documents.commune_code,
        effective_documents.plan_year,
        count(*) as task_count

    from effective_documents
    inner join tasks
        on effective_documents.document_id = tasks.document_id
    group by effective_documents.commune_code, effective_documents.plan_year

),

core_set as (

    select count(*) as core_count
    from indicators
    where is_core

),

core_counts as (

    select
        own_targets.commune_code,
        own_targets.plan_year,
        count(*) as core_present

    from own_targets
    inner join indicators
        on own_targets.indicator_code = indicators.indicator_code
    where indicators.is_core
    group by own_targets.commune_code, own_targets.plan_year

),

states as (

    select
        unit_years.*,
        case
            when effective_plans.document_id is not null then 'effective'
            when drafts.document_id is not null then 'draft_only'
            when unreadable.document_id is not null then 'unreadable'
            else 'missing'
        end as plan_state,
        coalesce(effective_plans.document_id, drafts.document_id, unreadable.document_id) as document_id

    from unit_years
    left join effective_plans
        on
            unit_years.commune_code = effective_plans.commune_code
            and unit_years.plan_year = effective_plans.plan_year
    left join drafts
        on
            unit_years.commune_code = drafts.commune_code
            and unit_years.plan_year = drafts.plan_year
    left join unreadable
        on
            unit_years.commune_code = unreadable.commune_code
            and unit_years.plan_year = unreadable.plan_year

),

final as (

    select
        states.commune_code,
        states.commune_name,
        states.unit_type,
        states.province_code,
        states.province_name,
        states.plan_year,
        states.plan_state,
        case states.plan_state
            when 'effective' then 'Có kế hoạch'
            when 'draft_only' then 'Chỉ có dự thảo'
            when 'unreadable' then 'Không đọc được'
            else 'Chưa có kế hoạch'
        end as plan_state_vi,
        states.document_id,
        cast(
            case when states.plan_state = 'effective' then coalesce(target_counts.target_count, 0) end as integer
        ) as target_count,
        cast(
            case when states.plan_state = 'effective' then coalesce(task_counts.task_count, 0) end as integer
        ) as task_count,
        case
            when states.plan_state = 'effective'
                then
                    cast(coalesce(core_counts.core_present, 0) as double precision)
                    / nullif(core_set.core_count, 0)
        end as core_indicator_share

    from states
    cross join core_set
    left join target_counts
        on
            states.commune_code = target_counts.commune_code
            and states.plan_year = target_counts.plan_year
    left join task_counts
        on
            states.commune_code = task_counts.commune_code
            and states.plan_year = task_counts.plan_year
    left join core_counts
        on
            states.commune_code = core_counts.commune_code
            and states.plan_year = core_counts.plan_year

)

select * from final
order by province_code, plan_year, commune_code
