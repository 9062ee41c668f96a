-- Every task of the effective plans by the kind of its deadline. The calendar shows what has a day; this table says how
-- much has none, and why: continuous work, work on demand, nothing written.
with

tasks as (

    select * from {{ ref('int_effective_tasks') }}

),

sorted as (

    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        case
            when deadline_kind = 'recurring' then 'recurring'
            when deadline_kind = 'ongoing' then 'continuous'
            when deadline_end is not null then 'dated'
            when deadline_kind in ('relative', 'by_plan') then 'on_demand'
            else 'undated'
        end as bucket

    from tasks

),

final as (

    select
        province_key,
        province_code,
        commune_code,
        plan_year,
        bucket,
        case bucket
            when 'dated' then 'Có ngày đến hạn'
            when 'recurring' then 'Định kỳ'
            when 'continuous' then 'Thường xuyên'
            when 'on_demand' then 'Theo yêu cầu, theo văn bản khác'
            else 'Chưa xác định được hạn'
        end as bucket_vi,
        cast(count(*) as integer) as task_count

    from sorted
    group by province_key, province_code, commune_code, plan_year, bucket

)

select * from final
order by province_code, plan_year, commune_code, bucket
