-- What falls due in a month, one row per task and month: the days of a weekly report are listed, not repeated.
with

calendar as (

    select * from marts.deadline_calendar
    where province_key = $province and due_year >= $first_year

),

units as (

    select * from newest_units()

),

monthly as (

    select
        due_year,
        due_month,
        task_id,
        milestone_id,
        array_to_string(list_sort(list_distinct(list(day(due_on)))), ', ') as days,
        min(due_on) as first_due_on,
        count(distinct due_on) as day_count,
        bool_or(is_exclusive) as is_exclusive,
        any_value(office_code) as office_code,
        any_value(lead_office_codes) as lead_office_codes,
        any_value(area_code) as area_code,
        any_value(commune_code) as commune_code,
        any_value(commune_name) as commune_name,
        any_value(recurrence) as recurrence,
        any_value(document_id) as document_id,
        any_value(task_text) as task_text,
        any_value(label) as label,
        any_value(deadline_text) as deadline_text,
        any_value(year_inferred) as year_inferred,
        any_value(page) as page

    from calendar
    group by due_year, due_month, task_id, milestone_id

)

select
    monthly.due_year,
    monthly.due_month,
    monthly.days,
    monthly.first_due_on,
    monthly.day_count,
    monthly.is_exclusive,
    monthly.office_code,
    monthly.lead_office_codes,
    monthly.area_code,
    monthly.commune_code,
    monthly.commune_name,
    units.unit_type,
    coalesce(units.sort_key, monthly.commune_name) as sort_key,
    monthly.recurrence,
    monthly.task_id,
    monthly.document_id,
    monthly.task_text,
    monthly.label,
    monthly.deadline_text,
    monthly.year_inferred,
    monthly.page

from monthly
left join units
    on
        monthly.commune_code = units.commune_code
order by
    monthly.due_year,
    monthly.due_month,
    monthly.first_due_on,
    sort_key,
    monthly.commune_code,
    monthly.task_id,
    monthly.milestone_id
