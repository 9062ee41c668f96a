with

states as (

    select * from {{ ref('int_plan_states') }}

),

effective_documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

-- completeness is the effective plan's own: what only the five-year plan says does not count. An indicator that the plan
-- states with a value that does not count (it contradicts itself, it is a change) is no missing one.
stated as (

    select * from {{ ref('int_stated_targets') }}
    where
        source_rank = 1
        and (counts_in_indicators or is_excluded)

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

statement_counts as (

    select
        stated.commune_code,
        stated.plan_year,
        count(distinct case when indicators.is_core then stated.indicator_code end) as core_present,
        count(case when stated.is_excluded then 1 end) as excluded_count

    from stated
    inner join indicators
        on stated.indicator_code = indicators.indicator_code
    group by stated.commune_code, stated.plan_year

),

final as (

    select
        states.commune_code,
        states.unit_since,
        states.commune_name,
        states.unit_type,
        states.province_key,
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
        cast(
            case when states.plan_state = 'effective' then coalesce(statement_counts.excluded_count, 0) end as integer
        ) as excluded_count,
        case
            when states.plan_state = 'effective'
                then
                    cast(coalesce(statement_counts.core_present, 0) as double precision)
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
    left join statement_counts
        on
            states.commune_code = statement_counts.commune_code
            and states.plan_year = statement_counts.plan_year

)

select * from final
order by province_code, plan_year, commune_code
