with

occurrences as (

    select * from {{ ref('int_deadline_occurrences') }}

),

tasks as (

    select * from {{ ref('fct_task') }}

),

documents as (

    select * from {{ ref('dim_document') }}

),

leads as (

    select * from {{ ref('fct_task_office') }}
    where role = 'lead'

),

-- nearly every task has one lead: only the others are put in order
lead_counts as (

    select
        task_id,
        count(*) as lead_count,
        min(office_code) as office_code

    from leads
    group by task_id

),

ordered_leads as (

    select
        leads.task_id,
        leads.office_code,
        leads.office_index,
        row_number() over (partition by leads.task_id order by leads.office_index) as lead_order

    from leads
    inner join lead_counts
        on leads.task_id = lead_counts.task_id
    where lead_counts.lead_count > 1

),

task_leads as (

    select
        task_id,
        office_code,
        office_code as lead_office_codes

    from lead_counts
    where lead_count = 1

    union all

    select
        task_id,
        min(case when lead_order = 1 then office_code end) as office_code,
        string_agg(office_code, ', ' order by office_index) as lead_office_codes

    from ordered_leads
    group by task_id

),

final as (

    select
        occurrences.due_on,
        occurrences.is_exclusive,
        occurrences.due_precision as precision,
        task_leads.office_code,
        task_leads.lead_office_codes,
        tasks.area_code,
        occurrences.commune_code,
        occurrences.province_key,
        occurrences.province_code,
        documents.commune_name,
        documents.plan_year,
        cast(extract(year from occurrences.due_on) as integer) as due_year,
        cast(extract(quarter from occurrences.due_on) as integer) as due_quarter,
        cast(extract(month from occurrences.due_on) as integer) as due_month,
        occurrences.task_id,
        occurrences.milestone_id,
        cast(occurrences.occurrence_no as integer) as occurrence_no,
        occurrences.recurrence,
        coalesce(tasks.activity, tasks.task, tasks.objective) as task_text,
        occurrences.label,
        occurrences.text as deadline_text,
        occurrences.condition,
        occurrences.year_inferred,
        occurrences.document_id,
        tasks.page_start as page

    from occurrences
    inner join tasks
        on occurrences.task_id = tasks.task_id
    inner join documents
        on occurrences.document_id = documents.document_id
    left join task_leads
        on occurrences.task_id = task_leads.task_id

)

select * from final
order by due_on, province_code, milestone_id
