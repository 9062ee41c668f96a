-- Every day on which a task of an effective plan falls due.
with

occurrences as (

    select * from marts.deadline_calendar
    where province_key = $province and list_contains($years, due_year)

),

units as (

    select * from newest_units()

),

offices as (

    select * from core.dim_office

),

areas as (

    select * from core.dim_area

)

select
    occurrences.due_on,
    shown_unit(units.unit_type, units.commune_name) as unit_name,
    occurrences.commune_code,
    occurrences.due_year,
    ['I', 'II', 'III', 'IV'][occurrences.due_quarter] as due_quarter_vi,
    case occurrences.precision
        when 'day' then 'ngày'
        when 'week' then 'tuần'
        when 'month' then 'tháng'
        when 'quarter' then 'quý'
        when 'year' then 'năm'
        else 'kỳ'
    end as exactness_vi,
    coalesce(offices.name_vi, occurrences.lead_office_codes) as office_name_vi,
    case when occurrences.is_exclusive then 'x' end as is_exclusive_vi,
    occurrences.task_text,
    occurrences.label,
    occurrences.deadline_text,
    occurrences.recurrence as recurrence_vi,
    areas.name_vi as area_name_vi,
    nullif(
        concat_ws(
            '; ',
            case when occurrences.year_inferred then 'năm lấy theo kế hoạch' end,
            case when contains(occurrences.lead_office_codes, ',') then 'nhiều cơ quan cùng chủ trì' end
        ),
        ''
    ) as note_vi,
    occurrences.page,
    occurrences.task_id,
    case
        when list_contains($years, occurrences.plan_year)
            then occurrences.plan_year || '/don-vi/' || occurrences.commune_code || '.html#' || occurrences.task_id
    end as link

from occurrences
left join units
    on
        occurrences.commune_code = units.commune_code
left join offices
    on occurrences.office_code = offices.office_code
left join areas
    on occurrences.area_code = areas.area_code
order by
    occurrences.due_on,
    coalesce(units.sort_key, occurrences.commune_name),
    occurrences.commune_code,
    occurrences.task_id,
    occurrences.milestone_id,
    occurrences.occurrence_no
