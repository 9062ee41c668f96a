select
    tasks.task_id,
    tasks.document_id,
    tasks.row_index,
    tasks.section_no,
    tasks.section_name,
    tasks.area_code,
    tasks.row_no,
    tasks.objective,
    tasks.task,
    tasks.activity,
    tasks.output,
    tasks.lead,
    tasks.coordination,
    tasks.deadline_text,
    tasks.deadline_kind,
    tasks.deadline_end,
    tasks.deadline_recurrence,
    tasks.page_start

from core.fct_task as tasks
where list_contains($documents, tasks.document_id)
order by tasks.document_id, tasks.row_index
