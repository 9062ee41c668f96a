-- Rows of the task tables of one area, or of those whose area no rule knows; newest year first.
with

plans as (

    select * from effective_plans($province, $years)

),

tasks as (

    select * from core.fct_task
    where coalesce(area_code, '') = $area

)

select
    plans.plan_year,
    plans.commune_code,
    plans.unit_name,
    concat_ws('. ', tasks.section_no, tasks.section_name) as section_name,
    tasks.row_no,
    coalesce(tasks.task, tasks.objective) as task,
    tasks.activity,
    tasks.output,
    tasks.lead,
    tasks.coordination,
    tasks.deadline_text,
    {deadline_kind:tasks.deadline_kind} as deadline_kind_vi,
    tasks.deadline_start,
    tasks.deadline_end,
    tasks.deadline_recurrence as recurrence_vi,
    tasks.budget,
    tasks.page_start as page,
    plans.source_path,
    tasks.task_id,
    plans.plan_year || '/don-vi/' || plans.commune_code || '.html#' || tasks.task_id as link

from plans
inner join tasks
    on plans.document_id = tasks.document_id
order by plans.plan_year desc, plans.sort_key, plans.commune_code, plans.source_path, tasks.row_index
