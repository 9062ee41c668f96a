with

source as (

    select * from {{ source('landing', 'tasks') }}

),

renamed as (

    select
        ---------- ids
        task_id,
        document_id,

        ---------- text
        section_no,
        section_name,
        area_code,
        row_no,
        objective,
        task,
        activity,
        output,
        lead,
        coordination,
        monitor,
        deadline_text,
        budget,
        deadline_kind,
        deadline_recurrence,
        bbox,

        ---------- numerics
        row_index,
        table_index,
        table_row,
        page_start,
        page_end,
        rule,
        confidence,
        deadline_confidence,

        ---------- booleans
        coalesce(is_corrected, false) as is_corrected,
        deadline_is_exclusive,

        ---------- dates
        deadline_start,
        deadline_end

    from source

)

select * from renamed
