-- Every day that a recurring deadline of a loaded plan can fall on, with the periods that end on it.
with

plans as (

    select * from {{ ref('int_plan_documents') }}

),

bounds as (

    select
        min(period_start) as first_day,
        cast(max(period_end) + interval '1 year' as date) as last_day

    from plans

),

days as (

    select cast(unnest(generate_series(first_day, last_day, interval '1 day')) as date) as calendar_day
    from bounds
    where first_day is not null

),

final as (

    select
        calendar_day,
        extract(isodow from calendar_day) = 7 as is_week_end,
        extract(day from calendar_day + interval '1 day') = 1 as is_month_end,
        extract(day from calendar_day + interval '1 day') = 1
        and extract(month from calendar_day) in (3, 6, 9, 12) as is_quarter_end,
        (extract(month from calendar_day) = 6 and extract(day from calendar_day) = 30)
        or (extract(month from calendar_day) = 12 and extract(day from calendar_day) = 31) as is_half_year_end,
        extract(month from calendar_day) = 12 and extract(day from calendar_day) = 31 as is_year_end

    from days

)

select * from final
