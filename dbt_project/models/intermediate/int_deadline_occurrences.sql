-- One row per day on which a milestone falls due. A recurrence is expanded over the plan's period; what recurs without
-- a day of its own is due on the last day of its week, month, quarter, half-year or year; "ngày 05 tháng liền kề" on
-- the fifth of the month after each month of the plan, so the last time after the plan's end.
with

milestones as (

    select * from {{ ref('stg_milestones') }}

),

documents as (

    select * from {{ ref('int_effective_documents') }}
    where source_rank = 1

),

days as (

    select * from {{ ref('int_calendar_days') }}

),

-- a five-year plan is effective in several years; its milestones are expanded once
plans as (

    select
        document_id,
        plan_document_id,
        min(commune_code) as commune_code,
        min(province_key) as province_key,
        min(province_code) as province_code,
        min(period_kind) as period_kind,
        min(period_start) as period_start,
        max(period_end) as period_end

    from documents
    group by document_id, plan_document_id

),

plan_milestones as (

    select
        milestones.*,
        plans.plan_document_id,
        plans.commune_code,
        plans.province_key,
        plans.province_code,
        plans.period_kind,
        plans.period_start,
        plans.period_end

    from milestones
    inner join plans
        on milestones.document_id = plans.document_id

),

single_days as (

    select
        *,
        end_on as due_on,
        case kind when 'date' then 'day' else kind end as due_precision

    from plan_milestones
    where
        kind in ('date', 'month', 'quarter', 'year', 'period', 'relative')
        and end_on is not null

),

-- "25/11 hằng năm": that day of every year of the plan; "năm liền kề" reaches past its end
named_days as (

    select
        plan_milestones.*,
        days.calendar_day as due_on,
        'day' as due_precision

    from plan_milestones
    inner join days
        on
            extract(month from plan_milestones.end_on) = extract(month from days.calendar_day)
            and extract(day from plan_milestones.end_on) = extract(day from days.calendar_day)
            and days.calendar_day >= plan_milestones.period_start
            and days.calendar_day <= greatest(plan_milestones.period_end, plan_milestones.end_on)
            and days.calendar_day >= least(plan_milestones.end_on, plan_milestones.period_end)
    where
        plan_milestones.kind = 'recurring'
        and plan_milestones.end_on is not null

),

-- one row for each cycle and its last day: joined by the cycle's name, a country's milestones expand in seconds
cycle_days as (

    select 'weekly' as cycle, 'week' as due_precision, calendar_day from days where is_week_end
    union all
    select 'monthly' as cycle, 'month' as due_precision, calendar_day from days where is_month_end
    union all
    select 'quarterly' as cycle, 'quarter' as due_precision, calendar_day from days where is_quarter_end
    union all
    select 'half_yearly' as cycle, 'half_year' as due_precision, calendar_day from days where is_half_year_end
    union all
    select 'yearly' as cycle, 'year' as due_precision, calendar_day from days where is_year_end

),

cycle_ends as (

    select
        plan_milestones.*,
        case
            when plan_milestones.cycle_day is null then cycle_days.calendar_day
            -- "ngày 31" of a month that has 30 days is its last day
            else cast(
                least(
                    date_trunc('month', cycle_days.calendar_day)
                    + to_months(coalesce(plan_milestones.cycle_month_offset, 0))
                    + to_days(plan_milestones.cycle_day - 1),
                    last_day(
                        date_trunc('month', cycle_days.calendar_day)
                        + to_months(coalesce(plan_milestones.cycle_month_offset, 0))
                    )
                ) as date
            )
        end as due_on,
        case when plan_milestones.cycle_day is null then cycle_days.due_precision else 'day' end as due_precision

    from plan_milestones
    inner join cycle_days
        on
            plan_milestones.recurrence = cycle_days.cycle
            and cycle_days.calendar_day between plan_milestones.period_start and plan_milestones.period_end
    where
        plan_milestones.kind = 'recurring'
        and plan_milestones.end_on is null

),

all_days as (

    select * from single_days
    union all
    select * from named_days
    union all
    select * from cycle_ends

),

-- in a year for which the unit has another effective plan, the five-year plan's deadlines are not its deadlines
replaced_days as (

    select distinct
        all_days.milestone_id,
        all_days.due_on

    from all_days
    inner join documents
        on
            all_days.commune_code = documents.commune_code
            and extract(year from all_days.due_on) = documents.plan_year
            and all_days.plan_document_id <> documents.plan_document_id
    where all_days.period_kind = 'multi_year'

),

final as (

    select
        all_days.milestone_id,
        all_days.task_id,
        all_days.document_id,
        all_days.commune_code,
        all_days.province_key,
        all_days.province_code,
        all_days.due_on,
        all_days.due_precision,
        all_days.is_exclusive,
        all_days.recurrence,
        all_days.label,
        all_days.text,
        all_days.condition,
        all_days.year_inferred,
        row_number() over (partition by all_days.milestone_id order by all_days.due_on) as occurrence_no

    from all_days
    left join replaced_days
        on
            all_days.milestone_id = replaced_days.milestone_id
            and all_days.due_on = replaced_days.due_on
    where replaced_days.milestone_id is null

)

select * from final
