with

tasks as (

    select * from {{ ref('int_effective_tasks') }}

),

effective_targets as (

    select * from {{ ref('int_effective_targets') }}
    where source_rank = 1

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

areas as (

    select * from {{ ref('dim_area') }}

),

task_counts as (

    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        area_code,
        count(*) as task_count,
        count(deadline_end) as dated_task_count,
        count(case when deadline_kind in ('ongoing', 'recurring') then 1 end) as continuous_task_count,
        count(output) as output_task_count,
        count(lead) as lead_task_count

    from tasks
    group by province_key, province_code, commune_code, plan_year, area_code

),

target_counts as (

    select
        effective_targets.province_key,
        effective_targets.province_code,
        effective_targets.commune_code,
        effective_targets.plan_year,
        indicators.area_code,
        count(*) as target_count

    from effective_targets
    inner join indicators
        on effective_targets.indicator_code = indicators.indicator_code
    group by
        effective_targets.province_key,
        effective_targets.province_code,
        effective_targets.commune_code,
        effective_targets.plan_year,
        indicators.area_code

),

-- an area may hold targets without tasks, and tasks without targets
profiles as (

    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        area_code,
        task_count,
        dated_task_count,
        continuous_task_count,
        output_task_count,
        lead_task_count,
        0 as target_count

    from task_counts
    union all
    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        area_code,
        0 as task_count,
        0 as dated_task_count,
        0 as continuous_task_count,
        0 as output_task_count,
        0 as lead_task_count,
        target_count

    from target_counts

),

final as (

    select
        profiles.province_key,
        profiles.province_code,
        profiles.commune_code,
        profiles.plan_year,
        profiles.area_code,
        areas.name_vi as area_name_vi,
        cast(sum(profiles.task_count) as integer) as task_count,
        cast(sum(profiles.dated_task_count) as integer) as dated_task_count,
        cast(sum(profiles.continuous_task_count) as integer) as continuous_task_count,
        cast(sum(profiles.output_task_count) as integer) as output_task_count,
        cast(sum(profiles.lead_task_count) as integer) as lead_task_count,
        cast(sum(profiles.target_count) as integer) as target_count,
        cast(sum(profiles.dated_task_count) as double precision) / nullif(sum(profiles.task_count), 0)
            as dated_task_share

    from profiles
    left join areas
        on profiles.area_code = areas.area_code
    group by
        profiles.province_key,
        profiles.province_code,
        profiles.commune_code,
        profiles.plan_year,
        profiles.area_code,
        areas.name_vi

)

select * from final
order by province_code, commune_code, plan_year, area_code nulls last
