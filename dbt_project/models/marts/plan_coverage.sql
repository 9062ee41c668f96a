with

states as (

    select * from {{ ref('int_plan_states') }}

),

plan_counts as (

    select * from {{ ref('int_plan_counts') }}

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
        cast(case when states.plan_state = 'effective' then plan_counts.target_count end as integer) as target_count,
        cast(case when states.plan_state = 'effective' then plan_counts.task_count end as integer) as task_count,
        cast(case when states.plan_state = 'effective' then plan_counts.excluded_count end as integer) as excluded_count,
        case
            when states.plan_state = 'effective'
                then cast(plan_counts.core_present as double precision) / nullif(plan_counts.core_count, 0)
        end as core_indicator_share

    from states
    left join plan_counts
        on
            states.commune_code = plan_counts.commune_code
            and states.plan_year = plan_counts.plan_year

)

select * from final
order by province_code, plan_year, commune_code
